//! A verified request of a business's carrier: the first argument of every webhook.

use axum::extract::{FromRequest, FromRequestParts, Path, Request};
use axum::http::StatusCode;
use axum::http::request::Parts;
use bytes::Bytes;
use crewline_core::carrier::connection::{self, Connection};
use crewline_core::carrier::id::CarrierId;
use crewline_core::carrier::provider::Provider;
use crewline_core::carrier::signature::{Method, Request as Signed};
use crewline_core::carrier::{Authentic, form::Form};
use crewline_core::time::Timestamp;

use super::answer::WebhookRefusal;
use crate::state::App;

/// A request of a business's carrier, verified with the business's own secrets.
#[derive(Debug)]
pub(super) struct Webhook {
    /// The business's name in addresses.
    pub(super) slug: String,
    /// The proof.
    pub(super) carrier: Authentic,
    account: String,
}

/// A request before it is verified.
pub(super) struct RawRequest {
    pub(super) slug: String,
    parts: Parts,
    body: Bytes,
}

impl FromRequest<App> for RawRequest {
    type Rejection = WebhookRefusal;

    async fn from_request(request: Request, app: &App) -> Result<Self, WebhookRefusal> {
        let (mut parts, body) = request.into_parts();
        let Path(slug) =
            Path::<String>::from_request_parts(&mut parts, app).await.map_err(|_| WebhookRefusal::Unverified)?;
        let request = Request::from_parts(parts.clone(), body);
        let body = Bytes::from_request(request, app)
            .await
            .map_err(|_| WebhookRefusal::Unreadable(StatusCode::PAYLOAD_TOO_LARGE))?;
        Ok(Self { slug, parts, body })
    }
}

impl RawRequest {
    /// Verifies it with the secrets of a connection.
    pub(super) fn verify(self, app: &App, connection: &Connection, now: Timestamp) -> Result<Webhook, WebhookRefusal> {
        let at = self.parts.uri.path_and_query().map_or("/", |at| at.as_str());
        let headers: Vec<(&str, &str)> =
            self.parts.headers.iter().filter_map(|(name, value)| Some((name.as_str(), value.to_str().ok()?))).collect();
        let signed = Signed { method: Method::Post, url: &app.link(at), headers: &headers, body: &self.body };
        let carrier = connection.authenticate(&signed, now)?;
        Ok(Webhook { slug: self.slug, carrier, account: connection.account().to_owned() })
    }
}

impl FromRequest<App> for Webhook {
    type Rejection = WebhookRefusal;

    async fn from_request(request: Request, app: &App) -> Result<Self, WebhookRefusal> {
        let raw = RawRequest::from_request(request, app).await?;
        let connection =
            connection::find_by_slug(&app.db, &app.seal, &raw.slug).await?.ok_or(WebhookRefusal::Unverified)?;
        raw.verify(app, &connection, app.db.now())
    }
}

impl Webhook {
    /// The signed fields.
    pub(super) fn form(&self) -> &Form {
        self.carrier.form()
    }

    /// Refuses a request of another account at the same carrier. Only Twilio and SignalWire identify it by this field.
    pub(super) fn check_account(&self, account: Option<&CarrierId>) -> Result<(), WebhookRefusal> {
        let names_account = matches!(self.carrier.provider(), Provider::Twilio | Provider::SignalWire);
        match account {
            Some(account) if names_account && account.as_str() != self.account => Err(WebhookRefusal::Unverified),
            _ => Ok(()),
        }
    }
}
