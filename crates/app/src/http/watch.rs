//! The guard of a live stream: opened by a browser's session or by a token, and asked again and again whether it may
//! go on.

use axum::extract::{FromRequestParts, RawPathParams};
use axum::http::request::Parts;
use crewline_core::access::{Viewpoint, enter};
use crewline_core::secret::{Digest, digest};

use super::api_failure::{ApiFailure, unauthorized};
use super::failure::not_found;
use super::guard::{Guard, Prove, bearer, param};
use super::{client, cookies};
use crate::state::App;

/// A proof, and what it was made from, so that it can be made anew.
#[derive(Debug)]
pub(crate) struct Watch<P> {
    /// The proof, as of now.
    pub(crate) proof: P,
    /// What it was made from.
    pub(crate) credential: Credential,
}

impl<P: Prove> Guard for Watch<P> {
    const ENTRY: crewline_core::access::Entry = P::ENTRY;
    const API: bool = true;
}

/// What somebody came in by.
#[derive(Debug)]
pub(crate) struct Credential {
    token: Digest,
    is_session: bool,
    slug: String,
    address: String,
}

impl Credential {
    /// The viewpoint of this moment; `None` once the session, the token or the membership has ended.
    pub(crate) async fn enter(&self, app: &App) -> Result<Option<Viewpoint>, crewline_core::db::Error> {
        if self.is_session {
            return enter::by_session(&app.db, &self.token, &self.slug, &self.address).await;
        }
        let viewpoint = enter::by_token(&app.db, &self.token, &self.address).await?;
        Ok(viewpoint.filter(|viewpoint| viewpoint.slug() == self.slug))
    }
}

impl<P: Prove> FromRequestParts<App> for Watch<P> {
    type Rejection = ApiFailure;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, ApiFailure> {
        let path = RawPathParams::from_request_parts(parts, app).await.map_err(|_| not_found())?;
        let slug = param(&path, "business").ok_or_else(not_found)?.to_owned();
        let session = cookies::session(&app.config, &parts.headers);
        let (token, is_session) = match (bearer(parts), session) {
            (Some(token), _) => (digest(token), false),
            (None, Some(session)) => (session, true),
            (None, None) => return Err(unauthorized()),
        };
        let credential = Credential { token, is_session, slug, address: client::address(&app.config, parts) };
        let Some(viewpoint) = credential.enter(app).await? else {
            // A live session or token, but of another business: that one is not there for it.
            let known = if is_session {
                crewline_core::people::signed_in(&app.db, &credential.token).await?.is_some()
            } else {
                enter::by_token(&app.db, &credential.token, &credential.address).await?.is_some()
            };
            return Err(if known { not_found().into() } else { unauthorized() });
        };
        Ok(Self { proof: P::prove(&app.db, &viewpoint, &path).await?, credential })
    }
}
