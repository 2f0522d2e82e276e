//! Log in as: the question before it, with a reason; and the second step, before changes are allowed.

use askama::Template;

use crate::view::{Entry, Problem, Shell, problems};

/// The question before somebody logs in as a member.
#[derive(Template)]
#[template(path = "log_in_as/period.html")]
pub(crate) struct LogInAs {
    /// The frame.
    pub(crate) shell: Shell,
    /// Where the form goes.
    pub(crate) href: String,
    /// The teammate's display name.
    pub(crate) name: String,
    /// `reason`.
    pub(crate) reason: Entry,
    /// Where the page was asked from, and where Return to my account leads.
    pub(crate) return_to: String,
    /// A rule that stands in the way.
    pub(crate) error: Option<String>,
}

impl LogInAs {
    fn problems(&self) -> Vec<Problem> {
        problems([(self.reason.name, &self.reason.error)])
    }
}

/// The question before changes are allowed.
#[derive(Template)]
#[template(path = "log_in_as/period_changes.html")]
pub(crate) struct AllowChanges {
    /// The frame.
    pub(crate) shell: Shell,
    /// The teammate's display name.
    pub(crate) name: String,
}

#[cfg(test)]
impl LogInAs {
    /// Every state of the page.
    pub(crate) fn samples() -> Vec<(&'static str, Self)> {
        use crate::view::Nav;
        use crate::view::samples::{HTML, crowded_shell, shell};
        let page = |shell: Shell, name: &str, reason: Entry| Self {
            shell,
            href: "/b/northline/members/mem_1/log-in-as".to_owned(),
            name: name.to_owned(),
            reason,
            return_to: "/b/northline/users".to_owned(),
            error: None,
        };
        let refused = Entry::filled("reason", HTML).refused("Use 200 characters at most.");
        let rank = Some("You can log in as members below your own rank only.".to_owned());
        vec![
            ("typical", page(shell(Nav::Users), "Vera Kim", Entry::new("reason"))),
            ("refused", page(crowded_shell(Nav::Users), HTML, refused)),
            ("rank", Self { error: rank, ..page(shell(Nav::Users), "Olga Marsh", Entry::new("reason")) }),
        ]
    }
}

#[cfg(test)]
impl AllowChanges {
    /// Every state of the page.
    pub(crate) fn samples() -> Vec<(&'static str, Self)> {
        use crate::view::Nav;
        use crate::view::samples::{RTL, crowded_shell};
        vec![("only", Self { shell: crowded_shell(Nav::Calls), name: RTL.to_owned() })]
    }
}
