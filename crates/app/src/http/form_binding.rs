//! A form says under which Log in as it was shown. In another tab that may have ended meanwhile, and its cookie be gone:
//! what was meant as the teammate is not done as oneself then, nor as another teammate.

use axum::body::{Body, to_bytes};
use axum::extract::{FromRequest, Request, State};
use axum::http::header::{CONTENT_LENGTH, CONTENT_TYPE};
use axum::http::{HeaderMap, Method};
use axum::middleware::Next;
use axum::response::Response;
use bytes::Bytes;
use crewline_core::secret::digest;

use super::cookies;
use super::extract::{is_form, status};
use super::flash::flash_cookie;
use super::page_failure::PageFailure;
use crate::state::App;
use crate::view::Flash;

/// The hidden field of every form that is shown under Log in as.
const FIELD: &str = "logged_in_as";

/// Marks the forms of a page, and looks at the mark of a form that is sent.
pub(crate) async fn marked(State(app): State<App>, request: Request, next: Next) -> Result<Response, PageFailure> {
    let slug = request.uri().path().strip_prefix("/b/").and_then(|path| path.split('/').next()).map(str::to_owned);
    let Some(slug) = slug else { return Ok(next.run(request).await) };
    let mark = mark(&app, request.headers());
    let request = if *request.method() == Method::POST && is_form(request.headers()) {
        let (parts, body) = request.into_parts();
        let whole = Request::from_parts(parts.clone(), body);
        let body = Bytes::from_request(whole, &app).await.map_err(|error| PageFailure::Unreadable(status(&error)))?;
        let shown = form_urlencoded::parse(&body).find(|(name, _)| name == FIELD);
        if shown.is_some_and(|(_, shown)| Some(&*shown) != mark.as_deref()) {
            return Err(stale(&app, &slug));
        }
        Request::from_parts(parts, Body::from(body))
    } else {
        request
    };
    let response = next.run(request).await;
    match mark {
        Some(mark) if is_page(response.headers()) => with_marks(response, &mark).await,
        _ => Ok(response),
    }
}

/// What names the period in hand, and opens nothing.
fn mark(app: &App, headers: &HeaderMap) -> Option<String> {
    cookies::log_in_as(&app.config, headers).map(|token| digest(&token.text()).text())
}

fn stale(app: &App, slug: &str) -> PageFailure {
    let flash = Flash::bad("That page was of a Log in as that has ended. Nothing was changed: open it again.");
    PageFailure::Back { to: format!("/b/{slug}"), set: flash_cookie(&app.config, &flash).into_iter().collect() }
}

fn is_page(headers: &HeaderMap) -> bool {
    headers.get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).is_some_and(|kind| kind.starts_with("text/html"))
}

async fn with_marks(response: Response, mark: &str) -> Result<Response, PageFailure> {
    let fault = |error: axum::Error| crewline_core::db::Error::Fault(error.to_string());
    let (mut parts, body) = response.into_parts();
    let body = to_bytes(body, usize::MAX).await.map_err(fault)?;
    parts.headers.remove(CONTENT_LENGTH);
    let page = in_each_form(&String::from_utf8_lossy(&body), mark);
    Ok(Response::from_parts(parts, Body::from(page)))
}

/// The field, first in each form that posts. What people typed can't look like one: it is escaped.
fn in_each_form(page: &str, mark: &str) -> String {
    let mut marked = String::with_capacity(page.len() + 1_024);
    let mut rest = page;
    while let Some(at) = rest.find("<form ") {
        let end = rest[at..].find('>').map_or(rest.len(), |length| at + length + 1);
        let (before, after) = rest.split_at(end);
        marked.push_str(before);
        if before[at..].contains("method=\"post\"") {
            marked.push_str(&format!("<input type=\"hidden\" name=\"{FIELD}\" value=\"{mark}\">"));
        }
        rest = after;
    }
    marked.push_str(rest);
    marked
}

#[cfg(test)]
mod tests {
    use super::in_each_form;

    #[test]
    fn every_form_that_posts_has_the_mark_and_nothing_else_has() {
        let page = "<p>a &lt;form method=\"post\"></p><form method=\"get\"><form class=\"card\" method=\"post\" action=\"/x\"><b>";
        let marked = in_each_form(page, "M");
        let field = "<input type=\"hidden\" name=\"logged_in_as\" value=\"M\">";
        assert_eq!(marked, page.replace("<b>", &format!("{field}<b>")));
        assert_eq!(in_each_form("<form method=\"post\"", "M"), format!("<form method=\"post\"{field}"));
    }
}
