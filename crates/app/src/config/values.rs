//! Reads the values of settings. Each refusal is part of a sentence in our words.

use std::net::{SocketAddr, ToSocketAddrs};

use tracing_subscriber::EnvFilter;

/// The most proxies in a row.
const MAX_PROXIES: usize = 16;

/// Reads yes or no.
pub(super) fn yes_or_no(text: &str) -> Result<bool, String> {
    match text.trim().to_ascii_lowercase().as_str() {
        "true" | "yes" | "on" | "1" => Ok(true),
        "false" | "no" | "off" | "0" => Ok(false),
        _ => Err(format!("{} is neither true nor false", shown(text))),
    }
}

/// Reads how many proxies in front append to `X-Forwarded-For`: a number, or yes for one.
pub(super) fn proxies(text: &str) -> Result<usize, String> {
    if let Ok(yes) = yes_or_no(text) {
        return Ok(usize::from(yes));
    }
    match text.trim().parse::<usize>() {
        Ok(count) if count <= MAX_PROXIES => Ok(count),
        _ => Err(format!(
            "{} is neither true nor false, nor how many proxies stand in a row: {MAX_PROXIES} at most",
            shown(text)
        )),
    }
}

/// Reads a whole number within a range.
pub(super) fn whole_number(text: &str, range: std::ops::RangeInclusive<u32>, unit: &str) -> Result<u32, String> {
    let number = text.trim().parse::<u32>().ok().filter(|number| range.contains(number));
    number.ok_or_else(|| {
        format!("{} is not from {} to {}; write a whole number of {unit}", shown(text), range.start(), range.end())
    })
}

/// Reads an address to listen on. The name of a host is looked up.
pub(super) fn socket_address(text: &str) -> Result<SocketAddr, String> {
    const FORM: &str = "write an address and a port, such as 127.0.0.1:8080 or [::1]:8080";
    let text = text.trim();
    if let Ok(address) = text.parse() {
        return Ok(address);
    }
    let (host, port) = text.rsplit_once(':').ok_or(FORM)?;
    let port: u16 = port.parse().map_err(|_| FORM)?;
    if host.is_empty() || host == "*" {
        return Err(format!("to listen on every address, write 0.0.0.0:{port} or [::]:{port}"));
    }
    if host.contains(|c: char| !c.is_ascii_alphanumeric() && c != '-' && c != '.') {
        return Err(FORM.into());
    }
    let found: Vec<SocketAddr> = (host, port).to_socket_addrs().map(Iterator::collect).unwrap_or_default();
    let first = found.iter().find(|address| address.is_ipv4()).or(found.first());
    first.copied().ok_or_else(|| format!("the host {} has no address", shown(host)))
}

/// Checks the filter of the log. A word that is no level would be taken as the name of a module, and hide everything.
pub(super) fn log_filter(text: &str) -> Result<String, String> {
    let refused = |directive: &str| {
        format!(
            "{} is no level: write error, warn, info, debug or trace, or modules with their levels, such as \
             info,crewline=debug",
            shown(directive)
        )
    };
    for directive in text.split(',').map(str::trim).filter(|directive| !directive.is_empty()) {
        let is_module = directive == "crewline" || directive.starts_with("crewline_") || directive.contains("::");
        let is_known = directive.contains(['=', '[']) || is_level(directive) || is_module;
        if !is_known || EnvFilter::try_new(directive).is_err() {
            return Err(refused(directive));
        }
    }
    // The filter's own reading takes no blanks.
    let text = text.split(',').map(str::trim).filter(|directive| !directive.is_empty()).collect::<Vec<_>>().join(",");
    EnvFilter::try_new(&text).map(|_| text.clone()).map_err(|_| refused(&text))
}

fn is_level(word: &str) -> bool {
    ["off", "error", "warn", "info", "debug", "trace"].iter().any(|level| word.eq_ignore_ascii_case(level))
}

/// A value in a sentence: short, and in quotation marks.
pub(super) fn shown(text: &str) -> String {
    format!("{:?}", text.trim().chars().take(60).collect::<String>())
}
