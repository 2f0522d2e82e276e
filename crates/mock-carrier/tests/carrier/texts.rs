//! Texts, in and out.

use mock_carrier::{Kind, Number, PlaceError, TextScript};

use crate::product::{CALLER, EMPTY, OUR_NUMBER, Stage};

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
