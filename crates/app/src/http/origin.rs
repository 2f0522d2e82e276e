//! Cross-site requests: another site's page can't make a signed-in browser change anything here.

use axum::extract::{Request, State};
use axum::http::header::{HOST, ORIGIN};
use axum::http::{HeaderMap, Method, StatusCode};
use axum::middleware::Next;
use axum::response::Response;

use super::page_failure::PageFailure;
use crate::state::App;

/// Refuses an unsafe request unless it comes from our own pages by `Sec-Fetch-Site`, or by `Origin` when an older
/// browser sends no `Sec-Fetch-Site`. A request with neither header is not from a browser.
pub(crate) async fn refuse_cross_site(
    State(app): State<App>,
    request: Request,
    next: Next,
) -> Result<Response, PageFailure> {
    let is_safe = matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
    if is_safe || is_same_site(&app.config.public_url, request.headers()) {
        return Ok(next.run(request).await);
    }
    Err(PageFailure::Unreadable(StatusCode::FORBIDDEN))
}

fn is_same_site(public_url: &str, headers: &HeaderMap) -> bool {
    if let Some(site) = headers.get("sec-fetch-site") {
        // "none": the address was typed or is a bookmark; no page sent the request.
        return site == "same-origin" || site == "none";
    }
    let Some(origin) = headers.get(ORIGIN).and_then(|origin| origin.to_str().ok()) else { return true };
    let host = headers.get(HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
    let own_origin = url::Url::parse(public_url).map(|url| url.origin().ascii_serialization());
    own_origin.is_ok_and(|own| own == origin)
        || (!host.is_empty() && origin.split_once("://").is_some_and(|(_, at)| at == host))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_same_site_with(pairs: &[(&'static str, &str)]) -> bool {
        let mut headers = HeaderMap::new();
        for (name, value) in pairs {
            headers.insert(*name, value.parse().expect("a header"));
        }
        is_same_site("https://crew.example/line", &headers)
    }

    #[test]
    fn only_same_site_requests_pass() {
        assert!(is_same_site_with(&[("sec-fetch-site", "same-origin")]));
        assert!(!is_same_site_with(&[("sec-fetch-site", "cross-site")]));
        assert!(!is_same_site_with(&[("sec-fetch-site", "same-site"), ("origin", "https://crew.example")]));
        assert!(is_same_site_with(&[("origin", "https://crew.example")]));
        assert!(!is_same_site_with(&[("origin", "https://crew.example.evil.example"), ("host", "crew.example")]));
        assert!(!is_same_site_with(&[("origin", "null")]));
        assert!(is_same_site_with(&[]), "a request that is not from a browser");
    }
}
