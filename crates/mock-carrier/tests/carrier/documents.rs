//! The execution of documents, and calls without one.

use std::time::Duration;

use mock_carrier::{CallScript, Config, Kind, Provider, Voicemail};

use crate::product::{Answer, EMPTY, FORWARD, ProductFixture, call};

const MENU: &str = r#"<Response>
    <Gather action="{url}/chosen" numDigits="1" timeout="4"><Say>Press one or two</Say></Gather>
    <Redirect method="POST">{url}/nothing</Redirect></Response>"#;

#[tokio::test]
async fn digits_go_to_the_action_and_silence_falls_through() {
    let product = ProductFixture::new(&[("/voice", MENU), ("/chosen", EMPTY), ("/nothing", MENU)]).await;
    product.place(call().digits(["", "2"])).await;
    assert_eq!(product.received_at("/nothing").len(), 1);
    assert_eq!(product.only("/chosen").field("Digits"), "2");
    assert_eq!(product.only("/chosen").field("CallStatus"), "in-progress");
}

#[tokio::test]
async fn a_caller_hangs_up_in_the_middle_of_a_menu() {
    let product = ProductFixture::new(&[("/voice", MENU), ("/nothing", MENU)]).await;
    let script = CallScript { caller_hangs_up_after_ms: Some(3_000), ..call() };
    let transcript = product.place(script).await;
    assert_eq!(product.received_at("/nothing").len(), 0);
    assert_eq!(transcript.outcome.status, "completed");
    assert_eq!(transcript.outcome.duration_seconds, 3);
}

#[tokio::test]
async fn a_message_is_left_and_its_action_learns_of_the_hang_up() {
    let voicemail = r#"<Response><Say>Leave a message</Say>
        <Record action="{url}/left" maxLength="120" recordingStatusCallback="{url}/recorded"/></Response>"#;
    let product = ProductFixture::new(&[("/voice", voicemail), ("/left", "<Response><Hangup/></Response>")]).await;
    let transcript = product.place(CallScript { voicemail: Voicemail { seconds: 9, hangs_up: true }, ..call() }).await;
    assert_eq!(product.only("/left").field("Digits"), "hangup");
    assert_eq!(product.only("/left").field("RecordingDuration"), "9");
    assert_eq!(product.only("/recorded").field("RecordingSource"), "RecordVerb");
    assert_eq!(transcript.recordings[0].duration_seconds, 9);
}

#[tokio::test]
async fn silence_leaves_no_message() {
    let voicemail = r#"<Response><Record action="{url}/left" recordingStatusCallback="{url}/recorded"/>
        <Redirect>{url}/silent</Redirect></Response>"#;
    let product = ProductFixture::new(&[("/voice", voicemail), ("/silent", EMPTY)]).await;
    product.place(CallScript { voicemail: Voicemail { seconds: 0, hangs_up: false }, ..call() }).await;
    assert_eq!(product.received_at("/left").len(), 0);
    assert_eq!(product.received_at("/recorded").len(), 0);
    assert_eq!(product.received_at("/silent").len(), 1);
}

#[tokio::test]
async fn an_unavailable_document_is_replaced_by_the_fallback() {
    let config = || Config { webhook_timeout: Duration::from_millis(400), ..Config::new(Provider::Twilio) };
    let broken = Answer::Document("<Response><Dial>".to_owned());
    for (answer, code) in [
        (Answer::Status(500), "11200"),
        (Answer::Status(404), "11200"),
        (Answer::Never, "11200"),
        (Answer::Html, "12300"),
        (broken, "12100"),
    ] {
        let fallback = Answer::Document(FORWARD.to_owned());
        let answers =
            vec![("/voice", answer), ("/fallback", fallback), ("/dialled", Answer::Document(EMPTY.to_owned()))];
        let product = ProductFixture::answering(config(), answers).await;
        let transcript = product.carrier.place(call()).await.unwrap();
        assert!(transcript.outcome.bridged, "{code}: {transcript:#?}");
        let fallback = product.only("/fallback");
        assert!(fallback.signed);
        assert_eq!(fallback.field("ErrorCode"), code);
        assert_eq!(fallback.field("ErrorUrl"), format!("{}/voice", product.url));
        assert_eq!(transcript.problems.len(), 1);
    }
}

#[tokio::test]
async fn without_a_fallback_the_call_fails() {
    let product = ProductFixture::answering(Config::new(Provider::Twilio), vec![("/voice", Answer::Status(500))]).await;
    let transcript = product.carrier.place(call()).await.unwrap();
    assert_eq!(transcript.outcome.status, "failed");
    assert_eq!(product.only("/ended").field("CallStatus"), "failed");
}

#[tokio::test]
async fn document_problems_are_listed_in_the_transcript() {
    let wrong = r#"<Response><Dial tmeout="3"><Number>4155550100</Number></Dial></Response>"#;
    let product = ProductFixture::new(&[("/voice", wrong)]).await;
    let transcript = product.carrier.place(call()).await.unwrap();
    assert_eq!(transcript.problems, ["<Dial> has no attribute \"tmeout\"", "<Number> is not in E.164 form"]);
}

#[tokio::test]
async fn a_loop_of_documents_ends() {
    let product = ProductFixture::new(&[("/voice", "<Response><Redirect>{url}/voice</Redirect></Response>")]).await;
    let transcript = product.carrier.place(call()).await.unwrap();
    assert_eq!(transcript.problems, ["the call was led through 100 documents without an end"]);
    assert_eq!(transcript.of(Kind::Status).count(), 1);
}
