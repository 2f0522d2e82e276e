//! Addresses of our webhooks, as documents name them: absolute, below the public URL.

use crewline_core::calls::{Addresses, Callback};
use crewline_core::carrier::twiml::AbsoluteUrl;
use crewline_core::db;

use super::webhook::Webhook;
use crate::state::App;

/// The addresses of a business's webhooks.
pub(super) struct WebhookAddresses<'a> {
    app: &'a App,
    slug: &'a str,
}

impl<'a> WebhookAddresses<'a> {
    /// The addresses for the business of this webhook.
    pub(super) fn of(app: &'a App, webhook: &'a Webhook) -> Self {
        Self { app, slug: &webhook.slug }
    }
}

impl Addresses for WebhookAddresses<'_> {
    fn address(&self, callback: Callback) -> Result<AbsoluteUrl, db::Error> {
        let path = match callback {
            Callback::DialEnded => "voice/next/dial",
            Callback::Recording => "recording",
            Callback::Status => "status",
        };
        AbsoluteUrl::parse(&self.app.link(&format!("/carrier/{}/{path}", self.slug)))
            .map_err(|error| db::Error::Unusable(format!("CREWLINE_PUBLIC_URL can't be used: {error}")))
    }
}
