//! The page of the first run, which `/` shows while there is no user.

use askama::Template;
use crewline_core::accounts::Theme;

use crate::view::{FieldProblem, SelectField, TextField, field_problems};

/// The form that creates the first business and its Owner.
#[derive(Template)]
#[template(path = "sign_in/first_run.html")]
pub(crate) struct FirstRun {
    /// The theme by the cookie; there is no profile yet.
    pub(crate) theme: Theme,
    /// `setup_code`: the code that the start prints, if it is needed.
    pub(crate) setup_code: Option<TextField>,
    /// `business_name`.
    pub(crate) business_name: TextField,
    /// `name`: the Owner's name.
    pub(crate) name: TextField,
    /// `email`: the Owner's address.
    pub(crate) email: TextField,
    /// `password`: never written back.
    pub(crate) password: TextField,
    /// `time_zone`: the business's. A script preselects the browser's.
    pub(crate) time_zone: SelectField,
    /// Why it was refused, if the reason is not about a single field.
    pub(crate) error: Option<String>,
}

impl FirstRun {
    fn problems(&self) -> Vec<FieldProblem> {
        let code = self.setup_code.iter().map(|code| (code.name, &code.error));
        field_problems(code.chain([
            (self.business_name.name, &self.business_name.error),
            (self.name.name, &self.name.error),
            (self.email.name, &self.email.error),
            (self.password.name, &self.password.error),
            (self.time_zone.name, &self.time_zone.error),
        ]))
    }
}

#[cfg(test)]
impl FirstRun {
    /// Every state of the page.
    pub(crate) fn samples() -> Vec<(&'static str, Self)> {
        let empty = || Self {
            theme: Theme::System,
            setup_code: None,
            business_name: TextField::new("business_name"),
            name: TextField::new("name"),
            email: TextField::new("email"),
            password: TextField::new("password"),
            time_zone: SelectField::new("time_zone", "", crate::view::zones()),
            error: None,
        };
        let refused = Self {
            business_name: TextField::with_value("business_name", "Northline <Agency> & \"Sons\""),
            name: TextField::new("name").refused("Say what you are called."),
            email: TextField::with_value("email", "olga@northline")
                .refused("This is no complete e-mail address: the part after the @ needs a dot."),
            password: TextField::new("password")
                .refused("This password is among the first that are guessed. Use three or four unrelated words."),
            ..empty()
        };
        let code = TextField::with_value("setup_code", "ABCDE-12345").refused("This is not the code.");
        let with_code = Self { setup_code: Some(code), ..empty() };
        vec![("empty", empty()), ("refused", refused), ("set-up code", with_code)]
    }
}
