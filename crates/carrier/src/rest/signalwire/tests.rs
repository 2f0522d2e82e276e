use serde_json::{Value, json};

use super::*;
use crate::id::CarrierId;
use crate::rest::operation::tests::{answer, lines, run};
use crate::rest::{Abilities, Addresses, Body, NumberKind, NumbersAtCarrier, OrderState, Search, Setup};

const ACCOUNT: &str = "/api/laml/2010-04-01/Accounts/b3877c40-da60-4998-90ad-b792e98472af";

fn signalwire() -> Compatible {
    let space = Url::parse("https://northline.signalwire.com").unwrap();
    connect("b3877c40-da60-4998-90ad-b792e98472af", space)
}

fn setup() -> Setup {
    Setup {
        addresses: Addresses {
            voice: Some("https://calls.example/voice".into()),
            message: Some("https://calls.example/message".into()),
            ..Addresses::default()
        },
        application: String::new(),
        messaging_profile: String::new(),
        destinations: Vec::new(),
    }
}

fn search() -> Search {
    Search {
        country: "CA".parse().unwrap(),
        kind: NumberKind::TollFree,
        area_code: None,
        contains: None,
        locality: None,
        abilities: Abilities::default(),
        limit: 500,
    }
}

#[test]
fn the_account_is_at_the_address_of_its_space() {
    let account = json!({"sid": "b3877c40-da60-4998-90ad-b792e98472af", "status": "active"});
    let (requests, outcome) = run(signalwire().check_account(), [answer(200, &account)]);
    assert_eq!((lines(&requests), outcome), (vec![format!("GET {ACCOUNT}.json")], Ok(())));
    assert_eq!(requests[0].url.host_str(), Some("northline.signalwire.com"));
}

#[test]
fn a_search_asks_for_no_prices() {
    let offers = json!({"available_phone_numbers": [
        {"phone_number": "+18005550101", "capabilities": {"voice": true, "sms": false}},
    ]});
    let (requests, results) = run(signalwire().search(&search()), [answer(200, &offers)]);
    assert_eq!(lines(&requests), [format!("GET {ACCOUNT}/AvailablePhoneNumbers/CA/TollFree.json?PageSize=50")]);
    let results = results.unwrap();
    assert_eq!((results[0].kind, &results[0].monthly_price), (NumberKind::TollFree, &None));
}

#[test]
fn setting_up_names_no_trunk() {
    let id = CarrierId::new("c1f0a8a4-4f5c-4f6e-8a37-1f6f0a1d2b3c").unwrap();
    let (requests, _) = run(signalwire().set_up(&id, &setup()), [answer(200, &json!({}))]);
    let Body::Form(form) = &requests[0].body else { panic!("{requests:?}") };
    assert!(form.contains("VoiceApplicationSid=&") && !form.contains("TrunkSid"), "{form}");
    assert!(form.contains("VoiceFallbackUrl=&"), "an address that is left out is removed: {form}");
}

#[test]
fn its_own_codes_have_their_reasons() {
    let id = CarrierId::new("c1").unwrap();
    let fault = |status, code: Value| {
        run(signalwire().set_up(&id, &setup()), [answer(status, &json!({"code": code}))]).1.unwrap_err()
    };
    for (status, code, reason) in [
        (400, json!(4001), Fault::NoMoney),
        (400, json!("4001"), Fault::NoMoney),
        (400, json!(10001), Fault::Forbidden),
        (400, json!(10004), Fault::Forbidden),
        (400, json!(10002), Fault::AccountLimit),
        (400, json!(21422), Fault::NumberGone),
        (401, json!(null), Fault::WrongCredentials),
        (400, json!("a secret"), Fault::Refused { status: 400, code: None }),
        (422, json!(10000), Fault::Refused { status: 422, code: Some(10000) }),
    ] {
        assert_eq!(fault(status, code.clone()), reason, "{code}");
    }
}

#[test]
fn a_number_is_read_with_its_uuid() {
    let id = "c1f0a8a4-4f5c-4f6e-8a37-1f6f0a1d2b3c";
    let number = json!({"sid": id, "phone_number": "+14155550101", "capabilities": {"voice": true}});
    let page = answer(200, &json!({"incoming_phone_numbers": [number], "next_page_uri": null}));
    let order = crate::rest::Order {
        phone_number: "+14155550101".parse().unwrap(),
        name: "Main".into(),
        reference: "order-7".into(),
        setup: setup(),
    };
    let state = run(signalwire().look_up_order(&order), [page]).1;
    assert!(matches!(state, Ok(OrderState::Done(number)) if number.id.as_str() == id));
}
