//! Telnyx's numbers: those of the account, and those that could be bought.

use std::collections::HashMap;

use serde_json::Value;

use super::application::Application;
use super::resources::{data, list_of};
use super::{Telnyx, read_json};
use crate::id::CarrierId;
use crate::phone_number::PhoneNumber;
use crate::rest::fault::Fault;
use crate::rest::json::{address, id, name, phone_number, price, text};
use crate::rest::number::{Abilities, Addresses, AvailableNumber, NumberAtCarrier, NumberKind};
use crate::rest::operation::{Operation, Step};
use crate::rest::request::Request;
use crate::rest::search::Search;
use crate::text::clean_line;

/// The states of a number that the account does not have yet, or not any more.
const NOT_OWNED: [&str; 5] = ["purchase-failed", "purchase-pending", "port-failed", "deleted", "ported-out"];

/// Where the calls of a number go.
#[derive(Clone, Debug)]
enum Route {
    Nowhere,
    Application(Application),
    /// To something that is no TeXML application, such as a SIP connection.
    Elsewhere,
}

impl Telnyx {
    /// All numbers, with the addresses of their applications and profiles.
    pub(super) fn numbers(&self) -> Operation<Vec<NumberAtCarrier>> {
        let settings = self.list("phone_numbers/messaging", &[]);
        let applications = self.list("texml_applications", &[]);
        let profiles = self.list("messaging_profiles", &[]);
        let all = self.list("phone_numbers", &[]).then(|numbers| Ok(Step::Send(settings.map(|list| (numbers, list)))));
        let all = all.then(|(numbers, settings)| {
            Ok(Step::Send(applications.map(|applications| (numbers, settings, applications))))
        });
        all.then(|(numbers, settings, applications)| {
            Ok(Step::Send(profiles.map(move |profiles| {
                let settings: HashMap<&str, &Value> =
                    settings.iter().filter_map(|item| Some((text(item, "phone_number")?, item))).collect();
                let applications = by_id(&applications, |item| Route::Application(Application::read(item)));
                let profiles = by_id(&profiles, |item| address(item, "webhook_url"));
                let joined = |number: &Value| {
                    let route = id(number, "connection_id")
                        .map_or(Route::Nowhere, |id| applications.get(&id).cloned().unwrap_or(Route::Elsewhere));
                    let settings = text(number, "phone_number").and_then(|digits| settings.get(digits).copied());
                    let profile = profile_id(number, settings).and_then(|id| profiles.get(&id).cloned().flatten());
                    number_of(number, route, settings, profile)
                };
                numbers.iter().filter_map(joined).collect()
            })))
        })
    }

    /// One number as the carrier describes it.
    pub(super) fn raw_number(&self, phone_number: &PhoneNumber) -> Operation<Option<Value>> {
        let wanted = phone_number.clone();
        // The filter takes digits only, and also matches numbers of which they are a part.
        let digits = wanted.as_str().trim_start_matches('+').to_owned();
        self.list("phone_numbers", &[("filter[phone_number]", &digits)]).map(move |numbers| {
            let is_wanted = |number: &Value| owned_number(number).is_some_and(|number| number == wanted);
            numbers.into_iter().find(is_wanted)
        })
    }

    /// One number, with the addresses of its application and profile.
    pub(super) fn number(&self, phone_number: &PhoneNumber) -> Operation<Option<NumberAtCarrier>> {
        let api = self.clone();
        self.raw_number(phone_number).then(move |number| {
            let Some(number) = number else { return Ok(Step::Done(None)) };
            let own_id = id(&number, "id").ok_or(Fault::NotTheCarrier)?;
            let settings = api.part(&["phone_numbers", own_id.as_str(), "messaging"]);
            let connection = id(&number, "connection_id");
            let application = connection.as_ref().map(|id| api.part(&["texml_applications", id.as_str()]));
            after(Some(settings), move |settings| {
                let settings = settings.flatten();
                let profile = profile_id(&number, settings.as_ref());
                let profile = profile.map(|id| api.part(&["messaging_profiles", id.as_str()]));
                after(application, move |application| {
                    let route = match application {
                        None => Route::Nowhere,
                        Some(None) => Route::Elsewhere,
                        Some(Some(json)) => Route::Application(Application::read(&json)),
                    };
                    after(profile, move |profile| {
                        let address = profile.flatten().and_then(|profile| address(&profile, "webhook_url"));
                        Ok(Step::Done(number_of(&number, route, settings.as_ref(), address)))
                    })
                })
            })
        })
    }

    /// A resource that a number refers to. `None` where there is none of this kind.
    fn part(&self, parts: &[&str]) -> Operation<Option<Value>> {
        Operation::new(Request::get(self.url(parts.iter().copied())), |answer| match read_json(&answer) {
            Ok(json) => Ok(Step::Done(Some(data(&json)?.clone()))),
            Err(Fault::NotThere) => Ok(Step::Done(None)),
            Err(fault) => Err(fault),
        })
    }

    /// Numbers that could be bought.
    pub(super) fn available(&self, search: &Search) -> Operation<Vec<AvailableNumber>> {
        let search = search.clone();
        let mut url = self.url(["available_phone_numbers"]);
        {
            let mut query = url.query_pairs_mut();
            query.append_pair("filter[country_code]", search.country.as_str());
            query.append_pair("filter[phone_number_type]", search.kind.as_str());
            query.extend_pairs(search.area_code.as_deref().map(|code| ("filter[national_destination_code]", code)));
            query.extend_pairs(search.contains.as_deref().map(|digits| ("filter[phone_number][contains]", digits)));
            query.extend_pairs(search.locality.as_deref().map(|place| ("filter[locality]", place)));
            let Abilities { voice, sms, mms } = search.abilities;
            for (is_wanted, name) in [(voice, "voice"), (sms, "sms"), (mms, "mms")] {
                query.extend_pairs(is_wanted.then_some(("filter[features][]", name)));
            }
            query.append_pair("filter[limit]", &search.limit().to_string());
        }
        Operation::new(Request::get(url), move |answer| {
            let json = match read_json(&answer) {
                // The carrier has no numbers of this kind there.
                Err(Fault::NotThere | Fault::NumberGone) => return Ok(Step::Done(Vec::new())),
                other => other?,
            };
            let offers = list_of(&json)?.iter().filter_map(|item| offer(item, search.kind));
            let numbers = offers.filter(|number| search.is_match(number)).take(search.limit().into());
            Ok(Step::Done(numbers.collect()))
        })
    }
}

/// Goes on with the result of an operation, or with none where there is nothing to request.
fn after<T: 'static, U: 'static>(
    operation: Option<Operation<T>>,
    next: impl FnOnce(Option<T>) -> Result<Step<U>, Fault> + Send + 'static,
) -> Result<Step<U>, Fault> {
    match operation {
        Some(operation) => Ok(Step::Send(operation.then(move |value| next(Some(value))))),
        None => next(None),
    }
}

fn by_id<T>(items: &[Value], read: impl Fn(&Value) -> T) -> HashMap<CarrierId, T> {
    items.iter().filter_map(|item| Some((id(item, "id")?, read(item)))).collect()
}

/// The messaging profile of a number. Its own description says UNAVAILABLE at times.
fn profile_id(number: &Value, settings: Option<&Value>) -> Option<CarrierId> {
    settings.and_then(|settings| id(settings, "messaging_profile_id")).or_else(|| id(number, "messaging_profile_id"))
}

/// The phone number of an entry, if the account has the number.
pub(super) fn owned_number(json: &Value) -> Option<PhoneNumber> {
    phone_number(json).filter(|_| text(json, "status").is_none_or(|status| !NOT_OWNED.contains(&status)))
}

fn number_of(json: &Value, route: Route, settings: Option<&Value>, message: Option<String>) -> Option<NumberAtCarrier> {
    let goes_elsewhere = matches!(route, Route::Elsewhere);
    let application = match route {
        Route::Application(application) => application,
        Route::Nowhere | Route::Elsewhere => Application { is_posted: true, ..Application::default() },
    };
    // The messaging settings have the texts that a number can send and receive; every number takes calls.
    let texts = |kind: &str| settings.is_some_and(|settings| settings["features"][kind].is_object());
    Some(NumberAtCarrier {
        id: id(json, "id")?,
        phone_number: owned_number(json)?,
        name: name(json, "customer_reference"),
        is_posted: application.is_posted,
        goes_elsewhere,
        abilities: Abilities { voice: true, sms: texts("sms"), mms: texts("mms") },
        addresses: Addresses {
            voice: application.voice,
            fallback: application.fallback,
            status: application.status,
            message,
        },
    })
}

fn offer(json: &Value, kind: NumberKind) -> Option<AvailableNumber> {
    let features: Vec<&str> =
        json["features"].as_array().into_iter().flatten().filter_map(|feature| text(feature, "name")).collect();
    let region = |kinds: &[&str]| {
        let regions = json["region_information"].as_array()?;
        let entry = |kind: &&str| regions.iter().find(|entry| text(entry, "region_type") == Some(kind));
        clean_line(text(kinds.iter().find_map(entry)?, "region_name")?, 100)
    };
    let cost = &json["cost_information"];
    Some(AvailableNumber {
        phone_number: phone_number(json)?,
        locality: region(&["location", "rate_center"]),
        region: region(&["state"]),
        kind,
        abilities: Abilities {
            voice: features.contains(&"voice"),
            sms: features.contains(&"sms"),
            mms: features.contains(&"mms"),
        },
        monthly_price: price(&cost["monthly_cost"], &cost["currency"]),
        needs_address: false,
    })
}
