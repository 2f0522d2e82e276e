//! The failures of pages.

use askama::Template;
use axum::extract::{Request, State};
use axum::http::header::{LOCATION, RETRY_AFTER, SET_COOKIE};
use axum::http::{HeaderValue, StatusCode};
use axum::middleware::Next;
use axum::response::{Html, IntoResponse, Response};
use crewline_core::Error;
use crewline_core::access::{Refusal, enter};
use crewline_core::secret::Digest;

use super::cookies;
use super::failure::report;
use super::failure_page::Failure;
use super::headers::RequestId;
use super::log_in_as_banner::log_in_as_banner;
use super::redirect::go_to;
use crate::limits::Wait;
use crate::state::App;
use crate::view::{LogInAsBanner, theme_from_key};

/// A failure of a page. An extractor that fails has only the error; [`render_failures`] adds the theme and the
/// request's id.
#[derive(Debug)]
pub enum PageFailure {
    /// An error of the product.
    Product(Error),
    /// Nobody is signed in. The address is where the browser continues after signing in.
    SignIn(Option<String>),
    /// Log in as has ended.
    LogInAsOver {
        /// The page to redirect to.
        to: String,
        /// The cookies to set or clear.
        set: Vec<HeaderValue>,
    },
    /// Too many attempts.
    TooMany(Wait),
    /// The request can't be read.
    Unreadable(StatusCode),
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

/// The content of a failure page, carried in the response until [`render_failures`] renders it.
#[derive(Clone, Debug)]
struct FailureResponse {
    status: StatusCode,
    wait: u64,
    sentence: Option<String>,
    /// The list's address without a query.
    list: Option<String>,
}

impl IntoResponse for PageFailure {
    fn into_response(self) -> Response {
        let mut without_filters = None;
        let (status, wait, sentence) = match self {
            // A page that a role may not use answers as if it did not exist.
            Self::Product(Error::Refused(Refusal::NotFound | Refusal::Forbidden)) => (StatusCode::NOT_FOUND, 0, None),
            Self::Product(error) => {
                let report = report(error);
                let wait = report.details.wait_seconds.unwrap_or(0);
                (report.status, wait, report.status.is_client_error().then_some(report.sentence))
            }
            Self::SignIn(next) => return to_sign_in(next.as_deref()),
            Self::LogInAsOver { to, set } => {
                let mut response = go_to(&to);
                for cookie in set {
                    response.headers_mut().append(SET_COOKIE, cookie);
                }
                return response;
            }
            Self::TooMany(Wait(seconds)) => (StatusCode::TOO_MANY_REQUESTS, seconds, None),
            Self::Unreadable(status) => (status, 0, None),
            Self::Filter { sentence, list } => {
                without_filters = Some(list);
                (StatusCode::UNPROCESSABLE_ENTITY, 0, Some(sentence))
            }
        };
        let mut response = status.into_response();
        if wait > 0 {
            response.headers_mut().insert(RETRY_AFTER, HeaderValue::from(wait));
        }
        response.extensions_mut().insert(FailureResponse { status, wait, sentence, list: without_filters });
        response
    }
}

/// Renders the page of a failure in the browser's theme, with the request's id where that helps, and with the banner of
/// Log in as at any address: a page that does not exist looks like one that the person may not see.
pub(crate) async fn render_failures(State(app): State<App>, request: Request, next: Next) -> Response {
    let theme = theme_from_key(cookies::value(request.headers(), "crewline_theme").unwrap_or_default());
    let id = request.extensions().get::<RequestId>().map(|id| id.0.clone()).unwrap_or_default();
    let period = LogInAsTokens::from_request(&app, &request);
    let mut response = next.run(request).await;
    let Some(pending) = response.extensions_mut().remove::<FailureResponse>() else { return response };
    let status = pending.status;
    let mut page = match status.as_u16() {
        404 => Failure::not_found(theme),
        403 => Failure::forbidden(theme),
        429 => Failure::too_many(theme, pending.wait),
        500 => Failure::fault(theme, id),
        503 => Failure::unavailable(theme, id),
        status => match pending.list {
            Some(list) => Failure::unreadable_filter(theme, status, list),
            None => Failure::unreadable(theme, status),
        },
    };
    if let Some(period) = period {
        page.acting = period.banner(&app).await;
    }
    if let Some(sentence) = pending.sentence {
        page.advice = sentence;
    }
    let retry = response.headers().get(RETRY_AFTER).cloned();
    #[expect(clippy::disallowed_methods, reason = "a failure page that can't be rendered is answered with plain text")]
    let rendered = page.render();
    let mut response = match rendered {
        Ok(html) => (status, Html(html)).into_response(),
        Err(error) => {
            tracing::error!(%error, "a failure page could not be rendered");
            (StatusCode::INTERNAL_SERVER_ERROR, "That did not work. Try again.").into_response()
        }
    };
    if let Some(retry) = retry {
        response.headers_mut().insert(RETRY_AFTER, retry);
    }
    response
}

/// The credentials of Log in as, kept in case the request fails.
struct LogInAsTokens {
    name: String,
    acting: Digest,
    own: Digest,
    slug: String,
}

impl LogInAsTokens {
    fn from_request(app: &App, request: &Request) -> Option<Self> {
        let acting = cookies::log_in_as(&app.config, request.headers())?;
        let own = cookies::session(&app.config, request.headers())?;
        let slug = request.uri().path().strip_prefix("/b/")?.split('/').next()?.to_owned();
        let name = cookies::period(&app.config, request.headers())?;
        Some(Self { name, acting, own, slug })
    }

    /// The banner; `None` also when the database fails.
    async fn banner(&self, app: &App) -> Option<LogInAsBanner> {
        let viewpoint = enter::logged_in_as(&app.db, &self.acting, &self.own, &self.slug, "").await.ok()??;
        log_in_as_banner(&viewpoint, app.db.now(), self.name.clone())
    }
}

/// Redirects to the sign-in page, and from there to `next`.
fn to_sign_in(next: Option<&str>) -> Response {
    let mut address = "/sign-in".to_owned();
    if let Some(next) = next.filter(|next| *next != "/") {
        let query = form_urlencoded::Serializer::new(String::new()).append_pair("return_to", next).finish();
        address = format!("{address}?{query}");
    }
    let location = HeaderValue::from_str(&address).unwrap_or(HeaderValue::from_static("/sign-in"));
    (StatusCode::SEE_OTHER, [(LOCATION, location)]).into_response()
}

/// A failure page for a request without a handler: an unknown address or method.
pub(crate) fn for_status(status: StatusCode) -> Response {
    let mut response = status.into_response();
    response.extensions_mut().insert(FailureResponse { status, wait: 0, sentence: None, list: None });
    response
}
