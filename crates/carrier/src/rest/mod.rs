//! The carriers' REST APIs for accounts, numbers and calls: requests are built and answers read, and nothing is sent.
//!
//! Every function of [`NumbersAtCarrier`] returns an [`Operation`]: the first request, and the reading of its answer,
//! which gives the next request or the result. The sender adds credentials, waits and retries.

mod compatible;
mod fault;
mod json;
mod number;
mod operation;
mod order;
mod outbound_call;
mod request;
mod search;
mod signalwire;
mod telnyx;
mod twilio;

use std::fmt;

use url::Url;

pub use fault::Fault;
pub use number::{Abilities, Addresses, AvailableNumber, NumberAtCarrier, NumberKind, Price, Webhooks};
pub use operation::{Operation, Step};
pub use order::{Order, OrderNotice, OrderState, Setup};
pub use outbound_call::{OutboundCall, PlacedCall};
pub use request::{Answer, Body, Method, Request, retry_after};
pub use search::{CountryCode, MAX_RESULTS, NotACountry, Search};
pub use telnyx::read_order_notice;

use crate::id::CarrierId;
use crate::phone_number::PhoneNumber;
use crate::provider::Provider;

/// The most pages of a list. A list that goes on is taken for a circle.
const MAX_PAGES: usize = 200;

/// The account and its numbers at a carrier.
pub trait NumbersAtCarrier: fmt::Debug + Send + Sync {
    /// Checks that the account is there and usable.
    fn check_account(&self) -> Operation<()>;

    /// All numbers of the account.
    fn list_numbers(&self) -> Operation<Vec<NumberAtCarrier>>;

    /// One number of the account.
    fn find_number(&self, phone_number: &PhoneNumber) -> Operation<Option<NumberAtCarrier>>;

    /// Sets the addresses of a number, and ends whatever else its calls went to. It may be repeated.
    fn set_up(&self, number: &CarrierId, setup: &Setup) -> Operation<()>;

    /// Numbers that could be bought.
    fn search(&self, search: &Search) -> Operation<Vec<AvailableNumber>>;

    /// Orders a number. After a lost answer it is looked up first, or it may be bought twice.
    fn order(&self, order: &Order) -> Operation<OrderState>;

    /// Looks whether an order was taken and what became of it.
    fn look_up_order(&self, order: &Order) -> Operation<OrderState>;

    /// Gives a number back. One that is not there counts as given back, so it may be repeated.
    fn release(&self, number: &CarrierId) -> Operation<()>;

    /// Places a call.
    fn place_call(&self, call: &OutboundCall) -> Operation<PlacedCall>;
}

/// The API of a carrier for an account. `base` is another address of the API than the carrier's own.
///
/// # Errors
/// Returns [`Fault::ApiAddress`] for an address that is none of the web, and [`Fault::NoApiAddress`] where the carrier
/// needs one.
pub fn connect(provider: Provider, account: &str, base: Option<&str>) -> Result<Box<dyn NumbersAtCarrier>, Fault> {
    let base = base.map(parse_base).transpose()?;
    let api: Box<dyn NumbersAtCarrier> = match provider {
        Provider::Twilio => Box::new(twilio::connect(account, base)?),
        Provider::SignalWire => Box::new(signalwire::connect(account, base.ok_or(Fault::NoApiAddress)?)),
        Provider::Telnyx => Box::new(telnyx::Telnyx::connect(account, base)?),
    };
    Ok(api)
}

fn parse_base(text: &str) -> Result<Url, Fault> {
    let url = Url::parse(text).map_err(|_| Fault::ApiAddress)?;
    if matches!(url.scheme(), "http" | "https") { Ok(url) } else { Err(Fault::ApiAddress) }
}

/// An address below another. Each part is one segment, so it can't lead elsewhere.
fn below<'a>(base: &Url, parts: impl IntoIterator<Item = &'a str>) -> Url {
    let mut url = base.clone();
    if let Ok(mut segments) = url.path_segments_mut() {
        segments.pop_if_empty().extend(parts);
    }
    url
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_of_an_address_can_not_lead_elsewhere() {
        let base = Url::parse("https://api.carrier.example/v2/").unwrap();
        let url = below(&base, ["Accounts", "../../x?y#z"]);
        assert_eq!(url.as_str(), "https://api.carrier.example/v2/Accounts/..%2F..%2Fx%3Fy%23z");
    }

    #[test]
    fn an_account_needs_an_address_of_the_web() {
        for base in ["", "api.example", "ftp://api.example", "data:text/plain,1"] {
            for provider in Provider::ALL {
                assert_eq!(connect(provider, "AC1", Some(base)).unwrap_err(), Fault::ApiAddress, "{base}");
            }
        }
        assert_eq!(connect(Provider::SignalWire, "AC1", None).unwrap_err(), Fault::NoApiAddress);
        for provider in [Provider::Twilio, Provider::Telnyx] {
            assert!(connect(provider, "AC1", None).is_ok());
        }
    }
}
