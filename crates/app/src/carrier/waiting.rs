//! The pages of a program that waits for its database: the fallback webhook answers from the sealed copy of its memory.

use std::sync::Arc;

use axum::Router;
use axum::extract::Request;
use axum::http::{Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use crewline_core::carrier::standby::Standby;
use crewline_core::time::Clock;

use super::fallback::from_memory;
use super::raw_request::RawRequest;

/// The pages below a public URL.
pub(crate) fn waiting_pages(standby: Arc<Standby>, base: Arc<str>) -> Router {
    Router::new().fallback(move |request: Request| answer(Arc::clone(&standby), Arc::clone(&base), request))
}

async fn answer(standby: Arc<Standby>, base: Arc<str>, request: Request) -> Response {
    let path = request.uri().path().to_owned();
    let slug = path.strip_prefix("/carrier/").and_then(|rest| rest.strip_suffix("/fallback"));
    match (request.method(), slug, path.as_str()) {
        (&Method::POST, Some(slug), _) if !slug.contains('/') => {
            let raw = RawRequest::read(slug.to_owned(), request).await;
            from_memory(&standby, &base, &raw, Clock::System.now()).into_response()
        }
        (&Method::GET, _, "/healthz") => "ok\n".into_response(),
        _ => {
            let sentence = "Crewline waits for its database, and tries again every few seconds.\n";
            (StatusCode::SERVICE_UNAVAILABLE, [(header::RETRY_AFTER, "5")], sentence).into_response()
        }
    }
}
