//! The API that Twilio made and SignalWire is compatible with: forms in, JSON out, HTTP Basic.

use serde_json::Value;
use url::Url;

use super::fault::Fault;
use super::json::{address, code, id, items, name, phone_number, text};
use super::number::{Abilities, Addresses, AvailableNumber, NumberAtCarrier, NumberKind};
use super::operation::{Operation, Step};
use super::order::{Order, OrderState, Setup};
use super::outbound_call::{OutboundCall, PlacedCall};
use super::request::{Answer, Request};
use super::search::Search;
use super::{MAX_PAGES, NumbersAtCarrier, below};
use crate::id::CarrierId;
use crate::phone_number::PhoneNumber;

/// The differences between the carriers that share the API.
#[derive(Debug)]
pub(super) struct Dialect {
    /// The reason that a code stands for. `None` leaves it to the status.
    pub(super) reason: fn(u32) -> Option<Fault>,
    /// The fields whose empty value ends whatever else a number's calls and texts go to.
    pub(super) other_routes: &'static [&'static str],
    /// The request for the prices of a country's numbers, and the reading of its answer.
    pub(super) prices: Option<Prices>,
}

/// Adds prices to the numbers of a search.
type SetPrices = fn(&mut [AvailableNumber], &Value);

/// The prices of numbers, which are in an API of their own.
#[derive(Debug)]
pub(super) struct Prices {
    /// The carrier's own address of it.
    pub(super) base: &'static str,
    /// The path before the country.
    pub(super) path: &'static [&'static str],
    /// Adds the prices to numbers of one kind.
    pub(super) add: SetPrices,
}

/// An account at a carrier with the shared API.
#[derive(Clone, Debug)]
pub(super) struct Compatible {
    dialect: &'static Dialect,
    /// The root of the API, which ends in its version.
    root: Url,
    account: String,
    prices: Option<Url>,
}

impl Compatible {
    /// `prices` is the address of the API of prices.
    pub(super) fn new(dialect: &'static Dialect, root: Url, account: &str, prices: Option<Url>) -> Self {
        Self { dialect, root, account: account.to_owned(), prices }
    }

    /// The address of a resource of the account.
    fn url<'a>(&'a self, parts: impl IntoIterator<Item = &'a str>) -> Url {
        below(&self.root, ["Accounts", self.account.as_str()].into_iter().chain(parts))
    }

    fn number_url(&self, number: &CarrierId) -> Url {
        self.url(["IncomingPhoneNumbers", &format!("{number}.json")])
    }

    /// The answer's JSON, or the reason for a refusal.
    fn read(&self, answer: &Answer) -> Result<Value, Fault> {
        if !answer.is_success() {
            let code = answer.json().and_then(|json| code(&json["code"]));
            return Err(match code.and_then(self.dialect.reason) {
                Some(Fault::RateLimited { .. }) => Fault::RateLimited { retry_after: answer.retry_after },
                Some(fault) => fault,
                None => Fault::of_status(answer, code),
            });
        }
        answer.json().ok_or(Fault::NotTheCarrier)
    }

    /// Reads a list from one of its pages on.
    fn pages(&self, url: Url, mut numbers: Vec<NumberAtCarrier>, pages_left: usize) -> Operation<Vec<NumberAtCarrier>> {
        let api = self.clone();
        Operation::new(Request::get(url), move |answer| {
            let json = api.read(&answer)?;
            let items = items(&json, "incoming_phone_numbers").ok_or(Fault::NotTheCarrier)?;
            numbers.extend(items.iter().filter_map(number));
            let Some(next) = text(&json, "next_page_uri") else { return Ok(Step::Done(numbers)) };
            let pages_left = pages_left.checked_sub(1).ok_or(Fault::NotTheCarrier)?;
            let next = api.next_page(next).ok_or(Fault::NotTheCarrier)?;
            Ok(Step::Send(api.pages(next, numbers, pages_left)))
        })
    }

    /// The address of the next page, if it is one of the account's own. The credentials go nowhere else.
    fn next_page(&self, uri: &str) -> Option<Url> {
        let url = self.root.join(uri).ok()?;
        let own = self.url([]);
        let is_own = url.origin() == own.origin() && url.path().starts_with(&format!("{}/", own.path()));
        is_own.then_some(url)
    }
}

impl NumbersAtCarrier for Compatible {
    fn check_account(&self) -> Operation<()> {
        let api = self.clone();
        let file = format!("{}.json", self.account);
        Operation::new(Request::get(below(&self.root, ["Accounts", &file])), move |answer| {
            let json = match api.read(&answer) {
                Err(Fault::NotThere) => return Err(Fault::UnknownAccount),
                Err(Fault::Forbidden) => return Err(Fault::WrongCredentials),
                other => other?,
            };
            if text(&json, "sid") != Some(api.account.as_str()) {
                return Err(Fault::NotTheCarrier);
            }
            match text(&json, "status") {
                None | Some("active") => Ok(Step::Done(())),
                Some("suspended") => Err(Fault::Suspended),
                Some(_) => Err(Fault::Closed),
            }
        })
    }

    fn list_numbers(&self) -> Operation<Vec<NumberAtCarrier>> {
        let mut url = self.url(["IncomingPhoneNumbers.json"]);
        url.query_pairs_mut().append_pair("PageSize", "1000");
        self.pages(url, Vec::new(), MAX_PAGES)
    }

    fn find_number(&self, phone_number: &PhoneNumber) -> Operation<Option<NumberAtCarrier>> {
        let phone_number = phone_number.clone();
        let mut url = self.url(["IncomingPhoneNumbers.json"]);
        url.query_pairs_mut().append_pair("PhoneNumber", phone_number.as_str());
        // The filter also matches numbers of which this is a part.
        let read =
            move |numbers: Vec<NumberAtCarrier>| numbers.into_iter().find(|number| number.phone_number == phone_number);
        self.pages(url, Vec::new(), MAX_PAGES).map(read)
    }

    fn set_up(&self, number: &CarrierId, setup: &Setup) -> Operation<()> {
        let api = self.clone();
        let mut fields = setup_fields(setup);
        let sets_texts = setup.addresses.message.is_some();
        let routes = self.dialect.other_routes.iter().filter(|route| sets_texts || !route.starts_with("Sms"));
        fields.extend(routes.map(|route| (*route, "")));
        let request = Request::form(self.number_url(number), &fields).repeatable();
        Operation::new(request, move |answer| api.read(&answer).map(|_| Step::Done(())))
    }

    fn search(&self, search: &Search) -> Operation<Vec<AvailableNumber>> {
        let (api, search) = (self.clone(), search.clone());
        Operation::new(Request::get(self.search_url(&search)), move |answer| {
            let json = match api.read(&answer) {
                // The country has no numbers of this kind.
                Err(Fault::NotThere | Fault::NoneLeft) => return Ok(Step::Done(Vec::new())),
                other => other?,
            };
            let items = items(&json, "available_phone_numbers").ok_or(Fault::NotTheCarrier)?;
            let offers = items.iter().filter_map(|item| offer(item, search.kind));
            let mut numbers: Vec<_> = offers.filter(|number| search.is_match(number)).collect();
            numbers.truncate(search.limit().into());
            Ok(match api.prices_of(&search) {
                Some((add, request)) if !numbers.is_empty() => {
                    // Without a price the numbers are worth showing all the same.
                    let priced = Operation::new(request, move |answer| api.read(&answer).map(Step::Done));
                    Step::Send(priced.followed_by(move |prices| {
                        if let Ok(prices) = prices {
                            add(&mut numbers, &prices);
                        }
                        Ok(Step::Done(numbers))
                    }))
                }
                _ => Step::Done(numbers),
            })
        })
    }

    fn order(&self, order: &Order) -> Operation<OrderState> {
        let api = self.clone();
        let mut fields = vec![("PhoneNumber", order.phone_number.as_str()), ("FriendlyName", order.name.as_str())];
        fields.extend(setup_fields(&order.setup));
        Operation::new(Request::form(self.url(["IncomingPhoneNumbers.json"]), &fields), move |answer| {
            let number = number(&api.read(&answer)?).ok_or(Fault::NotTheCarrier)?;
            Ok(Step::Done(OrderState::Done(Box::new(number))))
        })
    }

    fn look_up_order(&self, order: &Order) -> Operation<OrderState> {
        let state = |number: Option<NumberAtCarrier>| {
            number.map_or(OrderState::Absent, |number| OrderState::Done(Box::new(number)))
        };
        self.find_number(&order.phone_number).map(state)
    }

    fn release(&self, number: &CarrierId) -> Operation<()> {
        let api = self.clone();
        Operation::new(Request::delete(self.number_url(number)), move |answer| {
            if answer.is_success() {
                return Ok(Step::Done(()));
            }
            match api.read(&answer) {
                Err(Fault::NotThere) => Ok(Step::Done(())),
                // An emergency address has to be taken off first.
                Err(Fault::AddressNeeded) => Err(Fault::ReleaseBlocked),
                other => other.and(Err(Fault::NotTheCarrier)),
            }
        })
    }

    fn place_call(&self, call: &OutboundCall) -> Operation<PlacedCall> {
        let api = self.clone();
        let timeout = call.ring_seconds.to_string();
        let mut fields = vec![
            ("To", call.to.as_str()),
            ("From", call.from.as_str()),
            ("Url", call.document.as_str()),
            ("Method", "POST"),
            ("Timeout", timeout.as_str()),
        ];
        if let Some(status) = &call.status {
            fields.extend([("StatusCallback", status.as_str()), ("StatusCallbackMethod", "POST")]);
        }
        Operation::new(Request::form(self.url(["Calls.json"]), &fields), move |answer| {
            let json = api.read(&answer)?;
            Ok(Step::Done(PlacedCall { id: Some(id(&json, "sid").ok_or(Fault::NotTheCarrier)?) }))
        })
    }
}

impl Compatible {
    fn search_url(&self, search: &Search) -> Url {
        let kind = match search.kind {
            NumberKind::Local => "Local.json",
            NumberKind::TollFree => "TollFree.json",
            NumberKind::Mobile => "Mobile.json",
        };
        let mut url = self.url(["AvailablePhoneNumbers", search.country.as_str(), kind]);
        let mut query = url.query_pairs_mut();
        let (area_code, contains) = (search.area_code.as_deref(), search.contains.as_deref());
        // Only North America has area codes there. Elsewhere one pattern serves, and the rest is compared here.
        if search.country.is_north_american() {
            query.extend_pairs(area_code.map(|code| ("AreaCode", code)));
            query.extend_pairs(contains.map(|digits| ("Contains", digits)));
        } else {
            query.extend_pairs(area_code.or(contains).map(|digits| ("Contains", digits)));
        }
        query.extend_pairs(search.locality.as_deref().map(|place| ("InLocality", place)));
        for (is_wanted, name) in [
            (search.abilities.voice, "VoiceEnabled"),
            (search.abilities.sms, "SmsEnabled"),
            (search.abilities.mms, "MmsEnabled"),
        ] {
            query.extend_pairs(is_wanted.then_some((name, "true")));
        }
        query.append_pair("PageSize", &search.limit().to_string());
        drop(query);
        url
    }

    /// The request for the prices of the country, and the function that adds them.
    fn prices_of(&self, search: &Search) -> Option<(SetPrices, Request)> {
        let (prices, base) = self.dialect.prices.as_ref().zip(self.prices.as_ref())?;
        let parts = prices.path.iter().copied().chain([search.country.as_str()]);
        Some((prices.add, Request::get(below(base, parts))))
    }
}

/// The fields that set a number's addresses.
fn setup_fields(setup: &Setup) -> Vec<(&str, &str)> {
    let Addresses { voice, fallback, status, message } = &setup.addresses;
    let mut fields = Vec::new();
    for (name, method, value) in [
        ("VoiceUrl", "VoiceMethod", voice),
        ("VoiceFallbackUrl", "VoiceFallbackMethod", fallback),
        ("StatusCallback", "StatusCallbackMethod", status),
    ] {
        fields.extend([(name, value.as_deref().unwrap_or_default()), (method, "POST")]);
    }
    if let Some(message) = message {
        fields.extend([("SmsUrl", message.as_str()), ("SmsMethod", "POST")]);
    }
    fields
}

/// A number of a list. `None` for an entry that is none, such as a short code.
fn number(json: &Value) -> Option<NumberAtCarrier> {
    let methods = ["voice_method", "voice_fallback_method", "status_callback_method", "sms_method"];
    let routes = ["voice_application_sid", "trunk_sid"];
    Some(NumberAtCarrier {
        id: id(json, "sid")?,
        phone_number: phone_number(json)?,
        name: name(json, "friendly_name"),
        addresses: Addresses {
            voice: address(json, "voice_url"),
            fallback: address(json, "voice_fallback_url"),
            status: address(json, "status_callback"),
            message: address(json, "sms_url"),
        },
        is_posted: methods.iter().all(|method| text(json, method).is_none_or(|method| method == "POST")),
        goes_elsewhere: routes.iter().any(|route| text(json, route).is_some()),
        abilities: abilities(&json["capabilities"]),
    })
}

/// Abilities, whose names are in capitals in some answers.
fn abilities(json: &Value) -> Abilities {
    let has = |name: &str| {
        let entries = json.as_object().into_iter().flatten();
        entries.filter(|(key, _)| key.eq_ignore_ascii_case(name)).any(|(_, value)| value.as_bool() == Some(true))
    };
    Abilities { voice: has("voice"), sms: has("sms"), mms: has("mms") }
}

fn offer(json: &Value, kind: NumberKind) -> Option<AvailableNumber> {
    Some(AvailableNumber {
        phone_number: phone_number(json)?,
        locality: name(json, "locality"),
        region: name(json, "region"),
        kind,
        abilities: abilities(&json["capabilities"]),
        monthly_price: None,
        needs_address: text(json, "address_requirements").is_some_and(|needed| needed != "none"),
    })
}
