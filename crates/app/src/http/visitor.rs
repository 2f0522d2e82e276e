//! Who a browser is signed in as, where no business is known yet.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use crewline_core::accounts::{self, Person};

use super::cookies;
use super::page_failure::PageFailure;
use crate::state::App;

/// The person that the browser is signed in as, if it is. Under Log in as it is the person at the keyboard: outside its
/// business there is nothing of the teammate.
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
