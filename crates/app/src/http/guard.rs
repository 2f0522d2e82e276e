//! Guards: a proof of the right to do something, as the first argument of every handler of a business.
//!
//! They own the path's ids: a handler never sees `{business}`, `{number}`, `{call}`, only the proof and the thing.

use axum::extract::{FromRequestParts, RawPathParams};
use axum::http::header::{AUTHORIZATION, HOST, REFERER};
use axum::http::request::Parts;
use crewline_core::access::{Action, Entry, Held, May, Thing, Viewpoint, actions, enter, record_activity};
use crewline_core::db::Db;
use crewline_core::secret::digest;
use crewline_core::{Error, accounts};

use super::api_failure::{ApiFailure, unauthorized};
use super::failure::not_found;
use super::flash::flash_cookie;
use super::page_failure::PageFailure;
use super::redirect::own_path;
use super::{client, cookies, log_in_as};
use crate::state::App;
use crate::view::Flash;

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
            return Err(sign_in_first(app, parts, slug));
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
            return Err(if is_signed_in { not_found().into() } else { sign_in_first(app, parts, slug) });
        };
        record_visit(app, &viewpoint).await;
        Ok(Self(P::prove(&app.db, &viewpoint, &path).await?))
    }
}

/// A proof that the requester is an Owner of a deleted business, which they may take back. Once it is not deleted any more, its
/// Owners are led to it.
#[derive(Debug)]
pub struct Deleted(pub May<actions::DeleteBusiness>);

impl Guard for Deleted {
    const ENTRY: Entry = actions::DeleteBusiness::ENTRY;
    const API: bool = false;
}

impl FromRequestParts<App> for Deleted {
    type Rejection = PageFailure;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, PageFailure> {
        let path = RawPathParams::from_request_parts(parts, app).await.map_err(|_| not_found())?;
        let slug = param(&path, "business").ok_or_else(not_found)?;
        if let Some(token) = cookies::session(&app.config, &parts.headers) {
            let address = client::address(&app.config, parts);
            if let Some(viewpoint) = enter::by_session_in_deleted(&app.db, &token, slug, &address).await? {
                return Ok(Self(viewpoint.may()?));
            }
        }
        let Page(may) = Page::<May<actions::DeleteBusiness>>::from_request_parts(parts, app).await?;
        let flash = Flash::good(format!("{} is not deleted.", may.viewpoint().business_name()));
        let set = flash_cookie(&app.config, &flash).into_iter().collect();
        Err(PageFailure::Elsewhere { to: format!("/b/{}", may.viewpoint().slug()), set })
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

/// Leads to the sign-in page, and from there back: to the requested page, or to the page that held a sent form.
fn sign_in_first(app: &App, parts: &Parts, slug: &str) -> PageFailure {
    if parts.method == axum::http::Method::GET {
        return PageFailure::SignIn(parts.uri.path_and_query().map(|requested| requested.as_str().to_owned()));
    }
    PageFailure::SignInAfterForm(form_page(app, parts).unwrap_or_else(|| format!("/b/{slug}")))
}

/// The page of ours that a form was sent from, as the browser names it.
fn form_page(app: &App, parts: &Parts) -> Option<String> {
    let text = |name| parts.headers.get(name).and_then(|value: &axum::http::HeaderValue| value.to_str().ok());
    let page = url::Url::parse(text(REFERER)?).ok()?;
    let is_own = app.config.public_url.is_own_origin(&page.origin().ascii_serialization(), text(HOST));
    let path = &page[url::Position::BeforePath..url::Position::AfterQuery];
    own_path(path).filter(|_| is_own).map(str::to_owned)
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

impl PathParameter for crewline_core::calls::notes::Note {
    const NAME: &'static str = "note";
}

impl PathParameter for crewline_core::tags::Tag {
    const NAME: &'static str = "tag";
}

impl PathParameter for crewline_core::qualified_rules::Rule {
    const NAME: &'static str = "rule";
}

impl PathParameter for crewline_core::blocked_callers::BlockedCaller {
    const NAME: &'static str = "blocked_caller";
}

impl PathParameter for crewline_core::reports::saved::SavedReport {
    const NAME: &'static str = "report";
}

impl PathParameter for crewline_core::call_views::CallView {
    const NAME: &'static str = "view";
}

impl PathParameter for crewline_core::members::OutsideRecipient {
    const NAME: &'static str = "recipient";
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
