//! Editing a member: role, display name and number access on one form, which says what saving does.

use askama::Template;
use crewline_core::access::Role;

use crate::number_access::picker_page::AccessPicker;
use crate::view::{Entry, Obstacle, Problem, Roles, Shell, problems};

/// The form. It posts to its own address.
#[derive(Template)]
#[template(path = "members/edit.html")]
pub(crate) struct MemberEdit {
    /// The frame.
    pub(crate) shell: Shell,
    /// The opaque id of the member.
    pub(crate) id: String,
    /// Their display name as it is stored.
    pub(crate) stored_name: String,
    /// Their address.
    pub(crate) email: String,
    /// Their role and number access as they are.
    pub(crate) stored: (Role, String),
    /// `name`.
    pub(crate) name: Entry,
    /// `role` and the number access; none on one's own form, where they are not to be changed.
    pub(crate) choice: Option<(Roles, AccessPicker)>,
    /// What saving does.
    pub(crate) effect: EffectPart,
    /// What stands in the way.
    pub(crate) obstacle: Option<Obstacle>,
    /// Whether nothing is saved before what it does has been looked at.
    pub(crate) waits: bool,
    /// Why there is no form at all.
    pub(crate) closed: Option<String>,
}

/// What saving does: a part of the form, and alone what `/edit/effect` answers.
#[derive(Default, Template)]
#[template(path = "members/effect.html")]
pub(crate) struct EffectPart {
    /// What it was worked out for, posted as `seen`: only what was seen is saved.
    pub(crate) seen: String,
    /// In sentences; none where nobody asked yet.
    pub(crate) lines: Vec<String>,
    /// Whether something is taken away.
    pub(crate) narrows: bool,
}

impl askama::filters::HtmlSafe for EffectPart {}

impl MemberEdit {
    fn problems(&self) -> Vec<Problem> {
        let (role, access) = match &self.choice {
            Some((roles, access)) => (&roles.error, &access.error),
            None => (&None, &None),
        };
        problems([(self.name.name, &self.name.error), (Roles::ID, role), ("number_access", access)])
    }

    fn done_href(&self) -> String {
        self.shell.href(&format!("/members/{}", self.id))
    }
}

#[cfg(test)]
impl MemberEdit {
    /// Every state of the page.
    pub(crate) fn samples() -> Vec<(&'static str, Self)> {
        use crate::view::Nav;
        use crate::view::samples::{HTML, LONG, crowded_shell, shell};
        let roles = |chosen, error| Roles::new(vec![Role::Manager, Role::Viewer], chosen, error);
        let typical = || Self {
            shell: shell(Nav::Users),
            id: "mem_1".to_owned(),
            stored_name: "Vera Kim".to_owned(),
            email: "vera@bayplumbing.example".to_owned(),
            stored: (Role::Viewer, "3 numbers, 1 group".to_owned()),
            name: Entry::filled("name", "Vera Kim"),
            choice: Some((roles("viewer", None), AccessPicker::sample("specific", 20))),
            effect: EffectPart::default(),
            obstacle: None,
            waits: false,
            closed: None,
        };
        let narrows = Self {
            effect: EffectPart {
                seen: "a1".to_owned(),
                lines: ["Loses 3 numbers and 1,204 calls", "1 live session narrows", "2 of their invitations end"]
                    .map(str::to_owned)
                    .into(),
                narrows: true,
            },
            waits: true,
            ..typical()
        };
        let refused = Self {
            shell: crowded_shell(Nav::Users),
            stored_name: HTML.to_owned(),
            name: Entry::filled("name", LONG).refused("Use 80 characters at most."),
            choice: Some((roles("", Some("Choose a role.")), AccessPicker::sample("", 0))),
            ..typical()
        };
        let rule = Some(Obstacle::plain("This is the last Owner. Make somebody else an Owner first."));
        let closed = Some("You can't change a member of your own rank or above. Ask an Owner.".to_owned());
        vec![
            ("typical", typical()),
            ("narrows", narrows),
            ("refused", refused),
            ("last owner", Self { obstacle: rule, ..typical() }),
            ("oneself", Self { choice: None, stored: (Role::Owner, "All numbers".to_owned()), ..typical() }),
            ("rank", Self { closed, ..typical() }),
        ]
    }
}
