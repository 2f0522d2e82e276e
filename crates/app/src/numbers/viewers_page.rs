//! Who can see a number, now or on a past day, and through what.

use askama::Template;
use crewline_core::access::Role;

use crate::view::{Entry, Icon, Pager, Shell, When};

/// The page.
#[derive(Template)]
#[template(path = "numbers/viewers.html")]
pub(crate) struct NumberSight {
    /// The frame.
    pub(crate) shell: Shell,
    /// The number's opaque id.
    pub(crate) id: String,
    /// Its friendly name.
    pub(crate) name: String,
    /// The number, as this business writes it.
    pub(crate) phone: String,
    /// `day`: the day that is looked back at; empty for now.
    pub(crate) day: Entry,
    /// How many see or saw it.
    pub(crate) count: usize,
    /// Those of this page.
    pub(crate) rows: Vec<WatcherRow>,
    /// The ways on.
    pub(crate) pager: Pager,
    /// What the log can't tell of the day.
    pub(crate) missing: Option<String>,
}

/// Somebody who sees the number.
pub(crate) struct WatcherRow {
    /// Their display name at the time.
    pub(crate) name: String,
    /// Where their page is, if they are still a member.
    pub(crate) href: Option<String>,
    /// Their role at the time.
    pub(crate) role: Role,
    /// Through what.
    pub(crate) ways: Vec<WayWords>,
    /// Since when, where the day began without it.
    pub(crate) since: Option<When>,
    /// Until when, where the day ended without it.
    pub(crate) until: Option<When>,
}

/// Through what somebody sees the number.
pub(crate) struct WayWords {
    /// In words: "Their role", "Group".
    pub(crate) words: &'static str,
    /// The group's name.
    pub(crate) group: Option<String>,
}

impl NumberSight {
    fn number_href(&self) -> String {
        self.shell.href(&format!("/numbers/{}", self.id))
    }

    fn is_past(&self) -> bool {
        !self.day.value.is_empty()
    }
}

#[cfg(test)]
impl NumberSight {
    /// Every state of the page.
    pub(crate) fn samples() -> Vec<(&'static str, Self)> {
        use crate::view::Nav;
        use crate::view::samples::{HTML, LONG, RTL, clock, crowded_shell, shell};
        let row = |at: usize| WatcherRow {
            name: ["Olga Marsh", LONG, RTL, HTML, "Vera Kim"][at % 5].to_owned(),
            href: (at % 3 != 2).then(|| format!("/b/northline/members/mem_{at}")),
            role: [Role::Owner, Role::Admin, Role::Manager, Role::Viewer][at.min(3)],
            ways: match at {
                0..=2 => vec![WayWords { words: "Their role", group: None }],
                _ if at.is_multiple_of(2) => vec![WayWords { words: "All Numbers", group: None }],
                _ => vec![
                    WayWords { words: "This number", group: None },
                    WayWords { words: "Group", group: Some(["Bay Plumbing", LONG][at % 2].to_owned()) },
                ],
            },
            since: None,
            until: None,
        };
        let typical = || Self {
            shell: shell(Nav::Numbers),
            id: "num_1".to_owned(),
            name: "Google Ads, Oakland".to_owned(),
            phone: "(415) 555-0142".to_owned(),
            day: Entry::new("day"),
            count: 5,
            rows: (0..5).map(row).collect(),
            pager: Pager::by_order(None, None),
            missing: None,
        };
        let past = Self {
            day: Entry::filled("day", "2026-11-02"),
            rows: (0..5)
                .map(|at| WatcherRow {
                    since: (at == 3).then(|| clock(-8_000)),
                    until: (at > 2).then(|| clock(-60)),
                    ..row(at)
                })
                .collect(),
            missing: Some("2 entries of the log since that day don't say enough.".to_owned()),
            ..typical()
        };
        let many = Self {
            shell: crowded_shell(Nav::Numbers),
            name: HTML.to_owned(),
            count: 5_000,
            rows: (0..100).map(row).collect(),
            pager: Pager::by_order(Some("?day=".to_owned()), Some("?after=mem_99".to_owned())),
            ..typical()
        };
        let nobody = Self {
            day: Entry::filled("day", "2019-01-01"),
            count: 0,
            rows: Vec::new(),
            missing: Some("The audit log of this business begins on 2 Nov 2025, after that day.".to_owned()),
            ..typical()
        };
        vec![("typical", typical()), ("past", past), ("many", many), ("nobody", nobody)]
    }
}
