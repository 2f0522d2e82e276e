//! One invitation: the question before it is cancelled.

use askama::Template;
use crewline_core::access::Role;

use crate::view::Shell;

/// The question before an invitation is cancelled.
#[derive(Template)]
#[template(path = "invitations/invitation_cancel.html")]
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

#[cfg(test)]
impl InvitationCancel {
    /// Every state of the page.
    pub(crate) fn samples() -> Vec<(&'static str, Self)> {
        use crate::view::Nav;
        use crate::view::samples::{HTML, crowded_shell, shell};
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
