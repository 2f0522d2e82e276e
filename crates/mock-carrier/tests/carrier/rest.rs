//! The REST subset.

use mock_carrier::{Config, MockCarrier, Provider};
use reqwest::{Client, RequestBuilder};
use serde_json::Value;

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
    carrier.add_number(mock_carrier::Number::new("+14155550100", "http://127.0.0.1:9/voice")).unwrap();
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
