//! One invitation: the question before it is cancelled, and the link where no mail is sent.

use askama::Template;

use crate::view::{Role, Shell};

/// The question before an invitation is cancelled.
#[derive(Template)]
#[template(path = "invitations/cancel.html")]
pub(crate) struct InvitationCancel {
    /// The frame.
    pub(crate) shell: Shell,
    /// The opaque id.
    pub(crate) id: String,
    /// What the person is called.
    pub(crate) name: String,
    /// Their address, as typed.
    pub(crate) email: String,
    /// What they were to be.
    pub(crate) role: Role,
}

/// Links that are shown once, to be handed over.
#[derive(Template)]
#[template(path = "invitations/links.html")]
pub(crate) struct InvitationLinks {
    /// The frame.
    pub(crate) shell: Shell,
    /// Each with whom it is for.
    pub(crate) links: Vec<HandedLink>,
}

/// A link for somebody.
pub(crate) struct HandedLink {
    /// The opaque id of the invitation.
    pub(crate) id: String,
    /// What the person is called.
    pub(crate) name: String,
    /// Their address, as typed.
    pub(crate) email: String,
    /// The address to open.
    pub(crate) link: String,
}

impl HandedLink {
    /// Whom it is for.
    pub(super) fn label(&self) -> String {
        format!("The link for {} ({})", self.name, self.email)
    }
}

#[cfg(test)]
impl InvitationCancel {
    /// Every state of the page.
    pub(crate) fn samples() -> Vec<(&'static str, Self)> {
        use super::samples::{HTML, crowded_shell, shell};
        use crate::view::Nav;
        let page = |shell: Shell, name: &str| Self {
            shell,
            id: "inv_1".to_owned(),
            name: name.to_owned(),
            email: "thu@brightdental.example".to_owned(),
            role: Role::Viewer,
        };
        vec![("typical", page(shell(Nav::Users), "Thu Nguyen")), ("long", page(crowded_shell(Nav::Users), HTML))]
    }
}

#[cfg(test)]
impl InvitationLinks {
    /// Every state of the page.
    pub(crate) fn samples() -> Vec<(&'static str, Self)> {
        use super::samples::{HTML, shell};
        use crate::view::Nav;
        let link = |name: &str, at: usize| HandedLink {
            id: format!("inv_{at}"),
            name: name.to_owned(),
            email: "thu@brightdental.example".to_owned(),
            link: format!("https://calls.northline.example/invitations/{}{at}", "x".repeat(43)),
        };
        let many = (0..6).map(|at| link(["Thu Nguyen", HTML][at % 2], at)).collect();
        vec![
            ("one", Self { shell: shell(Nav::Users), links: vec![link("Thu Nguyen", 0)] }),
            ("many", Self { shell: shell(Nav::Users), links: many }),
        ]
    }
}
