use crewline_core::Error;
use crewline_core::access::{Refusal, Thing};
use crewline_core::both_engines;
use crewline_core::calls::{Call, CallStatus, CallerKind, Detail, Filter, Outcome, detail, list};
use crewline_core::carrier::connection::{self, Draft};
use crewline_core::carrier::signature::Refused;
use crewline_core::db::Kind;
use crewline_core::testing::House;

use crate::line::{Line, SECRET};

const TO: &str = "+12125550100";

type Fields = &'static [(&'static str, &'static str)];

/// All that a carrier says of a call that was answered and recorded. Each says enough to know the call by.
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

async fn send(line: &Line, event: usize) -> Result<bool, Error> {
    let fields = EVENTS[event];
    match event {
        0 => line.inbound(fields).await.map(|_| true),
        4 => line.dial(fields).await.map(|heard| heard.is_news),
        5 => line.recording(fields).await.map(|heard| heard.is_news),
        _ => line.status(fields).await.map(|heard| heard.is_news),
    }
}

/// The whole of the business's one call, without what is only our own time and count.
async fn whole(house: &House) -> Detail {
    let page = list(house.db(), &house.owner.may().unwrap(), &Filter::default(), None, 10).await.unwrap();
    assert_eq!(page.calls.len(), 1, "one call, whatever was repeated");
    let may = house.owner.may::<crewline_core::access::actions::SeeCalls>().unwrap();
    detail(house.db(), &Call::hold(house.db(), may, page.calls[0].id).await.unwrap()).await.unwrap()
}

/// A few hundred orders of 0..count, the same in every run.
fn orders(count: usize, wanted: usize) -> Vec<Vec<usize>> {
    let mut state = 88_172_645_463_325_252_u64;
    let mut next = move |below: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        usize::try_from(state % below as u64).unwrap()
    };
    (0..wanted)
        .map(|_| {
            let mut order: Vec<usize> = (0..count).collect();
            (1..count).rev().for_each(|last| order.swap(last, next(last + 1)));
            order
        })
        .collect()
}

#[both_engines]
async fn a_call_that_arrives_is_noted_with_its_numbers_source_and_answered_for_it(kind: Kind) {
    let house = House::new(kind).await;
    let number = house.number("Summer ads", TO).await;
    let line = Line::connect(house.db(), &house.operator, &house.slug, None).await;
    let arrived = line.ring("CA1", "+14155550123", TO).await;
    assert_eq!(
        (arrived.number, arrived.target, arrived.records),
        (number, Some("+13125550100".parse().unwrap()), true)
    );
    let call = whole(&house).await.call;
    assert_eq!((call.id, call.number_id, call.number_name.as_str()), (arrived.call, number, "Summer ads"));
    assert_eq!((call.status, call.outcome, call.caller_kind), (CallStatus::Ringing, None, CallerKind::Number));
    assert_eq!((call.caller.as_deref(), call.destination.as_str()), (Some("+14155550123"), TO));
    assert_eq!(call.started_at, house.db().now());
}

#[both_engines]
async fn a_caller_without_a_number_is_kept_as_what_it_is(kind: Kind) {
    let house = House::new(kind).await;
    house.number("Summer ads", TO).await;
    let line = Line::connect(house.db(), &house.operator, &house.slug, None).await;
    for (id, from, expected) in [
        ("CA1", "anonymous", CallerKind::Anonymous),
        ("CA2", "sip:ana@desk.example", CallerKind::Sip),
        ("CA3", "client:ana", CallerKind::Client),
        ("CA4", "12345", CallerKind::Unknown),
    ] {
        let arrived = line.ring(id, from, TO).await;
        let call = Call::find(
            house.db(),
            &house.owner.may::<crewline_core::access::actions::SeeCalls>().unwrap(),
            arrived.call,
        )
        .await
        .unwrap()
        .unwrap();
        assert_eq!((call.caller, call.caller_kind), (None, expected), "{from}");
    }
}

#[both_engines]
async fn an_unknown_number_or_call_leaves_nothing(kind: Kind) {
    let house = House::new(kind).await;
    house.number("Summer ads", TO).await;
    let line = Line::connect(house.db(), &house.operator, &house.slug, None).await;
    let unknown = [("CallSid", "CA1"), ("From", "+14155550123"), ("To", "+12125550999")];
    assert!(matches!(line.inbound(&unknown).await, Err(Error::Refused(Refusal::NotFound))));
    for event in 1..6 {
        assert!(matches!(send(&line, event).await, Err(Error::Refused(Refusal::NotFound))), "{event}");
    }
    let page = list(house.db(), &house.owner.may().unwrap(), &Filter::default(), None, 10).await.unwrap();
    assert_eq!(page.calls, []);
}

#[both_engines]
async fn a_call_whose_first_request_was_lost_is_noted_by_its_last(kind: Kind) {
    let house = House::new(kind).await;
    let number = house.number("Summer ads", TO).await;
    let line = Line::connect(house.db(), &house.operator, &house.slug, None).await;
    assert!(send(&line, 6).await.unwrap());
    let call = whole(&house).await.call;
    assert_eq!((call.number_id, call.status, call.outcome), (number, CallStatus::Missed, Some(Outcome::Abandoned)));
    assert_eq!(call.started_at, house.db().now().plus_seconds(-55));
}

#[both_engines]
async fn any_order_and_any_repeats_of_a_calls_events_leave_the_same_rows(kind: Kind) {
    let mut expected: Option<Detail> = None;
    for order in orders(6, 8) {
        let house = House::new(kind).await;
        house.number("Summer ads", TO).await;
        let line = Line::connect(house.db(), &house.operator, &house.slug, None).await;
        send(&line, 0).await.unwrap();
        for event in order {
            assert!(send(&line, event + 1).await.is_ok());
            send(&line, event + 1).await.unwrap();
        }
        send(&line, 0).await.unwrap();
        let mut found = whole(&house).await;
        assert_eq!((found.call.status, found.call.outcome), (CallStatus::Completed, Some(Outcome::Connected)));
        assert_eq!((found.call.duration_seconds, found.call.talk_seconds), (Some(55), Some(41)));
        assert_eq!((found.legs.len(), found.recordings.len()), (1, 1));
        assert_eq!((found.recordings[0].duration_seconds, found.recordings[0].channels), (Some(40), Some(2)));
        found.call.recording = None;
        assert_eq!(*expected.get_or_insert(found.clone()), found);
    }
}

#[both_engines]
async fn a_repeat_is_no_news_and_writes_nothing(kind: Kind) {
    let house = House::new(kind).await;
    house.number("Summer ads", TO).await;
    let line = Line::connect(house.db(), &house.operator, &house.slug, None).await;
    for event in 0..EVENTS.len() {
        assert!(send(&line, event).await.unwrap(), "{event}");
    }
    let before = whole(&house).await;
    house.db().clock().advance_seconds(600);
    for event in 1..EVENTS.len() {
        assert!(!send(&line, event).await.unwrap(), "{event}");
    }
    send(&line, 0).await.unwrap();
    assert_eq!(whole(&house).await, before);
}

#[both_engines]
async fn many_events_of_a_call_at_once_lose_nothing(kind: Kind) {
    let house = House::new(kind).await;
    house.number("Summer ads", TO).await;
    let line = std::sync::Arc::new(Line::connect(house.db(), &house.operator, &house.slug, None).await);
    send(&line, 0).await.unwrap();
    let tasks: Vec<_> = (0..24)
        .map(|count| {
            let line = line.clone();
            tokio::spawn(async move { send(&line, 1 + count % 6).await.map(drop) })
        })
        .collect();
    for task in tasks {
        task.await.unwrap().unwrap();
    }
    let found = whole(&house).await;
    assert_eq!((found.call.status, found.call.talk_seconds), (CallStatus::Completed, Some(41)));
    assert_eq!((found.legs.len(), found.recordings.len()), (1, 1));
}

#[both_engines]
async fn the_same_ids_at_two_businesses_are_two_calls(kind: Kind) {
    let house = House::new(kind).await;
    let (operator, neighbour) = house.neighbour().await;
    house.number("Summer ads", TO).await;
    crewline_core::testing::number(house.db(), &neighbour, "Summer ads", TO).await;
    let ours = Line::connect(house.db(), &house.operator, &house.slug, None).await;
    let theirs = Line::connect(house.db(), &operator, neighbour.slug(), None).await;
    let (one, two) = (ours.ring("CA1", "+14155550123", TO).await, theirs.ring("CA1", "+14155550123", TO).await);
    assert_ne!(one.call, two.call);
    send(&theirs, 6).await.unwrap();
    assert_eq!(whole(&house).await.call.status, CallStatus::Ringing);
    assert_eq!(
        Call::find(house.db(), &house.owner.may::<crewline_core::access::actions::SeeCalls>().unwrap(), two.call)
            .await
            .unwrap(),
        None
    );
}

#[both_engines]
async fn a_connections_secrets_are_sealed_shown_to_nobody_and_changed_at_once(kind: Kind) {
    let house = House::new(kind).await;
    let line = Line::connect(house.db(), &house.operator, &house.slug, None).await;
    let fields = [("CallSid", "CA1")];
    assert_eq!(line.signed_with("another", &fields).err(), Some(Refused::WrongSignature));
    let may = house.owner.may::<crewline_core::access::actions::ConnectCarrier>().unwrap();
    let shown = connection::show(house.db(), &may).await.unwrap().unwrap();
    assert_eq!((shown.account.as_str(), shown.api_base), ("AC1", None));
    let again = |secret: Option<&str>, api_base: Option<&str>| Draft {
        provider: "twilio".into(),
        account: "AC2".into(),
        secret: secret.map(Into::into),
        api_base: api_base.map(Into::into),
        ..Draft::default()
    };
    connection::set(house.db(), &line.seal, &may, again(None, None)).await.unwrap();
    let elsewhere = connection::set(house.db(), &line.seal, &may, again(None, Some("https://evil.example"))).await;
    assert!(matches!(elsewhere, Err(Error::Fields(_))), "secrets stay where they were entered for");
    connection::set(house.db(), &line.seal, &may, again(Some("new-secret"), None)).await.unwrap();
    let fresh =
        Line { connection: connection::open(house.db(), &line.seal, &house.slug).await.unwrap().unwrap(), ..line };
    assert!(fresh.signed_with(SECRET, &fields).is_err() && fresh.signed_with("new-secret", &fields).is_ok());
    let log = crewline_core::audit::list(house.db(), &house.owner.may().unwrap(), &Default::default(), None, 20)
        .await
        .unwrap();
    assert!(log.entries.iter().filter(|entry| entry.action == "carrier.connected").count() == 3);
    assert!(!format!("{log:?}").contains(SECRET) && !format!("{log:?}").contains("new-secret"));
    if let crewline_core::db::Target::Sqlite(path) = &house.fresh.target {
        for file in [path.clone(), path.with_extension("db-wal")] {
            let bytes = std::fs::read(file).unwrap();
            assert!(!bytes.windows(10).any(|part| part == b"new-secret" || part == &SECRET.as_bytes()[..10]));
        }
    }
}
