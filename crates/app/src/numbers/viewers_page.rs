//! The page with the viewers of a number, now or on a past day.

use askama::Template;

use crate::view::{Icon, Layout, Pager, TextField, When};

/// The page.
#[derive(Template)]
#[template(path = "numbers/viewers.html")]
pub(crate) struct NumberViewers {
    pub(crate) layout: Layout,
    /// The number's opaque id.
    pub(crate) id: String,
    /// Its friendly name.
    pub(crate) name: String,
    /// The number, as this business writes it.
    pub(crate) phone: String,
    /// `day`: the past day; empty for now.
    pub(crate) day: TextField,
    /// How many see the number, or saw it on that day, in words.
    pub(crate) count: String,
    /// The viewers of this page of the list.
    pub(crate) rows: Vec<ViewerRow>,
    /// The links to the other pages.
    pub(crate) pager: Pager,
    /// A sentence about what the audit log can't tell about the day.
    pub(crate) missing: Option<String>,
}

/// A member, or an address outside the team, that sees the number.
pub(crate) struct ViewerRow {
    /// Their display name at the time, or the address.
    pub(crate) name: String,
    /// The address of their page, if there still is one.
    pub(crate) href: Option<String>,
    /// The words for somebody without a page any more.
    pub(crate) gone: &'static str,
    /// Their role at the time, or that they are outside the team.
    pub(crate) role: &'static str,
    /// Why they see the number.
    pub(crate) paths: Vec<PathWords>,
    /// The start, if they could not see it at the beginning of the day.
    pub(crate) since: Option<When>,
    /// The end, if they could no longer see it at the end of the day.
    pub(crate) until: Option<When>,
}

/// One reason why a member sees the number.
pub(crate) struct PathWords {
    /// The reason in words: "Role: all numbers", "Group".
    pub(crate) words: &'static str,
    /// The group's name.
    pub(crate) group: Option<String>,
}

impl NumberViewers {
    fn number_href(&self) -> String {
        self.layout.href(&format!("/numbers/{}", self.id))
    }

    fn is_past(&self) -> bool {
        !self.day.value.is_empty()
    }
}

#[cfg(test)]
impl NumberViewers {
    /// Every state of the page.
    pub(crate) fn samples() -> Vec<(&'static str, Self)> {
        use crate::view::Nav;
        use crate::view::samples::{HTML, LONG, RTL, clock, crowded_layout, layout};
        let row = |at: usize| ViewerRow {
            name: ["Olga Marsh", LONG, RTL, HTML, "Vera Kim"][at % 5].to_owned(),
            href: (at % 3 != 2).then(|| format!("/b/northline/members/mem_{at}")),
            gone: "No longer a member",
            role: ["Owner", "Admin", "Manager", "Viewer", "Outside the team, by report"][at.min(4)],
            paths: match at {
                0..=2 => vec![PathWords { words: "Role: all numbers", group: None }],
                _ if at.is_multiple_of(2) => vec![PathWords { words: "All Numbers", group: None }],
                _ => vec![
                    PathWords { words: "This number", group: None },
                    PathWords { words: "Group", group: Some(["Bay Plumbing", LONG][at % 2].to_owned()) },
                ],
            },
            since: None,
            until: None,
        };
        let typical = || Self {
            layout: layout(Nav::Numbers),
            id: "num_1".to_owned(),
            name: "Google Ads, Oakland".to_owned(),
            phone: "(415) 555-0142".to_owned(),
            day: TextField::new("day"),
            count: "4 members and 1 address outside the team".to_owned(),
            rows: (0..5).map(row).collect(),
            pager: Pager::by_order(None, None),
            missing: None,
        };
        let past = Self {
            day: TextField::with_value("day", "2026-11-02"),
            rows: (0..5)
                .map(|at| ViewerRow {
                    since: (at == 3).then(|| clock(-8_000)),
                    until: (at > 2).then(|| clock(-60)),
                    ..row(at)
                })
                .collect(),
            missing: Some("2 entries of the log since that day don't say enough.".to_owned()),
            ..typical()
        };
        let many = Self {
            layout: crowded_layout(Nav::Numbers),
            name: HTML.to_owned(),
            count: "5000 members".to_owned(),
            rows: (0..100).map(row).collect(),
            pager: Pager::by_order(Some("?day=".to_owned()), Some("?after=mem_99".to_owned())),
            ..typical()
        };
        let nobody = Self {
            day: TextField::with_value("day", "2019-01-01"),
            count: "0 members".to_owned(),
            rows: Vec::new(),
            missing: Some("The audit log of this business begins on 2 Nov 2025, after that day.".to_owned()),
            ..typical()
        };
        vec![("typical", typical()), ("past", past), ("many", many), ("nobody", nobody)]
    }
}
