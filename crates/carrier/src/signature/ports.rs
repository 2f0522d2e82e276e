//! The ways in which a carrier may have written the port of the address that it signed.

/// The address as it is, and without its port or with its scheme's own.
///
/// Carriers disagree about whether they sign the port, so each way is accepted. Everything else of
/// the address must be the same to the byte.
pub(super) fn spellings(url: &str) -> Vec<String> {
    let mut spellings = vec![url.to_owned()];
    let Some((scheme, rest)) = url.split_once("://") else {
        return spellings;
    };
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let (authority, tail) = rest.split_at(end);
    match split_port(authority) {
        (host, Some(_)) => spellings.push(format!("{scheme}://{host}{tail}")),
        (host, None) => {
            let port = if scheme.eq_ignore_ascii_case("https") { 443 } else { 80 };
            spellings.push(format!("{scheme}://{host}:{port}{tail}"));
        }
    }
    spellings
}

fn split_port(authority: &str) -> (&str, Option<&str>) {
    let host_from = authority.rfind('@').map_or(0, |at| at + 1);
    match authority.rfind(':') {
        // A colon inside the brackets belongs to an IPv6 address.
        Some(at) if at >= host_from && !authority[at..].contains(']') => (&authority[..at], Some(&authority[at + 1..])),
        _ => (authority, None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_url_matches_with_and_without_its_port() {
        for (url, other) in [
            ("https://a.example/p?q=1:2", "https://a.example:443/p?q=1:2"),
            ("http://a.example/p", "http://a.example:80/p"),
            ("http://a.example", "http://a.example:80"),
            ("https://a.example?x=%2f", "https://a.example:443?x=%2f"),
            ("https://a.example:8443/p", "https://a.example/p"),
            ("https://u:p@a.example/p", "https://u:p@a.example:443/p"),
            ("https://u:p@a.example:1/p", "https://u:p@a.example/p"),
            ("http://[::1]:8080/p", "http://[::1]/p"),
            ("http://[::1]/p", "http://[::1]:80/p"),
        ] {
            assert_eq!(spellings(url), [url, other]);
        }
    }
}
