//! A verified request of a business's carrier: the first argument of every webhook.

use axum::extract::{FromRequest, Request};
use crewline_core::carrier::Authentic;
use crewline_core::carrier::connection::{self, Connection, LookUp};
use crewline_core::carrier::form::Form;
use crewline_core::carrier::id::CarrierId;
use crewline_core::carrier::left_out::LeftOut;
use crewline_core::carrier::provider::Provider;
use crewline_core::carrier::webhooks::Reason;
use crewline_core::ids::BusinessId;
use crewline_core::{Error, db};

use super::answer::{Answer, WebhookRefusal};
use super::raw_request::RawRequest;
use super::{deleted, notes};
use crate::state::App;

/// A request of a business's carrier, verified with the business's own secrets.
#[derive(Debug)]
pub(super) struct Webhook {
    /// The business's name in addresses.
    pub(super) slug: String,
    /// The proof.
    pub(super) carrier: Authentic,
    account: String,
    address: String,
}

impl FromRequest<App> for Webhook {
    type Rejection = WebhookRefusal;

    async fn from_request(request: Request, app: &App) -> Result<Self, WebhookRefusal> {
        let raw = RawRequest::from_request(request, app).await?;
        let started = tokio::time::Instant::now();
        match connection::look_up(&app.db, &app.seal, &raw.slug).await {
            Ok(found) => Self::verify_found(app, raw, found, started).await,
            Err(error) => {
                let refusal = WebhookRefusal::from(error);
                note_unavailable(app, &refusal);
                Err(refusal)
            }
        }
    }
}

impl Webhook {
    /// Verifies a request with what its address leads to. Every refusal takes the same time, whatever the address leads to
    /// and whatever the body is.
    pub(super) async fn verify_found(
        app: &App,
        raw: RawRequest,
        found: LookUp,
        started: tokio::time::Instant,
    ) -> Result<Self, WebhookRefusal> {
        let decoy = |business, reason| {
            let _refused = raw.authenticate(app.config.public_url.as_str(), &Connection::decoy(), app.db.now());
            Err((business, reason))
        };
        let verified = match &found {
            LookUp::Unknown => decoy(None, Reason::NoConnection),
            LookUp::NotConnected(business) => decoy(Some(*business), Reason::NoConnection),
            LookUp::Sealed(business) => decoy(Some(*business), Reason::NoSecret),
            LookUp::Deleted(connection) => {
                match raw.authenticate(app.config.public_url.as_str(), connection, app.db.now()) {
                    Ok(carrier) => return Err(deleted::answer(app.config.public_url.as_str(), &raw, &carrier)),
                    Err(_) => Err((None, Reason::Signature)),
                }
            }
            LookUp::Connected(connection) => raw
                .authenticate(app.config.public_url.as_str(), connection, app.db.now())
                .map(|carrier| (carrier, connection.account().to_owned()))
                .map_err(|error| (Some(connection.business()), error.into())),
        };
        match verified {
            Ok((carrier, account)) => {
                let address = raw.address(app.config.public_url.as_str());
                Ok(Self { slug: raw.slug, carrier, account, address })
            }
            Err((business, reason)) => Err(refuse(app, &raw, business, reason, started).await),
        }
    }

    /// The signed fields.
    pub(super) fn form(&self) -> &Form {
        self.carrier.form()
    }

    /// Refuses a request of another account at the same carrier. Only Twilio and SignalWire identify it by this field.
    pub(super) fn check_account(&self, account: Option<&CarrierId>) -> Result<(), WebhookRefusal> {
        if is_of_account(self.carrier.provider(), &self.account, account) {
            Ok(())
        } else {
            Err(WebhookRefusal::Account)
        }
    }

    /// Logs the fields that the event does without.
    pub(super) fn note_left_out(&self, left_out: &LeftOut) {
        if !left_out.is_empty() {
            tracing::warn!(business = %self.carrier.business(), fields = %left_out, "a webhook's fields can't be read and are left out");
        }
    }

    /// Notes what kept a call from being taken as it should. Its caller hears a sentence all the same.
    pub(super) fn note(&self, app: &App, reason: Option<Reason>) {
        if let Some(reason) = reason {
            notes::refused(app, self.carrier.business(), reason, &self.address);
        }
    }

    /// Notes how the request ended. A thing that is not there is `missing`.
    pub(super) fn conclude(&self, app: &App, answer: Answer, missing: Reason) -> Answer {
        match &answer {
            Ok(_) => notes::good(app, self.carrier.business()),
            Err(refusal) => {
                self.note(app, refusal.reason(missing));
                note_unavailable(app, refusal);
            }
        }
        answer
    }
}

/// Notes that the database does not answer: the carrier asks the fallback next, which then does not wait for it again.
fn note_unavailable(app: &App, refusal: &WebhookRefusal) {
    if matches!(refusal, WebhookRefusal::Product(Error::Db(db::Error::Unavailable(_)))) {
        app.standby.database_failed();
    }
}

/// Whether a request names no other account at the carrier than the connection's own.
pub(super) fn is_of_account(provider: Provider, own: &str, named: Option<&CarrierId>) -> bool {
    let names_account = matches!(provider, Provider::Twilio | Provider::SignalWire);
    !names_account || named.is_none_or(|named| named.as_str() == own)
}

/// Notes a request that is not verified, and waits, so that the time of the answer tells nothing.
async fn refuse(
    app: &App,
    raw: &RawRequest,
    business: Option<BusinessId>,
    reason: Reason,
    started: tokio::time::Instant,
) -> WebhookRefusal {
    if let Some(business) = business {
        notes::refused(app, business, reason, &raw.address(app.config.public_url.as_str()));
    }
    tokio::time::sleep_until(notes::next_step(started, tokio::time::Instant::now())).await;
    WebhookRefusal::Unverified
}
