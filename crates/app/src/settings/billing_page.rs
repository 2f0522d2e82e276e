//! Settings → Billing: the plan, its seats and their holders, larger plans, and the usage.

use askama::Template;
use crewline_core::access::Role;

use crate::view::{Icon, Layout, Seats, Tab, When};

/// The tab.
#[derive(Template)]
#[template(path = "settings/billing.html")]
pub(crate) struct SettingsBilling {
    pub(crate) layout: Layout,
    /// The tabs, as [`super::tabs_page::tabs`] makes them.
    pub(crate) tabs: Vec<Tab>,
    /// The plan's name.
    pub(crate) plan: String,
    /// Seats used and allowed.
    pub(crate) seats: Seats,
    /// Whether the plan limits the seats.
    pub(crate) is_limited: bool,
    /// How many of the used seats are members'.
    pub(crate) of_members: i64,
    /// How many of the used seats are invitations'.
    pub(crate) of_invitations: i64,
    /// Larger plans.
    pub(crate) larger: Vec<PlanRow>,
    /// The address of the upgrade button, if the operator has set one.
    pub(crate) upgrade: Option<String>,
    /// The first members who hold a seat, the longest inactive first.
    pub(crate) members: Vec<SeatRow>,
    /// The first invitations that hold a seat, the oldest first.
    pub(crate) invitations: Vec<SeatRow>,
    /// The usage.
    pub(crate) usage: Vec<UsageRow>,
    /// The changes of plan.
    pub(crate) history: Vec<PlanChangeRow>,
}

/// A plan.
pub(crate) struct PlanRow {
    /// Its name.
    pub(crate) name: String,
    /// The limits in words.
    pub(crate) about: String,
}

/// A holder of a seat.
pub(crate) struct SeatRow {
    /// The member's or the invitation's id.
    pub(crate) id: String,
    /// Their name.
    pub(crate) name: String,
    /// Their address.
    pub(crate) email: String,
    /// Their role.
    pub(crate) role: Role,
    /// When a member was last active, or when an invitation was made.
    pub(crate) since: Option<When>,
    /// Whether it is an invitation that the viewpoint may cancel.
    pub(crate) may_cancel: bool,
}

/// A row of the usage.
pub(crate) struct UsageRow {
    pub(crate) label: &'static str,
    pub(crate) count: String,
}

/// A change of plan.
pub(crate) struct PlanChangeRow {
    pub(crate) at: When,
    /// The name of the person who changed it, or the command line.
    pub(crate) by: String,
    /// The plan before, and its seats in words.
    pub(crate) from: String,
    /// The plan after, and its seats in words.
    pub(crate) to: String,
}

impl SettingsBilling {
    fn more_members(&self) -> i64 {
        self.of_members - i64::try_from(self.members.len()).unwrap_or(self.of_members)
    }

    fn more_invitations(&self) -> i64 {
        self.of_invitations - i64::try_from(self.invitations.len()).unwrap_or(self.of_invitations)
    }
}

#[cfg(test)]
impl SettingsBilling {
    /// Every state of the page.
    pub(crate) fn samples() -> Vec<(&'static str, Self)> {
        use super::tabs_page::{SettingsTab, tabs};
        use crate::view::Nav;
        use crate::view::samples::{HTML, LONG, RTL, ago, crowded_layout, day, layout, moment};
        let row = |at: usize| SeatRow {
            id: format!("mem_{at}"),
            name: ["Olga Marsh", LONG, RTL, HTML][at % 4].to_owned(),
            email: "olga@northline.example".to_owned(),
            role: [Role::Owner, Role::Viewer][at % 2],
            since: (at % 3 != 2).then(|| ago(70)),
            may_cancel: at.is_multiple_of(2),
        };
        let usage = |label, count: &str| UsageRow { label, count: count.to_owned() };
        let typical = |shell: Layout| Self {
            tabs: tabs(&shell, &SettingsTab::SAMPLE, SettingsTab::Billing),
            layout: shell,
            plan: "Starter".to_owned(),
            seats: Seats::new(4, Some(5)),
            is_limited: true,
            of_members: 3,
            of_invitations: 1,
            larger: vec![PlanRow { name: "Agency".to_owned(), about: "25 seats, 200 numbers".to_owned() }],
            upgrade: Some("/elsewhere".to_owned()),
            members: vec![row(0), SeatRow { name: "Vera Kim".to_owned(), ..row(1) }],
            invitations: vec![SeatRow { name: "Max Moor".to_owned(), since: Some(day(30)), ..row(4) }],
            usage: vec![usage("Owners", "1"), usage("Numbers", "12 of 50"), usage("Calls, 30 days", "1,204")],
            history: vec![PlanChangeRow {
                at: moment(90_000),
                by: "the command line".to_owned(),
                from: "Free (2 seats)".to_owned(),
                to: "Starter (5 seats)".to_owned(),
            }],
        };
        let alone = Self {
            plan: "Self-hosted".to_owned(),
            seats: Seats::new(1, None),
            is_limited: false,
            of_members: 1,
            of_invitations: 0,
            larger: Vec::new(),
            upgrade: None,
            members: vec![row(0)],
            invitations: Vec::new(),
            history: Vec::new(),
            ..typical(layout(Nav::Settings))
        };
        let no_link = Self { upgrade: None, seats: Seats::new(5, Some(5)), ..typical(layout(Nav::Settings)) };
        let many = Self {
            plan: LONG.to_owned(),
            seats: Seats::new(5_020, Some(4_000)),
            of_members: 5_000,
            of_invitations: 20,
            members: (0..100).map(row).collect(),
            invitations: (0..20).map(row).collect(),
            ..typical(crowded_layout(Nav::Settings))
        };
        vec![("typical", typical(layout(Nav::Settings))), ("alone", alone), ("full, no link", no_link), ("many", many)]
    }
}
