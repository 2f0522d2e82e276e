//! One sentence that the next page shows, carried there by a cookie.

use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, Method};
use axum::middleware::Next;
use axum::response::Response;

use super::cookies::{self, decode_flash};
use super::redirect::with_cookie;
use crate::config::Config;
use crate::state::App;
use crate::view::Flash;

/// The cookie that carries one sentence to the next page.
const FLASH_COOKIE: &str = "crewline_flash";

/// The sentence that the page before left for this one.
pub(crate) fn of(headers: &HeaderMap) -> Option<Flash> {
    let text = cookies::value(headers, FLASH_COOKIE).map(decode_flash).filter(|text| !text.is_empty())?;
    Some(match text.split_once(':') {
        Some(("bad", sentence)) => Flash::bad(sentence),
        Some((_, sentence)) => Flash::good(sentence),
        None => Flash::good(text),
    })
}

/// The answer with a sentence for the next page.
pub(crate) fn with_flash(app: &App, response: Response, flash: &Flash) -> Response {
    with_cookie(response, flash_cookie(&app.config, flash))
}

/// The cookie that carries a sentence to the next page.
pub(crate) fn flash_cookie(config: &Config, flash: &Flash) -> Option<HeaderValue> {
    let text = format!("{}:{}", if flash.bad { "bad" } else { "good" }, flash.sentence);
    let value = percent_encoding::utf8_percent_encode(&text, percent_encoding::NON_ALPHANUMERIC).to_string();
    cookies::set(config, FLASH_COOKIE, &value, 60)
}

/// Takes the sentence away once a page has shown it. A part of a page shows none.
pub(crate) async fn clear_flash_once_shown(State(app): State<App>, request: Request, next: Next) -> Response {
    let shows = request.method() == Method::GET && !request.headers().contains_key("x-fragment");
    let said = shows && cookies::value(request.headers(), FLASH_COOKIE).is_some_and(|text| !text.is_empty());
    let response = next.run(request).await;
    if said && response.status().is_success() {
        return with_cookie(response, cookies::set(&app.config, FLASH_COOKIE, "", 0));
    }
    response
}
