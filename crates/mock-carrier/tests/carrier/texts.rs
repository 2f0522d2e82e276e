//! Texts, in and out.

use mock_carrier::{Config, Kind, Number, PlaceError, Provider, TextScript};

use crate::product::{Answer, CALLER, EMPTY, OUR_NUMBER, Stage};

#[tokio::test]
async fn a_text_comes_in_with_its_pictures() {
    let stage = Stage::new(&[("/text", EMPTY)]).await;
    let number = Number { sms_url: format!("{}/text", stage.url), ..Number::new("+14155550101", "") };
    stage.carrier.add_number(number).unwrap();
    let script = TextScript {
        from: CALLER.to_owned(),
        to: "+14155550101".to_owned(),
        body: "Voilà: 1 + 1 = 2 & more".to_owned(),
        media: vec!["https://media.example/1.jpg".to_owned()],
        duplicate: true,
        ..TextScript::default()
    };
    let transcript = stage.carrier.text(script).await.unwrap();
    assert_eq!(transcript.of(Kind::Message).count(), 2);
    let told = stage.seen_at("/text");
    assert!(told[0].signed);
    assert_eq!(told[0].fields, told[1].fields);
    assert_eq!(told[0].field("Body"), "Voilà: 1 + 1 = 2 & more");
    assert_eq!(told[0].field("NumMedia"), "1");
    assert_eq!(told[0].field("MediaUrl0"), "https://media.example/1.jpg");
}

#[tokio::test]
async fn telnyx_tells_of_a_text_in_signed_json_and_wants_no_document() {
    let config = Config::new(Provider::Telnyx);
    let stage = Stage::answering(config, vec![("/text", Answer::Status(204)), ("/busy", Answer::Status(503))]).await;
    let add = |digits: &str, path: &str| {
        let sms_url = format!("{}{path}", stage.url);
        let sms_fallback_url = format!("{}/text", stage.url);
        stage.carrier.add_number(Number { sms_url, sms_fallback_url, ..Number::new(digits, "") }).unwrap()
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
    let transcript = stage.carrier.text(script("+14155550101")).await.unwrap();
    assert_eq!(transcript.problems, Vec::<String>::new());
    let told = stage.only("/text");
    assert!(told.signed && told.headers["content-type"] == "application/json");
    let told: serde_json::Value = serde_json::from_str(&told.body).unwrap();
    let payload = &told["data"]["payload"];
    assert_eq!((&told["data"]["event_type"], &payload["text"]), (&"message.received".into(), &"Voilà & more".into()));
    assert_eq!((&payload["id"], &payload["from"]["phone_number"]), (&transcript.sid.into(), &CALLER.into()));
    assert_eq!(payload["to"][0]["phone_number"], "+14155550101");
    assert_eq!(payload["media"][0]["url"], "https://media.example/1.jpg");

    let transcript = stage.carrier.text(script("+14155550102")).await.unwrap();
    assert_eq!((transcript.problems.len(), transcript.of(Kind::Fallback).count()), (1, 1));
    assert_eq!(stage.seen_at("/text").len(), 2, "where the first address fails, the second is told");
}

#[tokio::test]
async fn a_number_without_an_address_for_texts_takes_none() {
    let stage = Stage::new(&[]).await;
    let script = TextScript { from: CALLER.to_owned(), to: OUR_NUMBER.to_owned(), ..TextScript::default() };
    assert_eq!(stage.carrier.text(script).await, Err(PlaceError::NoAddress(OUR_NUMBER.to_owned())));
}

#[tokio::test]
async fn a_text_that_is_sent_is_told_of_until_it_is_delivered() {
    let stage = Stage::new(&[]).await;
    let url = format!("{}/2010-04-01/Accounts/{}/Messages", stage.carrier.url(), stage.carrier.account());
    let client = reqwest::Client::new();
    let send = |fields: Vec<(&'static str, String)>| {
        let request = client.post(format!("{url}.json")).form(&fields);
        request.basic_auth(stage.carrier.account(), Some(stage.carrier.secret())).send()
    };
    let answer = send(vec![
        ("From", OUR_NUMBER.to_owned()),
        ("To", CALLER.to_owned()),
        ("Body", "Hello".to_owned()),
        ("StatusCallback", format!("{}/sent", stage.url)),
    ]);
    let answer = answer.await.unwrap();
    assert_eq!(answer.status().as_u16(), 201);
    let message: serde_json::Value = answer.json().await.unwrap();
    assert_eq!(message["status"], "queued");
    let told = stage.arrived("/sent", 2).await;
    let statuses: Vec<&str> = told.iter().map(|told| told.field("MessageStatus")).collect();
    assert_eq!(statuses, ["sent", "delivered"]);
    assert!(told.iter().all(|told| told.signed));

    let answer = send(vec![("From", CALLER.to_owned()), ("To", OUR_NUMBER.to_owned()), ("Body", "Hello".to_owned())]);
    let refused: serde_json::Value = answer.await.unwrap().json().await.unwrap();
    assert_eq!(refused["code"], 21606);
}
