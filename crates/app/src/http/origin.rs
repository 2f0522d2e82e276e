//! Cross-site requests: a page of somebody else's can't make a signed-in browser change anything here.

use axum::extract::{Request, State};
use axum::http::header::{HOST, ORIGIN};
use axum::http::{HeaderMap, Method, StatusCode};
use axum::middleware::Next;
use axum::response::Response;

use super::page_failure::PageFailure;
use crate::state::App;

/// Lets an unsafe request pass only if the browser says that it comes from our own pages, by `Sec-Fetch-Site`, or by
/// `Origin` where the browser does not know that one. A request with neither is no browser's.
pub(crate) async fn refuse_cross_site(
    State(app): State<App>,
    request: Request,
    next: Next,
) -> Result<Response, PageFailure> {
    let safe = matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
    if safe || is_same_site(&app.config.public_url, request.headers()) {
        return Ok(next.run(request).await);
    }
    Err(PageFailure::Unreadable(StatusCode::FORBIDDEN))
}

fn is_same_site(public_url: &str, headers: &HeaderMap) -> bool {
    if let Some(site) = headers.get("sec-fetch-site") {
        // "none": typed, or from a bookmark; no page is behind it.
        return site == "same-origin" || site == "none";
    }
    let Some(origin) = headers.get(ORIGIN).and_then(|origin| origin.to_str().ok()) else { return true };
    let host = headers.get(HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
    let own = url::Url::parse(public_url).map(|url| url.origin().ascii_serialization());
    own.is_ok_and(|own| own == origin)
        || (!host.is_empty() && origin.split_once("://").is_some_and(|(_, at)| at == host))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_ours(pairs: &[(&'static str, &str)]) -> bool {
        let mut headers = HeaderMap::new();
        for (name, value) in pairs {
            headers.insert(*name, value.parse().expect("a header"));
        }
        is_same_site("https://crew.example/line", &headers)
    }

    #[test]
    fn only_same_site_requests_pass() {
        assert!(is_ours(&[("sec-fetch-site", "same-origin")]));
        assert!(!is_ours(&[("sec-fetch-site", "cross-site")]));
        assert!(!is_ours(&[("sec-fetch-site", "same-site"), ("origin", "https://crew.example")]));
        assert!(is_ours(&[("origin", "https://crew.example")]));
        assert!(!is_ours(&[("origin", "https://crew.example.evil.example"), ("host", "crew.example")]));
        assert!(!is_ours(&[("origin", "null")]));
        assert!(is_ours(&[]), "no browser: nothing to forge with");
    }
}
