//! The guard of a live stream. A browser's session or a token opens the stream, and is checked again while it lasts.

use axum::extract::{FromRequestParts, RawPathParams};
use axum::http::request::Parts;
use crewline_core::access::{Viewpoint, enter};
use crewline_core::accounts;
use crewline_core::secret::{Digest, digest};

use crate::http::api_failure::{ApiFailure, unauthorized};
use crate::http::failure::not_found;
use crate::http::guard::{Guard, Prove, bearer, param};
use crate::http::{client, cookies};
use crate::state::App;

/// A proof, and the credential that renews it.
#[derive(Debug)]
pub(crate) struct Watch<P> {
    /// The proof when the stream opened.
    pub(crate) proof: P,
    /// The credential that the proof was made from.
    pub(crate) credential: StreamCredential,
}

impl<P: Prove> Guard for Watch<P> {
    const ENTRY: crewline_core::access::Entry = P::ENTRY;
    const API: bool = true;
}

/// The credential that opened a stream.
#[derive(Debug)]
pub(crate) struct StreamCredential {
    hash: CredentialHash,
    slug: String,
    address: String,
}

#[derive(Debug)]
enum CredentialHash {
    Token(Digest),
    Session(Digest),
    /// The session of Log in as, and the person's own.
    LoggedInAs(Digest, Digest),
}

impl StreamCredential {
    /// The current viewpoint; `None` once the session, the token or the membership has ended.
    pub(crate) async fn enter(&self, app: &App) -> Result<Option<Viewpoint>, crewline_core::db::Error> {
        let (db, slug, address) = (&app.db, &self.slug, &self.address);
        match &self.hash {
            CredentialHash::Session(own) => enter::by_session(db, own, slug, address).await,
            CredentialHash::LoggedInAs(acting, own) => enter::logged_in_as(db, acting, own, slug, address).await,
            CredentialHash::Token(token) => {
                let viewpoint = enter::by_token(db, token, address).await?;
                Ok(viewpoint.filter(|viewpoint| viewpoint.slug() == self.slug))
            }
        }
    }

    /// Whether the credential is valid for any business.
    async fn is_valid(&self, app: &App) -> Result<bool, crewline_core::db::Error> {
        Ok(match &self.hash {
            CredentialHash::Session(own) => accounts::find_signed_in(&app.db, own).await?.is_some(),
            // A stream under Log in as ends with it.
            CredentialHash::LoggedInAs(..) => false,
            CredentialHash::Token(token) => enter::by_token(&app.db, token, &self.address).await?.is_some(),
        })
    }
}

impl<P: Prove> FromRequestParts<App> for Watch<P> {
    type Rejection = ApiFailure;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, ApiFailure> {
        let path = RawPathParams::from_request_parts(parts, app).await.map_err(|_| not_found())?;
        let slug = param(&path, "business").ok_or_else(not_found)?.to_owned();
        let session = cookies::session(&app.config, &parts.headers);
        let hash = match (bearer(parts), session, cookies::log_in_as(&app.config, &parts.headers)) {
            (Some(token), ..) => CredentialHash::Token(digest(token)),
            (None, Some(own), Some(acting)) => CredentialHash::LoggedInAs(acting, own),
            (None, Some(own), None) => CredentialHash::Session(own),
            (None, None, _) => return Err(unauthorized()),
        };
        let credential = StreamCredential { hash, slug, address: client::address(&app.config, parts) };
        let Some(viewpoint) = credential.enter(app).await? else {
            // A valid credential of another business: this one does not exist for it.
            return Err(if credential.is_valid(app).await? { not_found().into() } else { unauthorized() });
        };
        Ok(Self { proof: P::prove(&app.db, &viewpoint, &path).await?, credential })
    }
}
