//! Removing a member: the confirmation page, and the page afterwards.

use askama::Template;
use crewline_core::access::Role;

use crate::view::{Icon, Layout};

/// The confirmation page.
#[derive(Template)]
#[template(path = "members/removal.html")]
pub(crate) struct MemberRemoval {
    pub(crate) layout: Layout,
    /// The opaque id.
    pub(crate) id: String,
    /// The display name.
    pub(crate) name: String,
    /// The address, as typed.
    pub(crate) email: String,
    /// The role.
    pub(crate) role: Role,
    /// The rule that prevents the removal.
    pub(crate) error: Option<String>,
}

/// The page after the removal.
#[derive(Template)]
#[template(path = "members/removal_done.html")]
pub(crate) struct MemberRemoved {
    pub(crate) layout: Layout,
    /// The display name.
    pub(crate) name: String,
    /// The counts of what ended with the membership, in words.
    pub(crate) ended: Vec<String>,
}

#[cfg(test)]
impl MemberRemoval {
    /// Every state of the page.
    pub(crate) fn samples() -> Vec<(&'static str, Self)> {
        use crate::view::Nav;
        use crate::view::samples::{HTML, crowded_layout, layout};
        let page = |shell: Layout, name: &str| Self {
            layout: shell,
            id: "mem_1".to_owned(),
            name: name.to_owned(),
            email: "vera@bayplumbing.example".to_owned(),
            role: Role::Viewer,
            error: None,
        };
        let rule = Some("This is the last Owner. Make somebody else an Owner first.".to_owned());
        vec![
            ("typical", page(layout(Nav::Users), "Vera Kim")),
            ("refused", Self { error: rule, ..page(crowded_layout(Nav::Users), HTML) }),
        ]
    }
}

#[cfg(test)]
impl MemberRemoved {
    /// Every state of the page.
    pub(crate) fn samples() -> Vec<(&'static str, Self)> {
        use crate::view::Nav;
        use crate::view::samples::{HTML, crowded_layout, layout};
        let ended = vec!["2 signed-in browsers".to_owned(), "1 API token".to_owned()];
        vec![
            ("typical", Self { layout: layout(Nav::Users), name: "Vera Kim".to_owned(), ended }),
            ("nothing", Self { layout: crowded_layout(Nav::Users), name: HTML.to_owned(), ended: Vec::new() }),
        ]
    }
}
