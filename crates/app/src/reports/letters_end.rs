//! The end of a report's letters, by the link in one of them.

use axum::extract::{Path, State};
use axum::http::request::Parts;
use crewline_core::access::Refusal;
use crewline_core::reports::saved::{find_letter_reader, stop_letters};

use super::schedule_page::LettersEnd;
use crate::http::address;
use crate::http::page_failure::PageFailure;
use crate::page::layout::Browser;
use crate::page::{Answer, page};
use crate::state::App;

/// The confirmation page. Opening it changes nothing, because mail scanners open links.
pub(crate) async fn edit(State(app): State<App>, browser: Browser, Path(letter): Path<String>, parts: Parts) -> Answer {
    show(&app, &browser, &letter, &address(&app.config, &parts)).await
}

/// Ends the letters, by the page's button or by the mail program's (RFC 8058).
pub(crate) async fn update(
    State(app): State<App>,
    browser: Browser,
    Path(letter): Path<String>,
    parts: Parts,
) -> Answer {
    let network = address(&app.config, &parts);
    stop_letters(&app.db, &app.seal, &letter, &network).await?;
    show(&app, &browser, &letter, &network).await
}

async fn show(app: &App, browser: &Browser, letter: &str, network: &str) -> Answer {
    let Some(reader) = find_letter_reader(&app.db, &app.seal, letter).await? else {
        app.limits.unknown_link(network).map_err(PageFailure::TooMany)?;
        return Err(Refusal::NotFound.into());
    };
    page(&LettersEnd {
        theme: browser.theme(),
        business: reader.business,
        email: reader.email.unwrap_or_else(|| "your address".to_owned()),
        wants: reader.wants,
    })
}
