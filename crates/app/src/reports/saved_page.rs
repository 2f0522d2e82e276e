//! The list of saved reports.

use askama::Template;

use crate::view::{Icon, Layout, Pager, When};

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
    /// The sentence that says what its filters may leave out.
    pub(crate) omission: Option<&'static str>,
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

#[cfg(test)]
impl SavedReports {
    /// Every state of the page.
    pub(crate) fn samples() -> Vec<(&'static str, Self)> {
        use crewline_core::calls::Omission;

        use crate::view::samples::{HTML, LONG, RTL, crowded_layout, layout, moment, viewer_layout};
        use crate::view::{Nav, omission_sentence};
        let row = |at: usize| ReportRow {
            id: format!("rpt_{at}"),
            name: ["Sources of the month", LONG, RTL, HTML][at % 4].to_owned(),
            href: (at % 3 != 2).then(|| "/b/northline/analytics?group_by=source".to_owned()),
            omission: (at % 3 == 1).then(|| omission_sentence(Omission::ALL[at % 2])),
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
