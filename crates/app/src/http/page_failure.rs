//! The failures of pages.

use axum::http::header::{LOCATION, RETRY_AFTER, SET_COOKIE};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use crewline_core::Error;
use crewline_core::access::Refusal;

use super::failure::report;
use super::redirect::go_to;
use crate::limits::Wait;

/// A failure of a page. An extractor that fails has only the error; `page::failure` renders it in the layout of the
/// request.
#[derive(Debug)]
pub enum PageFailure {
    /// An error of the product.
    Product(Error),
    /// Nobody is signed in. The address is where the browser continues after signing in.
    SignIn(Option<String>),
    /// Nobody is signed in, and a form was sent. The address is the page that held the form.
    SignInAfterForm(String),
    /// The browser continues at another page, such as when Log in as has ended.
    Elsewhere {
        /// The page to redirect to.
        to: String,
        /// The cookies to set or clear.
        set: Vec<HeaderValue>,
    },
    /// Too many attempts.
    TooMany(Wait),
    /// The request can't be read.
    Unreadable(StatusCode),
    /// A form of another address than ours. The sentence names both.
    Foreign(String),
    /// A request for another host than ours, where only ours will do. The sentence names both.
    Misdirected(String),
    /// A filter, sort order or cursor in the address can't be read.
    Filter {
        /// A sentence that says what to change.
        sentence: String,
        /// The list's address without a query.
        list: String,
    },
}

impl<E: Into<Error>> From<E> for PageFailure {
    fn from(error: E) -> Self {
        Self::Product(error.into())
    }
}

/// The content of a failure page, carried in the response until `page::failure` renders it.
#[derive(Clone, Debug)]
pub(crate) struct FailureResponse {
    /// The status.
    pub(crate) status: StatusCode,
    /// How long to wait, in seconds.
    pub(crate) wait: u64,
    /// The sentence that the page shows instead of its own advice.
    pub(crate) sentence: Option<String>,
    /// The list's address without a query.
    pub(crate) list: Option<String>,
    /// Whether it would be possible once changes are allowed under Log in as.
    pub(crate) needs_changes: bool,
}

impl IntoResponse for PageFailure {
    fn into_response(self) -> Response {
        let mut without_filters = None;
        let needs_changes = matches!(self, Self::Product(Error::Refused(Refusal::ReadOnly)));
        let (status, wait, sentence) = match self {
            // A page that a role may not use answers as if it did not exist.
            Self::Product(Error::Refused(Refusal::NotFound | Refusal::Forbidden)) => (StatusCode::NOT_FOUND, 0, None),
            Self::Product(error) => {
                let report = report(error);
                let wait = report.details.wait_seconds.unwrap_or(0);
                (report.status, wait, report.status.is_client_error().then_some(report.sentence))
            }
            Self::SignIn(next) => return to_sign_in(next.as_deref(), None),
            Self::SignInAfterForm(page) => return to_sign_in(Some(&page), Some("form")),
            Self::Elsewhere { to, set } => {
                let mut response = go_to(&to);
                for cookie in set {
                    response.headers_mut().append(SET_COOKIE, cookie);
                }
                return response;
            }
            Self::TooMany(Wait(seconds)) => (StatusCode::TOO_MANY_REQUESTS, seconds, None),
            Self::Unreadable(status) => (status, 0, None),
            Self::Foreign(sentence) => (StatusCode::FORBIDDEN, 0, Some(sentence)),
            Self::Misdirected(sentence) => (StatusCode::MISDIRECTED_REQUEST, 0, Some(sentence)),
            Self::Filter { sentence, list } => {
                without_filters = Some(list);
                (StatusCode::UNPROCESSABLE_ENTITY, 0, Some(sentence))
            }
        };
        let mut response = status.into_response();
        if wait > 0 {
            response.headers_mut().insert(RETRY_AFTER, HeaderValue::from(wait));
        }
        response.extensions_mut().insert(FailureResponse {
            status,
            wait,
            sentence,
            list: without_filters,
            needs_changes,
        });
        response
    }
}

/// Redirects to the sign-in page, and from there to `next`. The sign-in page shows the notice.
fn to_sign_in(next: Option<&str>, notice: Option<&str>) -> Response {
    let mut query = form_urlencoded::Serializer::new(String::new());
    if let Some(next) = next.filter(|next| *next != "/") {
        query.append_pair("return_to", next);
    }
    if let Some(notice) = notice {
        query.append_pair("notice", notice);
    }
    let query = query.finish();
    let address = if query.is_empty() { "/sign-in".to_owned() } else { format!("/sign-in?{query}") };
    let location = HeaderValue::from_str(&address).unwrap_or(HeaderValue::from_static("/sign-in"));
    (StatusCode::SEE_OTHER, [(LOCATION, location)]).into_response()
}

/// A failure page for a request without a handler: an unknown address or method.
pub(crate) fn for_status(status: StatusCode) -> Response {
    let mut response = status.into_response();
    response.extensions_mut().insert(FailureResponse {
        status,
        wait: 0,
        sentence: None,
        list: None,
        needs_changes: false,
    });
    response
}
