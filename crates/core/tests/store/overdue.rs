//! Calls, recordings and texts whose last report was lost.

use crewline_core::access::Change;
use crewline_core::both_engines;
use crewline_core::calls::{self, Call, CallStatus, Filter, Outcome};
use crewline_core::db::Kind;
use crewline_core::jobs::{Registry, Worker};
use crewline_core::overdue::{EndOverdue, OVERDUE, enqueue_sweeps};
use crewline_core::testing::TestBusiness;

use crate::carrier_fixture::CarrierFixture;

const TO: &str = "+12125550100";

async fn connected_business(kind: Kind) -> (TestBusiness, CarrierFixture) {
    let business = TestBusiness::new(kind).await;
    business.number("Summer ads", TO).await;
    let carrier = CarrierFixture::connect(business.db(), &business.operator, &business.slug, None).await;
    (business, carrier)
}

async fn call(business: &TestBusiness) -> Call {
    let page = calls::list(business.db(), &business.owner.may().unwrap(), &Filter::default(), None, 10).await.unwrap();
    page.calls.into_iter().next().unwrap()
}

/// Runs the sweep, and returns how many jobs it took.
async fn sweep(business: &TestBusiness) -> u64 {
    enqueue_sweeps(business.db()).await.unwrap();
    enqueue_sweeps(business.db()).await.unwrap();
    let registry = Registry::new().kind(OVERDUE, EndOverdue { db: business.db().clone() });
    Worker::new(business.db(), registry, || 0).run_due().await.unwrap().done
}

async fn age(business: &TestBusiness, hours: i64) {
    let millis = hours * 3_600_000;
    for column in ["calls set started_at = started_at", "recordings set created_at = created_at"] {
        business.database.run(&format!("update {column} - {millis}")).await;
    }
}

const ARRIVAL: [(&str, &str); 4] =
    [("CallSid", "CA1"), ("From", "+14155550123"), ("To", TO), ("CallStatus", "ringing")];

#[both_engines]
async fn a_call_without_its_last_report_is_over_after_a_day(kind: Kind) {
    let (business, carrier) = connected_business(kind).await;
    carrier.inbound(&ARRIVAL).await.unwrap();
    age(&business, 23).await;
    assert_eq!(sweep(&business).await, 0);
    assert_eq!(call(&business).await.status, CallStatus::Ringing, "not before");
    age(&business, 2).await;
    let mut watcher = carrier.bus.watch(&business.owner.may::<crewline_core::access::actions::SeeCalls>().unwrap());
    assert_eq!(sweep(&business).await, 1, "one job, however often it is looked for");
    let ended = call(&business).await;
    assert_eq!((ended.status, ended.outcome), (CallStatus::Missed, Some(Outcome::Unreported)));
    assert_eq!(watcher.next().await, Change::Call(ended.id), "open pages learn of it");
    assert_eq!(sweep(&business).await, 0);
    // The lost report comes after all.
    carrier.status(&[("CallSid", "CA1"), ("CallStatus", "busy"), ("CallDuration", "4")]).await.unwrap();
    let corrected = call(&business).await;
    assert_eq!((corrected.status, corrected.outcome), (CallStatus::Busy, Some(Outcome::Busy)));
}

#[both_engines]
async fn the_outcome_of_an_overdue_call_is_what_is_known(kind: Kind) {
    for (leg, status, outcome) in [
        ("in-progress", CallStatus::Completed, Outcome::Connected),
        ("no-answer", CallStatus::Missed, Outcome::NoAnswer),
        ("busy", CallStatus::Busy, Outcome::Busy),
        ("ringing", CallStatus::Missed, Outcome::Unreported),
    ] {
        let (business, carrier) = connected_business(kind).await;
        carrier.inbound(&ARRIVAL).await.unwrap();
        carrier.status(&[("CallSid", "CA2"), ("ParentCallSid", "CA1"), ("CallStatus", leg)]).await.unwrap();
        age(&business, 25).await;
        assert_eq!(sweep(&business).await, 1);
        let ended = call(&business).await;
        assert_eq!((ended.status, ended.outcome), (status, Some(outcome)), "{leg}");
    }
}

#[both_engines]
async fn a_recording_or_text_without_its_last_report_has_failed_after_a_day(kind: Kind) {
    let (business, carrier) = connected_business(kind).await;
    carrier.inbound(&ARRIVAL).await.unwrap();
    carrier.status(&[("CallSid", "CA1"), ("CallStatus", "completed")]).await.unwrap();
    carrier
        .recording(&[("CallSid", "CA1"), ("RecordingSid", "RE1"), ("RecordingStatus", "in-progress")])
        .await
        .unwrap();
    let sent = "insert into messages (business_id, number_id, provider, carrier_id, direction, status, from_address, \
        from_kind, to_address, body, segments, received_at, sent_at) \
        select business_id, id, 'twilio', 'SM1', 'outbound', 'queued', phone_number, 'number', '+14155550123', '', 1, null, 0 \
        from numbers";
    business.database.run(sent).await;
    age(&business, 25).await;
    assert_eq!(sweep(&business).await, 1);
    let status = |table: &'static str| {
        let database = &business.database;
        async move { database.rows(&format!("select status from {table}")).await[0][0].clone().unwrap() }
    };
    assert_eq!((status("recordings").await.as_str(), status("messages").await.as_str()), ("failed", "failed"));
    // A report that comes after all still has it fetched.
    let url = ("RecordingUrl", "https://api.twilio.com/RE1");
    let ready = [("CallSid", "CA1"), ("RecordingSid", "RE1"), ("RecordingStatus", "completed"), url];
    carrier.recording(&ready).await.unwrap();
    assert_eq!(status("recordings").await, "waiting");
    age(&business, 25).await;
    assert_eq!(sweep(&business).await, 0, "its fetch is still being tried");
    age(&business, 72).await;
    assert_eq!(sweep(&business).await, 1);
    assert_eq!(status("recordings").await, "failed");
}
