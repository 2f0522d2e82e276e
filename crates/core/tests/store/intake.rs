use crewline_core::Error;
use crewline_core::access::{Refusal, Thing};
use crewline_core::accounts::RecentPassword;
use crewline_core::both_engines;
use crewline_core::calls::{Call, CallStatus, CallerKind, Detail, Filter, Outcome, detail, intake, list};
use crewline_core::carrier::connection::{self, Draft};
use crewline_core::carrier::dial::DialOutcome;
use crewline_core::carrier::inbound::InboundCall;
use crewline_core::carrier::signature::SignatureError;
use crewline_core::db::Kind;
use crewline_core::testing::TestBusiness;

use crate::carrier_fixture::{CarrierFixture, SECRET};

const TO: &str = "+12125550100";

type Fields = &'static [(&'static str, &'static str)];

/// All events of a call that was answered and recorded. Each identifies the call.
const EVENTS: [Fields; 7] = [
    &[("CallSid", "CA1"), ("From", "+14155550123"), ("To", TO), ("CallStatus", "ringing"), ("CallerName", "ANA BELL")],
    &[
        ("CallSid", "CA2"),
        ("ParentCallSid", "CA1"),
        ("CallStatus", "initiated"),
        ("To", "+13035550111"),
        ("SequenceNumber", "0"),
    ],
    &[
        ("CallSid", "CA2"),
        ("ParentCallSid", "CA1"),
        ("CallStatus", "ringing"),
        ("To", "+13035550111"),
        ("SequenceNumber", "1"),
    ],
    &[
        ("CallSid", "CA2"),
        ("ParentCallSid", "CA1"),
        ("CallStatus", "completed"),
        ("CallDuration", "41"),
        ("To", "+13035550111"),
        ("Timestamp", "Mon, 02 Mar 2026 12:01:00 +0000"),
    ],
    &[
        ("CallSid", "CA1"),
        ("DialCallStatus", "completed"),
        ("DialCallSid", "CA2"),
        ("DialCallDuration", "41"),
        ("DialBridged", "true"),
        ("RecordingSid", "RE1"),
        ("RecordingUrl", "https://api.twilio.com/RE1"),
    ],
    &[
        ("CallSid", "CA1"),
        ("RecordingSid", "RE1"),
        ("RecordingUrl", "https://api.twilio.com/RE1"),
        ("RecordingStatus", "completed"),
        ("RecordingDuration", "40"),
        ("RecordingChannels", "2"),
        ("RecordingSource", "DialVerb"),
    ],
    &[("CallSid", "CA1"), ("From", "+14155550123"), ("To", TO), ("CallStatus", "completed"), ("CallDuration", "55")],
];

async fn send(carrier: &CarrierFixture, event: usize) -> Result<bool, Error> {
    let fields = EVENTS[event];
    match event {
        0 => carrier.inbound(fields).await.map(|_| true),
        4 => carrier.dial(fields).await.map(|applied| applied.is_new),
        5 => carrier.recording(fields).await.map(|applied| applied.is_new),
        _ => carrier.status(fields).await.map(|applied| applied.is_new),
    }
}

/// The business's only call, with its legs and recordings.
async fn call_detail(business: &TestBusiness) -> Detail {
    let page = list(business.db(), &business.owner.may().unwrap(), &Filter::default(), None, 10).await.unwrap();
    assert_eq!(page.calls.len(), 1, "one call, even after repeats");
    let may = business.owner.may::<crewline_core::access::actions::SeeCalls>().unwrap();
    detail(business.db(), &Call::hold(business.db(), may, page.calls[0].id).await.unwrap()).await.unwrap()
}

/// Pseudo-random orders of 0..count, the same in every run.
fn orders(count: usize, samples: usize) -> Vec<Vec<usize>> {
    let mut state = 88_172_645_463_325_252_u64;
    let mut next = move |below: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        usize::try_from(state % below as u64).unwrap()
    };
    (0..samples)
        .map(|_| {
            let mut order: Vec<usize> = (0..count).collect();
            (1..count).rev().for_each(|last| order.swap(last, next(last + 1)));
            order
        })
        .collect()
}

#[both_engines]
async fn an_inbound_call_is_stored_with_its_numbers_source(kind: Kind) {
    let business = TestBusiness::new(kind).await;
    let number = business.number("Summer ads", TO).await;
    let carrier = CarrierFixture::connect(business.db(), &business.operator, &business.slug, None).await;
    let arrival = carrier.ring("CA1", "+14155550123", TO).await;
    assert_eq!(
        (arrival.number, arrival.target, arrival.records),
        (number, Some("+13125550100".parse().unwrap()), true)
    );
    let call = call_detail(&business).await.call;
    assert_eq!((call.id, call.number_id, call.number_name.as_str()), (arrival.call, number, "Summer ads"));
    assert_eq!((call.status, call.outcome, call.caller_kind), (CallStatus::Ringing, None, CallerKind::Number));
    assert_eq!((call.caller.as_deref(), call.destination.as_str()), (Some("+14155550123"), TO));
    assert_eq!(call.started_at, business.db().now());
}

#[both_engines]
async fn each_kind_of_caller_is_stored(kind: Kind) {
    let business = TestBusiness::new(kind).await;
    business.number("Summer ads", TO).await;
    let carrier = CarrierFixture::connect(business.db(), &business.operator, &business.slug, None).await;
    for (id, from, expected) in [
        ("CA1", "anonymous", CallerKind::Anonymous),
        ("CA2", "sip:ana@desk.example", CallerKind::Sip),
        ("CA3", "client:ana", CallerKind::Client),
        ("CA4", "12345", CallerKind::Unknown),
    ] {
        let arrival = carrier.ring(id, from, TO).await;
        let call = Call::find(
            business.db(),
            &business.owner.may::<crewline_core::access::actions::SeeCalls>().unwrap(),
            arrival.call,
        )
        .await
        .unwrap()
        .unwrap();
        let address = Some(from).filter(|_| expected != CallerKind::Anonymous);
        assert_eq!((call.caller.as_deref(), call.caller_kind), (address, expected), "{from}");
    }
}

#[both_engines]
async fn an_unknown_number_or_call_stores_nothing(kind: Kind) {
    let business = TestBusiness::new(kind).await;
    business.number("Summer ads", TO).await;
    let carrier = CarrierFixture::connect(business.db(), &business.operator, &business.slug, None).await;
    let unknown = [("CallSid", "CA1"), ("From", "+14155550123"), ("To", "+12125550999")];
    assert!(matches!(carrier.inbound(&unknown).await, Err(Error::Refused(Refusal::NotFound))));
    for event in 1..6 {
        assert!(matches!(send(&carrier, event).await, Err(Error::Refused(Refusal::NotFound))), "{event}");
    }
    let page = list(business.db(), &business.owner.may().unwrap(), &Filter::default(), None, 10).await.unwrap();
    assert_eq!(page.calls, []);
}

#[both_engines]
async fn a_call_is_stored_by_a_later_event_if_the_first_was_lost(kind: Kind) {
    let business = TestBusiness::new(kind).await;
    let number = business.number("Summer ads", TO).await;
    let carrier = CarrierFixture::connect(business.db(), &business.operator, &business.slug, None).await;
    assert!(send(&carrier, 6).await.unwrap());
    let call = call_detail(&business).await.call;
    assert_eq!((call.number_id, call.status, call.outcome), (number, CallStatus::Missed, Some(Outcome::Abandoned)));
    assert_eq!(call.started_at, business.db().now().plus_seconds(-55));
    assert_eq!(
        business.database.number("select revision from calls").await,
        0,
        "it is written once, with all its facts"
    );
}

#[both_engines]
async fn a_call_is_stored_with_its_leg_by_the_dial_if_the_first_request_was_lost(kind: Kind) {
    let business = TestBusiness::new(kind).await;
    business.number("Summer ads", TO).await;
    let carrier = CarrierFixture::connect(business.db(), &business.operator, &business.slug, None).await;
    let ring = carrier.request(EVENTS[0]);
    let dial = carrier.request(EVENTS[4]);
    let (arrival, outcome) = (InboundCall::parse(ring.form()).unwrap(), DialOutcome::parse(dial.form()).unwrap());
    for is_new in [true, false] {
        let applied = intake::dial(business.db(), &dial, &outcome, Some(&arrival)).await.unwrap();
        assert_eq!(applied.is_new, is_new);
    }
    let lost = call_detail(&business).await;
    assert_eq!((lost.call.caller_name.as_deref(), lost.legs.len(), lost.recordings.len()), (Some("ANA BELL"), 1, 1));
    assert_eq!(business.database.number("select revision from calls").await, 0);
    send(&carrier, 6).await.unwrap();
    let ended = call_detail(&business).await.call;
    assert_eq!((ended.status, ended.talk_seconds), (CallStatus::Completed, Some(41)));
    let counted = "select sum(calls) from report_hours where answered = 1 and talk_seconds = 41";
    assert_eq!(business.database.number(counted).await, 1, "the sums have it once");
}

#[both_engines]
async fn events_in_any_order_with_repeats_leave_the_same_rows(kind: Kind) {
    let mut expected: Option<Detail> = None;
    for order in orders(6, 8) {
        let business = TestBusiness::new(kind).await;
        business.number("Summer ads", TO).await;
        let carrier = CarrierFixture::connect(business.db(), &business.operator, &business.slug, None).await;
        send(&carrier, 0).await.unwrap();
        for event in order {
            assert!(send(&carrier, event + 1).await.is_ok());
            send(&carrier, event + 1).await.unwrap();
        }
        send(&carrier, 0).await.unwrap();
        let mut stored = call_detail(&business).await;
        assert_eq!((stored.call.status, stored.call.outcome), (CallStatus::Completed, Some(Outcome::Connected)));
        assert_eq!((stored.call.duration_seconds, stored.call.talk_seconds), (Some(55), Some(41)));
        assert_eq!((stored.legs.len(), stored.recordings.len()), (1, 1));
        assert_eq!((stored.recordings[0].duration_seconds, stored.recordings[0].channels), (Some(40), Some(2)));
        stored.call.recording = None;
        assert_eq!(*expected.get_or_insert(stored.clone()), stored);
    }
}

#[both_engines]
async fn a_repeated_call_event_writes_nothing(kind: Kind) {
    let business = TestBusiness::new(kind).await;
    business.number("Summer ads", TO).await;
    let carrier = CarrierFixture::connect(business.db(), &business.operator, &business.slug, None).await;
    for event in 0..EVENTS.len() {
        assert!(send(&carrier, event).await.unwrap(), "{event}");
    }
    let before = call_detail(&business).await;
    business.db().clock().advance_seconds(600);
    for event in 1..EVENTS.len() {
        assert!(!send(&carrier, event).await.unwrap(), "{event}");
    }
    send(&carrier, 0).await.unwrap();
    assert_eq!(call_detail(&business).await, before);
}

#[both_engines]
async fn concurrent_events_of_a_call_lose_nothing(kind: Kind) {
    let business = TestBusiness::new(kind).await;
    business.number("Summer ads", TO).await;
    let carrier =
        std::sync::Arc::new(CarrierFixture::connect(business.db(), &business.operator, &business.slug, None).await);
    send(&carrier, 0).await.unwrap();
    let tasks: Vec<_> = (0..24)
        .map(|count| {
            let carrier = carrier.clone();
            tokio::spawn(async move { send(&carrier, 1 + count % 6).await.map(drop) })
        })
        .collect();
    for task in tasks {
        task.await.unwrap().unwrap();
    }
    let stored = call_detail(&business).await;
    assert_eq!((stored.call.status, stored.call.talk_seconds), (CallStatus::Completed, Some(41)));
    assert_eq!((stored.legs.len(), stored.recordings.len()), (1, 1));
}

#[both_engines]
async fn equal_carrier_ids_of_two_businesses_are_two_calls(kind: Kind) {
    let business = TestBusiness::new(kind).await;
    let (operator, neighbour) = business.neighbour().await;
    business.number("Summer ads", TO).await;
    crewline_core::testing::number(business.db(), &neighbour, "Summer ads", TO).await;
    let ours = CarrierFixture::connect(business.db(), &business.operator, &business.slug, None).await;
    let theirs = CarrierFixture::connect(business.db(), &operator, neighbour.slug(), None).await;
    let (one, two) = (ours.ring("CA1", "+14155550123", TO).await, theirs.ring("CA1", "+14155550123", TO).await);
    assert_ne!(one.call, two.call);
    send(&theirs, 6).await.unwrap();
    assert_eq!(call_detail(&business).await.call.status, CallStatus::Ringing);
    assert_eq!(
        Call::find(business.db(), &business.owner.may::<crewline_core::access::actions::SeeCalls>().unwrap(), two.call)
            .await
            .unwrap(),
        None
    );
}

#[both_engines]
async fn connection_secrets_are_sealed_hidden_and_changed_together(kind: Kind) {
    let business = TestBusiness::new(kind).await;
    let carrier = CarrierFixture::connect(business.db(), &business.operator, &business.slug, None).await;
    let fields = [("CallSid", "CA1")];
    assert_eq!(carrier.signed_with("another", &fields).err(), Some(SignatureError::WrongSignature));
    let may = business.owner.may::<crewline_core::access::actions::ConnectCarrier>().unwrap();
    let stored = connection::show(business.db(), &may).await.unwrap().unwrap();
    assert_eq!((stored.account.as_str(), stored.api_base), ("AC1", None));
    assert!(!stored.trusts_api_base);
    let again = |secret: Option<&str>, api_base: Option<&str>| Draft {
        provider: "twilio".into(),
        account: "AC2".into(),
        secret: secret.map(Into::into),
        api_base: api_base.map(Into::into),
        ..Draft::default()
    };
    connection::set(business.db(), &carrier.seal, &may, &RecentPassword::assumed(), again(None, None)).await.unwrap();
    let elsewhere = connection::set(
        business.db(),
        &carrier.seal,
        &may,
        &RecentPassword::assumed(),
        again(None, Some("https://evil.example")),
    )
    .await;
    assert!(matches!(elsewhere, Err(Error::Fields(_))), "stored secrets are not used for a new address");
    connection::set(business.db(), &carrier.seal, &may, &RecentPassword::assumed(), again(Some("new-secret"), None))
        .await
        .unwrap();
    let fresh = CarrierFixture {
        connection: connection::find_by_slug(business.db(), &carrier.seal, &business.slug).await.unwrap().unwrap(),
        ..carrier
    };
    assert!(fresh.signed_with(SECRET, &fields).is_err() && fresh.signed_with("new-secret", &fields).is_ok());
    let log = crewline_core::audit::list(business.db(), &business.owner.may().unwrap(), &Default::default(), None, 20)
        .await
        .unwrap();
    assert!(log.entries.iter().filter(|entry| entry.action == "carrier.connected").count() == 3);
    assert!(!format!("{log:?}").contains(SECRET) && !format!("{log:?}").contains("new-secret"));
    if let crewline_core::db::Target::Sqlite(path) = &business.database.target {
        for file in [path.clone(), path.with_extension("db-wal")] {
            let bytes = std::fs::read(file).unwrap();
            assert!(!bytes.windows(10).any(|part| part == b"new-secret" || part == &SECRET.as_bytes()[..10]));
        }
    }
}
