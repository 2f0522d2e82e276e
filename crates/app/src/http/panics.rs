//! A request that panics gets an answer, and every panic is logged and counted.

use std::panic::{AssertUnwindSafe, PanicHookInfo};

use axum::extract::Request;
use axum::http::StatusCode;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use futures_util::FutureExt;

use super::api_failure::ApiFailure;
use super::page_failure;

/// Answers a request whose handler panicked. The connection and everything beside it go on.
pub(crate) async fn answer_panics(request: Request, next: Next) -> Response {
    let is_api = request.uri().path().starts_with("/api/");
    match AssertUnwindSafe(next.run(request)).catch_unwind().await {
        Ok(response) => response,
        Err(_) if is_api => {
            let sentence = "Something went wrong on our side. The log of the server has the reason.";
            ApiFailure::new(StatusCode::INTERNAL_SERVER_ERROR, "internal", sentence).into_response()
        }
        Err(_) => page_failure::for_status(StatusCode::INTERNAL_SERVER_ERROR),
    }
}

/// Logs each panic by its place, and counts it. A message that was put together at run time may hold somebody's data, so
/// it is left out.
pub(crate) fn log_panics() {
    std::panic::set_hook(Box::new(|panic: &PanicHookInfo<'_>| {
        let place = panic.location().map(ToString::to_string).unwrap_or_default();
        let message = panic.payload().downcast_ref::<&'static str>().copied().unwrap_or_default();
        tracing::error!(place, message, "a fault of Crewline: a panic");
        metrics::counter!("panics_total").increment(1);
    }));
}

#[cfg(test)]
mod tests {
    use axum::Router;
    use axum::body::Body;
    use axum::middleware::from_fn;
    use tower::ServiceExt;

    use super::*;

    async fn fail() -> &'static str {
        panic!("on purpose")
    }

    #[tokio::test]
    async fn a_request_whose_handler_panics_is_answered() {
        for (path, is_json) in
            [("/b/northline/calls", false), ("/api/v1/calls", true), ("/carrier/northline/voice", false)]
        {
            let router: Router = Router::new().fallback(fail).layer(from_fn(answer_panics));
            let request = Request::builder().uri(path).body(Body::empty()).expect("a request");
            let response = router.oneshot(request).await.expect("an answer");
            assert_eq!(response.status(), StatusCode::INTERNAL_SERVER_ERROR, "{path}");
            let kind = response.headers().get("content-type").and_then(|kind| kind.to_str().ok()).unwrap_or_default();
            assert_eq!(kind.starts_with("application/json"), is_json, "{path}: {kind}");
        }
    }
}
