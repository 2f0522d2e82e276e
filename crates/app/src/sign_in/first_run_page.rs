//! The first run: with no user yet, `/` makes the first business and its Owner.

use askama::Template;
use crewline_core::people::Theme;

use crate::view::{Choices, Entry, Problem, problems};

/// The form that makes the first business and its Owner.
#[derive(Template)]
#[template(path = "sign_in/first_run.html")]
pub(crate) struct FirstRun {
    /// The theme by the cookie; there is no profile yet.
    pub(crate) theme: Theme,
    /// `business_name`: what the business is called.
    pub(crate) business_name: Entry,
    /// `name`: what the Owner is called.
    pub(crate) name: Entry,
    /// `email`: the Owner's address.
    pub(crate) email: Entry,
    /// `password`: never written back.
    pub(crate) password: Entry,
    /// `time_zone`: the business's. With nothing chosen the browser's is chosen by script.
    pub(crate) time_zone: Choices,
    /// What is wrong with the whole, if it is no single field.
    pub(crate) error: Option<String>,
}

impl FirstRun {
    fn problems(&self) -> Vec<Problem> {
        problems([
            (self.business_name.name, &self.business_name.error),
            (self.name.name, &self.name.error),
            (self.email.name, &self.email.error),
            (self.password.name, &self.password.error),
            (self.time_zone.name, &self.time_zone.error),
        ])
    }
}

#[cfg(test)]
impl FirstRun {
    /// Every state of the page.
    pub(crate) fn samples() -> Vec<(&'static str, Self)> {
        let empty = || Self {
            theme: Theme::System,
            business_name: Entry::new("business_name"),
            name: Entry::new("name"),
            email: Entry::new("email"),
            password: Entry::new("password"),
            time_zone: Choices::new("time_zone", "", crate::view::zones()),
            error: None,
        };
        let refused = Self {
            business_name: Entry::filled("business_name", "Northline <Agency> & \"Sons\""),
            name: Entry::new("name").refused("Say what you are called."),
            email: Entry::filled("email", "olga@northline")
                .refused("This is no complete e-mail address: the part after the @ needs a dot."),
            password: Entry::new("password")
                .refused("This password is among the first that are guessed. Use three or four unrelated words."),
            ..empty()
        };
        vec![("empty", empty()), ("refused", refused)]
    }
}
