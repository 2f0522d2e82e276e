//! Messages, in and out.

use mock_carrier::{Config, Kind, Number, PlaceError, Provider, TextScript};

use crate::product::{Answer, CALLER, EMPTY, OUR_NUMBER, ProductFixture};

#[tokio::test]
async fn an_inbound_message_is_sent_with_its_media() {
    let product = ProductFixture::new(&[("/text", EMPTY)]).await;
    let number = Number { sms_url: format!("{}/text", product.url), ..Number::new("+14155550101", "") };
    product.carrier.add_number(number).unwrap();
    let script = TextScript {
        from: CALLER.to_owned(),
        to: "+14155550101".to_owned(),
        body: "Voilà: 1 + 1 = 2 & more".to_owned(),
        media: vec!["https://media.example/1.jpg".to_owned()],
        duplicate: true,
        ..TextScript::default()
    };
    let transcript = product.carrier.text(script).await.unwrap();
    assert_eq!(transcript.of(Kind::Message).count(), 2);
    let requests = product.received_at("/text");
    assert!(requests[0].signed);
    assert_eq!(requests[0].fields, requests[1].fields);
    assert_eq!(requests[0].field("Body"), "Voilà: 1 + 1 = 2 & more");
    assert_eq!(requests[0].field("NumMedia"), "1");
    assert_eq!(requests[0].field("MediaUrl0"), "https://media.example/1.jpg");
}

#[tokio::test]
async fn telnyx_reports_messages_in_signed_json() {
    let config = Config::new(Provider::Telnyx);
    let product =
        ProductFixture::answering(config, vec![("/text", Answer::Status(204)), ("/busy", Answer::Status(503))]).await;
    let add = |digits: &str, path: &str| {
        let sms_url = format!("{}{path}", product.url);
        let sms_fallback_url = format!("{}/text", product.url);
        product.carrier.add_number(Number { sms_url, sms_fallback_url, ..Number::new(digits, "") }).unwrap()
    };
    add("+14155550101", "/text");
    add("+14155550102", "/busy");
    let script = |to: &str| TextScript {
        from: CALLER.to_owned(),
        to: to.to_owned(),
        body: "Voilà & more".to_owned(),
        media: vec!["https://media.example/1.jpg".to_owned()],
        ..TextScript::default()
    };
    let transcript = product.carrier.text(script("+14155550101")).await.unwrap();
    assert_eq!(transcript.problems, Vec::<String>::new());
    let request = product.only("/text");
    assert!(request.signed && request.headers["content-type"] == "application/json");
    let json: serde_json::Value = serde_json::from_str(&request.body).unwrap();
    let payload = &json["data"]["payload"];
    assert_eq!((&json["data"]["event_type"], &payload["text"]), (&"message.received".into(), &"Voilà & more".into()));
    assert_eq!((&payload["id"], &payload["from"]["phone_number"]), (&transcript.sid.into(), &CALLER.into()));
    assert_eq!(payload["to"][0]["phone_number"], "+14155550101");
    assert_eq!(payload["media"][0]["url"], "https://media.example/1.jpg");

    let transcript = product.carrier.text(script("+14155550102")).await.unwrap();
    assert_eq!((transcript.problems.len(), transcript.of(Kind::Fallback).count()), (1, 1));
    assert_eq!(product.received_at("/text").len(), 2, "the fallback address is requested when the first fails");
}

#[tokio::test]
async fn a_number_without_a_message_url_receives_none() {
    let product = ProductFixture::new(&[]).await;
    let script = TextScript { from: CALLER.to_owned(), to: OUR_NUMBER.to_owned(), ..TextScript::default() };
    assert_eq!(product.carrier.text(script).await, Err(PlaceError::NoAddress(OUR_NUMBER.to_owned())));
}

#[tokio::test]
async fn a_sent_message_is_reported_until_delivered() {
    let product = ProductFixture::new(&[]).await;
    let url = format!("{}/2010-04-01/Accounts/{}/Messages", product.carrier.url(), product.carrier.account());
    let client = reqwest::Client::new();
    let send = |fields: Vec<(&'static str, String)>| {
        let request = client.post(format!("{url}.json")).form(&fields);
        request.basic_auth(product.carrier.account(), Some(product.carrier.secret())).send()
    };
    let answer = send(vec![
        ("From", OUR_NUMBER.to_owned()),
        ("To", CALLER.to_owned()),
        ("Body", "Hello".to_owned()),
        ("StatusCallback", format!("{}/sent", product.url)),
    ]);
    let answer = answer.await.unwrap();
    assert_eq!(answer.status().as_u16(), 201);
    let message: serde_json::Value = answer.json().await.unwrap();
    assert_eq!(message["status"], "queued");
    let requests = product.wait_for("/sent", 2).await;
    let statuses: Vec<&str> = requests.iter().map(|request| request.field("MessageStatus")).collect();
    assert_eq!(statuses, ["sent", "delivered"]);
    assert!(requests.iter().all(|request| request.signed));

    let answer = send(vec![("From", CALLER.to_owned()), ("To", OUR_NUMBER.to_owned()), ("Body", "Hello".to_owned())]);
    let refused: serde_json::Value = answer.await.unwrap().json().await.unwrap();
    assert_eq!(refused["code"], 21606);
}
