//! The public address: where people and carriers reach this instance. This is the one place that knows its parts.

use std::fmt;
use std::net::{IpAddr, SocketAddr};

use url::{Host, Url};

/// The longest name of a host, in characters (RFC 1035).
const MAX_HOST_LENGTH: usize = 253;
/// The longest part of a name between two dots.
const MAX_LABEL_LENGTH: usize = 63;

/// The public address, as a browser writes an origin: `https://crew.example`, in lower case, without a default port and
/// without a slash at the end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublicUrl {
    origin: String,
    host: String,
    is_https: bool,
    is_loopback: bool,
    /// Whether the setting names it. Otherwise it is made from the address to listen on.
    is_set: bool,
}

impl PublicUrl {
    /// Parses the setting.
    ///
    /// # Errors
    /// Returns what to write instead.
    pub fn parse(text: &str) -> Result<Self, String> {
        const FORM: &str = "write http:// or https:// and a host, such as https://crew.example";
        let text = text.trim();
        let (scheme, rest) = text.split_once("://").ok_or(FORM)?;
        if !scheme.eq_ignore_ascii_case("http") && !scheme.eq_ignore_ascii_case("https") {
            return Err(FORM.into());
        }
        // The parser would take what a person mistyped: https:///host, a backslash, or a line break within.
        if rest.starts_with(['/', '?', '#'])
            || rest.contains(|c: char| c == '\\' || c.is_whitespace() || c.is_control())
        {
            return Err(FORM.into());
        }
        let url = Url::parse(text).map_err(|_| FORM)?;
        if !url.username().is_empty() || url.password().is_some() {
            return Err("leave out the user and password before the host".into());
        }
        if url.query().is_some() || url.fragment().is_some() {
            return Err("leave out everything after the host".into());
        }
        if url.path() != "/" {
            let sentence = "Crewline answers at the root of a host only, so leave out the path";
            return Err(format!("{sentence} {}", url.path().chars().take(80).collect::<String>()));
        }
        if url.port() == Some(0) {
            return Err("0 is no port that people can open".into());
        }
        let host = url.host().ok_or(FORM)?;
        if let Some(address) = ip_of(&host).filter(IpAddr::is_unspecified) {
            return Err(format!("{address} means every address of a machine, and is none that people can open"));
        }
        let name = url.host_str().unwrap_or_default();
        let plain = name.strip_suffix('.').unwrap_or(name);
        if plain.len() > MAX_HOST_LENGTH || plain.split('.').any(|label| label.len() > MAX_LABEL_LENGTH) {
            return Err(format!(
                "no host has so long a name: {MAX_HOST_LENGTH} characters at most, and {MAX_LABEL_LENGTH} between dots"
            ));
        }
        if plain.is_empty() || plain.split('.').any(str::is_empty) {
            return Err(FORM.into());
        }
        let port = url.port().map(|port| format!(":{port}")).unwrap_or_default();
        Ok(Self {
            origin: format!("{}://{plain}{port}", url.scheme()),
            host: plain.to_owned(),
            is_https: url.scheme() == "https",
            is_loopback: is_loopback(&host),
            is_set: true,
        })
    }

    /// The address of an instance whose setting is missing. A machine's own name is unknown, so an instance that listens
    /// on every address is `localhost`.
    pub fn of_bind(bind: SocketAddr) -> Self {
        let host = if bind.ip().is_unspecified() {
            "localhost".to_owned()
        } else {
            match bind.ip() {
                IpAddr::V4(address) => address.to_string(),
                IpAddr::V6(address) => format!("[{address}]"),
            }
        };
        let port = if bind.port() == 80 { String::new() } else { format!(":{}", bind.port()) };
        Self {
            origin: format!("http://{host}{port}"),
            host,
            is_https: false,
            is_loopback: bind.ip().is_unspecified() || bind.ip().to_canonical().is_loopback(),
            is_set: false,
        }
    }

    /// The address itself, such as `https://crew.example`.
    pub fn as_str(&self) -> &str {
        &self.origin
    }

    /// The host's name, without a port.
    pub fn host(&self) -> &str {
        &self.host
    }

    /// Whether it is encrypted. Cookies are then for encrypted connections only.
    pub fn is_https(&self) -> bool {
        self.is_https
    }

    /// Whether it leads to this machine alone.
    pub fn is_loopback(&self) -> bool {
        self.is_loopback
    }

    /// Whether the setting names it.
    pub fn is_set(&self) -> bool {
        self.is_set
    }

    /// The address of one of our pages; `path` begins with a slash.
    pub fn link(&self, path: &str) -> String {
        format!("{}{path}", self.origin)
    }

    /// Whether a browser's `Origin` is this address. An instance on this machine alone, whose setting is missing, is open
    /// by each name of the loopback address, also through a forwarded port.
    pub fn is_own_origin(&self, origin: &str, host_header: Option<&str>) -> bool {
        if origin == self.origin {
            return true;
        }
        let at = origin.strip_prefix("http://").filter(|_| !self.is_set && self.is_loopback);
        at.is_some_and(|at| host_header.is_some_and(|host| host.eq_ignore_ascii_case(at)) && self.is_own_host(at))
    }

    /// Whether a `Host` header names this address's host. The port is not compared: proxies differ in what they pass on.
    pub fn is_own_host(&self, host_header: &str) -> bool {
        let Ok(url) = Url::parse(&format!("http://{host_header}/")) else { return false };
        let Some(host) = url.host() else { return false };
        let name = url.host_str().unwrap_or_default();
        let is_plain =
            url.path() == "/" && url.query().is_none() && url.username().is_empty() && url.password().is_none();
        let is_own = name.strip_suffix('.').unwrap_or(name) == self.host;
        is_plain && (is_own || (!self.is_set && self.is_loopback && is_loopback(&host)))
    }
}

impl fmt::Display for PublicUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.origin)
    }
}

fn ip_of(host: &Host<&str>) -> Option<IpAddr> {
    match host {
        Host::Ipv4(address) => Some((*address).into()),
        Host::Ipv6(address) => Some(IpAddr::from(*address).to_canonical()),
        Host::Domain(_) => None,
    }
}

fn is_loopback(host: &Host<&str>) -> bool {
    match host {
        Host::Domain(name) => {
            let name = name.strip_suffix('.').unwrap_or(name);
            name == "localhost" || name.ends_with(".localhost")
        }
        _ => ip_of(host).is_some_and(|address| address.is_loopback()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_normalised_once() {
        for (typed, origin, is_https) in [
            ("https://crew.example", "https://crew.example", true),
            ("HTTPS://Crew.Example", "https://crew.example", true),
            (" https://crew.example/ ", "https://crew.example", true),
            ("https://crew.example:443", "https://crew.example", true),
            ("http://crew.example:80/", "http://crew.example", false),
            ("https://crew.example.:8443", "https://crew.example:8443", true),
            ("http://crew.example:443", "http://crew.example:443", false),
            ("https://bücher.example", "https://xn--bcher-kva.example", true),
            ("http://[2001:DB8:0::1]:8080", "http://[2001:db8::1]:8080", false),
            ("http://192.0.2.7", "http://192.0.2.7", false),
        ] {
            let url = PublicUrl::parse(typed).expect(typed);
            assert_eq!((url.as_str(), url.is_https()), (origin, is_https), "{typed}");
            assert!(url.is_own_origin(origin, None));
        }
    }

    #[test]
    fn an_address_that_can_not_work_is_refused_in_a_sentence() {
        let long = format!("https://{}.example", "a.".repeat(140).trim_end_matches('.'));
        let label = format!("https://{}.example", "a".repeat(64));
        for (typed, word) in [
            ("crew.example", "https://crew.example"),
            ("crew.example:8080", "https://crew.example"),
            ("ftp://crew.example", "https://crew.example"),
            ("https://", "https://crew.example"),
            ("https:///crew.example", "https://crew.example"),
            ("https:\\\\crew.example", "https://crew.example"),
            ("https://crew..example", "https://crew.example"),
            ("https://crew example", "https://crew.example"),
            ("https://crew.example/line", "the path /line"),
            ("https://crew.example//", "the path //"),
            ("https://crew.example?x=1", "after the host"),
            ("https://crew.example/#top", "after the host"),
            ("https://ada:secret@crew.example", "user and password"),
            ("http://0.0.0.0:8080", "every address"),
            ("http://[::]:8080", "every address"),
            ("http://crew.example:0", "no port"),
            ("https://crew.example:99999", "https://crew.example"),
            (long.as_str(), "253 characters"),
            (label.as_str(), "63 between dots"),
        ] {
            let sentence = PublicUrl::parse(typed).expect_err(typed);
            assert!(sentence.contains(word), "{typed}: {sentence}");
        }
    }

    #[test]
    fn only_its_own_host_is_its_host() {
        let url = PublicUrl::parse("https://crew.example:8443").expect("an address");
        for own in ["crew.example:8443", "crew.example", "CREW.example:443", "crew.example."] {
            assert!(url.is_own_host(own), "{own}");
        }
        for other in
            ["", "evil.example", "crew.example.evil.example", "x@crew.example", "crew.example/x", "127.0.0.1:8443"]
        {
            assert!(!url.is_own_host(other), "{other}");
        }
    }

    #[test]
    fn without_the_setting_an_instance_on_loopback_has_each_of_its_names() {
        let url = PublicUrl::of_bind("127.0.0.1:8080".parse().expect("an address"));
        assert_eq!((url.as_str(), url.is_loopback(), url.is_set()), ("http://127.0.0.1:8080", true, false));
        for (origin, host, is_own) in [
            ("http://127.0.0.1:8080", "127.0.0.1:8080", true),
            ("http://localhost:8080", "localhost:8080", true),
            ("http://localhost:9090", "localhost:9090", true),
            ("http://[::1]:8080", "[::1]:8080", true),
            ("http://localhost:9090", "127.0.0.1:8080", false),
            ("https://localhost:8080", "localhost:8080", false),
            ("http://evil.example", "evil.example", false),
            ("http://crew.example", "127.0.0.1:8080", false),
            ("null", "127.0.0.1:8080", false),
        ] {
            assert_eq!(url.is_own_origin(origin, Some(host)), is_own, "{origin} {host}");
        }
        let set = PublicUrl::parse("http://127.0.0.1:8080").expect("an address");
        assert!(!set.is_own_origin("http://localhost:8080", Some("localhost:8080")));
        let everywhere = PublicUrl::of_bind("0.0.0.0:8080".parse().expect("an address"));
        assert_eq!(everywhere.as_str(), "http://localhost:8080");
    }
}
