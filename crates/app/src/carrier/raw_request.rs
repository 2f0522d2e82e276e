//! A request to a webhook's address before it is verified.

use axum::body::to_bytes;
use axum::extract::{FromRequest, FromRequestParts, Path, Request};
use axum::http::request::Parts;
use bytes::Bytes;
use crewline_core::carrier::Authentic;
use crewline_core::carrier::connection::{Connection, Subject};
use crewline_core::carrier::form::Form;
use crewline_core::carrier::signature::{Method, Request as Signed, SignatureError};
use crewline_core::time::Timestamp;

use super::answer::WebhookRefusal;

/// A request before it is verified.
pub(super) struct RawRequest {
    /// The business's name in the address.
    pub(super) slug: String,
    parts: Parts,
    /// `None` if it is too long or broke off: then nothing can verify it.
    body: Option<Bytes>,
}

impl<S: Send + Sync> FromRequest<S> for RawRequest {
    type Rejection = WebhookRefusal;

    async fn from_request(request: Request, state: &S) -> Result<Self, WebhookRefusal> {
        let (mut parts, body) = request.into_parts();
        let Path(slug) =
            Path::<String>::from_request_parts(&mut parts, state).await.map_err(|_| WebhookRefusal::Unverified)?;
        Ok(Self::read(slug, Request::from_parts(parts, body)).await)
    }
}

impl RawRequest {
    /// Reads the body of a request to the address of a business.
    pub(super) async fn read(slug: String, request: Request) -> Self {
        let (parts, body) = request.into_parts();
        // No carrier sends more, and a longer body can't be verified.
        let body = to_bytes(body, Form::MAX_BYTES).await.ok();
        Self { slug, parts, body }
    }

    /// Verifies it with the secrets of a connection, for an address below the public URL.
    pub(super) fn authenticate(
        &self,
        base: &str,
        connection: &Connection,
        now: Timestamp,
    ) -> Result<Authentic, SignatureError> {
        let at = self.parts.uri.path_and_query().map_or("/", |at| at.as_str());
        let headers: Vec<(&str, &str)> =
            self.parts.headers.iter().filter_map(|(name, value)| Some((name.as_str(), value.to_str().ok()?))).collect();
        let body = self.body.as_deref().unwrap_or_default();
        let signed = Signed { method: Method::Post, url: &format!("{base}{at}"), headers: &headers, body };
        let verified = connection.authenticate(&signed, self.subject(), now);
        if self.body.is_some() { verified } else { Err(SignatureError::BodyKind) }
    }

    /// The address that it is verified against, without the query, which can hold a caller's number.
    pub(super) fn address(&self, base: &str) -> String {
        format!("{base}{}", self.parts.uri.path())
    }

    /// The last part of the address.
    pub(super) fn event(&self) -> &str {
        self.parts.uri.path().rsplit('/').next().unwrap_or_default()
    }

    /// The subject of the address.
    fn subject(&self) -> Subject {
        if matches!(self.event(), "message" | "message-status") { Subject::Messages } else { Subject::Calls }
    }
}
