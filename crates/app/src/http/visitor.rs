//! The signed-in person, on pages outside a business.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use crewline_core::accounts::{self, Person};

use super::cookies;
use super::page_failure::PageFailure;
use crate::state::App;

/// The person that the browser is signed in as, if any. Under Log in as it is the person at the keyboard, since Log in
/// as is limited to one business.
#[derive(Debug)]
pub(crate) struct Visitor(pub(crate) Option<Person>);

impl FromRequestParts<App> for Visitor {
    type Rejection = PageFailure;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, PageFailure> {
        Ok(Self(match cookies::session(&app.config, &parts.headers) {
            Some(token) => accounts::find_signed_in(&app.db, &token).await?,
            None => None,
        }))
    }
}
