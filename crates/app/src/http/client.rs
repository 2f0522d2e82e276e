//! The client of a request: its network address and its browser.

use std::net::{IpAddr, SocketAddr};

use axum::extract::ConnectInfo;
use axum::http::HeaderMap;
use axum::http::request::Parts;
use crewline_core::accounts::sessions::Device;

use crate::config::Config;

/// The client's network address: the connection's, or the one that a trusted proxy names.
pub(crate) fn address(config: &Config, parts: &Parts) -> String {
    let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>().map(|info| info.0.ip());
    let forwarded_address = config.trust_proxy.then(|| forwarded_address(&parts.headers)).flatten();
    forwarded_address.or(peer).map(|ip| ip.to_canonical().to_string()).unwrap_or_default()
}

/// The last address in `X-Forwarded-For`: the one that our own proxy wrote.
fn forwarded_address(headers: &HeaderMap) -> Option<IpAddr> {
    let last = headers.get_all("x-forwarded-for").iter().next_back()?;
    last.to_str().ok()?.rsplit(',').next()?.trim().parse().ok()
}

/// The browser that opens a session.
pub(crate) fn device(config: &Config, parts: &Parts) -> Device {
    let agent = parts.headers.get(axum::http::header::USER_AGENT).and_then(|agent| agent.to_str().ok());
    Device { address: address(config, parts), agent: agent.unwrap_or("unknown").to_owned() }
}
