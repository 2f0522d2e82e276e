//! Settings → Security: the password, the account's sessions, and the periods of Log in as.

use askama::Template;

use crate::view::{FieldProblem, Icon, Layout, Tab, TextField, When, field_problems};

/// The tab.
#[derive(Template)]
#[template(path = "settings/security.html")]
pub(crate) struct SettingsSecurity {
    pub(crate) layout: Layout,
    /// The tabs, as [`super::tabs_page::tabs`] makes them.
    pub(crate) tabs: Vec<Tab>,
    /// `current_password`: never written back.
    pub(crate) current_password: TextField,
    /// `new_password`: never written back.
    pub(crate) new_password: TextField,
    /// The account's sessions, this one first.
    pub(crate) sessions: Vec<SessionRow>,
    /// The periods in which somebody was logged in as this member, newest first.
    pub(crate) periods: Vec<PeriodRow>,
    /// Whether the daily e-mail about them is on.
    pub(crate) letters: bool,
}

/// A period in which somebody was logged in as this member.
pub(crate) struct PeriodRow {
    /// The name of the person who was logged in.
    pub(crate) by: String,
    /// The reason that they gave.
    pub(crate) reason: String,
    /// When it began.
    pub(crate) started: When,
    /// The length and the mode: "12 min, read-only".
    pub(crate) about: String,
}

/// A session of the account.
pub(crate) struct SessionRow {
    /// The opaque id.
    pub(crate) id: String,
    /// The device, such as "Firefox on Windows".
    pub(crate) device: String,
    /// The network address that it was last seen from.
    pub(crate) address: String,
    /// When it was last seen.
    pub(crate) last_seen: When,
    /// Whether it is the session of this request.
    pub(crate) this: bool,
}

impl SettingsSecurity {
    fn problems(&self) -> Vec<FieldProblem> {
        field_problems([
            (self.current_password.name, &self.current_password.error),
            (self.new_password.name, &self.new_password.error),
        ])
    }
}

#[cfg(test)]
impl SettingsSecurity {
    /// Every state of the page.
    pub(crate) fn samples() -> Vec<(&'static str, Self)> {
        use super::tabs_page::{SettingsTab, tabs};
        use crate::view::Nav;
        use crate::view::samples::{HTML, LONG, ago, crowded_layout, layout, viewer_layout};
        let session = |at: usize| SessionRow {
            id: format!("ses_{at}"),
            device: ["Chrome on macOS", "Safari on iPhone", "Firefox on Windows", HTML][at % 4].to_owned(),
            address: ["198.51.100.23", "2001:db8:85a3::8a2e:370:7334"][at % 2].to_owned(),
            last_seen: ago((at * at * 170) as i64),
            this: at == 0,
        };
        let period = |at: usize| PeriodRow {
            by: ["Olga Marsh", LONG, HTML][at % 3].to_owned(),
            reason: ["A call that Vera could not find", HTML, LONG][at % 3].to_owned(),
            started: ago((at * 900) as i64),
            about: ["12 min, read-only", "60 min, changes allowed"][at % 2].to_owned(),
        };
        let page = |shell: Layout, count| Self {
            tabs: tabs(&shell, &SettingsTab::SAMPLE, SettingsTab::Security),
            layout: shell,
            current_password: TextField::new("current_password"),
            new_password: TextField::new("new_password"),
            sessions: (0..count).map(session).collect(),
            periods: (1..count).map(period).collect(),
            letters: count % 2 == 1,
        };
        let refused = Self {
            current_password: TextField::new("current_password").refused("This is not your password."),
            new_password: TextField::new("new_password").refused("Use at least 10 characters."),
            ..page(crowded_layout(Nav::Settings), 40)
        };
        vec![
            ("typical", page(layout(Nav::Settings), 3)),
            ("one session", page(viewer_layout(Nav::Settings), 1)),
            ("refused", refused),
        ]
    }
}
