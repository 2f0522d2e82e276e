//! A request, and the addresses that it may go to.

use secrecy::{ExposeSecret, SecretString};
use url::{Host, Origin, Url};

use super::public::is_public;

/// A request to an address that somebody else named.
#[derive(Debug)]
pub(crate) struct Request<'a> {
    pub(super) url: Url,
    trusted: Option<Origin>,
    pub(super) credentials: Option<Credentials<'a>>,
    pub(super) max_bytes: u64,
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
        Self { url, trusted: None, credentials: None, max_bytes }
    }

    /// Allows the origin of this address (scheme, host and port) to be inside the network and without TLS, because our
    /// own settings name it.
    pub(crate) fn trusting(mut self, server: Option<&Url>) -> Self {
        self.trusted = server.map(Url::origin);
        self
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

    /// Whether it goes to the server that our own settings name.
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
        let is_public = match self.url.host() {
            Some(Host::Domain(_)) => true,
            Some(Host::Ipv4(address)) => is_public(address.into()),
            Some(Host::Ipv6(address)) => is_public(address.into()),
            None => false,
        };
        is_public && self.url.scheme() == "https"
    }
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
