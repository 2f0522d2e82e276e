//! A guess of a password in a request, within the limits.

use axum::http::request::Parts;
use crewline_core::Error;
use crewline_core::accounts::Email;
use crewline_core::accounts::sessions;

use super::api_failure::ApiFailure;
use super::client;
use super::known_device::KnownDevice;
use super::page_failure::PageFailure;
use crate::limits::{Closed, Guess, Wait, is_same_network};
use crate::state::App;

/// Why a guess can't be made.
pub(crate) enum NoGuess {
    /// There were too many.
    TooMany(Wait),
    /// The database failed.
    Failed(Error),
}

impl From<NoGuess> for PageFailure {
    fn from(reason: NoGuess) -> Self {
        match reason {
            NoGuess::TooMany(wait) => Self::TooMany(wait),
            NoGuess::Failed(error) => error.into(),
        }
    }
}

impl From<NoGuess> for ApiFailure {
    fn from(reason: NoGuess) -> Self {
        match reason {
            NoGuess::TooMany(wait) => Self::too_many(wait),
            NoGuess::Failed(error) => error.into(),
        }
    }
}

/// Admits a guess of the password of an account, by its canonical address or by any other text. A person who has signed in
/// from the same browser or network before is not held up by the guesses of others.
pub(crate) async fn begin_guess(
    app: &App,
    parts: &Parts,
    account: &str,
    email: Option<&Email>,
) -> Result<Guess, NoGuess> {
    let too_many = |closed: Closed| NoGuess::TooMany(closed.wait());
    let device = KnownDevice::from_headers(app, &parts.headers).and_then(|device| device.of_account(account));
    if let Some(device) = device {
        return app.limits.guess_from_known_device(account, &device).await.map_err(too_many);
    }
    let address = client::address(&app.config, parts);
    let closed = match app.limits.guess(account, &address).await {
        Ok(guess) => return Ok(guess),
        Err(closed) => closed,
    };
    let (Closed::ByOthers(_), Some(email)) = (closed, email) else { return Err(too_many(closed)) };
    let known = sessions::addresses(&app.db, email).await.map_err(|error| NoGuess::Failed(error.into()))?;
    if known.iter().any(|known| is_same_network(known, &address)) {
        return app.limits.guess_from_known_network(account, &address).await.map_err(too_many);
    }
    Err(too_many(closed))
}
