//! Signing in.

use askama::Template;
use crewline_core::people::Theme;

use crate::view::{Entry, Problem, problems};

/// The sign-in form.
#[derive(Template)]
#[template(path = "sign_in/session.html")]
pub(crate) struct SignIn {
    /// The theme by the cookie.
    pub(crate) theme: Theme,
    /// `email`.
    pub(crate) email: Entry,
    /// `password`: never written back.
    pub(crate) password: Entry,
    /// `return_to`: the path that was asked for before signing in; empty for the start.
    pub(crate) return_to: String,
    /// Good news from the page before, as "Your password is changed. Sign in with it."
    pub(crate) notice: Option<String>,
    /// Why it was refused. The same words whether the account or the password is wrong.
    pub(crate) error: Option<String>,
}

impl SignIn {
    fn problems(&self) -> Vec<Problem> {
        problems([(self.email.name, &self.email.error), (self.password.name, &self.password.error)])
    }
}

#[cfg(test)]
impl SignIn {
    /// Every state of the page.
    pub(crate) fn samples() -> Vec<(&'static str, Self)> {
        let empty = || Self {
            theme: Theme::System,
            email: Entry::new("email"),
            password: Entry::new("password"),
            return_to: String::new(),
            notice: None,
            error: None,
        };
        let refused = Self {
            email: Entry::filled("email", "olga@northline.example"),
            error: Some(
                "E-mail and password do not match an account. Check both, or ask for a new password.".to_owned(),
            ),
            return_to: "/b/northline/calls?status=missed&q=\"415\"".to_owned(),
            ..empty()
        };
        let changed = Self { notice: Some("Your password is changed. Sign in with it.".to_owned()), ..empty() };
        vec![("empty", empty()), ("refused", refused), ("changed", changed)]
    }
}
