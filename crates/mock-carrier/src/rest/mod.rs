//! The REST subset that call tracking needs, shaped as each carrier shapes it.

mod account;
mod answer;
mod available;
mod calls;
mod messages;
mod numbers;
mod prices;
mod recordings;
mod script;
mod telnyx;

use std::sync::Arc;

use axum::Router;
use axum::extract::{OriginalUri, Request, State};
use axum::http::header::AUTHORIZATION;
use axum::http::{HeaderMap, StatusCode};
use axum::middleware::{self, Next};
use axum::response::Response;
use axum::routing::get;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;

pub use script::{RestAnswer, RestScript};

use crate::carrier::Carrier;
use crate::provider::Provider;

/// The REST API of the carrier's own provider, and its recordings.
pub(crate) fn router(carrier: &Arc<Carrier>) -> Router {
    let router = match carrier.config.provider {
        Provider::Twilio => Router::new()
            .nest("/2010-04-01", laml(carrier))
            .route("/v1/PhoneNumbers/Countries/{country}", get(prices::show)),
        Provider::SignalWire => Router::new().nest("/api/laml/2010-04-01", laml(carrier)),
        Provider::Telnyx => telnyx::router(carrier),
    };
    router.layer(middleware::from_fn_with_state(Arc::clone(carrier), script::play)).with_state(Arc::clone(carrier))
}

/// The part that Twilio and SignalWire share.
fn laml(carrier: &Arc<Carrier>) -> Router<Arc<Carrier>> {
    Router::new()
        .route("/Accounts/{account}", get(account::show))
        .route("/Accounts/{account}/IncomingPhoneNumbers.json", get(numbers::index).post(numbers::create))
        .route(
            "/Accounts/{account}/IncomingPhoneNumbers/{number}",
            get(numbers::show).post(numbers::update).delete(numbers::delete),
        )
        .route("/Accounts/{account}/AvailablePhoneNumbers/{country}/{kind}", get(available::index))
        .route("/Accounts/{account}/Calls.json", get(calls::index).post(calls::create))
        .route("/Accounts/{account}/Calls/{call}", get(calls::show))
        .route("/Accounts/{account}/Calls/{call}/Recordings.json", get(recordings::of_call))
        .route("/Accounts/{account}/Recordings.json", get(recordings::index))
        .route("/Accounts/{account}/Recordings/{recording}", get(recordings::show).delete(recordings::delete))
        .route("/Accounts/{account}/Messages.json", get(messages::index).post(messages::create))
        .route("/Accounts/{account}/Messages/{message}", get(messages::show))
        .fallback(answer::unknown_path)
        .layer(middleware::from_fn_with_state(Arc::clone(carrier), require_account))
}

/// Requires the account and its secret by HTTP Basic, and refuses the paths of other accounts.
async fn require_account(
    State(carrier): State<Arc<Carrier>>,
    OriginalUri(uri): OriginalUri,
    request: Request,
    next: Next,
) -> Response {
    let config = &carrier.config;
    let account = uri.path().split("/Accounts/").nth(1).and_then(|rest| rest.split(['/', '.']).next());
    if !has_credentials(&carrier, request.headers()) || account != Some(config.account.as_str()) {
        return answer::refusal(StatusCode::UNAUTHORIZED, 20003, "Authenticate");
    }
    next.run(request).await
}

/// Whether a request has the account and its secret.
fn has_credentials(carrier: &Carrier, headers: &HeaderMap) -> bool {
    let config = &carrier.config;
    let good = format!("Basic {}", STANDARD.encode(format!("{}:{}", config.account, config.secret)));
    headers.get(AUTHORIZATION).and_then(|value| value.to_str().ok()) == Some(good.as_str())
}

impl Carrier {
    /// The path of the account's resources.
    fn account_path(&self) -> String {
        let root = match self.config.provider {
            Provider::SignalWire => "/api/laml/2010-04-01",
            Provider::Twilio | Provider::Telnyx => "/2010-04-01",
        };
        format!("{root}/Accounts/{}", self.config.account)
    }
}

/// A path's last segment without its `.json`.
fn without_extension(segment: &str) -> &str {
    segment.strip_suffix(".json").unwrap_or(segment)
}
