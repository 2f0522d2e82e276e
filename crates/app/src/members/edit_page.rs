//! The page to edit a member: role, display name and number access on one form, which shows the effect of saving.

use askama::Template;
use crewline_core::access::Role;

use crate::number_access::effect_part::EffectPart;
use crate::number_access::picker_page::AccessPicker;
use crate::view::{FieldProblem, Layout, Obstacle, Roles, TextField, field_problems};

/// The form. It posts to its own address.
#[derive(Template)]
#[template(path = "members/edit.html")]
pub(crate) struct MemberEdit {
    pub(crate) layout: Layout,
    /// The opaque id of the member.
    pub(crate) id: String,
    /// The page that the form was opened from, such as a list with its filters.
    pub(crate) return_to: Option<String>,
    /// Their display name as it is stored.
    pub(crate) stored_name: String,
    /// Their address.
    pub(crate) email: String,
    /// Their stored role and number access.
    pub(crate) stored: (Role, String),
    /// `name`.
    pub(crate) name: TextField,
    /// `role` and the number access. `None` on one's own form, where they can't be changed.
    pub(crate) choice: Option<(Roles, AccessPicker)>,
    /// The effect of saving.
    pub(crate) effect: EffectPart,
    /// Why the change can't be saved.
    pub(crate) obstacle: Option<Obstacle>,
    /// Whether the person has to look at the effect before anything is saved.
    pub(crate) needs_confirmation: bool,
    /// Why the member can't be edited at all.
    pub(crate) closed: Option<String>,
}

impl MemberEdit {
    fn problems(&self) -> Vec<FieldProblem> {
        let (role, access) = match &self.choice {
            Some((roles, access)) => (&roles.error, &access.error),
            None => (&None, &None),
        };
        field_problems([(self.name.name, &self.name.error), (Roles::ID, role), ("number_access", access)])
    }

    fn member_href(&self) -> String {
        self.layout.href(&format!("/members/{}", self.id))
    }

    fn done_href(&self) -> String {
        self.return_to.clone().unwrap_or_else(|| self.member_href())
    }
}

#[cfg(test)]
impl MemberEdit {
    /// Every state of the page.
    pub(crate) fn samples() -> Vec<(&'static str, Self)> {
        use crate::view::Nav;
        use crate::view::samples::{HTML, LONG, crowded_layout, layout};
        let roles = |chosen, error| Roles::new(vec![Role::Manager, Role::Viewer], chosen, error);
        let typical = || Self {
            layout: layout(Nav::Users),
            id: "mem_1".to_owned(),
            return_to: None,
            stored_name: "Vera Kim".to_owned(),
            email: "vera@bayplumbing.example".to_owned(),
            stored: (Role::Viewer, "3 numbers, 1 group".to_owned()),
            name: TextField::with_value("name", "Vera Kim"),
            choice: Some((roles("viewer", None), AccessPicker::sample("specific", 20))),
            effect: EffectPart::default(),
            obstacle: None,
            needs_confirmation: false,
            closed: None,
        };
        let narrows = Self {
            effect: EffectPart {
                digest: "a1".to_owned(),
                lines: ["Loses 3 numbers and 1,204 calls", "1 live session narrows", "2 of their invitations end"]
                    .map(str::to_owned)
                    .into(),
                is_warning: true,
            },
            needs_confirmation: true,
            return_to: Some("/b/northline/users?role=viewer&sort=-name".to_owned()),
            ..typical()
        };
        let refused = Self {
            layout: crowded_layout(Nav::Users),
            stored_name: HTML.to_owned(),
            name: TextField::with_value("name", LONG).refused("Use 80 characters at most."),
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
