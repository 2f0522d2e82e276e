//! The page of an invitation, and the confirmation page before it is cancelled.

use askama::Template;
use crewline_core::access::Role;
use crewline_core::invitations::Status;

use crate::view::{Icon, Layout, When};

/// The page of an invitation.
#[derive(Template)]
#[template(path = "invitations/invitation.html")]
pub(crate) struct InvitationPage {
    pub(crate) layout: Layout,
    /// The person's name.
    pub(crate) name: String,
    /// Their address, as typed.
    pub(crate) email: String,
    /// The role that they are invited to.
    pub(crate) role: Role,
    pub(crate) status: Status,
    /// The number access in words.
    pub(crate) access: String,
    /// The first promised numbers: each one's name, and its digits as this business writes them.
    pub(crate) numbers: Vec<(String, String)>,
    /// The names of the first promised groups.
    pub(crate) groups: Vec<String>,
    /// How many more numbers and groups are promised.
    pub(crate) more: usize,
    /// The member who sent it last.
    pub(crate) inviter: String,
    /// When it was made.
    pub(crate) created: When,
    /// When it was last sent.
    pub(crate) sent: When,
    /// When its link expires, or has expired.
    pub(crate) expires: When,
    /// How far the letter has come, in words.
    pub(crate) delivery: &'static str,
    /// The problem with the delivery, if there is one.
    pub(crate) problem: Option<String>,
    /// The addresses of the actions that the viewpoint may do on it.
    pub(crate) resend: Option<String>,
    pub(crate) edit: Option<String>,
    pub(crate) cancel: Option<String>,
}

impl InvitationPage {
    /// The status in words, and the class of its badge.
    fn status_badge(&self) -> (&'static str, &'static str) {
        match self.status {
            Status::Pending => ("Invited", "note"),
            Status::Accepted => ("Accepted", "good"),
            Status::Cancelled => ("Cancelled", "plain"),
            Status::Expired => ("Expired", "plain"),
        }
    }
}

/// The confirmation page.
#[derive(Template)]
#[template(path = "invitations/invitation_cancel.html")]
pub(crate) struct InvitationCancel {
    pub(crate) layout: Layout,
    /// The opaque id.
    pub(crate) id: String,
    /// The person's name.
    pub(crate) name: String,
    /// Their address, as typed.
    pub(crate) email: String,
    /// The role they were invited to.
    pub(crate) role: Role,
}

#[cfg(test)]
impl InvitationPage {
    /// Every state of the page.
    pub(crate) fn samples() -> Vec<(&'static str, Self)> {
        use crate::view::Nav;
        use crate::view::samples::{HTML, LONG, RTL, crowded_layout, layout, moment};
        let to = |what: &str| Some(format!("/b/northline/invitations/inv_1/{what}"));
        let number =
            |at: usize| (["Google Ads, Oakland", LONG, RTL, HTML][at % 4].to_owned(), "(415) 555-0142".to_owned());
        let typical = || Self {
            layout: layout(Nav::Users),
            name: "Thu Nguyen".to_owned(),
            email: "thu@brightdental.example".to_owned(),
            role: Role::Viewer,
            status: Status::Pending,
            access: "1 number, 1 group".to_owned(),
            numbers: vec![number(0)],
            groups: vec!["Bright Dental".to_owned()],
            more: 0,
            inviter: "Olga Marsh".to_owned(),
            created: moment(4_000),
            sent: moment(4_000),
            expires: moment(-6_000),
            delivery: "Sent to the mail server",
            problem: None,
            resend: to("resend"),
            edit: to("edit"),
            cancel: to("cancel"),
        };
        let failed = Self {
            layout: crowded_layout(Nav::Users),
            name: HTML.to_owned(),
            inviter: LONG.to_owned(),
            delivery: "Not delivered",
            problem: Some("Could not be delivered: no such user (550 5.1.1)".to_owned()),
            numbers: (0..200).map(number).collect(),
            groups: (0..8).map(|_| LONG.to_owned()).collect(),
            more: 800,
            ..typical()
        };
        let over = Self {
            status: Status::Expired,
            role: Role::Manager,
            access: "All numbers".to_owned(),
            numbers: Vec::new(),
            groups: Vec::new(),
            resend: None,
            edit: None,
            cancel: None,
            ..typical()
        };
        vec![("typical", typical()), ("not delivered", failed), ("expired", over)]
    }
}

#[cfg(test)]
impl InvitationCancel {
    /// Every state of the page.
    pub(crate) fn samples() -> Vec<(&'static str, Self)> {
        use crate::view::Nav;
        use crate::view::samples::{HTML, crowded_layout, layout};
        let page = |shell: Layout, name: &str| Self {
            layout: shell,
            id: "inv_1".to_owned(),
            name: name.to_owned(),
            email: "thu@brightdental.example".to_owned(),
            role: Role::Viewer,
        };
        vec![("typical", page(layout(Nav::Users), "Thu Nguyen")), ("long", page(crowded_layout(Nav::Users), HTML))]
    }
}
