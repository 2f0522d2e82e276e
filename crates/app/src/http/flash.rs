//! One sentence that the next page shows, carried by a cookie.

use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, Method};
use axum::middleware::Next;
use axum::response::Response;

use super::cookies::{self, percent_decode};
use super::redirect::with_cookie;
use crate::config::Config;
use crate::state::App;
use crate::view::Flash;

/// The name of the cookie.
const FLASH_COOKIE: &str = "crewline_flash";

/// The sentence that the previous response left for this page.
pub(crate) fn from_headers(headers: &HeaderMap) -> Option<Flash> {
    let text = cookies::value(headers, FLASH_COOKIE).map(percent_decode).filter(|text| !text.is_empty())?;
    Some(match text.split_once(':') {
        Some(("bad", sentence)) => Flash::bad(sentence),
        Some((_, sentence)) => Flash::good(sentence),
        None => Flash::good(text),
    })
}

/// Adds a sentence for the next page to a response.
pub(crate) fn with_flash(app: &App, response: Response, flash: &Flash) -> Response {
    with_cookie(response, flash_cookie(&app.config, flash))
}

/// The cookie that carries a sentence to the next page.
pub(crate) fn flash_cookie(config: &Config, flash: &Flash) -> Option<HeaderValue> {
    let text = format!("{}:{}", if flash.bad { "bad" } else { "good" }, flash.sentence);
    let value = percent_encoding::utf8_percent_encode(&text, percent_encoding::NON_ALPHANUMERIC).to_string();
    cookies::set(config, FLASH_COOKIE, &value, 60)
}

/// Clears the cookie after a page has shown the sentence. A request for a part of a page shows none.
pub(crate) async fn clear_flash_once_shown(State(app): State<App>, request: Request, next: Next) -> Response {
    let is_page = request.method() == Method::GET && !request.headers().contains_key("x-fragment");
    let is_shown = is_page && cookies::value(request.headers(), FLASH_COOKIE).is_some_and(|text| !text.is_empty());
    let response = next.run(request).await;
    if is_shown && response.status().is_success() {
        return with_cookie(response, cookies::set(&app.config, FLASH_COOKIE, "", 0));
    }
    response
}
