//! Cross-site requests: another site's page can't make a signed-in browser change anything here.

use axum::extract::{Request, State};
use axum::http::header::{HOST, ORIGIN};
use axum::http::{HeaderMap, Method};
use axum::middleware::Next;
use axum::response::Response;

use super::page_failure::PageFailure;
use crate::config::PublicUrl;
use crate::state::App;

/// Refuses an unsafe request unless it comes from a page of the public address: by `Origin`, and by `Sec-Fetch-Site` where
/// the browser sends it. A request with neither header is not from a browser.
pub(crate) async fn refuse_cross_site(
    State(app): State<App>,
    request: Request,
    next: Next,
) -> Result<Response, PageFailure> {
    let is_safe = matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
    if is_safe {
        return Ok(next.run(request).await);
    }
    match foreign_origin(&app.config.public_url, request.headers()) {
        None => Ok(next.run(request).await),
        Some(foreign) => Err(PageFailure::Foreign(sentence(&app.config.public_url, &foreign))),
    }
}

/// Where a request comes from that is not from one of our own pages.
#[derive(Debug, PartialEq, Eq)]
enum Foreign {
    /// The address that the browser names.
    Origin(String),
    /// The browser names none, but says that it is another.
    Hidden,
}

fn foreign_origin(public_url: &PublicUrl, headers: &HeaderMap) -> Option<Foreign> {
    if let Some(origin) = headers.get(ORIGIN) {
        let origin = origin.to_str().unwrap_or("null");
        let host = headers.get(HOST).and_then(|host| host.to_str().ok());
        if !public_url.is_own_origin(origin, host) {
            let is_hidden = origin == "null" || !origin.contains("://");
            return Some(if is_hidden { Foreign::Hidden } else { Foreign::Origin(origin.chars().take(300).collect()) });
        }
    }
    // "none": the address was typed or is a bookmark; no page sent the request.
    let is_own = headers.get("sec-fetch-site").is_none_or(|site| site == "same-origin" || site == "none");
    (!is_own).then_some(Foreign::Hidden)
}

/// Names both addresses, so that an operator sees which of them to change.
fn sentence(public_url: &PublicUrl, foreign: &Foreign) -> String {
    let from = match foreign {
        Foreign::Origin(origin) => format!("This form came from {origin}"),
        Foreign::Hidden => "This form came from an address that the browser does not name".to_owned(),
    };
    let setting = if public_url.is_set() { "is set to" } else { "is not set, so its address is" };
    format!(
        "{from}, and Crewline's own address is {public_url}. Nothing was changed. Open {public_url} and send the form \
         there. If people reach Crewline by another address, the person who runs it has to change CREWLINE_PUBLIC_URL, \
         which {setting} {public_url}."
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn foreign(pairs: &[(&'static str, &str)]) -> Option<Foreign> {
        let mut headers = HeaderMap::new();
        for (name, value) in pairs {
            headers.insert(*name, value.parse().expect("a header"));
        }
        foreign_origin(&PublicUrl::parse("https://crew.example").expect("an address"), &headers)
    }

    #[test]
    fn only_requests_of_the_public_address_pass() {
        let own = ("origin", "https://crew.example");
        for passes in [
            &[("sec-fetch-site", "same-origin")][..],
            &[("sec-fetch-site", "none")],
            &[own],
            &[own, ("sec-fetch-site", "same-origin")],
            // A program is no browser.
            &[],
        ] {
            assert_eq!(foreign(passes), None, "{passes:?}");
        }
        for refused in [
            &[("sec-fetch-site", "cross-site")][..],
            &[("sec-fetch-site", "same-site"), own],
            &[("origin", "http://crew.example"), ("host", "crew.example")],
            &[("origin", "http://crew.example"), ("host", "crew.example"), ("sec-fetch-site", "same-origin")],
            &[("origin", "https://crew.example:8443"), ("host", "crew.example:8443")],
            &[("origin", "https://crew.example.evil.example"), ("host", "crew.example")],
            &[("origin", "https://evil.example"), ("host", "evil.example")],
            &[("origin", "null")],
        ] {
            assert!(foreign(refused).is_some(), "{refused:?}");
        }
    }

    #[test]
    fn the_sentence_names_both_addresses() {
        let set = PublicUrl::parse("https://crew.example").expect("an address");
        let said = sentence(&set, &Foreign::Origin("http://crew.example".into()));
        assert!(
            said.contains("came from http://crew.example,") && said.contains("is set to https://crew.example"),
            "{said}"
        );
        let unset = PublicUrl::of_bind("127.0.0.1:8080".parse().expect("an address"));
        let said = sentence(&unset, &Foreign::Origin("http://crew.example".into()));
        assert!(said.contains("is not set, so its address is http://127.0.0.1:8080"), "{said}");
    }
}
