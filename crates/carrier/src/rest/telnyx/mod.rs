//! Telnyx's API: JSON, a bearer token, and addresses that belong to applications and messaging profiles.
//!
//! A number has no addresses of its own. Its calls go to the addresses of its TeXML application, and its texts to that
//! of its messaging profile. So numbers are set up by finding or making both, and then assigning the number to them.

mod application;
mod notice;
mod number;
mod order;
mod profile;
mod resources;

use serde_json::{Value, json};
use url::Url;

use super::fault::Fault;
use super::json::{code, id, text};
use super::number::{AvailableNumber, NumberAtCarrier};
use super::operation::{Operation, Step};
use super::order::{Order, OrderState, Setup};
use super::outbound_call::{OutboundCall, PlacedCall};
use super::request::{Answer, Method, Request};
use super::search::Search;
use super::{NumbersAtCarrier, below};
use crate::id::CarrierId;
use crate::phone_number::PhoneNumber;

pub use notice::read_order_notice;

/// An account at Telnyx.
#[derive(Clone, Debug)]
pub(super) struct Telnyx {
    root: Url,
    account: String,
}

impl Telnyx {
    pub(super) fn connect(account: &str, base: Option<Url>) -> Result<Self, Fault> {
        let own = || Url::parse("https://api.telnyx.com").map_err(|_| Fault::ApiAddress);
        let base = base.map_or_else(own, Ok)?;
        Ok(Self { root: below(&base, ["v2"]), account: account.to_owned() })
    }

    fn url<'a>(&self, parts: impl IntoIterator<Item = &'a str>) -> Url {
        below(&self.root, parts)
    }

    /// A request whose answer is read as JSON.
    fn ask<T: 'static>(
        request: Request,
        read: impl FnOnce(Value) -> Result<Step<T>, Fault> + Send + 'static,
    ) -> Operation<T> {
        Operation::new(request, move |answer| read(read_json(&answer)?))
    }

    /// Sets up a number: its application first, then its messaging profile.
    fn assign(&self, number: CarrierId, application: CarrierId, profile: Option<CarrierId>) -> Operation<()> {
        let api = self.clone();
        let body = json!({"connection_id": application.as_str()});
        let request = Request::json(Method::Patch, self.url(["phone_numbers", number.as_str()]), &body);
        Self::ask(request, move |_| {
            let Some(profile) = profile else { return Ok(Step::Done(())) };
            let body = json!({"messaging_profile_id": profile.as_str()});
            let url = api.url(["phone_numbers", number.as_str(), "messaging"]);
            Ok(Step::Send(Self::ask(Request::json(Method::Patch, url, &body), |_| Ok(Step::Done(())))))
        })
    }

    /// The ids of the application and of the messaging profile of a setup, which are made or changed where need be.
    fn resources(&self, setup: &Setup) -> Operation<(CarrierId, Option<CarrierId>)> {
        let (api, setup) = (self.clone(), setup.clone());
        self.application(&setup).then(move |application| {
            Ok(match api.profile(&setup) {
                Some(profile) => Step::Send(profile.map(|profile| (application, Some(profile)))),
                None => Step::Done((application, None)),
            })
        })
    }
}

impl NumbersAtCarrier for Telnyx {
    fn check_account(&self) -> Operation<()> {
        Operation::new(Request::get(self.url(["balance"])), |answer| match read_json(&answer) {
            Ok(json) if json["data"]["record_type"] == "balance" => Ok(Step::Done(())),
            Ok(_) => Err(Fault::NotTheCarrier),
            // A key that may do little may still do enough; but one that may not see the account is of no use.
            Err(Fault::NotThere) => Err(Fault::UnknownAccount),
            Err(fault) => Err(fault),
        })
    }

    fn list_numbers(&self) -> Operation<Vec<NumberAtCarrier>> {
        self.numbers()
    }

    fn find_number(&self, phone_number: &PhoneNumber) -> Operation<Option<NumberAtCarrier>> {
        self.number(phone_number)
    }

    fn set_up(&self, number: &CarrierId, setup: &Setup) -> Operation<()> {
        let (api, number) = (self.clone(), number.clone());
        self.resources(setup)
            .then(move |(application, profile)| Ok(Step::Send(api.assign(number, application, profile))))
    }

    fn search(&self, search: &Search) -> Operation<Vec<AvailableNumber>> {
        self.available(search)
    }

    fn order(&self, order: &Order) -> Operation<OrderState> {
        self.place_order(order)
    }

    fn look_up_order(&self, order: &Order) -> Operation<OrderState> {
        self.find_order(order)
    }

    fn release(&self, number: &CarrierId) -> Operation<()> {
        let request = Request::delete(self.url(["phone_numbers", number.as_str()]));
        Operation::new(request, |answer| match fault(&answer) {
            None | Some(Fault::NotThere) => Ok(Step::Done(())),
            // A locked number, or one with an emergency address.
            Some(Fault::Refused { status: 409 | 422, .. } | Fault::AddressNeeded) => Err(Fault::ReleaseBlocked),
            Some(fault) => Err(fault),
        })
    }

    fn place_call(&self, call: &OutboundCall) -> Operation<PlacedCall> {
        let (api, call) = (self.clone(), call.clone());
        self.raw_number(&call.from).then(move |number| {
            // The calls of a number are placed by its own application.
            let application = number.as_ref().and_then(|number| id(number, "connection_id")).ok_or(Fault::NotThere)?;
            let mut body = json!({
                "ApplicationSid": application.as_str(),
                "To": call.to.as_str(),
                "From": call.from.as_str(),
                "Url": call.document,
                "UrlMethod": "POST",
                "Timeout": call.ring_seconds.clamp(5, 120),
            });
            if let Some(status) = &call.status {
                body["StatusCallback"] = json!(status);
                body["StatusCallbackMethod"] = json!("POST");
            }
            let url = api.url(["texml", "Accounts", api.account.as_str(), "Calls"]);
            Ok(Step::Send(Self::ask(Request::json(Method::Post, url, &body), |json| {
                let names = ["sid", "call_sid", "CallSid"];
                let places = [&json, &json["data"]];
                let id = names.iter().find_map(|name| places.iter().find_map(|place| id(place, name)));
                Ok(Step::Done(PlacedCall { id }))
            })))
        })
    }
}

/// The JSON of an answer, or the reason for a refusal.
fn read_json(answer: &Answer) -> Result<Value, Fault> {
    match fault(answer) {
        Some(fault) => Err(fault),
        None => answer.json().ok_or(Fault::NotTheCarrier),
    }
}

/// The reason for a refusal. The first error counts; the carrier has many codes, so its title helps out.
fn fault(answer: &Answer) -> Option<Fault> {
    if answer.is_success() {
        return None;
    }
    let json = answer.json().unwrap_or_default();
    let error = &json["errors"][0];
    let code = code(&error["code"]);
    let title = text(error, "title").unwrap_or_default().to_ascii_lowercase();
    let has = |words: &[&str]| words.iter().any(|word| title.contains(word));
    Some(match code {
        Some(10_003) => Fault::WebhookRefused,
        Some(10_005) => Fault::NotThere,
        Some(10_009) => Fault::WrongCredentials,
        Some(10_010) => Fault::Forbidden,
        Some(10_011) => Fault::RateLimited { retry_after: answer.retry_after },
        _ if answer.status >= 500 => Fault::of_status(answer, code),
        _ if has(&["insufficient", "balance", "credit"]) => Fault::NoMoney,
        _ if has(&["requirement", "address"]) => Fault::AddressNeeded,
        _ if has(&["not available", "no longer available", "unavailable"]) => Fault::NumberGone,
        _ if has(&["limit exceeded", "not verified", "upgrade"]) => Fault::AccountLimit,
        _ => Fault::of_status(answer, code),
    })
}

#[cfg(test)]
mod tests;
