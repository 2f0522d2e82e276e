//! Invite User: the form, and the link to hand over where no mail is sent.

use askama::Template;

use crate::number_access::picker_page::AccessPicker;
use crate::view::{Entry, Obstacle, Problem, Roles, Shell, When, problems};

/// The form. It posts to `/invitations`; a script shows it in a dialog over the Users page.
#[derive(Template)]
#[template(path = "invitations/invite.html")]
pub(crate) struct Invite {
    /// The frame.
    pub(crate) shell: Shell,
    /// `name`.
    pub(crate) name: Entry,
    /// `email`.
    pub(crate) email: Entry,
    /// `role`.
    pub(crate) roles: Roles,
    /// The number access of a Viewer.
    pub(crate) access: AccessPicker,
    /// Seats used and allowed, in words.
    pub(crate) seats: String,
    /// What stands in the way.
    pub(crate) obstacle: Option<Obstacle>,
}

impl Invite {
    fn problems(&self) -> Vec<Problem> {
        problems([
            (self.name.name, &self.name.error),
            (self.email.name, &self.email.error),
            (Roles::ID, &self.roles.error),
            ("number_access", &self.access.error),
        ])
    }
}

/// The link of an invitation, shown once: there is no mail, so it is handed over.
#[derive(Template)]
#[template(path = "invitations/invite_by_hand.html")]
pub(crate) struct InvitedByHand {
    /// The frame.
    pub(crate) shell: Shell,
    /// Who is invited.
    pub(crate) name: String,
    /// To which address.
    pub(crate) email: String,
    /// The link.
    pub(crate) link: String,
    /// Until when it works.
    pub(crate) until: When,
}

#[cfg(test)]
impl Invite {
    /// Every state of the page.
    pub(crate) fn samples() -> Vec<(&'static str, Self)> {
        use crate::view::Nav;
        use crate::view::samples::{HTML, crowded_shell, shell};
        use crewline_core::access::Role;
        let all = vec![Role::Owner, Role::Admin, Role::Manager, Role::Viewer];
        let empty = || Self {
            shell: shell(Nav::Users),
            name: Entry::new("name"),
            email: Entry::new("email"),
            roles: Roles::new(all.clone(), "", None),
            access: AccessPicker { error: None, ..AccessPicker::sample("", 0) },
            seats: "4 of 5 seats".to_owned(),
            obstacle: None,
        };
        let typical = Self {
            name: Entry::filled("name", "Vera Kim"),
            email: Entry::filled("email", "vera@bayplumbing.example"),
            roles: Roles::new(vec![Role::Viewer], "", None),
            access: AccessPicker::sample("specific", 20),
            ..empty()
        };
        let refused = Self {
            name: Entry::filled("name", HTML).refused("Use 80 characters at most."),
            email: Entry::filled("email", "vera").refused("Give an address, as vera@example.com."),
            roles: Roles::new(all.clone(), "king", Some("Choose Owner, Admin, Manager or Viewer.")),
            access: AccessPicker::sample("", 0),
            ..empty()
        };
        let member = Self {
            shell: crowded_shell(Nav::Users),
            roles: Roles::new(all.clone(), "viewer", None),
            access: AccessPicker::sample("specific", 500),
            obstacle: Some(Obstacle::with_way("This person is a member already.", "/b/northline/members/mem_1", HTML)),
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
        use crate::view::samples::{HTML, LONG, crowded_shell, day, shell};
        let page = |shell, name: &str| Self {
            shell,
            name: name.to_owned(),
            email: "vera@bayplumbing.example".to_owned(),
            link: format!("/invitations/{}", "a1b2c3d4".repeat(6)),
            until: day(-168),
        };
        vec![
            ("typical", page(shell(Nav::Users), "Vera Kim")),
            ("long", page(crowded_shell(Nav::Users), LONG)),
            ("html", page(shell(Nav::Users), HTML)),
        ]
    }
}
