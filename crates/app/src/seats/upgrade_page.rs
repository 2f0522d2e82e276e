//! The upgrade prompt. Invite User shows it when every seat of the plan is used, before anything is sent.

use askama::Template;
use crewline_core::access::Role;

use crate::settings::billing_page::PlanRow;
use crate::view::{Layout, When};

/// The prompt, as a page or in the dialog.
#[derive(Template)]
#[template(path = "seats/upgrade.html")]
pub(crate) struct SeatsFull {
    pub(crate) layout: Layout,
    /// The plan's name.
    pub(crate) plan: String,
    /// Seats used, and allowed.
    pub(crate) seats: (i64, i64),
    /// Members who hold seats, the longest inactive first.
    pub(crate) members: Vec<SeatHolder>,
    /// How many more members hold a seat.
    pub(crate) more_members: i64,
    /// Invitations that hold seats, the oldest first.
    pub(crate) invitations: Vec<SeatHolder>,
    /// How many more invitations hold a seat.
    pub(crate) more_invitations: i64,
    /// Larger plans.
    pub(crate) larger: Vec<PlanRow>,
    /// The address of the upgrade button, if the operator has set one.
    pub(crate) upgrade_url: Option<String>,
    /// Whether the person sees Settings → Billing.
    pub(crate) may_see_billing: bool,
    /// Otherwise, the Owners to ask.
    pub(crate) owner_names: Vec<String>,
}

/// A holder of a seat.
pub(crate) struct SeatHolder {
    /// Their name.
    pub(crate) name: String,
    /// Their address.
    pub(crate) email: String,
    /// Their role.
    pub(crate) role: Role,
    /// The word before the time: "last active", "invited".
    pub(crate) about: &'static str,
    pub(crate) since: Option<When>,
    /// The link to the member or invitation.
    pub(crate) href: String,
    /// Whether the person may cancel the invitation.
    pub(crate) may_cancel: bool,
}

#[cfg(test)]
impl SeatsFull {
    /// Every state of the page.
    pub(crate) fn samples() -> Vec<(&'static str, Self)> {
        use crate::view::Nav;
        use crate::view::samples::{HTML, LONG, RTL, ago, crowded_layout, layout};
        let holder = |at: usize, may_cancel| SeatHolder {
            name: ["Vera Kim", LONG, RTL, HTML][at % 4].to_owned(),
            email: format!("vera.{at}@bayplumbing.example"),
            role: Role::Viewer,
            about: "last active",
            since: Some(ago(30_000)),
            href: "/b/northline/users?q=vera".to_owned(),
            may_cancel,
        };
        let typical = || Self {
            layout: layout(Nav::Users),
            plan: "Small".to_owned(),
            seats: (5, 5),
            members: vec![holder(0, false)],
            more_members: 0,
            invitations: vec![holder(4, true)],
            more_invitations: 0,
            larger: vec![PlanRow { name: "Team".to_owned(), about: "25 seats, 50 numbers".to_owned() }],
            upgrade_url: Some("https://plans.example/upgrade?from=small".to_owned()),
            may_see_billing: true,
            owner_names: Vec::new(),
        };
        let manager = Self {
            invitations: Vec::new(),
            upgrade_url: None,
            may_see_billing: false,
            owner_names: vec!["Olga Marsh".to_owned(), HTML.to_owned()],
            ..typical()
        };
        let many = Self {
            layout: crowded_layout(Nav::Users),
            plan: LONG.to_owned(),
            seats: (5_012, 5_000),
            members: (0..8).map(|at| holder(at, false)).collect(),
            more_members: 4_800,
            invitations: (0..8).map(|at| holder(at, at.is_multiple_of(2))).collect(),
            more_invitations: 196,
            larger: Vec::new(),
            upgrade_url: None,
            ..typical()
        };
        vec![("typical", typical()), ("manager", manager), ("many", many)]
    }
}
