//! The page with the views of the list of calls.

use askama::Template;

use crate::view::{Icon, Layout, Pager, When};

/// The list.
#[derive(Template)]
#[template(path = "calls/views.html")]
pub(crate) struct Views {
    pub(crate) layout: Layout,
    /// The viewpoint's own views by name, and then the shared ones.
    pub(crate) rows: Vec<ViewRow>,
    pub(crate) pager: Pager,
}

/// A view in the list.
pub(crate) struct ViewRow {
    /// The opaque id.
    pub(crate) id: String,
    pub(crate) name: String,
    /// The list of calls with its filters; `None` when one of them is left with nothing that the viewpoint sees.
    pub(crate) href: Option<String>,
    /// The sentence that says what its filters may leave out.
    pub(crate) omission: Option<&'static str>,
    /// The filters, by the names that the viewpoint sees.
    pub(crate) about: String,
    /// `Only you`, or the people who see it.
    pub(crate) sharing: String,
    pub(crate) updated_at: When,
    pub(crate) may_edit: bool,
}

#[cfg(test)]
impl Views {
    /// Every state of the page.
    pub(crate) fn samples() -> Vec<(&'static str, Self)> {
        use crewline_core::calls::Omission;

        use crate::view::samples::{HTML, LONG, RTL, crowded_layout, layout, moment, viewer_layout};
        use crate::view::{Nav, omission_sentence};
        let row = |at: usize| ViewRow {
            id: format!("view_{at}"),
            name: ["Missed today", LONG, RTL, HTML][at % 4].to_owned(),
            href: (at % 3 != 2).then(|| "/b/northline/calls?outcome=missed&period=today".to_owned()),
            omission: (at % 3 == 1).then(|| omission_sentence(Omission::ALL[at % 2])),
            about: ["Today; Outcome: Missed", "Number: Google Ads, Oakland; Source: Radio", LONG][at % 3].to_owned(),
            sharing: ["Only you", "Everybody, shared by Olga Brandt", "Everybody"][at % 3].to_owned(),
            updated_at: moment(90 * i64::try_from(at).unwrap_or_default()),
            may_edit: at % 3 != 2,
        };
        let page = |shell: Layout, count, next: Option<&str>| Self {
            layout: shell,
            rows: (0..count).map(row).collect(),
            pager: Pager::by_order(None, next.map(str::to_owned)),
        };
        vec![
            ("typical", page(layout(Nav::Calls), 6, None)),
            ("many", page(crowded_layout(Nav::Calls), 50, Some("/b/northline/call-views?cursor=x"))),
            ("empty", page(layout(Nav::Calls), 0, None)),
            ("viewer", page(viewer_layout(Nav::Calls), 3, None)),
        ]
    }
}
