//! Invite User: the form, and the page with the link when no mail is sent.

use askama::Template;

use crate::number_access::picker_page::AccessPicker;
use crate::view::{FieldProblem, Layout, Obstacle, Roles, TextField, When, field_problems};

/// The form. It posts to `/invitations`; a script shows it in a dialog over the Users page.
#[derive(Template)]
#[template(path = "invitations/invite.html")]
pub(crate) struct Invite {
    pub(crate) layout: Layout,
    /// `name`.
    pub(crate) name: TextField,
    /// `email`.
    pub(crate) email: TextField,
    /// `role`.
    pub(crate) roles: Roles,
    /// The number access of a Viewer.
    pub(crate) access: AccessPicker,
    /// Seats used and allowed, in words.
    pub(crate) seats: String,
    /// Why the invitation can't be sent.
    pub(crate) obstacle: Option<Obstacle>,
}

impl Invite {
    fn problems(&self) -> Vec<FieldProblem> {
        field_problems([
            (self.name.name, &self.name.error),
            (self.email.name, &self.email.error),
            (Roles::ID, &self.roles.error),
            ("number_access", &self.access.error),
        ])
    }
}

/// The link of an invitation, shown once, for an instance that sends no mail.
#[derive(Template)]
#[template(path = "invitations/invite_by_hand.html")]
pub(crate) struct InvitedByHand {
    pub(crate) layout: Layout,
    /// The person's name.
    pub(crate) name: String,
    /// The person's address.
    pub(crate) email: String,
    /// The link.
    pub(crate) link: String,
    /// When the link expires.
    pub(crate) until: When,
}

#[cfg(test)]
impl Invite {
    /// Every state of the page.
    pub(crate) fn samples() -> Vec<(&'static str, Self)> {
        use crate::view::Nav;
        use crate::view::samples::{HTML, crowded_layout, layout};
        use crewline_core::access::Role;
        let all = vec![Role::Owner, Role::Admin, Role::Manager, Role::Viewer];
        let empty = || Self {
            layout: layout(Nav::Users),
            name: TextField::new("name"),
            email: TextField::new("email"),
            roles: Roles::new(all.clone(), "", None),
            access: AccessPicker { error: None, ..AccessPicker::sample("", 0) },
            seats: "4 of 5 seats".to_owned(),
            obstacle: None,
        };
        let typical = Self {
            name: TextField::with_value("name", "Vera Kim"),
            email: TextField::with_value("email", "vera@bayplumbing.example"),
            roles: Roles::new(vec![Role::Viewer], "", None),
            access: AccessPicker::sample("specific", 20),
            ..empty()
        };
        let refused = Self {
            name: TextField::with_value("name", HTML).refused("Use 80 characters at most."),
            email: TextField::with_value("email", "vera").refused("Give an address, as vera@example.com."),
            roles: Roles::new(all.clone(), "king", Some("Choose Owner, Admin, Manager or Viewer.")),
            access: AccessPicker::sample("", 0),
            ..empty()
        };
        let member = Self {
            layout: crowded_layout(Nav::Users),
            roles: Roles::new(all.clone(), "viewer", None),
            access: AccessPicker::sample("specific", 500),
            obstacle: Some(Obstacle::with_link("This person is a member already.", "/b/northline/members/mem_1", HTML)),
            ..empty()
        };
        vec![("empty", empty()), ("typical", typical), ("refused", refused), ("member", member)]
    }
}

#[cfg(test)]
impl InvitedByHand {
    /// Every state of the page.
    pub(crate) fn samples() -> Vec<(&'static str, Self)> {
        use crate::view::Nav;
        use crate::view::samples::{HTML, LONG, crowded_layout, day, layout};
        let page = |shell, name: &str| Self {
            layout: shell,
            name: name.to_owned(),
            email: "vera@bayplumbing.example".to_owned(),
            link: format!("/invitations/{}", "a1b2c3d4".repeat(6)),
            until: day(-168),
        };
        vec![
            ("typical", page(layout(Nav::Users), "Vera Kim")),
            ("long", page(crowded_layout(Nav::Users), LONG)),
            ("html", page(layout(Nav::Users), HTML)),
        ]
    }
}
