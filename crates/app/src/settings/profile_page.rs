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
    /// The form that does.
    pub(crate) email_part: EmailPart,
    /// `time_zone`. The first option, with an empty value, is the browser's.
    pub(crate) time_zone: SelectField,
    /// `theme`: the chosen one.
    pub(crate) theme: Theme,
    /// The name of the Owner who offers the person the ownership, if there is an offer.
    pub(crate) offer: Option<String>,
    /// How many pending invitations the person has.
    pub(crate) pending_invitations: usize,
}

/// The form that asks for another e-mail address.
pub(crate) struct EmailPart {
    /// `email`: the new address.
    pub(crate) email: TextField,
    /// `current_password`: never written back.
    pub(crate) password: TextField,
    /// Whether this server sends mail. If not, the operator changes addresses.
    pub(crate) sends_mail: bool,
    /// Whether the present address was proved to be the person's.
    pub(crate) is_proved: bool,
}

impl EmailPart {
    fn problems(&self) -> Vec<FieldProblem> {
        field_problems([(self.email.name, &self.email.error), (self.password.name, &self.password.error)])
    }
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
            let zones = std::iter::once(SelectOption::new("", "This browser's time zone")).chain(zones()).collect();
            Self {
                tabs: tabs(&shell, &SettingsTab::SAMPLE, SettingsTab::Profile),
                email: shell.person.email.clone(),
                email_part: EmailPart {
                    email: TextField::new("email"),
                    password: TextField::new("current_password"),
                    sends_mail: true,
                    is_proved: true,
                },
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
        let refused_email = EmailPart {
            email: TextField::with_value("email", HTML).refused("This is not an e-mail address."),
            password: TextField::new("current_password").refused("This is not your password."),
            sends_mail: true,
            is_proved: false,
        };
        let no_mail = EmailPart {
            email: TextField::new("email"),
            password: TextField::new("current_password"),
            sends_mail: false,
            is_proved: false,
        };
        let with_email =
            |email_part| Self { email_part, ..page(layout(Nav::Settings), TextField::with_value("name", "Olga")) };
        vec![
            ("e-mail refused", with_email(refused_email)),
            ("no mail", with_email(no_mail)),
            ("typical", page(layout(Nav::Settings), name)),
            ("offered", offered),
            ("refused", page(crowded_layout(Nav::Settings), long)),
        ]
    }
}
