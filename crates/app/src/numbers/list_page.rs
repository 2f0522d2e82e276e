//! The page with the list of numbers.

use askama::Template;

use crate::view::{Icon, Layout, Pager, SelectField, Sort, Tab, TextField, When};

/// The list.
#[derive(Template)]
#[template(path = "numbers/list.html")]
pub(crate) struct Numbers {
    pub(crate) layout: Layout,
    /// Numbers and groups, as [`tabs`] makes them.
    pub(crate) tabs: Vec<Tab>,
    /// The filters.
    pub(crate) filters: NumberFilters,
    /// The numbers.
    pub(crate) results: NumberResults,
}

/// The filters with their current values.
pub(crate) struct NumberFilters {
    /// `q`: by friendly name, source, or part of the number.
    pub(crate) search: TextField,
    /// `group_id`.
    pub(crate) group: SelectField,
    /// `status`: active or released.
    pub(crate) status: SelectField,
}

/// The numbers: the part of the page that is reloaded when a filter changes.
#[derive(Template)]
#[template(path = "numbers/list_results.html")]
pub(crate) struct NumberResults {
    /// The business's part of the address.
    pub(crate) slug: String,
    /// The columns that sort, in the order of the table: Name, Added.
    pub(crate) columns: [Sort; 2],
    /// The numbers of this page.
    pub(crate) rows: Vec<NumberRow>,
    /// The links to the other pages.
    pub(crate) pager: Pager,
    /// Whether any filter is set. It decides the text of an empty list.
    pub(crate) filtered: bool,
    /// Whether the role may add and edit numbers.
    pub(crate) may_edit: bool,
    /// The query that leads an edit back to this list.
    pub(crate) return_query: String,
}

impl askama::filters::HtmlSafe for NumberResults {}

/// A number in the list.
pub(crate) struct NumberRow {
    /// The opaque id.
    pub(crate) id: String,
    /// The friendly name.
    pub(crate) name: String,
    /// The number, as this business writes it.
    pub(crate) phone: String,
    /// Its group.
    pub(crate) group: Option<String>,
    /// Its source.
    pub(crate) source: Option<String>,
    /// The number that its calls are forwarded to, as this business writes it.
    pub(crate) forward_to: Option<String>,
    /// Whether its calls are recorded.
    pub(crate) records: bool,
    /// Whether it was released.
    pub(crate) released: bool,
    /// The day it was added.
    pub(crate) added: When,
}

/// The tabs of the Numbers page: numbers and groups.
pub(crate) fn tabs(layout: &Layout, groups: bool) -> Vec<Tab> {
    vec![
        Tab { label: "Numbers", href: layout.href("/numbers"), current: !groups },
        Tab { label: "Groups", href: layout.href("/number-groups"), current: groups },
    ]
}

#[cfg(test)]
impl Numbers {
    /// Every state of the page.
    pub(crate) fn samples() -> Vec<(&'static str, Self)> {
        use crate::view::samples::{HTML, LONG, RTL, crowded_layout, day, layout, options, viewer_layout};
        use crate::view::{Direction, Nav, SelectOption};
        let row = |at: usize| {
            let names = ["Google Ads, Oakland", "Yelp listing", "Truck wrap", LONG, RTL, HTML];
            NumberRow {
                id: format!("num_{at}"),
                name: names[at % names.len()].to_owned(),
                phone: format!("(415) 555-{:04}", 100 + at),
                group: (at % 3 != 2).then(|| ["Bay Plumbing", LONG][at % 2].to_owned()),
                source: (at % 4 != 2).then(|| ["Google Ads", RTL][at % 2].to_owned()),
                forward_to: (at % 5 != 4).then(|| "(415) 555-0199".to_owned()),
                records: at.is_multiple_of(2),
                released: at % 7 == 6,
                added: day(at as i64 * 31),
            }
        };
        let column = |label, direction| Sort { label, href: format!("?sort={label}"), direction };
        let results = |count, may_edit| NumberResults {
            slug: "northline".to_owned(),
            columns: [column("Name", Some(Direction::Ascending)), column("Added", None)],
            rows: (0..count).map(row).collect(),
            pager: Pager::by_order(None, (count > 20).then(|| "?after=num_20".to_owned())),
            filtered: false,
            may_edit,
            return_query: "?return_to=%2Fb%2Fnorthline%2Fnumbers".to_owned(),
        };
        let filters = || NumberFilters {
            search: TextField::new("q"),
            group: SelectField::new("group_id", "", options("Group", 20)),
            status: SelectField::new(
                "status",
                "",
                vec![SelectOption::new("active", "Active"), SelectOption::new("released", "Released")],
            ),
        };
        let page =
            |shell: Layout, results| Self { tabs: tabs(&shell, false), layout: shell, filters: filters(), results };
        vec![
            ("typical", page(layout(Nav::Numbers), results(3, true))),
            ("many", page(crowded_layout(Nav::Numbers), results(50, true))),
            ("empty", page(layout(Nav::Numbers), results(0, true))),
            ("filtered", page(layout(Nav::Numbers), NumberResults { filtered: true, ..results(0, true) })),
            ("viewer", page(viewer_layout(Nav::Numbers), results(2, false))),
            ("viewer of none", page(viewer_layout(Nav::Numbers), results(0, false))),
        ]
    }
}
