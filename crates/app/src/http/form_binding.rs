//! A form says under which Log in as it was shown. That one may have ended meanwhile in another tab, and its cookie with
//! it: what was meant as the teammate is not done as oneself then, nor as another teammate.

use axum::body::Body;
use axum::extract::{FromRequest, Request, State};
use axum::http::Method;
use axum::middleware::Next;
use axum::response::Response;
use bytes::Bytes;

use super::cookies;
use super::extract::{is_form, status};
use super::flash::flash_cookie;
use super::page_failure::PageFailure;
use crate::state::App;
use crate::view::{Acting, Flash};

/// Refuses a form of a business that was shown under another Log in as than the request's. The body is read within the
/// limit of the route.
pub(crate) async fn same_period_only(
    State(app): State<App>,
    request: Request,
    next: Next,
) -> Result<Response, PageFailure> {
    let slug = request.uri().path().strip_prefix("/b/").and_then(|path| path.split('/').next()).map(str::to_owned);
    let is_posted = *request.method() == Method::POST && is_form(request.headers());
    let Some(slug) = slug.filter(|_| is_posted) else { return Ok(next.run(request).await) };
    let period = cookies::period(&app.config, request.headers());
    let (parts, body) = request.into_parts();
    let whole = Request::from_parts(parts.clone(), body);
    let body = Bytes::from_request(whole, &app).await.map_err(|error| PageFailure::Unreadable(status(&error)))?;
    let shown = form_urlencoded::parse(&body).find(|(name, _)| name == Acting::FIELD);
    if shown.is_some_and(|(_, shown)| Some(&*shown) != period.as_deref()) {
        return Err(stale(&app, &slug));
    }
    Ok(next.run(Request::from_parts(parts, Body::from(body))).await)
}

fn stale(app: &App, slug: &str) -> PageFailure {
    let flash = Flash::bad("That page was of a Log in as that has ended. Nothing was changed: open it again.");
    PageFailure::Back { to: format!("/b/{slug}"), set: flash_cookie(&app.config, &flash).into_iter().collect() }
}
