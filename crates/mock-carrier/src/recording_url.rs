//! The address of a recording's audio.

use jiff::Timestamp;

use crate::carrier::Carrier;
use crate::ids;
use crate::provider::Provider;

impl Carrier {
    /// The address in callbacks: the REST resource, or a signed one that expires (Telnyx).
    pub(crate) fn recording_url(&self, sid: &str, expired: bool) -> String {
        let account = &self.config.account;
        match self.config.provider {
            Provider::Twilio => format!("{}/2010-04-01/Accounts/{account}/Recordings/{sid}", self.url),
            Provider::SignalWire => format!("{}/api/laml/2010-04-01/Accounts/{account}/Recordings/{sid}", self.url),
            Provider::Telnyx => {
                // The real clock: a fetch happens in real time, whatever the virtual time.
                let lifetime = i64::try_from(self.config.recording_url_lifetime.as_secs()).unwrap_or(i64::MAX);
                let now = Timestamp::now().as_second();
                let expires = if expired { now - 1 } else { now.saturating_add(lifetime) };
                let signature = self.url_signature(sid, expires);
                format!("{}/recordings/{sid}.mp3?expires={expires}&signature={signature}", self.url)
            }
        }
    }

    /// The signature of an expiring address.
    pub(crate) fn url_signature(&self, sid: &str, expires: i64) -> String {
        ids::hex(self.config.seed, &format!("{} {sid}", self.config.secret), expires.cast_unsigned())
    }
}
