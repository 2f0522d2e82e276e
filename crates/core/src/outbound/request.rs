//! A request, and the addresses that it may go to.

use std::time::Duration;

use reqwest::Method;
use reqwest::header::HeaderValue;
use secrecy::{ExposeSecret, SecretString};
use url::{Host, Origin, Url};

use super::public::is_public;

/// How long a whole answer may take, unless the request says otherwise.
const REQUEST_TIMEOUT: Duration = Duration::from_secs(240);

/// A request to an address that somebody else named.
#[derive(Debug)]
pub(crate) struct Request<'a> {
    pub(super) url: Url,
    trusted: Option<Origin>,
    pub(super) credentials: Option<Credentials<'a>>,
    pub(super) max_bytes: u64,
    pub(super) max_time: Duration,
    /// The byte that the answer begins with, and the version that it is of.
    pub(super) rest: Option<(u64, Option<HeaderValue>)>,
    pub(super) method: Method,
    pub(super) body: Option<Body>,
    pub(super) follows_redirects: bool,
}

/// The body of a request.
#[derive(Clone, Debug)]
pub(crate) struct Body {
    pub(super) content_type: &'static str,
    pub(super) text: String,
}

impl Body {
    /// The fields of a form, encoded.
    pub(crate) fn form(text: String) -> Self {
        Self { content_type: "application/x-www-form-urlencoded", text }
    }

    /// A JSON text.
    pub(crate) fn json(text: String) -> Self {
        Self { content_type: "application/json", text }
    }
}

/// The credentials of a request.
#[derive(Debug)]
pub(crate) enum Credentials<'a> {
    /// A name and a password.
    Basic(&'a str, &'a SecretString),
    /// A token.
    Bearer(&'a SecretString),
}

impl<'a> Request<'a> {
    /// A GET whose response is read up to a number of bytes.
    pub(crate) fn get(url: Url, max_bytes: u64) -> Self {
        Self {
            url,
            trusted: None,
            credentials: None,
            max_bytes,
            max_time: REQUEST_TIMEOUT,
            rest: None,
            method: Method::GET,
            body: None,
            follows_redirects: true,
        }
    }

    /// A request to an API, which follows no redirect: neither its body nor its credentials are for another address.
    pub(crate) fn to_api(method: Method, url: Url, body: Option<Body>, max_bytes: u64) -> Self {
        Self { method, body, follows_redirects: false, ..Self::get(url, max_bytes) }
    }

    /// Allows the origin of this address (scheme, host and port) to be inside the network and without TLS, because the
    /// operator named it.
    pub(crate) fn trusting(mut self, server: Option<&Url>) -> Self {
        self.trusted = server.map(Url::origin);
        self
    }

    /// Allows the whole answer another time than four minutes.
    pub(crate) fn within(mut self, max_time: Duration) -> Self {
        self.max_time = max_time;
        self
    }

    /// Asks for what follows so many bytes, if the version is still the same.
    pub(crate) fn from(mut self, byte: u64, version: Option<HeaderValue>) -> Self {
        self.rest = Some((byte, version));
        self
    }

    /// The name or address of the server.
    pub(crate) fn host(&self) -> &str {
        self.url.host_str().unwrap_or_default()
    }

    /// Adds credentials for the first address.
    pub(crate) fn with(mut self, credentials: Option<Credentials<'a>>) -> Self {
        self.credentials = credentials;
        self
    }

    #[cfg(test)]
    pub(crate) fn has_credentials(&self) -> bool {
        self.credentials.is_some()
    }

    #[cfg(test)]
    pub(crate) fn path(&self) -> &str {
        self.url.path()
    }

    /// The request that follows a redirect, without the credentials. `None` for a text that is no address.
    pub(super) fn redirect_address(self, to: &str) -> Option<Self> {
        Some(Self { url: self.url.join(to).ok()?, credentials: None, ..self })
    }

    /// Whether it goes to the server that the operator named.
    pub(super) fn is_trusted(&self) -> bool {
        self.trusted.as_ref() == Some(&self.url.origin())
    }

    /// Whether it may be sent. A name is resolved later, by a resolver that answers public addresses only.
    pub(super) fn is_allowed(&self) -> bool {
        if !self.url.username().is_empty() || self.url.password().is_some() {
            return false;
        }
        if self.is_trusted() {
            return matches!(self.url.scheme(), "http" | "https");
        }
        is_public_address(&self.url)
    }
}

/// Whether it is an address of the public web with TLS, as far as its text tells. What its name leads to is checked when it
/// is resolved.
pub(crate) fn is_public_address(url: &Url) -> bool {
    let is_public = match url.host() {
        // A name without a dot is one of the own network or machine.
        Some(Host::Domain(name)) => {
            let name = name.trim_end_matches('.').to_ascii_lowercase();
            let inside = ["localhost", "local", "internal", "lan", "home.arpa", "intranet", "corp"];
            name.contains('.') && !inside.iter().any(|end| name.ends_with(&format!(".{end}")))
        }
        Some(Host::Ipv4(address)) => is_public(address.into()),
        Some(Host::Ipv6(address)) => is_public(address.into()),
        None => false,
    };
    is_public && url.scheme() == "https"
}

impl Credentials<'_> {
    pub(super) fn apply_to(&self, request: reqwest::RequestBuilder) -> reqwest::RequestBuilder {
        match self {
            Self::Basic(name, password) => request.basic_auth(name, Some(password.expose_secret())),
            Self::Bearer(token) => request.bearer_auth(token.expose_secret()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request(address: &str, trusted: Option<&str>) -> Request<'static> {
        let trusted = trusted.map(|text| Url::parse(text).unwrap());
        Request::get(Url::parse(address).unwrap(), 100).trusting(trusted.as_ref())
    }

    #[test]
    fn private_addresses_are_requested_only_if_configured() {
        for inside in [
            "http://files.example/1",
            "https://127.0.0.1/1",
            "https://[::1]/1",
            "https://169.254.169.254/latest",
            "https://2130706433/1",
            "https://user:pass@files.example/1",
            "file:///etc/passwd",
            "ftp://files.example/1",
            "data:text/plain,1",
            "https://localhost/1",
            "https://LOCALHOST./1",
            "https://metadata.google.internal/1",
            "https://db/1",
            "https://0x7f.1/1",
            "https://[::ffff:169.254.169.254]/1",
            "https://[64:ff9b::a00:1]/1",
        ] {
            assert!(!request(inside, None).is_allowed(), "{inside}");
        }
        assert!(request("https://files.example/1", None).is_allowed());
        let trusted = Some("http://127.0.0.1:4000");
        assert!(request("http://127.0.0.1:4000/1", trusted).is_allowed());
        for other in ["http://127.0.0.1:4001/1", "https://127.0.0.1:4000/1", "http://user@127.0.0.1:4000/1"] {
            assert!(!request(other, trusted).is_allowed(), "{other}");
        }
    }

    #[test]
    fn a_redirect_carries_no_credentials_and_reaches_no_private_address() {
        let token = SecretString::from("token");
        let next = |to: &str| {
            let first = request("http://127.0.0.1:4000/1", Some("http://127.0.0.1:4000"));
            first.with(Some(Credentials::Bearer(&token))).redirect_address(to).unwrap()
        };
        for allowed in ["/2", "https://media.example/1"] {
            let request = next(allowed);
            assert!(request.is_allowed() && request.credentials.is_none(), "{allowed}");
        }
        for refused in ["http://127.0.0.1:5432/", "http://media.example/", "https://10.0.0.1/", "file:///etc/passwd"] {
            assert!(!next(refused).is_allowed(), "{refused}");
        }
    }
}
