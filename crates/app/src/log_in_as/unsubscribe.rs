//! Unsubscribing from the e-mails about Log in as, by the link in one of them.

use axum::extract::{Path, State};
use crewline_core::access::Refusal;
use crewline_core::log_in_as::{find_reader, stop_digests};

use super::unsubscribe_page::Unsubscribe;
use crate::page::layout::Browser;
use crate::page::{Answer, page};
use crate::state::App;

/// The confirmation page. Opening it changes nothing, because mail scanners open links.
pub(crate) async fn edit(State(app): State<App>, browser: Browser, Path(reader_token): Path<String>) -> Answer {
    let reader = find_reader(&app.db, &app.seal, &reader_token).await?.ok_or(Refusal::NotFound)?;
    let theme = browser.theme();
    page(&Unsubscribe { theme, business: reader.business, email: reader.email, wants: reader.wants })
}

/// Unsubscribes, by the page's button or by the mail program's (RFC 8058).
pub(crate) async fn update(State(app): State<App>, browser: Browser, Path(reader_token): Path<String>) -> Answer {
    if !stop_digests(&app.db, &app.seal, &reader_token).await? {
        return Err(Refusal::NotFound.into());
    }
    edit(State(app), browser, Path(reader_token)).await
}
