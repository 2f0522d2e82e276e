//! Settings → Carrier: the connection to the carrier, and the addresses that it has to call.

use askama::Template;

use crate::view::{Choices, Entry, Problem, Shell, Tab, When, problems};

/// The tab.
#[derive(Template)]
#[template(path = "settings/carrier.html")]
pub(crate) struct SettingsCarrier {
    /// The frame.
    pub(crate) shell: Shell,
    /// The tabs, as [`super::tabs_page::tabs`] makes them.
    pub(crate) tabs: Vec<Tab>,
    /// When the connection was last set.
    pub(crate) updated: Option<When>,
    /// Whether a secret is stored. It is never shown again.
    pub(crate) connected: bool,
    /// `provider`.
    pub(crate) provider: Choices,
    /// `account`.
    pub(crate) account: Entry,
    /// `secret`: never written back; empty keeps the stored one.
    pub(crate) secret: Entry,
    /// `api_token`: what the carrier's API is asked with, where that is not the secret; empty keeps the stored one.
    pub(crate) api_token: Entry,
    /// `secondary_secret`: accepted too, while the secret is being rotated; empty keeps the stored one.
    pub(crate) secondary_secret: Entry,
    /// `api_base`: the carrier's API, where it is not the usual one.
    pub(crate) api_base: Entry,
    /// The addresses to set at the carrier.
    pub(crate) webhooks: Vec<WebhookAddress>,
}

/// An address to set at the carrier.
pub(crate) struct WebhookAddress {
    /// Its id in the page, as `webhook-voice`.
    pub(crate) id: &'static str,
    /// What the carrier calls the place where it is set, as "A call comes in".
    pub(crate) label: &'static str,
    /// The whole address.
    pub(crate) address: String,
}

impl SettingsCarrier {
    fn problems(&self) -> Vec<Problem> {
        let fields = [&self.account, &self.secret, &self.api_token, &self.secondary_secret, &self.api_base];
        let provider = std::iter::once((self.provider.name, &self.provider.error));
        problems(provider.chain(fields.map(|field| (field.name, &field.error))))
    }

    /// Whether the advanced part has something to read, so that it has to be open.
    fn advanced(&self) -> bool {
        self.api_base.error.is_some() || self.secondary_secret.error.is_some() || !self.api_base.value.is_empty()
    }
}

#[cfg(test)]
impl SettingsCarrier {
    /// Every state of the page.
    pub(crate) fn samples() -> Vec<(&'static str, Self)> {
        use super::tabs_page::{SettingsTab, tabs};
        use crate::view::samples::{ago, crowded_shell, shell};
        use crate::view::{Choice, Nav};
        let webhook = |id, label, path: &str| WebhookAddress {
            id,
            label,
            address: format!("https://calls.northline.example/carrier/northline/{path}"),
        };
        let new = |shell: Shell| Self {
            tabs: tabs(&shell, &SettingsTab::SAMPLE, SettingsTab::Carrier),
            shell,
            updated: None,
            connected: false,
            provider: Choices::new(
                "provider",
                "twilio",
                ["Twilio", "SignalWire", "Telnyx"].map(|name| Choice::new(name.to_lowercase(), name)).to_vec(),
            ),
            account: Entry::new("account"),
            secret: Entry::new("secret"),
            api_token: Entry::new("api_token"),
            secondary_secret: Entry::new("secondary_secret"),
            api_base: Entry::new("api_base"),
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
            account: Entry::filled("account", "AC5f2e9c1b7d3a4e60815c2f9d7b1a3e44"),
            ..new(shell(Nav::Settings))
        };
        let refused = Self {
            account: Entry::filled("account", "\"><b>AC")
                .refused("A Twilio account starts with AC and has 34 characters."),
            secret: Entry::new("secret").refused("Paste the auth token of the account."),
            api_base: Entry::filled("api_base", "ftp://x").refused("Start with https://."),
            ..new(crowded_shell(Nav::Settings))
        };
        vec![("new", new(shell(Nav::Settings))), ("connected", connected), ("refused", refused)]
    }
}
