//! The end of a report's letters, by the link in one of them.

use axum::extract::{Path, State};
use crewline_core::access::Refusal;
use crewline_core::reports::saved::{find_letter_reader, stop_letters};

use super::schedule_page::LettersEnd;
use crate::page::layout::Browser;
use crate::page::{Answer, page};
use crate::state::App;

/// The confirmation page. Opening it changes nothing, because mail scanners open links.
pub(crate) async fn edit(State(app): State<App>, browser: Browser, Path(letter): Path<String>) -> Answer {
    let reader = find_letter_reader(&app.db, &app.seal, &letter).await?.ok_or(Refusal::NotFound)?;
    let theme = browser.theme();
    page(&LettersEnd { theme, business: reader.business, email: reader.email, wants: reader.wants })
}

/// Ends the letters, by the page's button or by the mail program's (RFC 8058).
pub(crate) async fn update(State(app): State<App>, browser: Browser, Path(letter): Path<String>) -> Answer {
    if !stop_letters(&app.db, &app.seal, &letter).await? {
        return Err(Refusal::NotFound.into());
    }
    edit(State(app), browser, Path(letter)).await
}
