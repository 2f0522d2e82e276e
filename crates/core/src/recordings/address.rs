//! Whether a recording may be fetched from an address, and whether the carrier's sign-in goes along.

use secrecy::{ExposeSecret, SecretString};
use url::{Host, Url};

use super::public::is_public;
use crate::carrier::connection::Connection;
use crate::carrier::provider::Provider;

/// An address that may be asked.
#[derive(Debug)]
pub(super) struct Address<'a> {
    pub(super) url: Url,
    /// The connection names this host: it may be inside the network, and without TLS.
    pub(super) is_named: bool,
    pub(super) sign_in: Option<SignIn<'a>>,
}

/// The carrier's sign-in.
#[derive(Debug)]
pub(super) enum SignIn<'a> {
    Basic(&'a str, &'a SecretString),
    Bearer(&'a SecretString),
}

/// The address of a recording as the carrier reported it.
pub(super) fn reported<'a>(text: &str, connection: &'a Connection) -> Option<Address<'a>> {
    let mut url = allowed(Url::parse(text).ok()?, connection)?;
    let is_named = is_named(&url, connection);
    let is_carriers = is_named || is_carriers(&url, connection.provider());
    // The carriers that speak TwiML name a recording without its form; a small one is asked for.
    let has_no_form = connection.provider() != Provider::Telnyx && !url.path().rsplit('/').next()?.contains('.');
    if is_carriers && has_no_form {
        let path = format!("{}.mp3", url.path());
        url.set_path(&path);
    }
    let sign_in = connection.api_token().filter(|_| is_carriers).map(|token| match connection.provider() {
        Provider::Telnyx => SignIn::Bearer(token),
        Provider::Twilio | Provider::SignalWire => SignIn::Basic(connection.account(), token),
    });
    Some(Address { url, is_named, sign_in })
}

/// Where a server says that the recording is instead. Wherever that is, no sign-in goes along.
pub(super) fn redirected<'a>(from: &Url, to: &str, connection: &'a Connection) -> Option<Address<'a>> {
    let url = allowed(from.join(to).ok()?, connection)?;
    let is_named = is_named(&url, connection);
    Some(Address { url, is_named, sign_in: None })
}

fn allowed(url: Url, connection: &Connection) -> Option<Url> {
    if !url.username().is_empty() || url.password().is_some() {
        return None;
    }
    if is_named(&url, connection) {
        return matches!(url.scheme(), "http" | "https").then_some(url);
    }
    let is_out = match url.host()? {
        Host::Domain(_) => true,
        Host::Ipv4(address) => is_public(address.into()),
        Host::Ipv6(address) => is_public(address.into()),
    };
    (is_out && url.scheme() == "https").then_some(url)
}

/// Whether it is the very server that the connection names: scheme, host and port.
fn is_named(url: &Url, connection: &Connection) -> bool {
    connection.api_base().and_then(|base| Url::parse(base).ok()).is_some_and(|base| base.origin() == url.origin())
}

fn is_carriers(url: &Url, provider: Provider) -> bool {
    let Some(Host::Domain(host)) = url.host() else { return false };
    let domain = match provider {
        Provider::Twilio => ".twilio.com",
        Provider::SignalWire => ".signalwire.com",
        Provider::Telnyx => ".telnyx.com",
    };
    url.scheme() == "https" && url.port().is_none() && host.ends_with(domain)
}

impl SignIn<'_> {
    pub(super) fn on(&self, request: reqwest::RequestBuilder) -> reqwest::RequestBuilder {
        match self {
            Self::Basic(account, token) => request.basic_auth(account, Some(token.expose_secret())),
            Self::Bearer(token) => request.bearer_auth(token.expose_secret()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn connection(provider: Provider, api_base: Option<&str>) -> Connection {
        Connection::for_test(provider, "AC1", "token", api_base)
    }

    fn has_sign_in(text: &str, connection: &Connection) -> Option<bool> {
        reported(text, connection).map(|address| address.sign_in.is_some())
    }

    #[test]
    fn the_sign_in_goes_to_the_carriers_host_only() {
        let twilio = connection(Provider::Twilio, None);
        assert_eq!(has_sign_in("https://api.twilio.com/2010-04-01/Accounts/AC1/Recordings/RE1", &twilio), Some(true));
        for elsewhere in [
            "https://evil.example/RE1",
            "https://nottwilio.com/RE1",
            "https://api.twilio.com.evil.example/RE1",
            "https://api.twilio.com:8443/RE1",
            "https://example.signalwire.com/RE1",
        ] {
            assert_eq!(has_sign_in(elsewhere, &twilio), Some(false), "{elsewhere}");
        }
    }

    #[test]
    fn nothing_is_fetched_from_inside_unless_the_connection_names_it() {
        let twilio = connection(Provider::Twilio, None);
        for inside in [
            "http://api.twilio.com/RE1",
            "https://127.0.0.1/RE1",
            "https://[::1]/RE1",
            "https://169.254.169.254/latest",
            "https://2130706433/RE1",
            "https://user:pass@api.twilio.com/RE1",
            "file:///etc/passwd",
            "ftp://api.twilio.com/RE1",
            "",
        ] {
            assert_eq!(has_sign_in(inside, &twilio), None, "{inside}");
        }
        let named = connection(Provider::Twilio, Some("http://127.0.0.1:4000"));
        assert_eq!(has_sign_in("http://127.0.0.1:4000/RE1", &named), Some(true));
        assert_eq!(has_sign_in("http://127.0.0.1:4001/RE1", &named), None);
        assert_eq!(has_sign_in("https://127.0.0.1:4000/RE1", &named), None);
    }

    #[test]
    fn a_redirect_takes_no_sign_in_along_and_leads_nowhere_inside() {
        let named = connection(Provider::Twilio, Some("http://127.0.0.1:4000"));
        let from = Url::parse("http://127.0.0.1:4000/RE1").unwrap();
        assert!(redirected(&from, "/RE2", &named).unwrap().sign_in.is_none());
        assert!(redirected(&from, "https://media.example/RE1", &named).unwrap().sign_in.is_none());
        assert!(redirected(&from, "http://127.0.0.1:5432/", &named).is_none());
        assert!(redirected(&from, "http://media.example/", &named).is_none());
    }

    #[test]
    fn a_small_form_is_asked_of_carriers_that_leave_it_open() {
        let url = |text: &str, provider| reported(text, &connection(provider, None)).unwrap().url.path().to_owned();
        assert_eq!(url("https://api.twilio.com/R/RE1", Provider::Twilio), "/R/RE1.mp3");
        assert_eq!(url("https://api.twilio.com/R/RE1.wav", Provider::Twilio), "/R/RE1.wav");
        assert_eq!(url("https://files.example/R/RE1", Provider::Twilio), "/R/RE1");
        assert_eq!(url("https://api.telnyx.com/R/RE1", Provider::Telnyx), "/R/RE1");
    }
}
