//! Guards: a proof of the right to do something, as the first argument of every handler of a business.
//!
//! They own the path's ids: a handler never sees `{business}`, `{number}`, `{call}`, only the proof and the thing.

use axum::extract::{FromRequestParts, RawPathParams};
use axum::http::header::AUTHORIZATION;
use axum::http::request::Parts;
use crewline_core::access::{Action, Entry, Held, May, Thing, Viewpoint, enter, record_activity};
use crewline_core::db::Db;
use crewline_core::secret::digest;
use crewline_core::{Error, accounts};

use super::api_failure::{ApiFailure, unauthorized};
use super::failure::not_found;
use super::page_failure::PageFailure;
use super::{client, cookies, log_in_as};
use crate::state::App;

/// A proof by a signed-in browser, for a page.
#[derive(Debug)]
pub struct Page<P>(pub P);

/// A proof by an API token, for the JSON API.
#[derive(Debug)]
pub struct Api<P>(pub P);

/// A proof that is made from a viewpoint and a path.
pub trait Prove: Sized + Send {
    /// The action's row in the table of actions.
    const ENTRY: Entry;

    /// Makes the proof.
    ///
    /// # Errors
    /// Returns the refusal, or an error when the database fails.
    fn prove(db: &Db, viewpoint: &Viewpoint, path: &RawPathParams) -> impl Future<Output = Result<Self, Error>> + Send;
}

impl<A: Action> Prove for May<A> {
    const ENTRY: Entry = A::ENTRY;

    async fn prove(_: &Db, viewpoint: &Viewpoint, _: &RawPathParams) -> Result<Self, Error> {
        Ok(viewpoint.may()?)
    }
}

/// The name of a thing's id in paths.
pub trait PathParameter: Thing {
    /// `number` for `{number}`.
    const NAME: &'static str;
}

impl<T: PathParameter, A: Action> Prove for Held<T, A> {
    const ENTRY: Entry = A::ENTRY;

    async fn prove(db: &Db, viewpoint: &Viewpoint, path: &RawPathParams) -> Result<Self, Error> {
        let may = viewpoint.may()?;
        let text = param(path, T::NAME).ok_or_else(not_found)?;
        let id = text.parse().map_err(|_| not_found())?;
        T::hold(db, may, id).await
    }
}

/// The first argument of a business's handler.
pub trait Guard {
    /// The action's row in the table of actions.
    const ENTRY: Entry;
    /// Whether it is for the JSON API.
    const API: bool;
}

impl<P: Prove> Guard for Page<P> {
    const ENTRY: Entry = P::ENTRY;
    const API: bool = false;
}

impl<P: Prove> Guard for Api<P> {
    const ENTRY: Entry = P::ENTRY;
    const API: bool = true;
}

impl<P: Prove> FromRequestParts<App> for Page<P> {
    type Rejection = PageFailure;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, PageFailure> {
        let path = RawPathParams::from_request_parts(parts, app).await.map_err(|_| not_found())?;
        let slug = param(&path, "business").ok_or_else(not_found)?;
        let Some(token) = cookies::session(&app.config, &parts.headers) else {
            return Err(PageFailure::SignIn(sign_in_return(parts)));
        };
        let address = client::address(&app.config, parts);
        if let Some(credential) = cookies::log_in_as(&app.config, &parts.headers) {
            // A change meant as the teammate is never made as oneself.
            let viewpoint = enter::logged_in_as(&app.db, &credential, &token, slug, &address).await?;
            let viewpoint = viewpoint.ok_or_else(|| log_in_as::log_in_as_over(&app.config, parts, slug))?;
            return Ok(Self(P::prove(&app.db, &viewpoint, &path).await?));
        }
        let Some(viewpoint) = enter::by_session(&app.db, &token, slug, &address).await? else {
            // The same response for a business that does not exist and for one without a membership.
            let is_signed_in = accounts::find_signed_in(&app.db, &token).await?.is_some();
            return Err(if is_signed_in { not_found().into() } else { PageFailure::SignIn(sign_in_return(parts)) });
        };
        record_visit(app, &viewpoint).await;
        Ok(Self(P::prove(&app.db, &viewpoint, &path).await?))
    }
}

/// Records the visit. The request continues even if that fails.
async fn record_visit(app: &App, viewpoint: &Viewpoint) {
    if let Err(error) = record_activity(&app.db, viewpoint).await {
        tracing::warn!(%error, "the visit could not be recorded");
    }
}

impl<P: Prove> FromRequestParts<App> for Api<P> {
    type Rejection = ApiFailure;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, ApiFailure> {
        let path = RawPathParams::from_request_parts(parts, app).await.map_err(|_| not_found())?;
        let token = bearer(parts).ok_or_else(unauthorized)?;
        let address = client::address(&app.config, parts);
        let viewpoint = enter::by_token(&app.db, &digest(token), &address).await?.ok_or_else(unauthorized)?;
        record_visit(app, &viewpoint).await;
        Ok(Self(P::prove(&app.db, &viewpoint, &path).await?))
    }
}

/// The token of `Authorization: Bearer TOKEN`.
pub(crate) fn bearer(parts: &Parts) -> Option<&str> {
    let header = parts.headers.get(AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = header.split_once(' ')?;
    let token = token.trim();
    (scheme.eq_ignore_ascii_case("bearer") && !token.is_empty() && token.len() <= 200).then_some(token)
}

pub(crate) fn param<'p>(path: &'p RawPathParams, name: &str) -> Option<&'p str> {
    path.iter().find_map(|(key, value)| (key == name).then_some(value))
}

/// The page to return to after signing in; `None` unless the request is a GET.
fn sign_in_return(parts: &Parts) -> Option<String> {
    let requested = parts.uri.path_and_query()?.as_str();
    (parts.method == axum::http::Method::GET).then(|| requested.to_owned())
}

impl PathParameter for crewline_core::accounts::sessions::Session {
    const NAME: &'static str = "session";
}

impl PathParameter for crewline_core::accounts::tokens::Token {
    const NAME: &'static str = "token";
}

impl PathParameter for crewline_core::numbers::Number {
    const NAME: &'static str = "number";
}

impl PathParameter for crewline_core::numbers::groups::Group {
    const NAME: &'static str = "group";
}

impl PathParameter for crewline_core::calls::Call {
    const NAME: &'static str = "call";
}

impl PathParameter for crewline_core::invitations::Invitation {
    const NAME: &'static str = "invitation";
}

impl PathParameter for crewline_core::members::Member {
    const NAME: &'static str = "member";
}

impl PathParameter for crewline_core::jobs::FailedJob {
    const NAME: &'static str = "job";
}
