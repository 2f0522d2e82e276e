//! Requests inside the program, as a signed-in person and as their program.

use axum::Router;
use axum::body::{Body, Bytes, to_bytes};
use axum::http::header::{AUTHORIZATION, COOKIE};
use axum::http::{Request, StatusCode};
use crewline_core::access::{Viewpoint, enter};
use crewline_core::accounts::prove_recent_password;
use crewline_core::accounts::sessions::{self, Device};
use crewline_core::accounts::tokens::{self, NewToken};
use crewline_core::ids::UserId;
use crewline_core::secret::digest;
use secrecy::ExposeSecret;
use tower::ServiceExt;

use super::SearchError;
use crate::http::cookies;
use crate::state::App;

/// The most bytes of an answer that are looked at.
const MAX_BYTES: usize = 64 * 1024 * 1024;
/// How much of each side a difference shows.
const SHOWN_CHARACTERS: usize = 60;

/// The program and the business that is walked.
pub(super) struct Walker<'a> {
    pub(super) app: &'a App,
    pub(super) router: Router,
    pub(super) slug: &'a str,
}

/// A person's session and token.
pub(super) struct Credentials {
    cookie: String,
    token: Option<String>,
}

/// An answer.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Answer {
    pub(super) status: StatusCode,
    body: Bytes,
}

impl Walker<'_> {
    /// Signs a person in.
    pub(super) async fn sign_in(&self, user: UserId) -> Result<Credentials, SearchError> {
        let (viewpoint, session) = enter(self.app, self.slug, user).await?;
        let token = match viewpoint.may() {
            Ok(may) => {
                // The session was opened at this moment.
                let recent = prove_recent_password(&self.app.db, &self.app.passwords, &viewpoint, None).await?;
                let new = NewToken { name: "search for leaks".into(), days: Some(1), reads_only: true };
                Some(tokens::create(&self.app.db, &may, &recent, &new).await?.expose_secret().to_owned())
            }
            Err(_) => None,
        };
        let credentials =
            Credentials { cookie: format!("{}={session}", cookies::session_name(&self.app.config)), token };
        // Settings → API says when the token was last used: it has been before the first look.
        self.get(&credentials, "/api/v1/me").await?;
        Ok(credentials)
    }

    /// Asks for an address.
    pub(super) async fn get(&self, by: &Credentials, path: &str) -> Result<Answer, SearchError> {
        let response = self.respond(by, path).await?;
        let (parts, body) = response.into_parts();
        let body = to_bytes(body, MAX_BYTES).await.map_err(|error| SearchError(format!("{path}: {error}")))?;
        Ok(Answer { status: parts.status, body })
    }

    /// The response, whose body may go on for ever.
    pub(super) async fn respond(&self, by: &Credentials, path: &str) -> Result<axum::response::Response, SearchError> {
        let request = match &by.token {
            Some(token) if path.starts_with("/api/") => {
                Request::get(path).header(AUTHORIZATION, format!("Bearer {token}"))
            }
            _ => Request::get(path).header(COOKIE, &by.cookie),
        };
        let request = request.body(Body::empty()).map_err(|error| SearchError(format!("{path}: {error}")))?;
        let Ok(response) = self.router.clone().oneshot(request).await;
        Ok(response)
    }
}

/// Opens a session of a person and enters a business by it.
pub(super) async fn enter(app: &App, slug: &str, user: UserId) -> Result<(Viewpoint, String), SearchError> {
    let device = Device { address: String::new(), agent: "crewline audit leaks".into(), browser: None };
    let session = sessions::open(&app.db, user, &device).await?;
    let viewpoint = enter::by_session(&app.db, &digest(session.expose_secret()), slug, "").await?;
    let viewpoint = viewpoint.ok_or_else(|| SearchError("a member can't enter their own business".into()))?;
    Ok((viewpoint, session.expose_secret().to_owned()))
}

impl Answer {
    /// The body as text.
    pub(super) fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// Where another answer differs, in a sentence.
    pub(super) fn difference(&self, other: &Self) -> String {
        if self.status != other.status {
            return format!("{} became {}", self.status.as_u16(), other.status.as_u16());
        }
        let (before, after) = (self.text(), other.text());
        let same = before.chars().zip(after.chars()).take_while(|(a, b)| a == b).count();
        let part = |text: &str| {
            let start = same.saturating_sub(SHOWN_CHARACTERS / 2);
            text.chars().skip(start).take(SHOWN_CHARACTERS).collect::<String>()
        };
        format!("{:?} became {:?}", part(&before), part(&after))
    }
}
