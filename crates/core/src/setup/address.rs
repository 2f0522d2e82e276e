//! Whether people and carriers outside can reach the public address.

use url::{Host, Url};

use crate::outbound::is_public;

/// Names that no public server answers to (RFC 2606, RFC 6761, RFC 6762, RFC 8375, and names that networks use inside).
const LOCAL_ENDINGS: [&str; 9] =
    ["localhost", "local", "internal", "intranet", "lan", "home.arpa", "test", "example", "invalid"];

/// Why nobody outside can use the public address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AddressProblem {
    /// It is an address of this machine or network alone.
    #[error(
        "Nobody outside can reach it: the carrier can't report calls, and the links in letters open here alone. Set \
         CREWLINE_PUBLIC_URL to the https address that people and the carrier use."
    )]
    Local,
    /// It is not https.
    #[error(
        "It is not https: passwords and callers' numbers travel in the clear. Put a proxy with a certificate in front, and \
         set CREWLINE_PUBLIC_URL to its https address."
    )]
    NotHttps,
    /// It can't be read.
    #[error("It is no address. Set CREWLINE_PUBLIC_URL to the https address that people and the carrier use.")]
    Unreadable,
}

impl AddressProblem {
    /// The problem of a public address, as far as its text shows it.
    pub fn of(address: &str) -> Option<Self> {
        let Ok(url) = Url::parse(address) else { return Some(Self::Unreadable) };
        let is_local = match url.host() {
            Some(Host::Ipv4(address)) => !is_public(address.into()),
            Some(Host::Ipv6(address)) => !is_public(address.into()),
            Some(Host::Domain(name)) => is_local_name(name),
            None => return Some(Self::Unreadable),
        };
        match (is_local, url.scheme()) {
            (true, _) => Some(Self::Local),
            (false, "https") => None,
            (false, _) => Some(Self::NotHttps),
        }
    }
}

fn is_local_name(name: &str) -> bool {
    let name = name.trim_end_matches('.').to_ascii_lowercase();
    let has_local_ending = LOCAL_ENDINGS.iter().any(|ending| name == *ending || name.ends_with(&format!(".{ending}")));
    has_local_ending || !name.contains('.')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_that_nobody_outside_can_reach_is_named() {
        for local in [
            "http://127.0.0.1:8080",
            "http://0.0.0.0:8080",
            "https://localhost",
            "https://LOCALHOST.:8443",
            "https://app.localhost",
            "https://crewline",
            "https://crewline.local",
            "https://calls.corp.internal",
            "https://calls.example",
            "https://10.1.2.3",
            "https://192.168.1.5:8080",
            "https://169.254.1.1",
            "https://100.64.0.1",
            "https://[::1]",
            "https://[fd00::1]",
            "https://[::ffff:10.0.0.1]",
        ] {
            assert_eq!(AddressProblem::of(local), Some(AddressProblem::Local), "{local}");
        }
        assert_eq!(AddressProblem::of("http://calls.northline.com"), Some(AddressProblem::NotHttps));
        assert_eq!(AddressProblem::of("http://8.8.8.8"), Some(AddressProblem::NotHttps));
        for unreadable in ["", "calls.northline.com", "mailto:x"] {
            assert_eq!(AddressProblem::of(unreadable), Some(AddressProblem::Unreadable), "{unreadable}");
        }
        for public in
            ["https://calls.northline.com", "https://calls.northline.com:8443", "https://localhost.northline.com"]
        {
            assert_eq!(AddressProblem::of(public), None, "{public}");
        }
    }
}
