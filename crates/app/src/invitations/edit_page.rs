//! The form to edit an open invitation.

use askama::Template;

use crate::number_access::picker_page::AccessPicker;
use crate::view::{FieldProblem, Layout, Obstacle, Roles, TextField, field_problems};

/// The form. It posts to its own address.
#[derive(Template)]
#[template(path = "invitations/edit.html")]
pub(crate) struct InvitationEdit {
    pub(crate) layout: Layout,
    /// The opaque id.
    pub(crate) id: String,
    /// The name and the address as they are stored.
    pub(crate) stored: (String, String),
    /// The page that the form was opened from, such as a list with its filters.
    pub(crate) return_to: Option<String>,
    /// Why the letter has not arrived, if it has not.
    pub(crate) problem: Option<String>,
    /// `name`.
    pub(crate) name: TextField,
    /// `email`.
    pub(crate) email: TextField,
    /// `role`.
    pub(crate) roles: Roles,
    /// The number access of a Viewer.
    pub(crate) access: AccessPicker,
    /// An error that is about no field.
    pub(crate) obstacle: Option<Obstacle>,
}

impl InvitationEdit {
    fn problems(&self) -> Vec<FieldProblem> {
        field_problems([
            (self.name.name, &self.name.error),
            (self.email.name, &self.email.error),
            (Roles::ID, &self.roles.error),
            ("number_access", &self.access.error),
        ])
    }

    fn invitation_href(&self) -> String {
        self.layout.href(&format!("/invitations/{}", self.id))
    }

    fn done_href(&self) -> String {
        self.return_to.clone().unwrap_or_else(|| self.invitation_href())
    }
}

#[cfg(test)]
impl InvitationEdit {
    /// Every state of the page.
    pub(crate) fn samples() -> Vec<(&'static str, Self)> {
        use crate::view::Nav;
        use crate::view::samples::{HTML, crowded_layout, layout};
        use crewline_core::access::Role;
        let roles = |chosen| Roles::new(vec![Role::Admin, Role::Manager, Role::Viewer], chosen, None);
        let typical = || Self {
            layout: layout(Nav::Users),
            id: "inv_1".to_owned(),
            stored: ("Thu Nguyen".to_owned(), "thu@brightdental.example".to_owned()),
            return_to: None,
            problem: None,
            name: TextField::with_value("name", "Thu Nguyen"),
            email: TextField::with_value("email", "thu@brightdental.example"),
            roles: roles("viewer"),
            access: AccessPicker::sample("specific", 20),
            obstacle: None,
        };
        let refused = Self {
            layout: crowded_layout(Nav::Users),
            stored: (HTML.to_owned(), "thu@brightdental.example".to_owned()),
            return_to: Some("/b/northline/users?status=invited".to_owned()),
            name: TextField::with_value("name", HTML).refused("Use 80 characters at most."),
            email: TextField::with_value("email", "thu").refused("This is not an e-mail address."),
            access: AccessPicker::sample("", 0),
            ..typical()
        };
        let failed = Some("Could not be delivered: no such user (550 5.1.1)".to_owned());
        let taken = Some(Obstacle::plain("This person is already a member.".to_owned()));
        vec![
            ("typical", typical()),
            ("not delivered", Self { problem: failed, roles: roles("manager"), ..typical() }),
            ("refused", refused),
            ("obstacle", Self { obstacle: taken, ..typical() }),
        ]
    }
}
