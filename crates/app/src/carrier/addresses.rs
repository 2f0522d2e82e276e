//! Addresses of our webhooks, as documents name them: absolute, below the public URL.

use crewline_core::calls::{Addresses, Callback};
use crewline_core::carrier::twiml::AbsoluteUrl;
use crewline_core::db;

/// The addresses of a business's webhooks.
pub(super) struct WebhookAddresses<'a> {
    base: &'a str,
    slug: &'a str,
}

impl<'a> WebhookAddresses<'a> {
    /// The addresses of a business, by its name in addresses, below the public URL.
    pub(super) fn new(base: &'a str, slug: &'a str) -> Self {
        Self { base, slug }
    }
}

impl Addresses for WebhookAddresses<'_> {
    fn address(&self, callback: Callback) -> Result<AbsoluteUrl, db::Error> {
        let path = match callback {
            Callback::DialEnded => "voice/next/dial",
            Callback::Recording => "recording",
            Callback::Status => "status",
        };
        AbsoluteUrl::parse(&format!("{}/carrier/{}/{path}", self.base, self.slug))
            .map_err(|error| db::Error::Unusable(format!("CREWLINE_PUBLIC_URL can't be used: {error}")))
    }
}
