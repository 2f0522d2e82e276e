//! The numbers of the business.

use askama::Template;

use crate::view::{Icon, Layout, Pager, SelectField, Sort, Tab, TextField};

/// The list.
#[derive(Template)]
#[template(path = "numbers/list.html")]
pub(crate) struct Numbers {
    /// The frame.
    pub(crate) layout: Layout,
    /// Numbers and groups, as [`tabs`] makes them.
    pub(crate) tabs: Vec<Tab>,
    /// What is filtered by.
    pub(crate) filters: NumberFilters,
    /// The numbers.
    pub(crate) results: NumberResults,
}

/// The filters, each with what is chosen.
pub(crate) struct NumberFilters {
    /// `q`: by friendly name, source, or part of the number.
    pub(crate) search: TextField,
    /// `group_id`.
    pub(crate) group: SelectField,
    /// `status`: active or released.
    pub(crate) status: SelectField,
}

/// The numbers: the part of the page that is fetched anew when a filter changes.
#[derive(Template)]
#[template(path = "numbers/list_results.html")]
pub(crate) struct NumberResults {
    /// The business's part of the address.
    pub(crate) slug: String,
    /// The columns that sort, in the order of the table: Name, Added.
    pub(crate) columns: [Sort; 2],
    /// The numbers of this page.
    pub(crate) rows: Vec<NumberRow>,
    /// The ways on.
    pub(crate) pager: Pager,
    /// Whether any filter holds, which decides what an empty list says.
    pub(crate) filtered: bool,
    /// Whether the role may add and edit numbers.
    pub(crate) may_edit: bool,
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
    /// Where its calls go, as this business writes it.
    pub(crate) forward_to: Option<String>,
    /// Whether its calls are recorded.
    pub(crate) records: bool,
    /// Whether it was released: its history stays.
    pub(crate) released: bool,
    /// The day it was added, as [`crate::view::When::day`] writes it.
    pub(crate) added: crate::view::When,
}

/// The two views of the Numbers page.
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
