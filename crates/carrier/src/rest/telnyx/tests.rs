use super::*;
use crate::rest::operation::tests::{answer, lines, run};
use crate::rest::{Abilities, Addresses, Body, NumberKind, Price, Webhooks};

fn telnyx() -> Telnyx {
    Telnyx::connect("acc-1", None).unwrap()
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
        messaging_profile: "Crewline northline: Spring".into(),
        destinations: vec!["US".parse().unwrap()],
    }
}

fn order() -> Order {
    Order {
        phone_number: "+14155550101".parse().unwrap(),
        name: "Main".into(),
        reference: "order-7".into(),
        setup: setup(),
    }
}

fn application(name: &str) -> Value {
    let addresses = setup().addresses;
    json!({
        "id": "1001", "record_type": "texml_application", "friendly_name": name, "active": true,
        "voice_url": addresses.voice, "voice_fallback_url": addresses.fallback, "voice_method": "post",
        "status_callback": addresses.status, "status_callback_method": "post",
    })
}

fn profile(name: &str) -> Value {
    json!({"id": "profile-1", "name": name, "webhook_url": setup().addresses.message, "webhook_api_version": "2"})
}

fn number() -> Value {
    json!({
        "id": "2001", "record_type": "phone_number", "phone_number": "+14155550101", "status": "active",
        "connection_id": "1001", "messaging_profile_id": "profile-1", "customer_reference": "Main",
    })
}

fn settings() -> Value {
    json!({
        "id": "2001", "record_type": "messaging_settings", "phone_number": "+14155550101",
        "messaging_profile_id": "profile-1",
        "features": {"sms": {"domestic_two_way": true}, "mms": null},
    })
}

fn list(items: &[Value]) -> Result<Answer, Fault> {
    answer(200, &json!({"data": items, "meta": {"total_pages": 1, "total_results": items.len(), "page_number": 1}}))
}

fn one(item: &Value) -> Result<Answer, Fault> {
    answer(200, &json!({"data": item}))
}

fn refusal(status: u16, code: &str, title: &str) -> Result<Answer, Fault> {
    answer(status, &json!({"errors": [{"code": code, "title": title, "detail": "…"}]}))
}

fn body(request: &Request) -> Value {
    let Body::Json(json) = &request.body else { panic!("no JSON: {request:?}") };
    serde_json::from_str(json).unwrap()
}

/// Paths without their queries.
fn paths(requests: &[Request]) -> Vec<String> {
    lines(requests).iter().map(|line| line.split('?').next().unwrap().to_owned()).collect()
}

#[test]
fn the_account_is_checked_by_its_balance() {
    let check = |body| run(telnyx().check_account(), [body]);
    let (requests, outcome) = check(one(&json!({"record_type": "balance", "balance": "10.00", "currency": "USD"})));
    assert_eq!((lines(&requests), outcome), (vec!["GET /v2/balance".to_owned()], Ok(())));
    assert_eq!(requests[0].url.host_str(), Some("api.telnyx.com"));
    for (body, fault) in [
        (refusal(401, "10009", "Authentication failed"), Fault::WrongCredentials),
        (refusal(403, "10010", "Authorization failed"), Fault::Forbidden),
        (answer(200, &json!({"data": {}})), Fault::NotTheCarrier),
        (answer(500, &Value::Null), Fault::Unavailable { status: 500 }),
    ] {
        assert_eq!(check(body).1, Err(fault));
    }
}

#[test]
fn numbers_are_joined_with_their_applications_and_profiles() {
    let mut sip = number();
    sip["id"] = json!("2002");
    sip["phone_number"] = json!("+14155550102");
    sip["connection_id"] = json!("sip-connection");
    let mut bare = number();
    bare["id"] = json!("2003");
    bare["phone_number"] = json!("+14155550103");
    bare["connection_id"] = json!("");
    bare["messaging_profile_id"] = json!(null);
    let mut deleted = number();
    deleted["status"] = json!("deleted");
    let second = answer(200, &json!({"data": [sip, bare, deleted], "meta": {"total_pages": 2, "page_number": 2}}));
    let first = answer(200, &json!({"data": [number()], "meta": {"total_pages": 2, "page_number": 1}}));
    let answers = [first, second, list(&[settings()]), list(&[application("A")]), list(&[profile("P")])];
    let (requests, numbers) = run(telnyx().list_numbers(), answers);
    assert_eq!(
        paths(&requests),
        [
            "GET /v2/phone_numbers",
            "GET /v2/phone_numbers",
            "GET /v2/phone_numbers/messaging",
            "GET /v2/texml_applications",
            "GET /v2/messaging_profiles"
        ]
    );
    assert!(lines(&requests)[1].contains("page%5Bnumber%5D=2"), "{:?}", lines(&requests));
    let numbers = numbers.unwrap();
    let webhooks: Vec<_> = numbers.iter().map(|number| number.webhooks(&setup().addresses)).collect();
    assert_eq!(webhooks, [Webhooks::Ours, Webhooks::Other, Webhooks::None]);
    assert_eq!(numbers[0].abilities, Abilities { voice: true, sms: true, mms: false });
    assert_eq!(numbers[0].addresses, setup().addresses);
}

#[test]
fn one_number_is_found_with_its_addresses() {
    let mut longer = number();
    longer["phone_number"] = json!("+141555501019");
    let answers = [list(&[longer, number()]), one(&settings()), one(&application("A")), one(&profile("P"))];
    let (requests, results) = run(telnyx().find_number(&order().phone_number), answers);
    assert_eq!(
        paths(&requests),
        [
            "GET /v2/phone_numbers",
            "GET /v2/phone_numbers/2001/messaging",
            "GET /v2/texml_applications/1001",
            "GET /v2/messaging_profiles/profile-1"
        ]
    );
    assert!(lines(&requests)[0].contains("filter%5Bphone_number%5D=14155550101&"), "{:?}", lines(&requests));
    assert_eq!(results.unwrap().unwrap().webhooks(&setup().addresses), Webhooks::Ours);
    assert_eq!(run(telnyx().find_number(&order().phone_number), [list(&[])]).1, Ok(None));
    let gone = refusal(404, "10005", "Resource not found");
    let answers = [list(&[number()]), gone.clone(), gone.clone(), gone];
    let elsewhere = run(telnyx().find_number(&order().phone_number), answers).1.unwrap().unwrap();
    assert!(elsewhere.goes_elsewhere && !elsewhere.abilities.sms);
}

#[test]
fn a_number_is_assigned_to_an_application_and_a_profile_that_are_right() {
    let id = CarrierId::new("2001").unwrap();
    let answers = [
        list(&[application("Crewline northline 2"), application("Crewline northline")]),
        list(&[profile("Crewline northline: Spring")]),
        one(&number()),
        one(&json!({})),
    ];
    let (requests, outcome) = run(telnyx().set_up(&id, &setup()), answers);
    assert_eq!(outcome, Ok(()));
    assert_eq!(
        paths(&requests),
        [
            "GET /v2/texml_applications",
            "GET /v2/messaging_profiles",
            "PATCH /v2/phone_numbers/2001",
            "PATCH /v2/phone_numbers/2001/messaging"
        ]
    );
    assert_eq!(body(&requests[2]), json!({"connection_id": "1001"}));
    assert_eq!(body(&requests[3]), json!({"messaging_profile_id": "profile-1"}));
    assert!(requests[2..].iter().all(|request| request.is_repeatable));
}

#[test]
fn a_wrong_application_is_changed_and_a_missing_profile_made() {
    let id = CarrierId::new("2001").unwrap();
    let mut wrong = application("Crewline northline");
    wrong["voice_fallback_url"] = json!(null);
    let answers = [
        list(&[wrong]),
        one(&application("Crewline northline")),
        list(&[profile("Crewline northline: Autumn")]),
        one(&json!({"id": "profile-2"})),
        one(&number()),
        one(&json!({})),
    ];
    let (requests, outcome) = run(telnyx().set_up(&id, &setup()), answers);
    assert_eq!(outcome, Ok(()));
    assert_eq!(paths(&requests)[1], "PATCH /v2/texml_applications/1001");
    assert_eq!(body(&requests[1])["voice_fallback_url"], json!(setup().addresses.fallback));
    assert_eq!(paths(&requests)[3], "POST /v2/messaging_profiles");
    let made = body(&requests[3]);
    assert_eq!(
        (&made["name"], &made["whitelisted_destinations"]),
        (&json!("Crewline northline: Spring"), &json!(["US"]))
    );
    assert_eq!(body(&requests[5]), json!({"messaging_profile_id": "profile-2"}), "another group's profile is not used");
}

#[test]
fn without_an_address_for_texts_the_profile_stays() {
    let mut setup = setup();
    setup.addresses.message = None;
    let answers = [list(&[application("Crewline northline")]), one(&number())];
    let (requests, outcome) = run(telnyx().set_up(&CarrierId::new("2001").unwrap(), &setup), answers);
    assert_eq!((requests.len(), outcome), (2, Ok(())));
}

#[test]
fn a_search_has_its_filters_and_prices() {
    let search = Search {
        country: "US".parse().unwrap(),
        kind: NumberKind::TollFree,
        area_code: Some("800".into()),
        contains: Some("555".into()),
        locality: None,
        abilities: Abilities { voice: true, sms: true, mms: false },
        limit: 10,
    };
    let offer = |digits: &str, features: &[&str]| {
        let features: Vec<Value> = features.iter().map(|name| json!({"name": name})).collect();
        json!({
            "phone_number": digits, "features": features,
            "cost_information": {"upfront_cost": "1.00000", "monthly_cost": "1.50000", "currency": "USD"},
            "region_information": [
                {"region_type": "country_code", "region_name": "US"},
                {"region_type": "rate_center", "region_name": "CHICAGO"},
                {"region_type": "state", "region_name": "IL"},
            ],
        })
    };
    let offers = list(&[offer("+18005550101", &["voice", "sms"]), offer("+18005550102", &["voice"])]);
    let (requests, results) = run(telnyx().search(&search), [offers]);
    let line = &lines(&requests)[0];
    for part in [
        "%5Bcountry_code%5D=US",
        "%5Bphone_number_type%5D=toll_free",
        "%5Bnational_destination_code%5D=800",
        "%5Bphone_number%5D%5Bcontains%5D=555",
        "%5Bfeatures%5D%5B%5D=voice",
        "%5Bfeatures%5D%5B%5D=sms",
        "%5Blimit%5D=10",
    ] {
        assert!(line.contains(part), "{part}: {line}");
    }
    let results = results.unwrap();
    assert_eq!(results.len(), 1, "a number that can't text is left out");
    assert_eq!(results[0].monthly_price, Some(Price { cents: 150, currency: "USD".into() }));
    assert_eq!((results[0].locality.as_deref(), results[0].region.as_deref()), (Some("CHICAGO"), Some("IL")));
    assert_eq!(run(telnyx().search(&search), [refusal(404, "10005", "Resource not found")]).1, Ok(Vec::new()));
}

fn order_answer(status: &str, requirements_met: bool) -> Value {
    json!({
        "id": "order-at-telnyx", "status": status, "requirements_met": requirements_met,
        "customer_reference": "order-7",
        "phone_numbers": [{"id": "x", "phone_number": "+14155550101", "status": status}],
    })
}

fn resources() -> [Result<Answer, Fault>; 2] {
    [list(&[application("Crewline northline")]), list(&[profile("Crewline northline: Spring")])]
}

#[test]
fn an_order_names_its_application_its_profile_and_our_reference() {
    let answers = resources().into_iter().chain([one(&order_answer("pending", true))]);
    let (requests, state) = run(telnyx().order(&order()), answers);
    assert_eq!(paths(&requests)[2], "POST /v2/number_orders");
    assert!(!requests[2].is_repeatable);
    assert_eq!(
        body(&requests[2]),
        json!({
            "phone_numbers": [{"phone_number": "+14155550101"}],
            "connection_id": "1001",
            "messaging_profile_id": "profile-1",
            "customer_reference": "order-7",
        })
    );
    let id = CarrierId::new("order-at-telnyx").unwrap();
    assert_eq!(state, Ok(OrderState::Pending { order: id, needs_address: false }));
}

#[test]
fn an_order_waits_for_papers_or_fails() {
    let place = |json| run(telnyx().order(&order()), resources().into_iter().chain([json])).1;
    let waiting = place(one(&order_answer("pending", false)));
    assert!(matches!(waiting, Ok(OrderState::Pending { needs_address: true, .. })));
    assert_eq!(place(one(&order_answer("failure", false))), Ok(OrderState::Failed(Fault::AddressNeeded)));
    assert_eq!(place(one(&order_answer("failure", true))), Ok(OrderState::Failed(Fault::NumberGone)));
    assert_eq!(place(one(&order_answer("odd", true))), Err(Fault::NotTheCarrier));
    for (json, fault) in [
        (refusal(402, "20100", "Insufficient funds"), Fault::NoMoney),
        (refusal(422, "20100", "Insufficient Funds"), Fault::NoMoney),
        (refusal(422, "85000", "Number not available"), Fault::NumberGone),
        (refusal(422, "10032", "Regulatory requirements not met"), Fault::AddressNeeded),
        (refusal(403, "10010", "Authorization failed"), Fault::Forbidden),
        (refusal(403, "10038", "Account limit exceeded"), Fault::AccountLimit),
        (refusal(429, "10011", "Too many requests"), Fault::RateLimited { retry_after: None }),
        (refusal(422, "90000", "Something else"), Fault::Refused { status: 422, code: Some(90000) }),
        (refusal(503, "10007", "Service unavailable"), Fault::Unavailable { status: 503 }),
    ] {
        assert_eq!(place(json), Err(fault));
    }
}

#[test]
fn a_lost_order_is_found_by_its_number_or_our_reference() {
    let look = |answers: Vec<Result<Answer, Fault>>| run(telnyx().look_up_order(&order()), answers);
    let there = look(vec![list(&[number()]), one(&settings()), one(&application("A")), one(&profile("P"))]).1;
    assert!(matches!(there, Ok(OrderState::Done(number)) if number.id.as_str() == "2001"));
    let (requests, state) = look(vec![list(&[]), list(&[])]);
    assert_eq!(state, Ok(OrderState::Absent));
    assert!(lines(&requests)[1].starts_with("GET /v2/number_orders?filter%5Bcustomer_reference%5D=order-7&"));
    let orders = [order_answer("failure", true), order_answer("pending", true)];
    assert!(matches!(look(vec![list(&[]), list(&orders)]).1, Ok(OrderState::Pending { .. })), "one is under way");
    let failed = look(vec![list(&[]), list(&orders[..1])]).1;
    assert_eq!(failed, Ok(OrderState::Failed(Fault::NumberGone)));
    let done = look(vec![list(&[]), list(&[order_answer("success", true)])]).1;
    assert!(matches!(done, Ok(OrderState::Pending { .. })), "the number is not in the list yet");
    let mut other = order_answer("pending", true);
    other["phone_numbers"][0]["phone_number"] = json!("+14155550199");
    assert_eq!(look(vec![list(&[]), list(&[other])]).1, Ok(OrderState::Absent), "an order of another number");
}

#[test]
fn a_number_whose_order_is_under_way_is_not_there_yet() {
    let mut pending = number();
    pending["status"] = json!("purchase-pending");
    let (_, state) = run(telnyx().look_up_order(&order()), [list(&[pending]), list(&[order_answer("pending", true)])]);
    assert!(matches!(state, Ok(OrderState::Pending { .. })));
}

#[test]
fn a_release_may_be_repeated_and_says_why_it_is_refused() {
    let release = |answer| run(telnyx().release(&CarrierId::new("2001").unwrap()), [answer]);
    let (requests, outcome) = release(one(&number()));
    assert_eq!((lines(&requests), outcome), (vec!["DELETE /v2/phone_numbers/2001".to_owned()], Ok(())));
    assert_eq!(release(refusal(404, "10005", "Resource not found")).1, Ok(()));
    assert_eq!(release(refusal(422, "10021", "Resource in use")).1, Err(Fault::ReleaseBlocked));
    assert_eq!(release(refusal(401, "10009", "Authentication failed")).1, Err(Fault::WrongCredentials));
}

#[test]
fn a_call_is_placed_by_the_numbers_application() {
    let call = OutboundCall {
        from: order().phone_number,
        to: "+13035550111".parse().unwrap(),
        document: "https://calls.example/call-me".into(),
        status: None,
        ring_seconds: 300,
    };
    let answers = [list(&[number()]), answer(200, &json!({"from": "+14155550101", "status": "queued", "sid": "v3:x"}))];
    let (requests, placed) = run(telnyx().place_call(&call), answers);
    assert_eq!(paths(&requests)[1], "POST /v2/texml/Accounts/acc-1/Calls");
    let sent = body(&requests[1]);
    assert_eq!((&sent["ApplicationSid"], &sent["Timeout"]), (&json!("1001"), &json!(120)));
    assert_eq!(sent["Url"], json!(call.document));
    assert_eq!(placed.unwrap().id.unwrap().as_str(), "v3:x");
    let answers = [list(&[number()]), answer(200, &json!({"from": "+14155550101", "status": "queued"}))];
    assert_eq!(run(telnyx().place_call(&call), answers).1, Ok(PlacedCall { id: None }));
    assert_eq!(run(telnyx().place_call(&call), [list(&[])]).1, Err(Fault::NotThere));
}
