//! The request for a recording, with the carrier's credentials or without.

use url::{Host, Url};

use crate::carrier::connection::Connection;
use crate::carrier::provider::Provider;
use crate::outbound::{Credentials, Request};

/// The request for a recording at the address that the carrier reported; `None` for a text that is no address.
pub(super) fn request<'a>(address: &str, connection: &'a Connection, max_bytes: u64) -> Option<Request<'a>> {
    let mut url = Url::parse(address).ok()?;
    let base = connection.api_base().and_then(|base| Url::parse(base).ok());
    let is_named = base.as_ref().is_some_and(|base| base.origin() == url.origin());
    let is_carrier = is_named || is_carrier_host(&url, connection.provider());
    // The carriers that speak TwiML name a recording without a format, so a compact one is requested.
    let has_no_extension = connection.provider() != Provider::Telnyx && !url.path().rsplit('/').next()?.contains('.');
    if is_carrier && has_no_extension {
        let path = format!("{}.mp3", url.path());
        url.set_path(&path);
    }
    let credentials = connection.api_token().filter(|_| is_carrier).map(|token| match connection.provider() {
        Provider::Telnyx => Credentials::Bearer(token),
        Provider::Twilio | Provider::SignalWire => Credentials::Basic(connection.account(), token),
    });
    // Only the operator can name an address inside the network. A redirect out of it is public again.
    let trusted = connection.trusted_api_base().and_then(|base| Url::parse(base).ok());
    Some(Request::get(url, max_bytes).trusting(trusted.as_ref()).with(credentials))
}

fn is_carrier_host(url: &Url, provider: Provider) -> bool {
    let Some(Host::Domain(host)) = url.host() else { return false };
    let domain = match provider {
        Provider::Twilio => ".twilio.com",
        Provider::SignalWire => ".signalwire.com",
        Provider::Telnyx => ".telnyx.com",
    };
    url.scheme() == "https" && url.port().is_none() && host.ends_with(domain)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn connection(provider: Provider, api_base: Option<&str>) -> Connection {
        Connection::for_test(provider, "AC1", "token", api_base)
    }

    fn has_credentials(address: &str, connection: &Connection) -> bool {
        request(address, connection, 1).unwrap().has_credentials()
    }

    #[test]
    fn credentials_are_sent_to_the_carriers_host_only() {
        let twilio = connection(Provider::Twilio, None);
        assert!(has_credentials("https://api.twilio.com/2010-04-01/Accounts/AC1/Recordings/RE1", &twilio));
        for elsewhere in [
            "http://api.twilio.com/RE1",
            "https://evil.example/RE1",
            "https://nottwilio.com/RE1",
            "https://api.twilio.com.evil.example/RE1",
            "https://api.twilio.com:8443/RE1",
            "https://example.signalwire.com/RE1",
            "file:///etc/passwd",
        ] {
            assert!(!has_credentials(elsewhere, &twilio), "{elsewhere}");
        }
        let named = connection(Provider::Twilio, Some("http://127.0.0.1:4000"));
        assert!(has_credentials("http://127.0.0.1:4000/RE1", &named));
        for elsewhere in ["http://127.0.0.1:4001/RE1", "https://127.0.0.1:4000/RE1"] {
            assert!(!has_credentials(elsewhere, &named), "{elsewhere}");
        }
        assert!(request("", &twilio, 1).is_none());
    }

    #[test]
    fn a_compact_format_is_requested_where_possible() {
        let path = |text: &str, provider| request(text, &connection(provider, None), 1).unwrap().path().to_owned();
        assert_eq!(path("https://api.twilio.com/R/RE1", Provider::Twilio), "/R/RE1.mp3");
        assert_eq!(path("https://api.twilio.com/R/RE1.wav", Provider::Twilio), "/R/RE1.wav");
        assert_eq!(path("https://files.example/R/RE1", Provider::Twilio), "/R/RE1");
        assert_eq!(path("https://api.telnyx.com/R/RE1", Provider::Telnyx), "/R/RE1");
    }
}
