//! The REST subset.

use mock_carrier::{Config, MockCarrier, Number, OrderEnd, OrderScript, Provider, RestAnswer, RestScript};
use reqwest::{Client, RequestBuilder};
use serde_json::{Value, json};

struct Account {
    carrier: MockCarrier,
    base: String,
}

impl Account {
    async fn of(provider: Provider) -> Self {
        let carrier = MockCarrier::start(Config::new(provider)).await.unwrap();
        let root = if provider == Provider::SignalWire { "/api/laml/2010-04-01" } else { "/2010-04-01" };
        let base = format!("{}{root}/Accounts/{}", carrier.url(), carrier.account());
        Self { carrier, base }
    }

    async fn send(&self, request: RequestBuilder) -> (u16, Value) {
        let answer = request.basic_auth(self.carrier.account(), Some(self.carrier.secret())).send().await.unwrap();
        let status = answer.status().as_u16();
        let body = answer.bytes().await.unwrap();
        (status, serde_json::from_slice(&body).unwrap_or(Value::Null))
    }

    async fn get(&self, path: &str) -> (u16, Value) {
        self.send(Client::new().get(format!("{}{path}", self.base))).await
    }

    async fn post(&self, path: &str, fields: &[(&str, &str)]) -> (u16, Value) {
        self.send(Client::new().post(format!("{}{path}", self.base)).form(fields)).await
    }

    async fn delete(&self, path: &str) -> u16 {
        self.send(Client::new().delete(format!("{}{path}", self.base))).await.0
    }
}

#[tokio::test]
async fn the_rest_api_requires_the_accounts_secret() {
    for provider in [Provider::Twilio, Provider::SignalWire] {
        let account = Account::of(provider).await;
        let (status, body) = account.get(".json").await;
        assert_eq!((status, body["sid"].as_str()), (200, Some(account.carrier.account())));
        let wrong =
            Client::new().get(format!("{}.json", account.base)).basic_auth(account.carrier.account(), Some("no"));
        let answer = wrong.send().await.unwrap();
        assert_eq!(answer.status().as_u16(), 401);
        let body: Value = answer.json().await.unwrap();
        assert_eq!((body["code"].as_u64(), body["status"].as_u64()), (Some(20003), Some(401)));
        let other = account.base.replace(account.carrier.account(), "AC00000000000000000000000000000000");
        assert_eq!(account.send(Client::new().get(format!("{other}/Calls.json"))).await.0, 401);
    }
}

#[tokio::test]
async fn a_number_is_listed_bought_configured_and_released() {
    let account = Account::of(Provider::Twilio).await;
    let (_, available) = account.get("/AvailablePhoneNumbers/US/Local.json?AreaCode=303&PageSize=5").await;
    let available = available["available_phone_numbers"].as_array().unwrap();
    assert_eq!(available.len(), 5);
    let digits = available[0]["phone_number"].as_str().unwrap();
    let (status, bought) = account
        .post("/IncomingPhoneNumbers.json", &[("PhoneNumber", digits), ("VoiceUrl", "https://a.example/v")])
        .await;
    assert_eq!((status, bought["voice_url"].as_str()), (201, Some("https://a.example/v")));
    let (status, again) = account.post("/IncomingPhoneNumbers.json", &[("PhoneNumber", digits)]).await;
    assert_eq!((status, again["code"].as_u64()), (400, Some(21422)));
    let (_, left) = account.get("/AvailablePhoneNumbers/US/Local.json?AreaCode=303&PageSize=5").await;
    assert_ne!(left["available_phone_numbers"][0]["phone_number"], *digits);

    let path = format!("/IncomingPhoneNumbers/{}.json", bought["sid"].as_str().unwrap());
    let (status, changed) =
        account.post(&path, &[("StatusCallback", "https://a.example/s"), ("VoiceMethod", "GET")]).await;
    assert_eq!(status, 200);
    assert_eq!(changed["status_callback"], "https://a.example/s");
    assert_eq!(changed["voice_method"], "GET");
    assert_eq!(changed["voice_url"], "https://a.example/v", "what was left out has changed");
    let (status, refused) = account.post(&path, &[("VoiceUrl", "not an address")]).await;
    assert_eq!((status, refused["code"].as_u64()), (400, Some(21402)));
    let (status, refused) = account.post(&path, &[("VoiceUrl", ""), ("VoiceFallbackUrl", "https://a.example/f")]).await;
    assert_eq!((status, refused["code"].as_u64()), (400, Some(21405)));

    assert_eq!(account.delete(&path).await, 204);
    let (status, answer) = account.get(&path).await;
    assert_eq!((status, answer["code"].as_u64()), (404, Some(20404)));
    assert_eq!(account.delete(&path).await, 404);
}

#[tokio::test]
async fn a_list_is_read_page_by_page() {
    let account = Account::of(Provider::SignalWire).await;
    for line in 100..107 {
        let number = format!("+1415555{line:04}");
        assert_eq!(account.post("/IncomingPhoneNumbers.json", &[("PhoneNumber", &number)]).await.0, 201);
    }
    let mut request = Vec::new();
    let mut next = Some("/IncomingPhoneNumbers.json?PageSize=3".to_owned());
    while let Some(path) = next {
        let (_, page) = account.get(&path).await;
        let numbers = page["incoming_phone_numbers"].as_array().unwrap();
        request.extend(numbers.iter().map(|number| number["phone_number"].as_str().unwrap().to_owned()));
        next = page["next_page_uri"].as_str().map(|uri| {
            assert!(uri.starts_with("/api/laml/2010-04-01/"), "{uri}");
            uri.split(account.carrier.account()).nth(1).unwrap().to_owned()
        });
    }
    assert_eq!(request.len(), 7);
    request.dedup();
    assert_eq!(request.len(), 7);
}

#[tokio::test]
async fn telnyx_lists_and_finds_numbers_for_its_key() {
    let carrier = MockCarrier::start(Config::new(Provider::Telnyx)).await.unwrap();
    carrier.add_number(Number::new("+14155550100", "http://127.0.0.1:9/voice")).unwrap();
    let get = |path: &str, key: &str| Client::new().get(format!("{}{path}", carrier.url())).bearer_auth(key).send();
    assert_eq!(get("/v2/phone_numbers", "no").await.unwrap().status().as_u16(), 401);
    let page: Value = get("/v2/phone_numbers", carrier.secret()).await.unwrap().json().await.unwrap();
    assert_eq!(page["data"][0]["phone_number"], "+14155550100");
    assert_eq!(page["meta"]["total_results"], 1);
    let path =
        "/v2/available_phone_numbers?filter[country_code]=US&filter[national_destination_code]=415&filter[limit]=3";
    let available: Value = get(path, carrier.secret()).await.unwrap().json().await.unwrap();
    let numbers: Vec<&str> =
        available["data"].as_array().unwrap().iter().map(|number| number["phone_number"].as_str().unwrap()).collect();
    assert_eq!(numbers, ["+14155550101", "+14155550102", "+14155550103"]);
}

#[tokio::test]
async fn a_call_and_its_legs_are_listed_and_a_recording_is_deleted() {
    let record = r#"<Response><Dial record="true"><Number>+13035550111</Number></Dial></Response>"#;
    let product = crate::product::ProductFixture::new(&[("/voice", record)]).await;
    let transcript = product.place(crate::product::call()).await;
    let base = format!("{}/2010-04-01/Accounts/{}", product.carrier.url(), product.carrier.account());
    let account = Account { carrier: product.carrier.clone(), base };
    let (_, call) = account.get(&format!("/Calls/{}.json", transcript.sid)).await;
    assert_eq!((call["status"].as_str(), call["duration"].as_str()), (Some("completed"), Some("34")));
    let (_, legs) = account.get(&format!("/Calls.json?ParentCallSid={}", transcript.sid)).await;
    assert_eq!(legs["calls"][0]["sid"], transcript.legs[0].sid);
    let path = format!("/Recordings/{}.json", transcript.recordings[0].sid);
    assert_eq!(account.get(&path).await.1["duration"], "30");
    assert_eq!(account.delete(&path).await, 204);
    assert_eq!(account.get(&path).await.0, 404);
}

#[tokio::test]
async fn a_prepared_answer_is_for_its_requests_only() {
    let account = Account::of(Provider::Twilio).await;
    let limit = RestAnswer::RateLimited { retry_after_seconds: Some(7) };
    account.carrier.script_rest(RestScript::new("GET", "/IncomingPhoneNumbers", limit).times(2));
    assert_eq!(account.get("/Calls.json").await.0, 200);
    for _ in 0..2 {
        let request = Client::new().get(format!("{}/IncomingPhoneNumbers.json", account.base));
        let answer =
            request.basic_auth(account.carrier.account(), Some(account.carrier.secret())).send().await.unwrap();
        let wait = answer.headers()["retry-after"].to_str().unwrap();
        assert_eq!((answer.status().as_u16(), wait), (429, "7"));
        assert_eq!(answer.json::<Value>().await.unwrap()["code"], 20429);
    }
    assert_eq!(account.get("/IncomingPhoneNumbers.json").await.0, 200);
    let words = "no".to_owned();
    account.carrier.script_rest(RestScript::new("", "", RestAnswer::Refused { status: 402, code: 1, words }));
    let (status, body) = account.get("/Calls.json").await;
    assert_eq!((status, body["message"].as_str()), (402, Some("no")));
    assert_eq!(account.carrier.rest_requests().len(), 5);
}

#[tokio::test]
async fn a_lost_answer_is_of_a_request_that_was_done() {
    let account = Account::of(Provider::Twilio).await;
    account.carrier.script_rest(RestScript::new("POST", "/IncomingPhoneNumbers", RestAnswer::Lost));
    assert_eq!(account.post("/IncomingPhoneNumbers.json", &[("PhoneNumber", "+14155550101")]).await.0, 504);
    assert_eq!(account.carrier.numbers().len(), 1);
}

#[tokio::test]
async fn prices_are_told_to_the_account_only() {
    let account = Account::of(Provider::Twilio).await;
    let url = format!("{}/v1/PhoneNumbers/Countries/US", account.carrier.url());
    let (status, prices) = account.send(Client::new().get(&url)).await;
    assert_eq!((status, prices["phone_number_prices"][0]["current_price"].as_str()), (200, Some("1.15")));
    assert_eq!(Client::new().get(&url).send().await.unwrap().status().as_u16(), 401);
    assert_eq!(account.send(Client::new().get(url.replace("US", "XX"))).await.0, 404);
}

#[tokio::test]
async fn a_call_is_placed_and_runs_its_document() {
    let product = crate::product::ProductFixture::new(&[("/call-me", "<Response><Say>Hello</Say></Response>")]).await;
    let base = format!("{}/2010-04-01/Accounts/{}", product.carrier.url(), product.carrier.account());
    let account = Account { carrier: product.carrier.clone(), base };
    let (url, status) = (format!("{}/call-me", product.url), format!("{}/ended", product.url));
    let fields = [
        ("To", "+13035550111"),
        ("From", crate::product::OUR_NUMBER),
        ("Url", url.as_str()),
        ("StatusCallback", status.as_str()),
    ];
    let (code, call) = account.post("/Calls.json", &fields).await;
    assert_eq!(
        (code, call["status"].as_str(), call["direction"].as_str()),
        (201, Some("queued"), Some("outbound-api"))
    );
    let ended = product.wait_for("/ended", 1).await;
    assert_eq!((ended[0].field("CallSid"), ended[0].field("CallStatus")), (call["sid"].as_str().unwrap(), "completed"));
    let asked = product.only("/call-me");
    assert_eq!((asked.field("Direction"), asked.field("CallStatus")), ("outbound-api", "in-progress"));
    assert!(asked.signed);
    for (name, wrong, code) in [("To", "nobody", 21211), ("From", "+19995550100", 21210), ("Url", "x", 21205)] {
        let fields: Vec<_> =
            fields.iter().map(|(key, value)| (*key, if *key == name { wrong } else { *value })).collect();
        let (status, refused) = account.post("/Calls.json", &fields).await;
        assert_eq!((status, refused["code"].as_u64()), (400, Some(code)), "{name}");
    }
}

struct Telnyx(MockCarrier);

impl Telnyx {
    async fn new() -> Self {
        Self(MockCarrier::start(Config::new(Provider::Telnyx)).await.unwrap())
    }

    async fn send(&self, request: RequestBuilder) -> (u16, Value) {
        let answer = request.bearer_auth(self.0.secret()).send().await.unwrap();
        (answer.status().as_u16(), answer.json().await.unwrap())
    }

    fn url(&self, path: &str) -> String {
        format!("{}/v2{path}", self.0.url())
    }

    async fn get(&self, path: &str) -> (u16, Value) {
        self.send(Client::new().get(self.url(path))).await
    }

    async fn post(&self, path: &str, body: Value) -> (u16, Value) {
        self.send(Client::new().post(self.url(path)).json(&body)).await
    }

    async fn patch(&self, path: &str, body: Value) -> (u16, Value) {
        self.send(Client::new().patch(self.url(path)).json(&body)).await
    }
}

#[tokio::test]
async fn a_telnyx_number_follows_its_application_and_profile() {
    let telnyx = Telnyx::new().await;
    let number = telnyx.0.add_number(Number::new("+14155550100", "http://127.0.0.1:9/old")).unwrap();
    let (_, old) = telnyx.get(&format!("/texml_applications/{}", number.connection_id)).await;
    assert_eq!(old["data"]["voice_url"], "http://127.0.0.1:9/old");
    let application = json!({"friendly_name": "New", "voice_url": "https://a.example/voice"});
    let (status, made) = telnyx.post("/texml_applications", application).await;
    let id = made["data"]["id"].as_str().unwrap();
    assert_eq!(status, 201);
    let path = format!("/phone_numbers/{}", number.sid);
    assert_eq!(telnyx.patch(&path, json!({"connection_id": id})).await.0, 200);
    assert_eq!(telnyx.0.numbers()[0].voice_url, "https://a.example/voice");
    let changes = json!({"voice_url": "https://b.example/voice"});
    assert_eq!(telnyx.patch(&format!("/texml_applications/{id}"), changes).await.0, 200);
    assert_eq!(telnyx.0.numbers()[0].voice_url, "https://b.example/voice");
    let profile = json!({"name": "Spring", "webhook_url": "https://a.example/m", "whitelisted_destinations": ["US"]});
    let (_, made) = telnyx.post("/messaging_profiles", profile).await;
    let body = json!({"messaging_profile_id": made["data"]["id"]});
    assert_eq!(telnyx.patch(&format!("{path}/messaging"), body).await.0, 200);
    assert_eq!(telnyx.0.numbers()[0].sms_url, "https://a.example/m");
    for (path, body) in [
        ("/texml_applications", json!({"voice_url": "https://a.example"})),
        ("/texml_applications", json!({"friendly_name": "x", "voice_url": "nowhere"})),
        ("/messaging_profiles", json!({"name": "x"})),
    ] {
        assert_eq!(telnyx.post(path, body.clone()).await.0, 422, "{body}");
    }
}

#[tokio::test]
async fn a_telnyx_order_ends_after_its_looks_or_when_it_is_told_to() {
    let telnyx = Telnyx::new().await;
    let order = |digits: &str| json!({"phone_numbers": [{"phone_number": digits}], "customer_reference": "r"});
    telnyx.0.script_orders(OrderScript { looks: 1, ..OrderScript::default() });
    let (status, taken) = telnyx.post("/number_orders", order("+14155550101")).await;
    assert_eq!((status, taken["data"]["status"].as_str()), (200, Some("pending")));
    assert_eq!(telnyx.post("/number_orders", order("+14155550101")).await.0, 422, "it is ordered already");
    let path = format!("/number_orders/{}", taken["data"]["id"].as_str().unwrap());
    assert_eq!(telnyx.get(&path).await.1["data"]["status"], "pending");
    assert_eq!(telnyx.get(&path).await.1["data"]["status"], "success");
    assert_eq!(telnyx.0.numbers()[0].phone_number, "+14155550101");
    telnyx.0.script_orders(OrderScript { looks: 99, end: OrderEnd::Failed, ..OrderScript::default() });
    telnyx.post("/number_orders", order("+14155550102")).await;
    telnyx.0.script_orders(OrderScript { looks: 99, end: OrderEnd::NeedsPapers, ..OrderScript::default() });
    telnyx.post("/number_orders", order("+14155550103")).await;
    telnyx.0.end_orders().await;
    let (_, orders) = telnyx.get("/number_orders?filter[customer_reference]=r").await;
    let states: Vec<_> =
        orders["data"].as_array().unwrap().iter().map(|order| (&order["status"], &order["requirements_met"])).collect();
    assert_eq!(
        states,
        [(&json!("pending"), &json!(false)), (&json!("failure"), &json!(true)), (&json!("success"), &json!(true))]
    );
    assert_eq!(telnyx.0.numbers().len(), 1);
}

#[tokio::test]
async fn the_end_of_a_telnyx_order_is_told_by_a_signed_webhook() {
    let product = crate::product::ProductFixture::with(Config::new(Provider::Telnyx), &[("/order", "")]).await;
    let webhook = format!("{}/order", product.url);
    product.carrier.script_orders(OrderScript { looks: 99, webhook, ..OrderScript::default() });
    let telnyx = Telnyx(product.carrier.clone());
    let body = json!({"phone_numbers": [{"phone_number": "+14155550101"}], "customer_reference": "order-7"});
    telnyx.post("/number_orders", body).await;
    product.carrier.end_orders().await;
    let notice = product.only("/order");
    assert!(notice.signed, "{notice:?}");
    let body: Value = serde_json::from_str(&notice.body).unwrap();
    assert_eq!(body["data"]["event_type"], "number_order.complete");
    assert_eq!(body["data"]["payload"]["customer_reference"], "order-7");
    assert_eq!(body["data"]["payload"]["status"], "success");
}
