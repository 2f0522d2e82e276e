//! The audit log: its page.

use askama::Template;

use super::change::{Change, brief};
use crate::view::{Icon, Layout, Pager, SelectField, TextField, When};

/// The page: the filters, and the entries that match them.
#[derive(Template)]
#[template(path = "audit/list.html")]
pub(crate) struct Audit {
    pub(crate) layout: Layout,
    /// The filters.
    pub(crate) filters: AuditFilters,
    /// The entries.
    pub(crate) results: AuditResults,
    /// The address of Export CSV, with the same filters.
    pub(crate) export_href: String,
}

/// The filters with their current values.
pub(crate) struct AuditFilters {
    /// `q`: a part of a name, a value or an address.
    pub(crate) search: TextField,
    /// `actor`: the person at the keyboard, or the member they were logged in as.
    pub(crate) person: SelectField,
    /// `action`.
    pub(crate) action: SelectField,
    /// `from`: the first day, in the person's time zone.
    pub(crate) from: TextField,
    /// `to`: the last day, in the person's time zone.
    pub(crate) to: TextField,
}

impl AuditFilters {
    /// How many filters are set.
    fn count(&self) -> usize {
        let values = [&self.search.value, &self.person.value, &self.action.value, &self.from.value, &self.to.value];
        values.into_iter().filter(|value| !value.is_empty()).count()
    }
}

/// The entries: the part of the page that is reloaded when a filter changes.
#[derive(Template)]
#[template(path = "audit/list_results.html")]
pub(crate) struct AuditResults {
    /// The business's part of the address.
    pub(crate) slug: String,
    /// The entries of this page, newest first.
    pub(crate) rows: Vec<AuditRow>,
    /// The links to the other pages.
    pub(crate) pager: Pager,
    /// The day that a search has looked back to, if not to the log's beginning.
    pub(crate) searched_to: Option<When>,
    /// Whether any filter is set. It decides the text of an empty list.
    pub(crate) filtered: bool,
    /// Whether the first day is after the last.
    pub(crate) is_reversed: bool,
    /// The time zones of the times and of the days, in words.
    pub(crate) zone: String,
}

impl askama::filters::HtmlSafe for AuditResults {}

/// An entry in the list.
pub(crate) struct AuditRow {
    /// The entry's place in the chain.
    pub(crate) sequence: i64,
    pub(crate) at: When,
    /// The person at the keyboard.
    pub(crate) actor: String,
    /// The member that they were logged in as.
    pub(crate) acting_as: Option<String>,
    /// The action in words.
    pub(crate) action: String,
    /// The name of the thing that was changed.
    pub(crate) subject: String,
    /// The link to that thing, if it still exists.
    pub(crate) subject_href: Option<String>,
    pub(crate) changes: Vec<Change>,
    /// The network address of the request.
    pub(crate) address: Option<String>,
}

impl AuditRow {
    /// The names of the changes that the summary line leaves out.
    fn others(&self) -> Option<String> {
        let names: Vec<&str> = self.changes.iter().skip(1).map(|change| change.what.as_str()).collect();
        (!names.is_empty()).then(|| brief(&names.join(", ")).into_owned())
    }
}

#[cfg(test)]
impl Audit {
    /// Every state of the page.
    pub(crate) fn samples() -> Vec<(&'static str, Self)> {
        use crate::view::samples::{HTML, LONG, RTL, crowded_layout, layout, moment, options};
        use crate::view::{Nav, SelectOption};
        let change = |what: &str, before: Option<&str>, after: Option<&str>| Change {
            what: what.to_owned(),
            before: before.map(str::to_owned),
            after: after.map(str::to_owned),
            is_from: before.is_some(),
        };
        let row = |at: usize| {
            let (action, subject, changes) = match at % 5 {
                0 => (
                    "Member edited",
                    "Vera Kim",
                    vec![
                        change("Role", Some("Viewer"), Some("Manager")),
                        change("Number access", Some("3 numbers, 1 group"), Some("All numbers")),
                    ],
                ),
                1 => ("Number edited", "Google Ads, Oakland", vec![change("Source", Some("Yelp"), None)]),
                2 => ("Own password changed", "Ada Dietrich", Vec::new()),
                3 => (
                    "Number group made",
                    HTML,
                    vec![change("Name", None, Some(HTML)), change("Numbers", None, Some(LONG))],
                ),
                _ => (LONG, RTL, vec![change(LONG, Some(RTL), Some(LONG)), change("Name", None, Some(RTL))]),
            };
            AuditRow {
                sequence: 900 - at as i64,
                at: moment((at * at * 9) as i64),
                actor: ["Olga Marsh", "Ada Dietrich", LONG][at % 3].to_owned(),
                acting_as: (at % 4 == 1).then(|| ["Vera Kim", RTL][at % 2].to_owned()),
                action: action.to_owned(),
                subject: subject.to_owned(),
                subject_href: (at % 2 == 1).then(|| format!("/b/northline/numbers/num_{at}")),
                changes,
                address: (at % 6 != 5).then(|| "2001:db8:85a3::8a2e:370:7334".to_owned()),
            }
        };
        let results = |count: usize, newer: Option<&str>, older: Option<&str>| AuditResults {
            slug: "northline".to_owned(),
            rows: (0..count).map(row).collect(),
            pager: Pager::by_time(newer.map(str::to_owned), older.map(str::to_owned)),
            searched_to: None,
            filtered: false,
            is_reversed: false,
            zone: "All times America/Chicago".to_owned(),
        };
        let filters = |count| AuditFilters {
            search: TextField::new("q"),
            person: SelectField::new("actor", "", options("Person", count)),
            action: SelectField::new("action", "", vec![SelectOption::new("member.edited", "Member edited")]),
            from: TextField::new("from"),
            to: TextField::new("to"),
        };
        let mut chosen = filters(40);
        chosen.person.value = "Person_3".to_owned();
        chosen.action.value = "member.edited".to_owned();
        chosen.from.value = "2026-11-01".to_owned();
        let page = |shell, filters, results| Self {
            layout: shell,
            filters,
            results,
            export_href: "/b/northline/audit/export".to_owned(),
        };
        let none = || results(0, None, None);
        vec![
            ("typical", page(layout(Nav::AuditLog), filters(6), results(7, None, Some("?cursor=o1")))),
            (
                "many",
                page(crowded_layout(Nav::AuditLog), filters(400), results(50, Some("?cursor=n1"), Some("?cursor=o1"))),
            ),
            ("filtered", page(layout(Nav::AuditLog), chosen, AuditResults { filtered: true, ..none() })),
            ("searched", {
                let mut chosen = filters(6);
                chosen.search.value = HTML.to_owned();
                let mut results = AuditResults { filtered: true, ..results(0, None, Some("?cursor=o1")) };
                results.searched_to = Some(moment(90 * 24 * 60));
                page(layout(Nav::AuditLog), chosen, results)
            }),
            ("empty", page(layout(Nav::AuditLog), filters(0), none())),
        ]
    }
}
