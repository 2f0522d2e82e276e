//! The page of one member.

use askama::Template;
use crewline_core::access::Role;

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
    /// The first numbers that were chosen for them.
    pub(crate) numbers: Vec<ChosenRow>,
    /// How many more numbers were chosen.
    pub(crate) more_numbers: usize,
    /// The first groups that were chosen for them.
    pub(crate) groups: Vec<ChosenRow>,
    /// How many more groups were chosen.
    pub(crate) more_groups: usize,
    /// When they joined.
    pub(crate) joined: When,
    /// When they were last active.
    pub(crate) last_active: Option<When>,
    /// How much they see.
    pub(crate) surfaces: Vec<Surface>,
    /// The addresses of the actions that the viewpoint may do on the member.
    pub(crate) log_in_as: Option<String>,
    pub(crate) edit: Option<String>,
    pub(crate) hand_over: Option<String>,
    pub(crate) remove: Option<String>,
}

/// A number or group that was chosen for a member.
pub(crate) struct ChosenRow {
    pub(crate) name: String,
    /// The digits of a number, or the size of a group.
    pub(crate) about: String,
    pub(crate) href: String,
}

/// A part of the product, and how much of it a member sees.
pub(crate) struct Surface {
    pub(crate) label: &'static str,
    pub(crate) count: String,
    /// A note beside the count.
    pub(crate) about: Option<String>,
}

#[cfg(test)]
impl MemberPage {
    /// Every state of the page.
    pub(crate) fn samples() -> Vec<(&'static str, Self)> {
        use crate::view::Nav;
        use crate::view::samples::{HTML, LONG, RTL, ago, crowded_layout, day, layout};
        let chosen = |at: usize| ChosenRow {
            name: ["Google Ads, Oakland", LONG, RTL, HTML][at % 4].to_owned(),
            about: "(415) 555-0142".to_owned(),
            href: format!("/b/northline/numbers/num_{at}"),
        };
        let surface = |label, count: &str| Surface { label, count: count.to_owned(), about: None };
        let typical = || Self {
            layout: layout(Nav::Users),
            name: "Vera Kim".to_owned(),
            email: "vera@bayplumbing.example".to_owned(),
            role: Role::Viewer,
            access: "1 number, 1 group".to_owned(),
            numbers: vec![chosen(0)],
            more_numbers: 0,
            groups: vec![ChosenRow { about: "4 numbers".to_owned(), ..chosen(4) }],
            more_groups: 0,
            joined: day(9_000),
            last_active: Some(ago(70)),
            log_in_as: Some("/b/northline/members/mem_1/log-in-as".to_owned()),
            edit: Some("/b/northline/members/mem_1/edit".to_owned()),
            hand_over: Some("/b/northline/members/mem_1/ownership".to_owned()),
            remove: Some("/b/northline/members/mem_1/remove".to_owned()),
            surfaces: vec![
                Surface { about: Some("and 1 released".to_owned()), ..surface("Numbers", "5") },
                surface("Number groups", "1"),
                surface("Calls", "1,204"),
                surface("Recordings", "388"),
                surface("Sources to filter by", "3"),
            ],
        };
        let owner = Self {
            name: "Olga Marsh".to_owned(),
            role: Role::Owner,
            log_in_as: None,
            edit: None,
            hand_over: None,
            remove: None,
            access: "All numbers".to_owned(),
            numbers: Vec::new(),
            groups: Vec::new(),
            ..typical()
        };
        let nothing = Self {
            access: "No numbers".to_owned(),
            numbers: Vec::new(),
            groups: Vec::new(),
            last_active: None,
            surfaces: ["Numbers", "Number groups", "Calls", "Recordings", "Sources to filter by"]
                .map(|label| surface(label, "0"))
                .into(),
            ..typical()
        };
        let many = Self {
            layout: crowded_layout(Nav::Users),
            name: HTML.to_owned(),
            email: format!("{}@example.com", "long".repeat(14)),
            access: "1,200 numbers, 30 groups".to_owned(),
            numbers: (0..200).map(chosen).collect(),
            more_numbers: 1_000,
            groups: (0..30).map(chosen).collect(),
            ..typical()
        };
        vec![("typical", typical()), ("owner", owner), ("nothing", nothing), ("many", many)]
    }
}
