//! Saved reports: the list, the form of one, and its removal.

use askama::Template;

use crate::view::{FieldProblem, Icon, Layout, Pager, TextField, When, field_problems};

/// The list.
#[derive(Template)]
#[template(path = "reports/saved.html")]
pub(crate) struct SavedReports {
    pub(crate) layout: Layout,
    /// The viewpoint's own reports and the shared ones, newest first.
    pub(crate) rows: Vec<ReportRow>,
    pub(crate) pager: Pager,
}

/// A report in the list.
pub(crate) struct ReportRow {
    /// The opaque id.
    pub(crate) id: String,
    pub(crate) name: String,
    /// Analytics with its question; `None` when one of its filters is left with nothing that the viewpoint sees.
    pub(crate) href: Option<String>,
    /// The groupings and the period.
    pub(crate) about: String,
    /// The filters, by the names that the viewpoint sees.
    pub(crate) filters: String,
    /// `Private`, or the people who shared it.
    pub(crate) sharing: String,
    pub(crate) updated_at: When,
    /// When its schedule mails it; empty where it has none.
    pub(crate) schedule: String,
    /// When it was last mailed to the viewpoint.
    pub(crate) sent_at: Option<When>,
    /// Why it was not mailed the last time.
    pub(crate) problem: Option<String>,
    pub(crate) may_send: bool,
    pub(crate) may_edit: bool,
}

/// The form of a new report, or of one that is there.
#[derive(Template)]
#[template(path = "reports/saved_form.html")]
pub(crate) struct ReportForm {
    pub(crate) layout: Layout,
    pub(crate) title: &'static str,
    /// The question in words.
    pub(crate) about: String,
    /// The page that Cancel leads to.
    pub(crate) back: (String, &'static str),
    /// `name`.
    pub(crate) name: TextField,
    /// `shared`: whether the team sees it; `None` when the viewpoint decides nothing about that.
    pub(crate) shared: Option<bool>,
    /// Why it can't be saved, where no field is at fault.
    pub(crate) error: Option<String>,
}

impl ReportForm {
    fn problems(&self) -> Vec<FieldProblem> {
        field_problems([(self.name.name, &self.name.error)])
    }
}

/// The confirmation of a removal.
#[derive(Template)]
#[template(path = "reports/saved_removal.html")]
pub(crate) struct ReportRemoval {
    pub(crate) layout: Layout,
    pub(crate) name: String,
    pub(crate) is_shared: bool,
}

#[cfg(test)]
impl SavedReports {
    /// Every state of the page.
    pub(crate) fn samples() -> Vec<(&'static str, Self)> {
        use crate::view::Nav;
        use crate::view::samples::{HTML, LONG, RTL, crowded_layout, layout, moment, viewer_layout};
        let row = |at: usize| ReportRow {
            id: format!("rpt_{at}"),
            name: ["Sources of the month", LONG, RTL, HTML][at % 4].to_owned(),
            href: (at % 3 != 2).then(|| "/b/northline/analytics?group_by=source".to_owned()),
            about: "By source and day, 30 days".to_owned(),
            filters: ["", "Number: Google Ads, Oakland; Source: Radio", LONG][at % 3].to_owned(),
            sharing: ["Private", "Shared by Olga Brandt", "Shared"][at % 3].to_owned(),
            updated_at: moment(90 * i64::try_from(at).unwrap_or_default()),
            schedule: ["", "Every Monday at 08:00, next Monday, 7 December 2026, 08:00 (America/Chicago)"][at % 2]
                .to_owned(),
            sent_at: (at % 4 == 1).then(|| moment(5)),
            problem: (at % 4 == 2).then(|| "Nothing was mailed, since the reader sees no number.".to_owned()),
            may_send: at % 5 != 4,
            may_edit: at % 3 != 2,
        };
        let page = |shell: Layout, count, older: Option<&str>| Self {
            layout: shell,
            rows: (0..count).map(row).collect(),
            pager: Pager::by_time(None, older.map(str::to_owned)),
        };
        vec![
            ("typical", page(layout(Nav::Analytics), 6, None)),
            ("many", page(crowded_layout(Nav::Analytics), 50, Some("/b/northline/reports?cursor=x"))),
            ("empty", page(layout(Nav::Analytics), 0, None)),
            ("viewer", page(viewer_layout(Nav::Analytics), 3, None)),
        ]
    }
}

#[cfg(test)]
impl ReportForm {
    /// Every state of the page.
    pub(crate) fn samples() -> Vec<(&'static str, Self)> {
        use crate::view::Nav;
        use crate::view::samples::{LONG, crowded_layout, layout, viewer_layout};
        let page = |shell: Layout, name: &str, shared| Self {
            layout: shell,
            title: "Save this question",
            about: "By source and day, 30 days".to_owned(),
            back: ("/b/northline/analytics?group_by=source".to_owned(), "Analytics"),
            name: TextField::with_value("name", name),
            shared,
            error: None,
        };
        let mut refused = page(crowded_layout(Nav::Analytics), LONG, Some(true));
        refused.name = refused.name.refused("Use 80 characters at most.");
        let full = Some("You have 100 saved reports already. Remove one first.".to_owned());
        vec![
            ("new", page(layout(Nav::Analytics), "", Some(false))),
            ("viewer", page(viewer_layout(Nav::Analytics), "My numbers", None)),
            ("refused", refused),
            ("too many", Self { error: full, ..page(layout(Nav::Analytics), "One more", Some(false)) }),
        ]
    }
}

#[cfg(test)]
impl ReportRemoval {
    /// Every state of the page.
    pub(crate) fn samples() -> Vec<(&'static str, Self)> {
        use crate::view::samples::{HTML, layout};
        let page = |is_shared| Self { layout: layout(crate::view::Nav::Analytics), name: HTML.to_owned(), is_shared };
        vec![("private", page(false)), ("shared", page(true))]
    }
}
