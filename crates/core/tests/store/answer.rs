//! The answers to a call: the document, and what is written beside it.

use crewline_core::access::Thing;
use crewline_core::calls::{self, Addresses, Call, CallStatus, Callback, Event, Filter, Outcome};
use crewline_core::carrier::dial::DialOutcome;
use crewline_core::carrier::inbound::InboundCall;
use crewline_core::carrier::standby::Standby;
use crewline_core::carrier::twiml::AbsoluteUrl;
use crewline_core::carrier::webhooks::Reason;
use crewline_core::db::{self, Kind};
use crewline_core::numbers::{Draft, Number, add, release};
use crewline_core::testing::TestBusiness;
use crewline_core::{Error, both_engines};

use crate::carrier_fixture::CarrierFixture;

const TO: &str = "+12125550100";
const WITHOUT_TARGET: &str = "+12125550101";
const UNKNOWN: &str = "+12125550999";

/// Callback addresses below one base.
struct TestAddresses;

impl Addresses for TestAddresses {
    fn address(&self, callback: Callback) -> Result<AbsoluteUrl, db::Error> {
        Ok(AbsoluteUrl::parse(&format!("https://calls.example/{callback:?}")).unwrap())
    }
}

/// A business with a number that forwards and one that does not.
async fn connected_business(kind: Kind) -> (TestBusiness, CarrierFixture) {
    let business = TestBusiness::new(kind).await;
    business.number("Summer ads", TO).await;
    let draft = Draft { friendly_name: "Closed".into(), ..Draft::default() };
    add(business.db(), &business.owner.may().unwrap(), WITHOUT_TARGET, &draft).await.unwrap();
    let carrier = CarrierFixture::connect(business.db(), &business.operator, &business.slug, None).await;
    (business, carrier)
}

async fn answer_arrival(carrier: &CarrierFixture, id: &str, to: &str) -> Result<String, Error> {
    answer_from(carrier, id, "+14155550123", to).await
}

/// The document for a call that arrives from a caller.
pub(crate) async fn answer_from(carrier: &CarrierFixture, id: &str, from: &str, to: &str) -> Result<String, Error> {
    let request = carrier.request(&[("CallSid", id), ("From", from), ("To", to), ("CallStatus", "ringing")]);
    let event = Event::Arrival(InboundCall::parse(request.form()).unwrap());
    Ok(calls::answer(&carrier.db, &request, &event, &TestAddresses).await?.document.into_string())
}

async fn answer_dial_end(carrier: &CarrierFixture, fields: &[(&str, &str)]) -> Result<String, Error> {
    let request = carrier.request(fields);
    let outcome = DialOutcome::parse(request.form()).unwrap();
    let event = Event::DialEnded { outcome, arrival: InboundCall::parse(request.form()).ok() };
    Ok(calls::answer(&carrier.db, &request, &event, &TestAddresses).await?.document.into_string())
}

async fn list_calls(business: &TestBusiness) -> Vec<Call> {
    calls::list(business.db(), &business.owner.may().unwrap(), &Filter::default(), None, 10).await.unwrap().calls
}

#[both_engines]
async fn a_call_is_forwarded_and_ends_with_its_dial(kind: Kind) {
    let (business, carrier) = connected_business(kind).await;
    let forward = answer_arrival(&carrier, "CA1", TO).await.unwrap();
    assert!(forward.contains("+13125550100") && forward.contains("https://calls.example/Recording"), "{forward}");
    assert_eq!(list_calls(&business).await[0].status, CallStatus::Ringing);
    let busy = [("CallSid", "CA1"), ("CallStatus", "in-progress"), ("DialCallStatus", "busy")];
    let apology = answer_dial_end(&carrier, &busy).await.unwrap();
    assert!(apology.contains("<Say") && apology.contains("<Hangup"), "{apology}");
    let call = &list_calls(&business).await[0];
    assert_eq!((call.status, call.outcome), (CallStatus::Busy, Some(Outcome::Busy)));
}

#[both_engines]
async fn a_call_to_a_number_without_a_target_is_over_at_once(kind: Kind) {
    let (business, carrier) = connected_business(kind).await;
    let answer = answer_arrival(&carrier, "CA1", WITHOUT_TARGET).await.unwrap();
    assert!(answer.contains("<Hangup") && !answer.contains("<Dial"), "{answer}");
    let call = &list_calls(&business).await[0];
    assert_eq!((call.status, call.outcome), (CallStatus::Missed, Some(Outcome::Unavailable)));
}

#[both_engines]
async fn a_call_to_an_unknown_or_released_number_hears_a_sentence_and_is_not_recorded(kind: Kind) {
    let (business, carrier) = connected_business(kind).await;
    let released = business.number("Old flyer", "+12125550102").await;
    release(business.db(), &Number::hold(business.db(), business.owner.may().unwrap(), released).await.unwrap())
        .await
        .unwrap();
    for to in [UNKNOWN, "+12125550102"] {
        let request = carrier.request(&[("CallSid", "CA1"), ("From", "+14155550123"), ("To", to)]);
        let event = Event::Arrival(InboundCall::parse(request.form()).unwrap());
        let answer = calls::answer(&carrier.db, &request, &event, &TestAddresses).await.unwrap();
        assert_eq!(answer.trouble, Some(Reason::Number));
        let document = answer.document.into_string();
        assert!(document.contains("cannot take calls") && document.contains("<Hangup"), "{document}");
    }
    let dialled = answer_dial_end(&carrier, &[("CallSid", "CA1"), ("DialCallStatus", "busy")]).await.unwrap();
    assert!(dialled.contains("<Say") && dialled.contains("<Hangup"), "{dialled}");
    assert_eq!(list_calls(&business).await, []);
}

#[both_engines]
async fn a_call_in_a_circle_is_stopped(kind: Kind) {
    let (business, carrier) = connected_business(kind).await;
    // Two edits at the same time may close a circle that neither sees.
    let circle = format!("update numbers set forward_to = '{TO}' where phone_number = '{TO}'");
    business.database.run(&circle).await;
    let request = carrier.request(&[("CallSid", "CA1"), ("From", "+14155550123"), ("To", TO)]);
    let call = InboundCall::parse(request.form()).unwrap();
    let answer = calls::answer(&carrier.db, &request, &Event::Arrival(call.clone()), &TestAddresses).await.unwrap();
    assert_eq!(answer.trouble, Some(Reason::Circle));
    assert!(!answer.document.into_string().contains("<Dial"));
    let recorded = &list_calls(&business).await[0];
    assert_eq!((recorded.status, recorded.outcome), (CallStatus::Missed, Some(Outcome::Unavailable)));
    let fallback = calls::answer_without_recording(&carrier.db, &request, &call, &TestAddresses).await.unwrap();
    assert!(!fallback.document.into_string().contains("<Dial"));
}

#[both_engines]
async fn the_standby_answer_writes_nothing(kind: Kind) {
    let (business, carrier) = connected_business(kind).await;
    let (standby, snapshot) = Standby::load(business.db(), &carrier.seal).await.unwrap();
    let copy = Standby::unseal(&carrier.seal, &snapshot.seal(&carrier.seal).unwrap()).unwrap();
    for standby in [standby, copy] {
        let answer = |to| {
            let request = carrier.request(&[("CallSid", "CA1"), ("From", "+14155550123"), ("To", to)]);
            let call = InboundCall::parse(request.form()).unwrap();
            let answer = calls::answer_from_memory(&standby, &business.slug, &request, &call, &TestAddresses).unwrap();
            (answer.document.into_string(), answer.trouble)
        };
        let (forward, trouble) = answer(TO);
        assert!(forward.contains("+13125550100") && !forward.contains("DialEnded"), "{forward}");
        assert_eq!(trouble, None);
        assert!(answer(WITHOUT_TARGET).0.contains("<Hangup"));
        assert_eq!(answer(UNKNOWN).1, Some(Reason::Number));
        assert!(answer(UNKNOWN).0.contains("cannot take calls"));
    }
    assert_eq!(list_calls(&business).await, []);
}
