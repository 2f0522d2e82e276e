//! The client of a request: its network address and its browser.

use std::net::{IpAddr, Ipv6Addr, SocketAddr};
use std::sync::atomic::{AtomicBool, Ordering};

use axum::extract::ConnectInfo;
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue};
use crewline_core::accounts::sessions::Device;
use crewline_core::secret::{NoRandomness, digest, token};
use secrecy::ExposeSecret;

use super::cookies;
use crate::config::Config;

/// The client's network address: the connection's, or the one that our own proxies name.
pub(crate) fn address(config: &Config, parts: &Parts) -> String {
    let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>().map(|info| info.0.ip().to_canonical());
    let forwarded = match forwarded_address(config.trusted_proxies, &parts.headers) {
        Ok(address) => address,
        Err(unreadable) => {
            // Without a proxy nobody but a program on the same machine or network comes by such an address.
            if unreadable != Unreadable::Untrusted || peer.is_some_and(is_of_this_network) {
                warn_once(&unreadable);
            }
            None
        }
    };
    forwarded.or(peer).map(|ip| ip.to_canonical().to_string()).unwrap_or_default()
}

/// Why `X-Forwarded-For` names no client.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Unreadable {
    /// There is one, though no proxy is trusted to send it. Anybody could have written it.
    Untrusted,
    /// There is none, though a proxy is trusted to send one.
    Missing,
    /// The entry of our own proxy is no address.
    Entry(String),
}

/// The address that the outermost of our own proxies wrote: the `proxies`th entry from the right. What is left of it is
/// the client's own word. An empty entry, as after a trailing comma, is none (RFC 9110, 5.6.1).
fn forwarded_address(proxies: usize, headers: &HeaderMap) -> Result<Option<IpAddr>, Unreadable> {
    if proxies == 0 {
        return if headers.contains_key("x-forwarded-for") { Err(Unreadable::Untrusted) } else { Ok(None) };
    }
    let lines = headers.get_all("x-forwarded-for").iter().map(|line| String::from_utf8_lossy(line.as_bytes()));
    let text = lines.collect::<Vec<_>>().join(",");
    let entries: Vec<&str> = text.split(',').map(str::trim).filter(|entry| !entry.is_empty()).collect();
    // With fewer entries than proxies, a request came in by one of the inner ones.
    let entry = entries.get(entries.len().saturating_sub(proxies)).ok_or(Unreadable::Missing)?;
    let unreadable = || Unreadable::Entry(entry.chars().take(60).collect());
    read_address(entry).map(Some).ok_or_else(unreadable)
}

/// Reads an address as proxies write it: with a port, in brackets, in quotation marks, with the zone of a link.
fn read_address(entry: &str) -> Option<IpAddr> {
    let entry = entry.trim_matches('"').trim();
    if let Some((inner, rest)) = entry.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
        return is_port(rest).then(|| read_v6(inner)).flatten().map(IpAddr::V6);
    }
    if let Ok(address) = entry.parse() {
        return Some(address);
    }
    match entry.split_once(':') {
        Some((address, port)) if !port.contains(':') && is_port(&format!(":{port}")) => {
            address.parse().ok().map(IpAddr::V4)
        }
        _ => read_v6(entry).map(IpAddr::V6),
    }
}

fn read_v6(text: &str) -> Option<Ipv6Addr> {
    text.split_once('%').map_or(text, |(address, _)| address).parse().ok()
}

/// Whether a text is a port after a colon, or nothing.
fn is_port(text: &str) -> bool {
    text.is_empty() || text.strip_prefix(':').is_some_and(|port| port.parse::<u16>().is_ok())
}

/// Whether a connection comes from this machine or a private network, as that of a proxy does.
fn is_of_this_network(peer: IpAddr) -> bool {
    match peer {
        IpAddr::V4(peer) => peer.is_loopback() || peer.is_private(),
        IpAddr::V6(peer) => peer.is_loopback() || peer.is_unique_local(),
    }
}

/// Says in the log what can't be read, once for each kind while the process runs.
fn warn_once(unreadable: &Unreadable) {
    static UNTRUSTED: AtomicBool = AtomicBool::new(false);
    static MISSING: AtomicBool = AtomicBool::new(false);
    static ENTRY: AtomicBool = AtomicBool::new(false);
    match unreadable {
        Unreadable::Untrusted if !UNTRUSTED.swap(true, Ordering::Relaxed) => tracing::warn!(
            "a proxy sends X-Forwarded-For, and CREWLINE_TRUST_PROXY is not set: all people behind it count as one address"
        ),
        Unreadable::Missing if !MISSING.swap(true, Ordering::Relaxed) => tracing::warn!(
            "CREWLINE_TRUST_PROXY is set, and a request came without X-Forwarded-For: it counts as the proxy's own address"
        ),
        Unreadable::Entry(entry) if !ENTRY.swap(true, Ordering::Relaxed) => tracing::warn!(
            ?entry,
            "X-Forwarded-For holds no address where the proxy writes it: such requests count as the proxy's own address"
        ),
        _ => {}
    }
}

/// The browser that opens a session.
pub(crate) fn device(config: &Config, parts: &Parts) -> Device {
    let agent = parts.headers.get(axum::http::header::USER_AGENT).and_then(|agent| agent.to_str().ok());
    let browser = cookies::known_browser(config, &parts.headers).map(digest);
    Device { address: address(config, parts), agent: agent.unwrap_or("unknown").to_owned(), browser }
}

/// The browser that signs in, and the cookie that it is known by from now on. One without a cookie is new.
///
/// # Errors
/// When the operating system gives no random bytes.
pub(crate) fn device_signing_in(config: &Config, parts: &Parts) -> Result<(Device, Option<HeaderValue>), NoRandomness> {
    let text = match cookies::known_browser(config, &parts.headers) {
        Some(text) => text.to_owned(),
        None => token("")?.0.expose_secret().to_owned(),
    };
    let device = Device { browser: Some(digest(&text)), ..device(config, parts) };
    Ok((device, cookies::set_known_browser(config, &text)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn forwarded(proxies: usize, lines: &[&str]) -> Result<Option<String>, Unreadable> {
        let mut headers = HeaderMap::new();
        for line in lines {
            headers.append("x-forwarded-for", line.parse().expect("a header"));
        }
        forwarded_address(proxies, &headers).map(|address| address.map(|address| address.to_canonical().to_string()))
    }

    #[test]
    fn the_address_is_read_as_proxies_write_it() {
        for (line, address) in [
            ("203.0.113.5", "203.0.113.5"),
            ("203.0.113.5:51234", "203.0.113.5"),
            ("2001:db8::5", "2001:db8::5"),
            ("[2001:db8::5]", "2001:db8::5"),
            ("[2001:db8::5]:443", "2001:db8::5"),
            ("\"[2001:db8::5]:443\"", "2001:db8::5"),
            ("::ffff:203.0.113.5", "203.0.113.5"),
            ("fe80::1%eth0", "fe80::1"),
            ("[fe80::1%eth0]:80", "fe80::1"),
            ("203.0.113.5,", "203.0.113.5"),
            ("198.51.100.1, 203.0.113.5 , ", "203.0.113.5"),
            ("unknown, 203.0.113.5", "203.0.113.5"),
        ] {
            assert_eq!(forwarded(1, &[line]), Ok(Some(address.to_owned())), "{line}");
        }
        let lines = ["198.51.100.1", "203.0.113.5:1"];
        assert_eq!(forwarded(1, &lines), Ok(Some("203.0.113.5".to_owned())), "several lines are one list");
    }

    #[test]
    fn an_entry_that_is_no_address_is_never_replaced_by_the_clients_own_word() {
        for line in
            ["unknown", "_hidden", "198.51.100.1, unknown", "203.0.113.5:port", "[2001:db8::5]x", "203.0.113", "1:2:3"]
        {
            assert!(matches!(forwarded(1, &[line]), Err(Unreadable::Entry(_))), "{line}");
        }
        assert_eq!(forwarded(1, &[]), Err(Unreadable::Missing));
        assert_eq!(forwarded(1, &[" , "]), Err(Unreadable::Missing));
    }

    #[test]
    fn only_as_many_proxies_are_trusted_as_stand_in_a_row() {
        let line = "192.0.2.66, 203.0.113.5:1, 198.51.100.1";
        assert_eq!(forwarded(0, &[line]), Err(Unreadable::Untrusted));
        assert_eq!(forwarded(0, &[]), Ok(None));
        for (proxies, address) in [(1, Some("198.51.100.1")), (2, Some("203.0.113.5")), (3, Some("192.0.2.66"))] {
            assert_eq!(forwarded(proxies, &[line]), Ok(address.map(str::to_owned)), "{proxies}");
        }
        assert_eq!(forwarded(3, &["203.0.113.5"]), Ok(Some("203.0.113.5".to_owned())));
    }
}
