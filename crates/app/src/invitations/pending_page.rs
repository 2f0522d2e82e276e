//! The invitations that wait for whoever is signed in, and the question before one of them is declined.

use askama::Template;
use crewline_core::access::Role;
use crewline_core::people::Theme;

use crate::view::{Flash, Icon, When};

/// The invitations that wait.
#[derive(Template)]
#[template(path = "invitations/pending.html")]
pub(crate) struct Waiting {
    /// The person's theme.
    pub(crate) theme: Theme,
    /// The account's address, which is what an invitation has to be sent to.
    pub(crate) email: String,
    /// What the page before had to say.
    pub(crate) flash: Option<Flash>,
    /// Them, the newest first.
    pub(crate) rows: Vec<WaitingRow>,
    /// Whether the person is in a business already.
    pub(crate) has_business: bool,
}

/// An invitation that waits.
pub(crate) struct WaitingRow {
    /// Its id.
    pub(crate) id: String,
    /// Into which business.
    pub(crate) business: String,
    /// By whom.
    pub(crate) inviter: String,
    /// As what.
    pub(crate) role: Role,
    /// The number access in words.
    pub(crate) access: String,
    /// Until when.
    pub(crate) until: When,
    /// Why it lets nobody in, where that is so.
    pub(crate) dead: Option<String>,
}

/// The question before one is declined.
#[derive(Template)]
#[template(path = "invitations/pending_refusal.html")]
pub(crate) struct Refusal {
    /// The person's theme.
    pub(crate) theme: Theme,
    /// Into which business.
    pub(crate) business: String,
    /// By whom.
    pub(crate) inviter: String,
}

#[cfg(test)]
impl Waiting {
    /// Every state of the page.
    pub(crate) fn samples() -> Vec<(&'static str, Self)> {
        use crate::view::samples::{HTML, LONG, RTL, moment};
        let row = |at: usize, business: &str| WaitingRow {
            id: format!("inv_{at}"),
            business: business.to_owned(),
            inviter: ["Olga Marsh", HTML, RTL][at % 3].to_owned(),
            role: [Role::Viewer, Role::Admin][at % 2],
            access: ["3 numbers, 1 group", "All numbers"][at % 2].to_owned(),
            until: moment(-4_000),
            dead: None,
        };
        let gone =
            format!("{LONG} can no longer invite a Viewer to Northline. Ask somebody at Northline for a new one.");
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
            ("dead", Self { flash: left, ..page(vec![WaitingRow { dead: Some(gone), ..row(0, HTML) }], false) }),
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
