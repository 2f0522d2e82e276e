//! Settings → Carrier: the connection to the carrier, and the webhook addresses to set there.

use askama::Template;

use crate::view::{FieldProblem, Layout, SelectField, Tab, TextField, When, field_problems};

/// The tab.
#[derive(Template)]
#[template(path = "settings/carrier.html")]
pub(crate) struct SettingsCarrier {
    pub(crate) layout: Layout,
    /// The tabs, as [`super::tabs_page::tabs`] makes them.
    pub(crate) tabs: Vec<Tab>,
    /// When the connection was last set.
    pub(crate) updated: Option<When>,
    /// Whether a secret is stored. It is never shown again.
    pub(crate) connected: bool,
    /// `provider`.
    pub(crate) provider: SelectField,
    /// `account`.
    pub(crate) account: TextField,
    /// `secret`: never written back. Empty keeps the stored one.
    pub(crate) secret: TextField,
    /// `api_token`: the credential for the carrier's API, if it is not the secret. Empty keeps the stored one.
    pub(crate) api_token: TextField,
    /// `secondary_secret`: also accepted, while the secret is being rotated. Empty keeps the stored one.
    pub(crate) secondary_secret: TextField,
    /// `api_base`: the address of the carrier's API, if it is not the default.
    pub(crate) api_base: TextField,
    /// `confirm_password`, where the password is asked for again.
    pub(crate) confirm: Option<TextField>,
    /// When the newest webhook was taken; `None` if none was since the connection was set.
    pub(crate) last_webhook: Option<When>,
    /// The webhooks that were refused, by reason.
    pub(crate) refused: Vec<RefusedRow>,
    /// The addresses to set at the carrier.
    pub(crate) webhooks: Vec<WebhookAddress>,
}

/// The webhooks that were refused for one reason.
pub(crate) struct RefusedRow {
    /// The reason, and what to do about it.
    pub(crate) why: &'static str,
    /// How many.
    pub(crate) count: i64,
    /// When the newest was refused.
    pub(crate) last: When,
}

/// An address to set at the carrier.
pub(crate) struct WebhookAddress {
    /// Its id in the page, such as `webhook-voice`.
    pub(crate) id: &'static str,
    /// The carrier's name for the setting, such as "A call comes in".
    pub(crate) label: &'static str,
    /// The whole address.
    pub(crate) address: String,
}

impl SettingsCarrier {
    fn problems(&self) -> Vec<FieldProblem> {
        let fields = [&self.account, &self.secret, &self.api_token, &self.secondary_secret, &self.api_base];
        let provider = std::iter::once((self.provider.name, &self.provider.error));
        let confirm = self.confirm.iter().map(|field| (field.name, &field.error));
        field_problems(provider.chain(fields.map(|field| (field.name, &field.error))).chain(confirm))
    }

    /// Whether the advanced part has a value or an error, so that it must be open.
    fn advanced(&self) -> bool {
        self.api_base.error.is_some() || self.secondary_secret.error.is_some() || !self.api_base.value.is_empty()
    }
}

#[cfg(test)]
impl SettingsCarrier {
    /// Every state of the page.
    pub(crate) fn samples() -> Vec<(&'static str, Self)> {
        use super::tabs_page::{SettingsTab, tabs};
        use crate::view::refusal_sentence;
        use crewline_core::carrier::webhooks::Reason;

        use crate::view::samples::{ago, crowded_layout, layout};
        use crate::view::{Nav, SelectOption};
        let webhook = |id, label, path: &str| WebhookAddress {
            id,
            label,
            address: format!("https://calls.northline.example/carrier/northline/{path}"),
        };
        let new = |shell: Layout| Self {
            tabs: tabs(&shell, &SettingsTab::SAMPLE, SettingsTab::Carrier),
            layout: shell,
            updated: None,
            connected: false,
            provider: SelectField::new(
                "provider",
                "twilio",
                ["Twilio", "SignalWire", "Telnyx"].map(|name| SelectOption::new(name.to_lowercase(), name)).to_vec(),
            ),
            account: TextField::new("account"),
            secret: TextField::new("secret"),
            api_token: TextField::new("api_token"),
            secondary_secret: TextField::new("secondary_secret"),
            api_base: TextField::new("api_base"),
            confirm: None,
            last_webhook: None,
            refused: Vec::new(),
            webhooks: vec![
                webhook("webhook-voice", "A call comes in", "voice"),
                webhook("webhook-fallback", "When that fails", "fallback"),
                webhook("webhook-status", "Call status changes", "status"),
                webhook("webhook-message", "A message comes in", "message"),
                webhook("webhook-message-status", "Message status changes", "message-status"),
            ],
        };
        let connected = Self {
            connected: true,
            updated: Some(ago(4)),
            account: TextField::with_value("account", "AC5f2e9c1b7d3a4e60815c2f9d7b1a3e44"),
            ..new(layout(Nav::Settings))
        };
        let working = Self {
            connected: true,
            updated: Some(ago(9000)),
            last_webhook: Some(ago(2)),
            refused: Reason::ALL
                .iter()
                .zip([1, 1_204, 3, 2, 5, 7, 1, 9, 4, 12, 6, 1])
                .map(|(reason, count)| RefusedRow { why: refusal_sentence(*reason), count, last: ago(count) })
                .collect(),
            ..new(layout(Nav::Settings))
        };
        let refused = Self {
            account: TextField::with_value("account", "\"><b>AC")
                .refused("A Twilio account starts with AC and has 34 characters."),
            secret: TextField::new("secret").refused("Paste the auth token of the account."),
            api_base: TextField::with_value("api_base", "ftp://x").refused("Start with https://."),
            confirm: Some(TextField::new("confirm_password").refused("This is not your password.")),
            ..new(crowded_layout(Nav::Settings))
        };
        vec![("new", new(layout(Nav::Settings))), ("connected", connected), ("working", working), ("refused", refused)]
    }
}
