//! The sign-in page.

use askama::Template;
use crewline_core::accounts::Theme;

use crate::view::{FieldProblem, TextField, field_problems};

/// The sign-in form.
#[derive(Template)]
#[template(path = "sign_in/session.html")]
pub(crate) struct SignIn {
    pub(crate) theme: Theme,
    /// `email`.
    pub(crate) email: TextField,
    /// `password`: never written back.
    pub(crate) password: TextField,
    /// `return_to`: the path that was requested before signing in; empty for `/`.
    pub(crate) return_to: String,
    /// A message from the page before, such as "Your password is changed. Sign in with it."
    pub(crate) notice: Option<String>,
    /// Whether a form was sent after the session had ended.
    pub(crate) has_lost_form: bool,
    /// Why it was refused. The text is the same for a wrong account and a wrong password.
    pub(crate) error: Option<String>,
}

impl SignIn {
    fn problems(&self) -> Vec<FieldProblem> {
        field_problems([(self.email.name, &self.email.error), (self.password.name, &self.password.error)])
    }
}

#[cfg(test)]
impl SignIn {
    /// Every state of the page.
    pub(crate) fn samples() -> Vec<(&'static str, Self)> {
        let empty = || Self {
            theme: Theme::System,
            email: TextField::new("email"),
            password: TextField::new("password"),
            return_to: String::new(),
            notice: None,
            has_lost_form: false,
            error: None,
        };
        let refused = Self {
            email: TextField::with_value("email", "olga@northline.example"),
            error: Some(
                "E-mail and password do not match an account. Check both, or ask for a new password.".to_owned(),
            ),
            return_to: "/b/northline/calls?status=missed&q=\"415\"".to_owned(),
            ..empty()
        };
        let changed = Self { notice: Some("Your password is changed. Sign in with it.".to_owned()), ..empty() };
        let lost = Self { has_lost_form: true, return_to: "/b/northline/numbers/new".to_owned(), ..empty() };
        vec![("empty", empty()), ("refused", refused), ("changed", changed), ("after a lost form", lost)]
    }
}
