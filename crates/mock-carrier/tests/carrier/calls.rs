//! Calls and their results.

use mock_carrier::{CallScript, Callee, Config, End, Kind, Provider, SharedKey};

use crate::product::{CALLER, DESK, EMPTY, FORWARD, ProductFixture, call};

fn kinds(transcript: &mock_carrier::Transcript) -> Vec<Kind> {
    transcript.exchanges.iter().map(|exchange| exchange.kind).collect()
}

async fn an_answered_call(config: Config) {
    // Telnyx has no answerOnBridge, so the ringing counts.
    let telnyx = config.provider == Provider::Telnyx;
    let duration = if telnyx { "304" } else { "300" };
    let forward = if telnyx { FORWARD.replace(" answerOnBridge=\"true\"", "") } else { FORWARD.to_owned() };
    let product = ProductFixture::with(config, &[("/voice", &forward), ("/dialled", EMPTY)]).await;
    let transcript = product.place(call().callee(Callee::answers(4_000, 300_000))).await;
    assert_eq!(transcript.outcome.status, "completed");
    assert!(transcript.outcome.bridged);
    assert_eq!(transcript.outcome.talk_seconds, 300);
    use Kind::{Action, Leg, Status, Voice};
    assert_eq!(kinds(&transcript), [Voice, Leg, Leg, Leg, Leg, Action, Status]);

    let voice = product.only("/voice");
    assert_eq!(voice.field("CallStatus"), "ringing");
    assert_eq!(voice.field("Direction"), "inbound");
    let sid = voice.field("CallSid");
    let legs = product.received_at("/leg");
    let statuses: Vec<&str> = legs.iter().map(|leg| leg.field("CallStatus")).collect();
    assert_eq!(statuses, ["initiated", "ringing", "in-progress", "completed"]);
    let sequence: Vec<&str> = legs.iter().map(|leg| leg.field("SequenceNumber")).collect();
    assert_eq!(sequence, ["0", "1", "2", "3"]);
    for leg in &legs {
        assert_eq!(leg.field("ParentCallSid"), sid);
        assert_ne!(leg.field("CallSid"), sid);
        assert_eq!(leg.field("To"), DESK);
        assert_eq!(leg.field("From"), CALLER);
    }
    assert_eq!(legs[3].field("CallDuration"), "300");
    let dialled = product.only("/dialled");
    assert_eq!(dialled.field("DialCallStatus"), "completed");
    assert_eq!(dialled.field("DialBridged"), "true");
    assert_eq!(dialled.field("DialCallDuration"), "300");
    assert_eq!(dialled.field("DialCallSid"), legs[0].field("CallSid"));
    let ended = product.only("/ended");
    assert_eq!(ended.field("CallSid"), sid);
    assert_eq!(ended.field("CallStatus"), "completed");
    assert_eq!(ended.field("CallDuration"), duration);
}

#[tokio::test]
async fn an_answered_call_is_reported_and_signed_like_twilio() {
    an_answered_call(Config::new(Provider::Twilio)).await;
}

#[tokio::test]
async fn an_answered_call_is_reported_and_signed_with_a_shared_key() {
    let shared_key = Some(SharedKey { id: "key1".to_owned(), secret: "other".to_owned() });
    an_answered_call(Config { shared_key, ..Config::new(Provider::Twilio) }).await;
}

#[tokio::test]
async fn an_answered_call_is_reported_and_signed_like_signalwire() {
    let signing_key = Some("PSK_abc".to_owned());
    an_answered_call(Config { signing_key, ..Config::new(Provider::SignalWire) }).await;
}

#[tokio::test]
async fn an_answered_call_is_reported_and_signed_like_telnyx() {
    an_answered_call(Config::new(Provider::Telnyx)).await;
}

#[tokio::test]
async fn an_unanswered_call_reports_its_reason() {
    for (callee, status) in [
        (Callee::Busy { after_ms: 900 }, "busy"),
        (Callee::NoAnswer, "no-answer"),
        (Callee::answers(25_000, 60_000), "no-answer"),
        (Callee::Failed { after_ms: 700 }, "failed"),
    ] {
        let product = ProductFixture::new(&[("/voice", FORWARD), ("/dialled", EMPTY)]).await;
        let transcript = product.place(call().callee(callee)).await;
        assert!(!transcript.outcome.bridged);
        let dialled = product.only("/dialled");
        assert_eq!(dialled.field("DialCallStatus"), status);
        assert_eq!(dialled.field("DialBridged"), "false");
        assert_eq!(product.received_at("/leg").last().unwrap().field("CallStatus"), status);
        assert_eq!(product.only("/ended").field("CallStatus"), status);
        assert_eq!(product.only("/ended").field("CallDuration"), "0");
    }
}

#[tokio::test]
async fn a_caller_who_gives_up_while_it_rings_leaves_no_action_behind() {
    let product = ProductFixture::new(&[("/voice", FORWARD), ("/dialled", EMPTY)]).await;
    let transcript = product.place(call().callee(Callee::Abandoned { after_ms: 6_000 })).await;
    assert_eq!(product.received_at("/dialled").len(), 0);
    assert_eq!(transcript.legs[0].status, "canceled");
    assert_eq!(product.only("/ended").field("CallStatus"), "no-answer");
}

#[tokio::test]
async fn some_carriers_request_the_action_after_an_abandoned_dial() {
    let product = ProductFixture::new(&[("/voice", FORWARD), ("/dialled", EMPTY)]).await;
    let script = CallScript { action_after_abandon: true, ..call() };
    product.place(script.callee(Callee::Abandoned { after_ms: 6_000 })).await;
    assert_eq!(product.only("/dialled").field("DialCallStatus"), "canceled");
    assert_eq!(product.only("/dialled").field("CallStatus"), "no-answer");
}

#[tokio::test]
async fn a_caller_who_hangs_up_a_conversation_ends_the_call() {
    let after = r#"<Response><Say>Goodbye</Say><Redirect>{url}/more</Redirect></Response>"#;
    let product = ProductFixture::new(&[("/voice", FORWARD), ("/dialled", after)]).await;
    let callee = Callee::Answers { after_ms: 4_000, talk_ms: 60_000, end: End::Caller };
    let transcript = product.place(call().callee(callee)).await;
    assert!(transcript.outcome.bridged);
    assert_eq!(product.only("/dialled").field("CallStatus"), "completed");
    assert_eq!(product.received_at("/more").len(), 0, "the document was followed after the caller was gone");
}

#[tokio::test]
async fn the_first_to_answer_wins_and_the_others_are_canceled() {
    let ring = r#"<Response><Dial action="{url}/dialled"><Number>+13035550111</Number><Number>+13035550112</Number>
        <Sip>sip:desk@example.com</Sip></Dial></Response>"#;
    let product = ProductFixture::new(&[("/voice", ring), ("/dialled", EMPTY)]).await;
    let mut script = call();
    script.callees.insert(DESK.to_owned(), vec![Callee::Busy { after_ms: 500 }]);
    script.callees.insert("+13035550112".to_owned(), vec![Callee::answers(9_000, 10_000)]);
    script.callees.insert("sip:desk@example.com".to_owned(), vec![Callee::answers(5_000, 20_000)]);
    let transcript = product.place(script).await;
    let statuses: Vec<&str> = transcript.legs.iter().map(|leg| leg.status.as_str()).collect();
    assert_eq!(statuses, ["busy", "canceled", "completed"]);
    assert_eq!(transcript.outcome.talk_seconds, 20);
    assert_eq!(product.only("/dialled").field("DialCallSid"), transcript.legs[2].sid);
}

#[tokio::test]
async fn an_attempt_follows_the_one_before_through_the_action() {
    let second = r#"<Response><Dial action="{url}/second"><Number>+13035550111</Number></Dial></Response>"#;
    let product = ProductFixture::new(&[("/voice", FORWARD), ("/dialled", second), ("/second", EMPTY)]).await;
    let mut script = call();
    script.callees.insert(DESK.to_owned(), vec![Callee::NoAnswer, Callee::answers(2_000, 30_000)]);
    product.place(script).await;
    assert_eq!(product.only("/dialled").field("DialCallStatus"), "no-answer");
    assert_eq!(product.only("/second").field("DialCallStatus"), "completed");
}

#[tokio::test]
async fn without_answer_on_bridge_the_callers_time_runs_while_it_rings() {
    let ring = r#"<Response><Dial action="{url}/dialled"><Number>+13035550111</Number></Dial></Response>"#;
    let product = ProductFixture::new(&[("/voice", ring), ("/dialled", EMPTY)]).await;
    let transcript = product.place(call().callee(Callee::answers(7_000, 50_000))).await;
    assert_eq!(transcript.outcome.duration_seconds, 57);
    assert_eq!(transcript.outcome.talk_seconds, 50);
}

#[tokio::test]
async fn a_completed_leg_without_a_bridge_is_a_refused_whisper() {
    let ring = r#"<Response><Dial action="{url}/dialled" answerOnBridge="true">
        <Number url="{url}/whisper">+13035550111</Number></Dial></Response>"#;
    let whisper = r#"<Response><Gather action="{url}/pressed" numDigits="1" timeout="3"><Say>Press one</Say></Gather>
        <Hangup/></Response>"#;
    for (pressed, bridged) in [(vec!["1".to_owned()], "true"), (Vec::new(), "false")] {
        let product =
            ProductFixture::new(&[("/voice", ring), ("/whisper", whisper), ("/pressed", EMPTY), ("/dialled", EMPTY)])
                .await;
        product.place(CallScript { callee_digits: pressed, ..call() }).await;
        let dialled = product.only("/dialled");
        assert_eq!(dialled.field("DialCallStatus"), "completed");
        assert_eq!(dialled.field("DialBridged"), bridged);
        assert_eq!(product.only("/whisper").field("CallSid"), dialled.field("DialCallSid"));
    }
}

#[tokio::test]
async fn a_refused_call_is_never_answered() {
    for (document, status) in
        [("<Response><Reject reason=\"busy\"/></Response>", "busy"), ("<Response><Reject/></Response>", "no-answer")]
    {
        let product = ProductFixture::new(&[("/voice", document)]).await;
        let transcript = product.place(call()).await;
        assert_eq!(transcript.outcome.duration_seconds, 0);
        assert_eq!(product.only("/ended").field("CallStatus"), status);
    }
}

#[tokio::test]
async fn callers_without_a_number_are_reported_as_they_are() {
    let product = ProductFixture::new(&[("/voice", FORWARD), ("/dialled", EMPTY)]).await;
    for from in ["anonymous", "sip:anna@example.com", "+266696687"] {
        product.place(CallScript { from: from.to_owned(), ..call() }).await;
        assert_eq!(product.received_at("/voice").last().unwrap().field("From"), from);
    }
}

#[tokio::test]
async fn a_number_that_the_account_does_not_have_can_not_be_called() {
    let product = ProductFixture::new(&[]).await;
    let refused = product.carrier.place(CallScript::new(CALLER, "+14155550199")).await.unwrap_err();
    assert_eq!(refused.to_string(), "+14155550199 is not a number of the account");
}

#[tokio::test]
async fn the_same_seed_and_scripts_give_the_same_calls() {
    let config =
        || Config { epoch: Some("2026-11-24T09:00:00Z".parse().unwrap()), ..Config::with_seed(Provider::Twilio, 9) };
    let mut runs = Vec::new();
    for _ in 0..2 {
        let product = ProductFixture::with(config(), &[("/voice", FORWARD), ("/dialled", EMPTY)]).await;
        let mut run = Vec::new();
        for callee in [Callee::answers(3_000, 10_000), Callee::NoAnswer] {
            let transcript = product.place(call().callee(callee)).await;
            run.extend(transcript.exchanges.into_iter().map(|exchange| exchange.fields));
        }
        runs.push(run);
    }
    assert_eq!(runs[0], runs[1]);
}
