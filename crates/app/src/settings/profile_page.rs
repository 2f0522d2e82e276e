//! Settings → Profile.

use askama::Template;
use crewline_core::accounts::Theme;

use crate::view::{FieldProblem, Layout, SelectField, Tab, TextField, field_problems};

/// The person's own profile. It belongs to the account, so it is the same in every business.
#[derive(Template)]
#[template(path = "settings/profile.html")]
pub(crate) struct SettingsProfile {
    pub(crate) layout: Layout,
    /// The tabs, as [`super::tabs_page::tabs`] makes them.
    pub(crate) tabs: Vec<Tab>,
    /// `name`.
    pub(crate) name: TextField,
    /// The account's address, which this form does not change.
    pub(crate) email: String,
    /// `time_zone`. The first option, with an empty value, is the browser's.
    pub(crate) time_zone: SelectField,
    /// `theme`: the chosen one.
    pub(crate) theme: Theme,
    /// The name of the Owner who offers the person the ownership, if there is an offer.
    pub(crate) offer: Option<String>,
    /// How many pending invitations the person has.
    pub(crate) pending_invitations: usize,
}

impl SettingsProfile {
    fn problems(&self) -> Vec<FieldProblem> {
        field_problems([(self.name.name, &self.name.error), (self.time_zone.name, &self.time_zone.error)])
    }
}

#[cfg(test)]
impl SettingsProfile {
    /// Every state of the page.
    pub(crate) fn samples() -> Vec<(&'static str, Self)> {
        use super::tabs_page::{SettingsTab, tabs};
        use crate::view::samples::{HTML, crowded_layout, layout};
        use crate::view::{Nav, SelectOption, zones};
        let page = |shell: Layout, name| {
            let zones = std::iter::once(SelectOption::new("", "As this browser has it")).chain(zones()).collect();
            Self {
                tabs: tabs(&shell, &SettingsTab::SAMPLE, SettingsTab::Profile),
                email: shell.person.email.clone(),
                layout: shell,
                name,
                time_zone: SelectField::new("time_zone", "", zones),
                theme: Theme::System,
                offer: None,
                pending_invitations: 0,
            }
        };
        let name = TextField::with_value("name", "Olga Marsh");
        let long = TextField::with_value("name", HTML).refused("A name is at most 100 characters long.");
        let offered =
            Self { offer: Some(HTML.to_owned()), pending_invitations: 2, ..page(layout(Nav::Settings), name.clone()) };
        vec![
            ("typical", page(layout(Nav::Settings), name)),
            ("offered", offered),
            ("refused", page(crowded_layout(Nav::Settings), long)),
        ]
    }
}
