//! Twilio's API.

use serde_json::Value;
use url::Url;

use super::below;
use super::compatible::{Compatible, Dialect, Prices};
use super::fault::Fault;
use super::json::{items, price, text};
use super::number::{AvailableNumber, NumberKind};

static DIALECT: Dialect = Dialect {
    reason,
    other_routes: &["VoiceApplicationSid", "TrunkSid", "SmsApplicationSid"],
    prices: Some(Prices {
        base: "https://pricing.twilio.com",
        path: &["v1", "PhoneNumbers", "Countries"],
        add: add_prices,
    }),
};

/// The account. Another base has the prices, too.
pub(super) fn connect(account: &str, base: Option<Url>) -> Result<Compatible, Fault> {
    let own = |text: &str| Url::parse(text).map_err(|_| Fault::ApiAddress);
    let prices = match (&base, &DIALECT.prices) {
        (Some(base), _) => Some(base.clone()),
        (None, Some(prices)) => Some(own(prices.base)?),
        (None, None) => None,
    };
    let base = base.map_or_else(|| own("https://api.twilio.com"), Ok)?;
    Ok(Compatible::new(&DIALECT, below(&base, ["2010-04-01"]), account, prices))
}

/// The reasons that Twilio's codes stand for.
fn reason(code: u32) -> Option<Fault> {
    Some(match code {
        20_003 => Fault::WrongCredentials,
        20_005 | 10_001 => Fault::Suspended,
        20_006 | 20_008 | 20_403 => Fault::Forbidden,
        20_404 => Fault::NotThere,
        20_429 => Fault::RateLimited { retry_after: None },
        // An address that can't be read, or a fallback without an address that it could replace.
        21_402 | 21_405 | 21_406 | 21_502 => Fault::WebhookRefused,
        21_404 => Fault::AccountLimit,
        21_422 => Fault::NumberGone,
        21_452 => Fault::NoneLeft,
        // A postal address, a certificate, or a bundle of papers.
        21_613 | 21_615 | 21_628 | 21_631 | 21_649..=21_651 => Fault::AddressNeeded,
        _ => return None,
    })
}

/// Adds the monthly prices of a country's numbers.
fn add_prices(numbers: &mut [AvailableNumber], json: &Value) {
    let of_kind = |kind: NumberKind| {
        let name = match kind {
            NumberKind::Local => "local",
            NumberKind::TollFree => "toll free",
            NumberKind::Mobile => "mobile",
        };
        let entry =
            items(json, "phone_number_prices")?.iter().find(|entry| text(entry, "number_type") == Some(name))?;
        price(&entry["current_price"], &json["price_unit"])
    };
    for number in numbers {
        number.monthly_price = of_kind(number.kind);
    }
}

#[cfg(test)]
#[path = "twilio/tests.rs"]
mod tests;
