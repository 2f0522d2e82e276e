//! How a page says no.

use askama::Template;
use axum::extract::{Request, State};
use axum::http::header::{LOCATION, RETRY_AFTER, SET_COOKIE};
use axum::http::{HeaderValue, StatusCode};
use axum::middleware::Next;
use axum::response::{Html, IntoResponse, Response};
use crewline_core::Error;
use crewline_core::access::{Refusal, enter};
use crewline_core::secret::Digest;

use super::acting::acting;
use super::cookies;
use super::failure::told;
use super::failure_page::Failure;
use super::headers::RequestId;
use super::redirect::go_to;
use crate::limits::Wait;
use crate::state::App;
use crate::view::{Acting, theme_of};

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
    /// A filter, order or place in the address can't be read.
    Filter {
        /// What to change.
        sentence: String,
        /// The list without any.
        list: String,
    },
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
    /// Where the list is without the filters that can't be read.
    list: Option<String>,
}

impl IntoResponse for PageFailure {
    fn into_response(self) -> Response {
        let mut without_filters = None;
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
        response.extensions_mut().insert(Pending { status, wait, sentence, list: without_filters });
        response
    }
}

/// Fills the page of a failure in: in the browser's theme, with the request's id where that helps, and with the banner of
/// Log in as while it lasts, whatever the address: a page that is not there looks like one that is not there for you.
pub(crate) async fn with_the_requests_own(State(app): State<App>, request: Request, next: Next) -> Response {
    let theme = theme_of(cookies::value(request.headers(), "crewline_theme").unwrap_or_default());
    let id = request.extensions().get::<RequestId>().map(|id| id.0.clone()).unwrap_or_default();
    let period = Period::of(&app, &request);
    let mut response = next.run(request).await;
    let Some(pending) = response.extensions_mut().remove::<Pending>() else { return response };
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
    #[expect(
        clippy::disallowed_methods,
        reason = "a failure's own page: where it can't be drawn either, words are answered"
    )]
    let drawn = page.render();
    let mut response = match drawn {
        Ok(html) => (status, Html(html)).into_response(),
        Err(error) => {
            tracing::error!(%error, "the page of a failure could not be drawn");
            (StatusCode::INTERNAL_SERVER_ERROR, "That did not work. Try again.").into_response()
        }
    };
    if let Some(retry) = retry {
        response.headers_mut().insert(RETRY_AFTER, retry);
    }
    response
}

/// The credentials of Log in as, kept until it is known whether the request fails.
struct Period {
    named: String,
    acting: Digest,
    own: Digest,
    slug: String,
}

impl Period {
    fn of(app: &App, request: &Request) -> Option<Self> {
        let acting = cookies::log_in_as(&app.config, request.headers())?;
        let own = cookies::session(&app.config, request.headers())?;
        let slug = request.uri().path().strip_prefix("/b/")?.split('/').next()?.to_owned();
        let named = cookies::period(&app.config, request.headers())?;
        Some(Self { named, acting, own, slug })
    }

    /// What the banner says. Where the database does not answer, there is none.
    async fn banner(&self, app: &App) -> Option<Acting> {
        let viewpoint = enter::logged_in_as(&app.db, &self.acting, &self.own, &self.slug, "").await.ok()??;
        acting(&viewpoint, app.db.now(), self.named.clone())
    }
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
    response.extensions_mut().insert(Pending { status, wait: 0, sentence: None, list: None });
    response
}
