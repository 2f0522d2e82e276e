//! The pages to reset a password: requesting the link, and choosing the new password.

use askama::Template;
use crewline_core::accounts::Theme;

use crate::view::{FieldProblem, TextField, field_problems};

/// The page that requests a link.
#[derive(Template)]
#[template(path = "sign_in/password_reset.html")]
pub(crate) struct PasswordResetAsk {
    pub(crate) theme: Theme,
    /// `email`.
    pub(crate) email: TextField,
    /// Whether this server sends mail. If not, an administrator has to help.
    pub(crate) sends_mail: bool,
    /// The address after a request. The page is the same whether or not there is an account.
    pub(crate) requested_email: Option<String>,
    /// Why it was refused, such as too many attempts.
    pub(crate) error: Option<String>,
}

impl PasswordResetAsk {
    fn problems(&self) -> Vec<FieldProblem> {
        field_problems([(self.email.name, &self.email.error)])
    }
}

/// The page to choose the new password. It posts to its own address, which contains the token.
#[derive(Template)]
#[template(path = "sign_in/password_reset_choose.html")]
pub(crate) struct PasswordResetChoose {
    pub(crate) theme: Theme,
    /// The account's address, shown to the person and to their password manager.
    pub(crate) email: String,
    /// `password`: never written back.
    pub(crate) password: TextField,
}

impl PasswordResetChoose {
    fn problems(&self) -> Vec<FieldProblem> {
        field_problems([(self.password.name, &self.password.error)])
    }
}

/// The page for a link that was used or replaced, or that is too old.
#[derive(Template)]
#[template(path = "sign_in/password_reset_invalid.html")]
pub(crate) struct PasswordResetInvalid {
    pub(crate) theme: Theme,
}

#[cfg(test)]
impl PasswordResetAsk {
    /// Every state of the page.
    pub(crate) fn samples() -> Vec<(&'static str, Self)> {
        let empty = || Self {
            theme: Theme::System,
            email: TextField::new("email"),
            sends_mail: true,
            requested_email: None,
            error: None,
        };
        let requested_email = Some("olga@northline.example".to_owned());
        let refused = TextField::with_value("email", "olga").refused("Type the whole e-mail address, with the @.");
        vec![
            ("empty", empty()),
            ("requested", Self { requested_email, ..empty() }),
            ("refused", Self { email: refused, ..empty() }),
            ("no mail", Self { sends_mail: false, ..empty() }),
        ]
    }
}

#[cfg(test)]
impl PasswordResetChoose {
    /// Every state of the page.
    pub(crate) fn samples() -> Vec<(&'static str, Self)> {
        let empty = || Self {
            theme: Theme::System,
            email: "olga@northline.example".to_owned(),
            password: TextField::new("password"),
        };
        let refused = TextField::new("password").refused("Use at least 10 characters.");
        vec![("empty", empty()), ("refused", Self { password: refused, ..empty() })]
    }
}

#[cfg(test)]
impl PasswordResetInvalid {
    /// Every state of the page.
    pub(crate) fn samples() -> Vec<(&'static str, Self)> {
        vec![("invalid", Self { theme: Theme::Dark })]
    }
}
