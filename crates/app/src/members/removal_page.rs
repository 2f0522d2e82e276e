//! Removing a member: the question before, and the receipt after.

use askama::Template;
use crewline_core::access::Role;

use crate::view::{Icon, Shell};

/// The question before a member is removed.
#[derive(Template)]
#[template(path = "members/removal.html")]
pub(crate) struct MemberRemoval {
    /// The frame.
    pub(crate) shell: Shell,
    /// The opaque id.
    pub(crate) id: String,
    /// The display name.
    pub(crate) name: String,
    /// The address, as typed.
    pub(crate) email: String,
    /// The role.
    pub(crate) role: Role,
    /// A rule that stands in the way.
    pub(crate) error: Option<String>,
}

/// What ended with the membership.
#[derive(Template)]
#[template(path = "members/removal_done.html")]
pub(crate) struct MemberRemoved {
    /// The frame.
    pub(crate) shell: Shell,
    /// The display name.
    pub(crate) name: String,
    /// What ended, each counted in words.
    pub(crate) ended: Vec<String>,
}

#[cfg(test)]
impl MemberRemoval {
    /// Every state of the page.
    pub(crate) fn samples() -> Vec<(&'static str, Self)> {
        use crate::view::Nav;
        use crate::view::samples::{HTML, crowded_shell, shell};
        let page = |shell: Shell, name: &str| Self {
            shell,
            id: "mem_1".to_owned(),
            name: name.to_owned(),
            email: "vera@bayplumbing.example".to_owned(),
            role: Role::Viewer,
            error: None,
        };
        let rule = Some("This is the last Owner. Make somebody else an Owner first.".to_owned());
        vec![
            ("typical", page(shell(Nav::Users), "Vera Kim")),
            ("refused", Self { error: rule, ..page(crowded_shell(Nav::Users), HTML) }),
        ]
    }
}

#[cfg(test)]
impl MemberRemoved {
    /// Every state of the page.
    pub(crate) fn samples() -> Vec<(&'static str, Self)> {
        use crate::view::Nav;
        use crate::view::samples::{HTML, crowded_shell, shell};
        let ended = vec!["2 signed-in browsers".to_owned(), "1 API token".to_owned()];
        vec![
            ("typical", Self { shell: shell(Nav::Users), name: "Vera Kim".to_owned(), ended }),
            ("nothing", Self { shell: crowded_shell(Nav::Users), name: HTML.to_owned(), ended: Vec::new() }),
        ]
    }
}
