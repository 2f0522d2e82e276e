//! Binds a form to the Log in as that it was shown under. That Log in as may have ended in another tab, and its cookie
//! with it. A change meant as the teammate is then not made as oneself, nor as another teammate.

use axum::body::Body;
use axum::extract::{FromRequest, Request, State};
use axum::http::Method;
use axum::middleware::Next;
use axum::response::Response;
use bytes::Bytes;

use super::cookies;
use super::extract::{is_form, rejection_status};
use super::flash::flash_cookie;
use super::page_failure::PageFailure;
use crate::state::App;
use crate::view::{Flash, LogInAsBanner};

/// Refuses a posted form whose Log in as is not the request's. The body is read within the limit of the route.
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
    let request = Request::from_parts(parts.clone(), body);
    let body =
        Bytes::from_request(request, &app).await.map_err(|error| PageFailure::Unreadable(rejection_status(&error)))?;
    let posted_binding = form_urlencoded::parse(&body).find(|(name, _)| name == LogInAsBanner::FIELD);
    if posted_binding.is_some_and(|(_, value)| Some(&*value) != period.as_deref()) {
        return Err(stale_form(&app, &slug));
    }
    Ok(next.run(Request::from_parts(parts, Body::from(body))).await)
}

fn stale_form(app: &App, slug: &str) -> PageFailure {
    let flash = Flash::bad("That page belonged to a Log in as that has ended. Nothing was changed. Open it again.");
    PageFailure::Elsewhere { to: format!("/b/{slug}"), set: flash_cookie(&app.config, &flash).into_iter().collect() }
}
