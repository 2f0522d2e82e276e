//! The pending invitations of the person who is signed in, and the confirmation page before one is declined.

use askama::Template;
use crewline_core::access::Role;
use crewline_core::accounts::Theme;

use crate::view::{Flash, Icon, When};

/// The list of pending invitations.
#[derive(Template)]
#[template(path = "invitations/pending.html")]
pub(crate) struct PendingInvitations {
    /// The person's theme.
    pub(crate) theme: Theme,
    /// The account's address. Invitations to it are listed.
    pub(crate) email: String,
    /// The message from the page before.
    pub(crate) flash: Option<Flash>,
    /// The invitations, newest first.
    pub(crate) rows: Vec<PendingInvitationRow>,
    /// Whether the person is a member of any business.
    pub(crate) has_business: bool,
}

/// A pending invitation.
pub(crate) struct PendingInvitationRow {
    pub(crate) id: String,
    pub(crate) business: String,
    pub(crate) inviter: String,
    pub(crate) role: Role,
    /// The number access in words.
    pub(crate) access: String,
    pub(crate) until: When,
    /// Why it can't be accepted, if so.
    pub(crate) obstacle: Option<String>,
}

/// The confirmation page before one is declined.
#[derive(Template)]
#[template(path = "invitations/pending_refusal.html")]
pub(crate) struct Refusal {
    /// The person's theme.
    pub(crate) theme: Theme,
    pub(crate) business: String,
    pub(crate) inviter: String,
}

#[cfg(test)]
impl PendingInvitations {
    /// Every state of the page.
    pub(crate) fn samples() -> Vec<(&'static str, Self)> {
        use crate::view::samples::{HTML, LONG, RTL, moment};
        let row = |at: usize, business: &str| PendingInvitationRow {
            id: format!("inv_{at}"),
            business: business.to_owned(),
            inviter: ["Olga Marsh", HTML, RTL][at % 3].to_owned(),
            role: [Role::Viewer, Role::Admin][at % 2],
            access: ["3 numbers, 1 group", "All numbers"][at % 2].to_owned(),
            until: moment(-4_000),
            obstacle: None,
        };
        let sentence = "can no longer invite a Viewer to Northline. Ask somebody at Northline for a new one.";
        let obstacle = Some(format!("{LONG} {sentence}"));
        let page = |rows, has_business| Self {
            theme: Theme::System,
            email: "vera@bayplumbing.example".to_owned(),
            flash: None,
            rows,
            has_business,
        };
        let left = Some(Flash::good("You have left Harbor & Main."));
        let failed = Some(Flash::bad("This invitation was cancelled. Ask Olga Marsh of Northline for a new one."));
        let names = [LONG, RTL, HTML, "Northline"];
        vec![
            ("typical", page(vec![row(0, "Northline"), row(1, "Harbor & Main")], false)),
            ("none", Self { flash: failed, ..page(Vec::new(), true) }),
            ("invalid", Self { flash: left, ..page(vec![PendingInvitationRow { obstacle, ..row(0, HTML) }], false) }),
            ("many", page((0..40).map(|at| row(at, names[at % 4])).collect(), true)),
        ]
    }
}

#[cfg(test)]
impl Refusal {
    /// Every state of the page.
    pub(crate) fn samples() -> Vec<(&'static str, Self)> {
        use crate::view::samples::{HTML, LONG};
        let page = |business: &str, inviter: &str| Self {
            theme: Theme::System,
            business: business.to_owned(),
            inviter: inviter.to_owned(),
        };
        vec![("typical", page("Northline", "Olga Marsh")), ("odd", page(LONG, HTML))]
    }
}
