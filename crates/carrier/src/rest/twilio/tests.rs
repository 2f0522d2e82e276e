use std::time::Duration;

use serde_json::json;

use super::*;
use crate::id::CarrierId;
use crate::rest::operation::tests::{answer, lines, run};
use crate::rest::{
    Abilities, Addresses, Answer, Body, NumbersAtCarrier, Order, OrderState, OutboundCall, Price, Request, Search,
    Setup, Webhooks,
};

const ACCOUNT: &str = "/2010-04-01/Accounts/AC1";

fn twilio() -> Compatible {
    connect("AC1", None).unwrap()
}

fn setup() -> Setup {
    let at = |path: &str| Some(format!("https://calls.example/carrier/northline/{path}"));
    Setup {
        addresses: Addresses {
            voice: at("voice"),
            fallback: at("fallback"),
            status: at("status"),
            message: at("message"),
        },
        application: "Crewline northline".into(),
        messaging_profile: "Crewline northline".into(),
        destinations: vec!["US".parse().unwrap()],
    }
}

fn number(digits: &str) -> Value {
    let setup = setup().addresses;
    json!({
        "sid": format!("PN{digits}"),
        "phone_number": format!("+{digits}"),
        "friendly_name": "Main",
        "voice_url": setup.voice, "voice_method": "POST",
        "voice_fallback_url": setup.fallback, "voice_fallback_method": "POST",
        "status_callback": setup.status, "status_callback_method": "POST",
        "sms_url": setup.message, "sms_method": "POST",
        "voice_application_sid": "", "trunk_sid": null, "sms_application_sid": "",
        "capabilities": {"voice": true, "sms": true, "mms": false, "fax": false},
    })
}

fn search() -> Search {
    Search {
        country: "US".parse().unwrap(),
        kind: NumberKind::Local,
        area_code: Some("415".into()),
        contains: Some("555".into()),
        locality: None,
        abilities: Abilities { voice: true, sms: true, mms: false },
        limit: 20,
    }
}

fn order() -> Order {
    Order {
        phone_number: "+14155550101".parse().unwrap(),
        name: "Spring & Co".into(),
        reference: "order-7".into(),
        setup: setup(),
    }
}

fn form(request: &Request) -> Vec<(String, String)> {
    let Body::Form(form) = &request.body else { panic!("no form: {request:?}") };
    url::form_urlencoded::parse(form.as_bytes()).into_owned().collect()
}

fn field(request: &Request, name: &str) -> Option<String> {
    form(request).into_iter().find(|(key, _)| key == name).map(|(_, value)| value)
}

fn refusal(status: u16, code: u32) -> Result<Answer, Fault> {
    answer(status, &json!({"code": code, "message": "no", "status": status}))
}

#[test]
fn the_account_is_checked_by_its_own_description() {
    let check = |body: Result<Answer, Fault>| run(twilio().check_account(), [body]);
    let (requests, outcome) = check(answer(200, &json!({"sid": "AC1", "status": "active"})));
    assert_eq!((lines(&requests), outcome), (vec![format!("GET {ACCOUNT}.json")], Ok(())));
    assert_eq!(requests[0].url.host_str(), Some("api.twilio.com"));
    for (body, fault) in [
        (answer(200, &json!({"sid": "AC1", "status": "suspended"})), Fault::Suspended),
        (answer(200, &json!({"sid": "AC1", "status": "closed"})), Fault::Closed),
        (answer(200, &json!({"sid": "AC2", "status": "active"})), Fault::NotTheCarrier),
        (answer(200, &Value::Null), Fault::NotTheCarrier),
        (answer(401, &json!({"code": 20003})), Fault::WrongCredentials),
        (answer(403, &Value::Null), Fault::WrongCredentials),
        (answer(404, &json!({"code": 20404})), Fault::UnknownAccount),
        (answer(302, &Value::Null), Fault::NotTheCarrier),
        (Err(Fault::Unreachable), Fault::Unreachable),
    ] {
        assert_eq!(check(body).1, Err(fault));
    }
}

#[test]
fn numbers_are_listed_page_by_page_with_their_addresses() {
    let next = format!("{ACCOUNT}/IncomingPhoneNumbers.json?PageSize=1000&Page=1&PageToken=PTx");
    let short_code = json!({"sid": "SC1", "phone_number": "12345"});
    let mut trunk = number("14155550102");
    trunk["trunk_sid"] = json!("TK1");
    let mut by_get = number("14155550103");
    by_get["voice_method"] = json!("GET");
    let pages = [
        answer(200, &json!({"incoming_phone_numbers": [number("14155550101"), short_code], "next_page_uri": next})),
        answer(200, &json!({"incoming_phone_numbers": [trunk, by_get], "next_page_uri": null})),
    ];
    let (requests, numbers) = run(twilio().list_numbers(), pages);
    let first = format!("GET {ACCOUNT}/IncomingPhoneNumbers.json?PageSize=1000");
    assert_eq!(lines(&requests), [first, format!("GET {next}")]);
    let numbers = numbers.unwrap();
    let webhooks: Vec<_> = numbers.iter().map(|number| number.webhooks(&setup().addresses)).collect();
    assert_eq!(webhooks, [Webhooks::Ours, Webhooks::Other, Webhooks::Other]);
    assert_eq!((numbers[0].id.as_str(), numbers[0].name.as_deref()), ("PN14155550101", Some("Main")));
    assert_eq!(numbers[0].abilities, Abilities { voice: true, sms: true, mms: false });
}

#[test]
fn a_next_page_elsewhere_is_not_requested() {
    for next in [
        "https://evil.example/2010-04-01/Accounts/AC1/IncomingPhoneNumbers.json",
        "//evil.example/2010-04-01/Accounts/AC1/x",
        "/2010-04-01/Accounts/AC2/IncomingPhoneNumbers.json",
        "/2010-04-01/Accounts/AC1/../AC2/x",
        "http://api.twilio.com/2010-04-01/Accounts/AC1/x",
    ] {
        let page = answer(200, &json!({"incoming_phone_numbers": [], "next_page_uri": next}));
        let (requests, outcome) = run(twilio().list_numbers(), [page]);
        assert_eq!((requests.len(), outcome), (1, Err(Fault::NotTheCarrier)), "{next}");
    }
}

#[test]
fn a_list_without_an_end_is_given_up() {
    let page = json!({"incoming_phone_numbers": [], "next_page_uri": format!("{ACCOUNT}/IncomingPhoneNumbers.json")});
    let (requests, outcome) = run(twilio().list_numbers(), std::iter::repeat_with(|| answer(200, &page)));
    assert_eq!((requests.len(), outcome), (crate::rest::MAX_PAGES + 1, Err(Fault::NotTheCarrier)));
}

#[test]
fn one_number_is_found_by_all_its_digits() {
    let page = json!({"incoming_phone_numbers": [number("141555501019"), number("14155550101")]});
    let (requests, results) = run(twilio().find_number(&order().phone_number), [answer(200, &page)]);
    assert_eq!(lines(&requests), [format!("GET {ACCOUNT}/IncomingPhoneNumbers.json?PhoneNumber=%2B14155550101")]);
    assert_eq!(results.unwrap().unwrap().id.as_str(), "PN14155550101");
    let none = answer(200, &json!({"incoming_phone_numbers": [number("141555501019")]}));
    assert_eq!(run(twilio().find_number(&order().phone_number), [none]).1, Ok(None));
}

#[test]
fn setting_up_sets_every_address_and_ends_other_routes() {
    let id = CarrierId::new("PN1").unwrap();
    let (requests, outcome) = run(twilio().set_up(&id, &setup()), [answer(200, &number("14155550101"))]);
    assert_eq!((lines(&requests), outcome), (vec![format!("POST {ACCOUNT}/IncomingPhoneNumbers/PN1.json")], Ok(())));
    assert!(requests[0].is_repeatable);
    let value = |name: &str| field(&requests[0], name);
    assert_eq!(value("VoiceUrl"), setup().addresses.voice);
    assert_eq!(value("VoiceFallbackUrl"), setup().addresses.fallback);
    assert_eq!(value("StatusCallback"), setup().addresses.status);
    assert_eq!(value("SmsUrl"), setup().addresses.message);
    for name in ["VoiceMethod", "VoiceFallbackMethod", "StatusCallbackMethod", "SmsMethod"] {
        assert_eq!(value(name).as_deref(), Some("POST"), "{name}");
    }
    for name in ["VoiceApplicationSid", "TrunkSid", "SmsApplicationSid"] {
        assert_eq!(value(name).as_deref(), Some(""), "{name}");
    }
    let mut without_texts = setup();
    without_texts.addresses.message = None;
    let (requests, _) = run(twilio().set_up(&id, &without_texts), [answer(200, &number("14155550101"))]);
    assert!(form(&requests[0]).iter().all(|(name, _)| !name.starts_with("Sms")), "texts stay as they are");
}

#[test]
fn a_search_has_its_filters_and_prices() {
    let offers = json!({"available_phone_numbers": [
        {
            "phone_number": "+14155550101", "locality": "San Francisco", "region": "CA", "address_requirements": "none",
            "capabilities": {"voice": true, "SMS": true, "MMS": true},
        },
        {"phone_number": "+14155550102", "address_requirements": "any", "capabilities": {"voice": true, "SMS": true}},
        {"phone_number": "+14155550103", "capabilities": {"voice": true, "SMS": false}},
    ]});
    let prices = json!({"price_unit": "USD", "phone_number_prices": [
        {"number_type": "toll free", "current_price": "2.15"},
        {"number_type": "local", "current_price": "1.15"},
    ]});
    let (requests, results) = run(twilio().search(&search()), [answer(200, &offers), answer(200, &prices)]);
    let query = "AreaCode=415&Contains=555&VoiceEnabled=true&SmsEnabled=true&PageSize=20";
    assert_eq!(
        lines(&requests),
        [
            format!("GET {ACCOUNT}/AvailablePhoneNumbers/US/Local.json?{query}"),
            "GET /v1/PhoneNumbers/Countries/US".into()
        ]
    );
    assert_eq!(requests[1].url.host_str(), Some("pricing.twilio.com"));
    let results = results.unwrap();
    assert_eq!(results.len(), 2, "a number that can't text is left out");
    assert_eq!(results[0].monthly_price, Some(Price { cents: 115, currency: "USD".into() }));
    assert_eq!((results[0].locality.as_deref(), results[0].region.as_deref()), (Some("San Francisco"), Some("CA")));
    assert_eq!((results[0].needs_address, results[1].needs_address), (false, true));
}

#[test]
fn numbers_are_found_without_prices_and_places_without_numbers_are_empty() {
    let offers = json!({"available_phone_numbers": [
        {"phone_number": "+14155550101", "capabilities": {"voice": true, "SMS": true}},
    ]});
    for prices in [Err(Fault::Unreachable), answer(403, &Value::Null), answer(200, &json!({"price_unit": 3}))] {
        let results = run(twilio().search(&search()), [answer(200, &offers), prices]).1.unwrap();
        assert_eq!((results.len(), &results[0].monthly_price), (1, &None));
    }
    for empty in [answer(200, &json!({"available_phone_numbers": []})), refusal(404, 20404)] {
        assert_eq!(run(twilio().search(&search()), [empty]).1, Ok(Vec::new()));
    }
}

#[test]
fn outside_north_america_one_pattern_serves() {
    let search = Search { country: "GB".parse().unwrap(), area_code: Some("161".into()), ..search() };
    let offers = json!({"available_phone_numbers": [
        {"phone_number": "+441615550101", "capabilities": {"voice": true, "SMS": true}},
        {"phone_number": "+441619990101", "capabilities": {"voice": true, "SMS": true}},
    ]});
    let (requests, results) = run(twilio().search(&search), [answer(200, &offers), answer(404, &Value::Null)]);
    assert!(lines(&requests)[0].contains("GB/Local.json?Contains=161&VoiceEnabled"), "{requests:?}");
    assert_eq!(results.unwrap().len(), 1, "the other digits are compared here");
}

#[test]
fn an_order_brings_the_addresses_and_is_not_repeatable() {
    let (requests, state) = run(twilio().order(&order()), [answer(201, &number("14155550101"))]);
    assert_eq!(lines(&requests), [format!("POST {ACCOUNT}/IncomingPhoneNumbers.json")]);
    assert!(!requests[0].is_repeatable);
    assert_eq!(field(&requests[0], "PhoneNumber").as_deref(), Some("+14155550101"));
    assert_eq!(field(&requests[0], "FriendlyName").as_deref(), Some("Spring & Co"));
    assert_eq!(field(&requests[0], "VoiceUrl"), setup().addresses.voice);
    assert!(matches!(state, Ok(OrderState::Done(number)) if number.id.as_str() == "PN14155550101"));
}

#[test]
fn every_known_code_has_its_reason() {
    let order = |answer| run(twilio().order(&order()), [answer]).1.unwrap_err();
    for (status, code, fault) in [
        (401, 20003, Fault::WrongCredentials),
        (403, 20005, Fault::Suspended),
        (403, 20403, Fault::Forbidden),
        (400, 21402, Fault::WebhookRefused),
        (400, 21404, Fault::AccountLimit),
        (400, 21422, Fault::NumberGone),
        (400, 21452, Fault::NoneLeft),
        (400, 21613, Fault::AddressNeeded),
        (400, 21631, Fault::AddressNeeded),
        (400, 21649, Fault::AddressNeeded),
        (402, 99999, Fault::NoMoney),
        (400, 21999, Fault::Refused { status: 400, code: Some(21999) }),
        (503, 20503, Fault::Unavailable { status: 503 }),
    ] {
        assert_eq!(order(refusal(status, code)), fault, "{code}");
    }
    let wait = Some(Duration::from_secs(4));
    let limited = Answer { status: 429, body: br#"{"code":20429}"#.to_vec(), retry_after: wait };
    assert_eq!(order(Ok(limited)), Fault::RateLimited { retry_after: wait });
    assert_eq!(order(answer(201, &json!({"sid": "PN1"}))), Fault::NotTheCarrier, "no number is in the answer");
}

#[test]
fn an_order_is_looked_up_by_its_number() {
    let results = answer(200, &json!({"incoming_phone_numbers": [number("14155550101")]}));
    assert!(matches!(run(twilio().look_up_order(&order()), [results]).1, Ok(OrderState::Done(_))));
    let none = answer(200, &json!({"incoming_phone_numbers": []}));
    assert_eq!(run(twilio().look_up_order(&order()), [none]).1, Ok(OrderState::Absent));
}

#[test]
fn a_release_may_be_repeated_and_says_why_it_is_refused() {
    let id = CarrierId::new("PN1").unwrap();
    let release = |answer| run(twilio().release(&id), [answer]);
    let empty = Ok(Answer { status: 204, body: Vec::new(), retry_after: None });
    let (requests, outcome) = release(empty);
    assert_eq!(lines(&requests), [format!("DELETE {ACCOUNT}/IncomingPhoneNumbers/PN1.json")]);
    assert_eq!(outcome, Ok(()));
    assert_eq!(release(refusal(404, 20404)).1, Ok(()));
    assert_eq!(release(refusal(400, 21631)).1, Err(Fault::ReleaseBlocked));
    assert_eq!(release(refusal(401, 20003)).1, Err(Fault::WrongCredentials));
}

#[test]
fn a_call_is_placed_with_its_document() {
    let call = OutboundCall {
        from: "+14155550101".parse().unwrap(),
        to: "+13035550111".parse().unwrap(),
        document: "https://calls.example/call-me?token=a b".into(),
        status: Some("https://calls.example/status".into()),
        ring_seconds: 25,
    };
    let (requests, placed) = run(twilio().place_call(&call), [answer(201, &json!({"sid": "CA1", "status": "queued"}))]);
    assert_eq!(lines(&requests), [format!("POST {ACCOUNT}/Calls.json")]);
    assert!(!requests[0].is_repeatable);
    for (name, value) in [("To", "+13035550111"), ("From", "+14155550101"), ("Url", &*call.document), ("Timeout", "25")]
    {
        assert_eq!(field(&requests[0], name).as_deref(), Some(value), "{name}");
    }
    assert_eq!(placed.unwrap().id.unwrap().as_str(), "CA1");
    assert_eq!(run(twilio().place_call(&call), [answer(201, &json!({}))]).1, Err(Fault::NotTheCarrier));
}

#[test]
fn another_base_has_the_prices_too() {
    let base = Url::parse("http://127.0.0.1:4000").unwrap();
    let offers = json!({"available_phone_numbers": [
        {"phone_number": "+14155550101", "capabilities": {"voice": true, "SMS": true}},
    ]});
    let operation = connect("AC1", Some(base)).unwrap().search(&search());
    let (requests, _) = run(operation, [answer(200, &offers), answer(404, &Value::Null)]);
    assert!(requests.iter().all(|request| request.url.as_str().starts_with("http://127.0.0.1:4000/")), "{requests:?}");
}
