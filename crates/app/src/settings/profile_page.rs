//! Settings → Profile.

use askama::Template;
use crewline_core::people::Theme;

use crate::view::{Choices, Entry, Problem, Shell, Tab, problems};

/// The person's own profile: what belongs to the account, in whatever business.
#[derive(Template)]
#[template(path = "settings/profile.html")]
pub(crate) struct SettingsProfile {
    /// The frame.
    pub(crate) shell: Shell,
    /// The tabs, as [`super::tabs_page::tabs`] makes them.
    pub(crate) tabs: Vec<Tab>,
    /// `name`.
    pub(crate) name: Entry,
    /// The account's address, which this form does not change.
    pub(crate) email: String,
    /// `time_zone`: the first option, with an empty value, is the browser's.
    pub(crate) time_zone: Choices,
    /// `theme`: the chosen one.
    pub(crate) theme: Theme,
    /// Who offers the person the ownership, if somebody does.
    pub(crate) offer: Option<String>,
    /// How many invitations wait for the person.
    pub(crate) waiting: usize,
}

impl SettingsProfile {
    fn problems(&self) -> Vec<Problem> {
        problems([(self.name.name, &self.name.error), (self.time_zone.name, &self.time_zone.error)])
    }
}

#[cfg(test)]
impl SettingsProfile {
    /// Every state of the page.
    pub(crate) fn samples() -> Vec<(&'static str, Self)> {
        use super::tabs_page::{SettingsTab, tabs};
        use crate::view::samples::{HTML, crowded_shell, shell};
        use crate::view::{Choice, Nav, zones};
        let page = |shell: Shell, name| {
            let zones = std::iter::once(Choice::new("", "As this browser has it")).chain(zones()).collect();
            Self {
                tabs: tabs(&shell, &SettingsTab::SAMPLE, SettingsTab::Profile),
                email: shell.person.email.clone(),
                shell,
                name,
                time_zone: Choices::new("time_zone", "", zones),
                theme: Theme::System,
                offer: None,
                waiting: 0,
            }
        };
        let name = Entry::filled("name", "Olga Marsh");
        let long = Entry::filled("name", HTML).refused("A name is at most 100 characters long.");
        let told = Self { offer: Some(HTML.to_owned()), waiting: 2, ..page(shell(Nav::Settings), name.clone()) };
        vec![
            ("typical", page(shell(Nav::Settings), name)),
            ("told", told),
            ("refused", page(crowded_shell(Nav::Settings), long)),
        ]
    }
}
