//! A forgotten password: asking for the link, and what the link opens.

use askama::Template;
use crewline_core::people::Theme;

use crate::view::{Entry, Problem, problems};

/// Asking for a link by mail.
#[derive(Template)]
#[template(path = "sign_in/password_reset.html")]
pub(crate) struct PasswordResetAsk {
    /// The theme by the cookie.
    pub(crate) theme: Theme,
    /// `email`.
    pub(crate) email: Entry,
    /// Whether this server sends mail at all; without it an administrator has to help.
    pub(crate) sends_mail: bool,
    /// The address that was asked for, once it was: the answer is the same whether or not there is an account.
    pub(crate) asked: Option<String>,
    /// Why it was refused, as too many attempts.
    pub(crate) error: Option<String>,
}

impl PasswordResetAsk {
    fn problems(&self) -> Vec<Problem> {
        problems([(self.email.name, &self.email.error)])
    }
}

/// Choosing the new password. It posts to its own address, which holds the token.
#[derive(Template)]
#[template(path = "sign_in/password_reset_choose.html")]
pub(crate) struct PasswordResetChoose {
    /// The theme by the cookie.
    pub(crate) theme: Theme,
    /// The account's address, for the browser's password manager and the person.
    pub(crate) email: String,
    /// `password`: never written back.
    pub(crate) password: Entry,
}

impl PasswordResetChoose {
    fn problems(&self) -> Vec<Problem> {
        problems([(self.password.name, &self.password.error)])
    }
}

/// A link that was used, replaced, or is too old.
#[derive(Template)]
#[template(path = "sign_in/password_reset_dead.html")]
pub(crate) struct PasswordResetDead {
    /// The theme by the cookie.
    pub(crate) theme: Theme,
}

#[cfg(test)]
impl PasswordResetAsk {
    /// Every state of the page.
    pub(crate) fn samples() -> Vec<(&'static str, Self)> {
        let empty =
            || Self { theme: Theme::System, email: Entry::new("email"), sends_mail: true, asked: None, error: None };
        let asked = Some("olga@northline.example".to_owned());
        let refused = Entry::filled("email", "olga").refused("Type the whole e-mail address, with the @.");
        vec![
            ("empty", empty()),
            ("asked", Self { asked, ..empty() }),
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
            password: Entry::new("password"),
        };
        let refused = Entry::new("password").refused("Use at least 10 characters.");
        vec![("empty", empty()), ("refused", Self { password: refused, ..empty() })]
    }
}

#[cfg(test)]
impl PasswordResetDead {
    /// Every state of the page.
    pub(crate) fn samples() -> Vec<(&'static str, Self)> {
        vec![("dead", Self { theme: Theme::Dark })]
    }
}
