//! SignalWire's API, which is compatible with Twilio's. Each account has an address of its own, and there are no prices.

use url::Url;

use super::below;
use super::compatible::{Compatible, Dialect};
use super::fault::Fault;

static DIALECT: Dialect = Dialect { reason, other_routes: &["VoiceApplicationSid", "SmsApplicationSid"], prices: None };

/// The account at the address of its space.
pub(super) fn connect(account: &str, base: Url) -> Compatible {
    Compatible::new(&DIALECT, below(&base, ["api", "laml", "2010-04-01"]), account, None)
}

/// The reasons that SignalWire's codes stand for.
fn reason(code: u32) -> Option<Fault> {
    Some(match code {
        4_001 => Fault::NoMoney,
        // A feature that the space has not, that a trial has not, or a project that is another's.
        10_001 | 10_004 => Fault::Forbidden,
        10_002 => Fault::AccountLimit,
        20_003 => Fault::WrongCredentials,
        20_404 => Fault::NotThere,
        20_429 => Fault::RateLimited { retry_after: None },
        21_402 | 21_405 | 21_406 => Fault::WebhookRefused,
        21_422 => Fault::NumberGone,
        21_452 => Fault::NoneLeft,
        21_631 => Fault::AddressNeeded,
        _ => return None,
    })
}

#[cfg(test)]
#[path = "signalwire/tests.rs"]
mod tests;
