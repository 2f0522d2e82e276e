//! The confirmation page before an invitation is cancelled.

use askama::Template;
use crewline_core::access::Role;

use crate::view::Layout;

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
