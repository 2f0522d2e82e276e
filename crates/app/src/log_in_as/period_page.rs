//! Log in as: the form with the reason, and the confirmation page before changes are allowed.

use askama::Template;

use crate::view::{FieldProblem, Layout, TextField, field_problems};

/// The form that asks for the reason.
#[derive(Template)]
#[template(path = "log_in_as/period.html")]
pub(crate) struct LogInAs {
    pub(crate) layout: Layout,
    /// The address that the form posts to.
    pub(crate) href: String,
    /// The teammate's display name.
    pub(crate) name: String,
    /// `reason`.
    pub(crate) reason: TextField,
    /// The page that the person came from. Return to my account leads back to it.
    pub(crate) return_to: String,
    /// The rule that forbids it.
    pub(crate) error: Option<String>,
}

impl LogInAs {
    fn problems(&self) -> Vec<FieldProblem> {
        field_problems([(self.reason.name, &self.reason.error)])
    }
}

/// The confirmation page before changes are allowed.
#[derive(Template)]
#[template(path = "log_in_as/period_changes.html")]
pub(crate) struct AllowChanges {
    pub(crate) layout: Layout,
    /// The teammate's display name.
    pub(crate) name: String,
}

#[cfg(test)]
impl LogInAs {
    /// Every state of the page.
    pub(crate) fn samples() -> Vec<(&'static str, Self)> {
        use crate::view::Nav;
        use crate::view::samples::{HTML, crowded_layout, layout};
        let page = |shell: Layout, name: &str, reason: TextField| Self {
            layout: shell,
            href: "/b/northline/members/mem_1/log-in-as".to_owned(),
            name: name.to_owned(),
            reason,
            return_to: "/b/northline/users".to_owned(),
            error: None,
        };
        let refused = TextField::with_value("reason", HTML).refused("Use 200 characters at most.");
        let rank = Some("You can log in as members below your own rank only.".to_owned());
        vec![
            ("typical", page(layout(Nav::Users), "Vera Kim", TextField::new("reason"))),
            ("refused", page(crowded_layout(Nav::Users), HTML, refused)),
            ("rank", Self { error: rank, ..page(layout(Nav::Users), "Olga Marsh", TextField::new("reason")) }),
        ]
    }
}

#[cfg(test)]
impl AllowChanges {
    /// Every state of the page.
    pub(crate) fn samples() -> Vec<(&'static str, Self)> {
        use crate::view::Nav;
        use crate::view::samples::{RTL, crowded_layout};
        vec![("only", Self { layout: crowded_layout(Nav::Calls), name: RTL.to_owned() })]
    }
}
