//! How a page says no.

use std::sync::{Arc, OnceLock};

use askama::Template;
use axum::http::header::{LOCATION, RETRY_AFTER, SET_COOKIE};
use axum::http::request::Parts;
use axum::http::{HeaderValue, StatusCode};
use axum::response::{Html, IntoResponse, Response};
use crewline_core::Error;
use crewline_core::access::Refusal;

use super::failure::told;
use super::headers::RequestId;
use super::limits::Wait;
use crate::pages::failure::Failure;
use crate::view::{Acting, Theme};

/// How a page says no. What the page around it looks like (theme, the request's id) is filled in by
/// [`with_the_requests_own`], since an extractor that fails has no more than the error.
#[derive(Debug)]
pub enum PageFailure {
    /// The product said no.
    Said(Error),
    /// Nobody is signed in: sign in first, then go on to this address.
    SignIn(Option<String>),
    /// Log in as is over: on to this address with these cookies.
    Back {
        /// Where to go on as oneself.
        to: String,
        /// What the browser is to keep, or no longer.
        set: Vec<HeaderValue>,
    },
    /// Too many tries.
    TooMany(Wait),
    /// The request can't be read.
    Unreadable(StatusCode),
}

impl<E: Into<Error>> From<E> for PageFailure {
    fn from(error: E) -> Self {
        Self::Said(error.into())
    }
}

/// What is to be shown, kept in the answer until the theme and the request's id are known.
#[derive(Clone, Debug)]
struct Pending {
    status: StatusCode,
    wait: u64,
    sentence: Option<String>,
}

impl IntoResponse for PageFailure {
    fn into_response(self) -> Response {
        let (status, wait, sentence) = match self {
            // A page that a role may not use answers as if it did not exist.
            Self::Said(Error::Refused(Refusal::NotFound | Refusal::Forbidden)) => (StatusCode::NOT_FOUND, 0, None),
            Self::Said(error) => {
                let told = told(error);
                let wait = told.more.wait_seconds.unwrap_or(0);
                (told.status, wait, told.status.is_client_error().then_some(told.sentence))
            }
            Self::SignIn(next) => return to_sign_in(next.as_deref()),
            Self::Back { to, set } => {
                let mut response = crate::handlers::go_to(&to);
                for cookie in set {
                    response.headers_mut().append(SET_COOKIE, cookie);
                }
                return response;
            }
            Self::TooMany(Wait(seconds)) => (StatusCode::TOO_MANY_REQUESTS, seconds, None),
            Self::Unreadable(status) => (status, 0, None),
        };
        let mut response = status.into_response();
        if wait > 0 {
            response.headers_mut().insert(RETRY_AFTER, HeaderValue::from(wait));
        }
        response.extensions_mut().insert(Pending { status, wait, sentence });
        response
    }
}

/// Where a guard leaves what the banner of Log in as says, for the page that the request may fail with.
#[derive(Clone, Debug, Default)]
pub(super) struct Banner(Arc<OnceLock<Acting>>);

impl Banner {
    /// Leaves it.
    pub(super) fn show(parts: &Parts, acting: Option<Acting>) {
        if let (Some(banner), Some(acting)) = (parts.extensions.get::<Self>(), acting) {
            let _already_there = banner.0.set(acting);
        }
    }
}

/// Fills the page of a failure in: in the browser's theme, and with the request's id where that helps.
pub(crate) async fn with_the_requests_own(
    mut request: axum::extract::Request,
    next: axum::middleware::Next,
) -> Response {
    let theme =
        super::cookies::value(request.headers(), "crewline_theme").and_then(Theme::from_key).unwrap_or_default();
    let id = request.extensions().get::<RequestId>().map(|id| id.0.clone()).unwrap_or_default();
    let banner = Banner::default();
    request.extensions_mut().insert(banner.clone());
    let mut response = next.run(request).await;
    let Some(pending) = response.extensions_mut().remove::<Pending>() else { return response };
    let status = pending.status;
    let mut page = match status.as_u16() {
        404 => Failure::not_found(theme),
        403 => Failure::forbidden(theme),
        429 => Failure::too_many(theme, pending.wait),
        500 => Failure::fault(theme, id),
        503 => Failure::unavailable(theme, id),
        status => Failure::unreadable(theme, status),
    };
    page.acting = banner.0.get().cloned();
    if let Some(sentence) = pending.sentence {
        page.advice = sentence;
    }
    let retry = response.headers().get(RETRY_AFTER).cloned();
    let mut response = (status, Html(page.render().unwrap_or_default())).into_response();
    if let Some(retry) = retry {
        response.headers_mut().insert(RETRY_AFTER, retry);
    }
    response
}

/// To the sign-in page, and from there on to where somebody wanted to go.
fn to_sign_in(next: Option<&str>) -> Response {
    let mut address = "/sign-in".to_owned();
    if let Some(next) = next.filter(|next| *next != "/") {
        let query = form_urlencoded::Serializer::new(String::new()).append_pair("return_to", next).finish();
        address = format!("{address}?{query}");
    }
    let location = HeaderValue::from_str(&address).unwrap_or(HeaderValue::from_static("/sign-in"));
    (StatusCode::SEE_OTHER, [(LOCATION, location)]).into_response()
}

/// A page for what no handler of ours caught: an unknown address, another method, a body too large.
pub(crate) fn for_status(status: StatusCode) -> Response {
    let mut response = status.into_response();
    response.extensions_mut().insert(Pending { status, wait: 0, sentence: None });
    response
}
