//! Callbacks that are late, repeated or out of order.

use mock_carrier::{CallScript, Callee, Config, Delivery, Kind, Provider, Signature, Transcript};

use crate::product::{Answer, EMPTY, FORWARD, ProductFixture, call};

async fn call_with_delivery(delivery: Delivery) -> (ProductFixture, Transcript) {
    let product = ProductFixture::new(&[("/voice", FORWARD), ("/dialled", EMPTY)]).await;
    let transcript = product.place(call().delivery(delivery)).await;
    (product, transcript)
}

fn callbacks_of(transcript: &Transcript) -> Vec<(Kind, String)> {
    let callbacks = transcript.exchanges.iter().filter(|exchange| matches!(exchange.kind, Kind::Leg | Kind::Status));
    callbacks.map(|exchange| (exchange.kind, exchange.field("CallStatus").unwrap().to_owned())).collect()
}

#[tokio::test]
async fn duplicate_callbacks_are_identical() {
    let (product, transcript) = call_with_delivery(Delivery { duplicate: true, ..Delivery::default() }).await;
    let legs = product.received_at("/leg");
    assert_eq!(legs.len(), 8);
    for pair in legs.chunks(2) {
        assert_eq!(pair[0].fields, pair[1].fields);
        assert_eq!(pair[0].headers["i-twilio-idempotency-token"], pair[1].headers["i-twilio-idempotency-token"]);
    }
    assert_eq!(product.received_at("/ended").len(), 2);
    assert_eq!(product.received_at("/voice").len(), 1);
    assert_eq!(transcript.exchanges.iter().filter(|exchange| exchange.duplicate).count(), 5);
}

#[tokio::test]
async fn a_shuffle_is_made_from_its_seed_and_loses_nothing() {
    let ordered = callbacks_of(&call_with_delivery(Delivery::default()).await.1);
    let shuffled =
        async |seed| callbacks_of(&call_with_delivery(Delivery { shuffle: Some(seed), ..Delivery::default() }).await.1);
    let first = shuffled(1).await;
    assert_eq!(first, shuffled(1).await);
    let others = [shuffled(2).await, shuffled(3).await, shuffled(4).await];
    assert!(others.iter().any(|other| *other != first));
    for mut order in [first].into_iter().chain(others) {
        assert_eq!(order.len(), 5);
        order.sort_by_key(|entry| ordered.iter().position(|other| other == entry));
        assert_eq!(order, ordered);
    }
}

#[tokio::test]
async fn callbacks_at_once_are_all_under_way_before_any_is_answered() {
    let answers = vec![
        ("/voice", Answer::Document(FORWARD.to_owned())),
        ("/dialled", Answer::Document(EMPTY.to_owned())),
        ("/leg", Answer::Together(4)),
    ];
    let product = ProductFixture::answering(Config::new(Provider::Twilio), answers).await;
    let transcript = product.place(call().delivery(Delivery { at_once: true, ..Delivery::default() })).await;
    let statuses: Vec<Option<u16>> = transcript.of(Kind::Leg).map(|exchange| exchange.status).collect();
    assert_eq!(statuses, [Some(204); 4]);
}

#[tokio::test]
async fn delayed_callbacks_arrive_after_later_events() {
    let (_, transcript) = call_with_delivery(Delivery { delay_ms: 3_000, ..Delivery::default() }).await;
    // Rings after 0.4 s, answered after 4 s, talks until 34 s: all callbacks come three seconds later.
    let at: Vec<u64> = transcript.of(Kind::Leg).map(|exchange| exchange.at_ms).collect();
    assert_eq!(at, [3_000, 3_400, 7_000, 37_000]);
    let kinds: Vec<Kind> = transcript.exchanges.iter().map(|exchange| exchange.kind).collect();
    assert_eq!(kinds[4], Kind::Action, "the action was requested before the leg's end was reported: {kinds:?}");
}

#[tokio::test]
async fn documents_are_requested_twice_if_the_script_says_so() {
    let (product, _) = call_with_delivery(Delivery { repeat_documents: true, ..Delivery::default() }).await;
    assert_eq!(product.received_at("/voice").len(), 2);
    assert_eq!(product.received_at("/dialled").len(), 2);
    assert_eq!(product.received_at("/voice")[0].fields, product.received_at("/voice")[1].fields);
    assert_eq!(product.received_at("/ended").len(), 1);
}

#[tokio::test]
async fn a_wrong_signature_does_not_verify() {
    for (provider, signature) in [
        (Provider::Twilio, Signature::Wrong),
        (Provider::Twilio, Signature::Missing),
        (Provider::SignalWire, Signature::Wrong),
        (Provider::Telnyx, Signature::Wrong),
        (Provider::Telnyx, Signature::Old),
    ] {
        let product = ProductFixture::with(Config::new(provider), &[("/voice", FORWARD), ("/dialled", EMPTY)]).await;
        let script = CallScript { signature, ..call().callee(Callee::NoAnswer) };
        product.carrier.place(script).await.unwrap();
        assert!(product.received().len() > 3);
        for request in product.received() {
            assert!(!request.signed, "{provider:?} {signature:?}: {request:?}");
        }
    }
}

#[tokio::test]
async fn the_configured_url_is_signed_wherever_it_connects() {
    let product = ProductFixture::new(&[("/voice", FORWARD), ("/dialled", EMPTY)]).await;
    let connect_to = [("https://calls.example.com".to_owned(), product.url.clone())].into();
    let config = Config { connect_to, ..Config::new(Provider::Twilio) };
    let public = mock_carrier::MockCarrier::start(config).await.unwrap();
    let number = mock_carrier::Number::new("+14155550101", "https://calls.example.com/voice?a=%7e");
    public.add_number(number).unwrap();
    product.sign_for("https://calls.example.com");
    public.place(CallScript { to: "+14155550101".to_owned(), ..call() }).await.unwrap();
    let voice = product.only("/voice");
    assert!(voice.signed);
    assert_eq!(voice.headers["host"], "calls.example.com");
}
