//! Settings → Billing: the plan, its seats and who holds them, larger plans, and what was used.

use askama::Template;
use crewline_core::access::Role;

use crate::view::{Icon, Seats, Shell, Tab, When};

/// The tab.
#[derive(Template)]
#[template(path = "settings/billing.html")]
pub(crate) struct SettingsBilling {
    /// The frame.
    pub(crate) shell: Shell,
    /// The tabs, as [`super::tabs_page::tabs`] makes them.
    pub(crate) tabs: Vec<Tab>,
    /// The plan's name.
    pub(crate) plan: String,
    /// Seats used and allowed.
    pub(crate) seats: Seats,
    /// Whether the plan allows so many and no more.
    pub(crate) is_limited: bool,
    /// Of the seats used, those of members.
    pub(crate) of_members: i64,
    /// Of the seats used, those of invitations.
    pub(crate) of_invitations: i64,
    /// The plans that allow more.
    pub(crate) larger: Vec<PlanRow>,
    /// Where the button that upgrades goes, if the operator said.
    pub(crate) upgrade: Option<String>,
    /// Who holds a seat: members, the longest inactive first, as far as they are listed.
    pub(crate) members: Vec<SeatRow>,
    /// Who holds a seat: invitations, the oldest first, as far as they are listed.
    pub(crate) invitations: Vec<SeatRow>,
    /// What was used.
    pub(crate) usage: Vec<UsageRow>,
    /// Which plans the business was on.
    pub(crate) history: Vec<PlanChangeRow>,
}

/// A plan.
pub(crate) struct PlanRow {
    /// Its name.
    pub(crate) name: String,
    /// What it allows, in words.
    pub(crate) about: String,
}

/// Somebody who holds a seat.
pub(crate) struct SeatRow {
    /// The member's or the invitation's id.
    pub(crate) id: String,
    /// Their name.
    pub(crate) name: String,
    /// Their address.
    pub(crate) email: String,
    /// Their role.
    pub(crate) role: Role,
    /// Of a member, when they were last active; of an invitation, when it was made.
    pub(crate) since: Option<When>,
    /// Of an invitation, whether it may be cancelled from here.
    pub(crate) may_cancel: bool,
}

/// Something that was used.
pub(crate) struct UsageRow {
    /// What.
    pub(crate) label: &'static str,
    /// How much.
    pub(crate) count: String,
}

/// A change of plan.
pub(crate) struct PlanChangeRow {
    /// When.
    pub(crate) at: When,
    /// Who did it.
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
        use crate::view::samples::{HTML, LONG, RTL, ago, crowded_shell, day, moment, shell};
        let row = |at: usize| SeatRow {
            id: format!("mem_{at}"),
            name: ["Olga Marsh", LONG, RTL, HTML][at % 4].to_owned(),
            email: "olga@northline.example".to_owned(),
            role: [Role::Owner, Role::Viewer][at % 2],
            since: (at % 3 != 2).then(|| ago(70)),
            may_cancel: at.is_multiple_of(2),
        };
        let usage = |label, count: &str| UsageRow { label, count: count.to_owned() };
        let typical = |shell: Shell| Self {
            tabs: tabs(&shell, &SettingsTab::SAMPLE, SettingsTab::Billing),
            shell,
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
            ..typical(shell(Nav::Settings))
        };
        let no_link = Self { upgrade: None, seats: Seats::new(5, Some(5)), ..typical(shell(Nav::Settings)) };
        let many = Self {
            plan: LONG.to_owned(),
            seats: Seats::new(5_020, Some(4_000)),
            of_members: 5_000,
            of_invitations: 20,
            members: (0..100).map(row).collect(),
            invitations: (0..20).map(row).collect(),
            ..typical(crowded_shell(Nav::Settings))
        };
        vec![("typical", typical(shell(Nav::Settings))), ("alone", alone), ("full, no link", no_link), ("many", many)]
    }
}
