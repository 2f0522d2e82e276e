//! The page of one member.

use askama::Template;
use crewline_core::access::Role;

use super::sight_part::SightPart;
use crate::view::{Icon, Layout, When};

/// The page of a member.
#[derive(Template)]
#[template(path = "members/member.html")]
pub(crate) struct MemberPage {
    pub(crate) layout: Layout,
    /// Their display name in this business.
    pub(crate) name: String,
    /// Their address.
    pub(crate) email: String,
    /// Their role.
    pub(crate) role: Role,
    /// Their number access in words.
    pub(crate) access: String,
    /// How much they see.
    pub(crate) sight: SightPart,
    /// When they joined.
    pub(crate) joined: When,
    /// When they were last active.
    pub(crate) last_active: Option<When>,
    /// The addresses of the actions that the viewpoint may do on the member.
    pub(crate) log_in_as: Option<String>,
    pub(crate) edit: Option<String>,
    pub(crate) hand_over: Option<String>,
    pub(crate) remove: Option<String>,
}

#[cfg(test)]
impl MemberPage {
    /// Every state of the page.
    pub(crate) fn samples() -> Vec<(&'static str, Self)> {
        use crate::view::Nav;
        use crate::view::samples::{HTML, ago, crowded_layout, day, layout};
        let typical = || Self {
            layout: layout(Nav::Users),
            name: "Vera Kim".to_owned(),
            email: "vera@bayplumbing.example".to_owned(),
            role: Role::Viewer,
            access: "1 number, 1 group".to_owned(),
            sight: SightPart::sample(),
            joined: day(9_000),
            last_active: Some(ago(70)),
            log_in_as: Some("/b/northline/members/mem_1/log-in-as".to_owned()),
            edit: Some("/b/northline/members/mem_1/edit".to_owned()),
            hand_over: Some("/b/northline/members/mem_1/ownership".to_owned()),
            remove: Some("/b/northline/members/mem_1/remove".to_owned()),
        };
        let owner = Self {
            name: "Olga Marsh".to_owned(),
            role: Role::Owner,
            log_in_as: None,
            edit: None,
            hand_over: None,
            remove: None,
            access: "All numbers".to_owned(),
            sight: SightPart::sample_without_choice(),
            ..typical()
        };
        let nothing = Self {
            access: "No numbers".to_owned(),
            sight: SightPart::sample_of_nothing(),
            last_active: None,
            ..typical()
        };
        let many = Self {
            layout: crowded_layout(Nav::Users),
            name: HTML.to_owned(),
            email: format!("{}@example.com", "long".repeat(14)),
            access: "1,200 numbers, 30 groups".to_owned(),
            sight: SightPart::sample_of_many(),
            ..typical()
        };
        vec![("typical", typical()), ("owner", owner), ("nothing", nothing), ("many", many)]
    }
}
