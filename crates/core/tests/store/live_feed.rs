//! The feed of a business: one read for all streams, and to each stream what its viewer sees.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use crewline_core::access::actions::SeeCalls;
use crewline_core::access::{LiveFeed, Viewpoint};
use crewline_core::both_engines;
use crewline_core::calls::Call;
use crewline_core::db::{Db, Error, Kind};
use crewline_core::ids::CallId;
use crewline_core::live::{Bus, Change, Fed, Feed, Notice, Notices, ReadChanges, StreamLimits};
use crewline_core::qualified_rules;
use crewline_core::testing::{TestBusiness, member_id};
use tokio::task::JoinHandle;

use crate::carrier_fixture::CarrierFixture;
use crate::qualified_review::{by_rule, past_calls, run_job, talks_of};

const OWN: &str = "+12125550100";
const OTHERS: &str = "+12125550101";
const LIMITS: StreamLimits = StreamLimits { per_member: 1_000, in_all: 1_000 };

/// Reads calls, and counts how often it is asked.
struct Reader {
    reads: Arc<AtomicUsize>,
    /// The first reads fail.
    failures: usize,
}

impl ReadChanges for Reader {
    async fn read(&self, db: &Db, feed: &LiveFeed, changes: &[Change]) -> Result<Vec<Fed>, Error> {
        if self.reads.fetch_add(1, Ordering::Relaxed) < self.failures {
            return Err(Error::Internal("a failure of the test".into()));
        }
        let id = |change: &Change| if let Change::Call(id) = change { Some(*id) } else { None };
        let calls: Vec<CallId> = changes.iter().filter_map(id).collect();
        let fed = |call: Call| Fed { change: Change::Call(call.id), number: call.number_id, text: call.destination };
        Ok(Call::changed(db, feed, &calls).await?.into_iter().map(fed).collect())
    }
}

fn run(feed: Feed, db: &Db, reads: &Arc<AtomicUsize>, failures: usize) -> JoinHandle<()> {
    tokio::spawn(feed.run(db.clone(), Reader { reads: Arc::clone(reads), failures }))
}

/// Opens a stream, which is the first of its business if there is a feed.
fn open(bus: &Bus, viewer: &Viewpoint) -> (Notices, Option<Feed>) {
    bus.open_stream(&viewer.may::<SeeCalls>().unwrap(), LIMITS).unwrap()
}

async fn next(notices: &Notices) -> Notice {
    tokio::time::timeout(Duration::from_secs(10), notices.next()).await.expect("a notice in time")
}

/// The next event.
async fn next_event(notices: &Notices) -> (Change, String) {
    match next(notices).await {
        Notice::Event(event) => (event.change, event.text.to_string()),
        other => panic!("{other:?}"),
    }
}

#[both_engines]
async fn one_read_feeds_all_streams_of_a_process(kind: Kind) {
    let business = TestBusiness::new(kind).await;
    let (own, _) = (business.number("Summer ads", OWN).await, business.number("Radio", OTHERS).await);
    let carrier = CarrierFixture::connect(business.db(), &business.operator, &business.slug, None).await;
    let viewer = business.viewer("Vera Lund", &[own], &[]).await;
    let (first, feed) = open(&carrier.bus, &business.owner);
    let mut all = vec![(first, 10)];
    for _ in 0..50 {
        for (who, count) in [(&business.owner, 10), (&viewer, 5)] {
            let (notices, other_feed) = open(&carrier.bus, who);
            assert!(other_feed.is_none(), "one feed for all");
            all.push((notices, count));
        }
    }
    let mut calls = Vec::new();
    for at in 0..10 {
        let to = if at % 2 == 0 { OWN } else { OTHERS };
        calls.push((Change::Call(carrier.ring(&format!("CA{at}"), "+14155550123", to).await.call), to.to_owned()));
    }
    let reads = Arc::new(AtomicUsize::new(0));
    let running = run(feed.unwrap(), business.db(), &reads, 0);
    for (notices, count) in &all {
        let visible = calls.iter().filter(|(_, to)| *count == 10 || to == OWN);
        for expected in visible {
            assert_eq!(&next_event(notices).await, expected);
        }
    }
    assert_eq!(reads.load(Ordering::Relaxed), 1, "what changed before a tick is read together, for everybody");
    drop(all);
    tokio::time::timeout(Duration::from_secs(10), running).await.expect("the feed ends with the last stream").unwrap();
    assert_eq!(carrier.bus.streams(business.owner.member()), 0);
    let (_notices, feed) = open(&carrier.bus, &viewer);
    assert!(feed.is_some(), "the next stream gets another feed");
}

#[both_engines]
async fn a_stream_hears_nothing_of_a_busy_number_of_others(kind: Kind) {
    let business = TestBusiness::new(kind).await;
    let (own, _) = (business.number("Summer ads", OWN).await, business.number("Radio", OTHERS).await);
    let carrier = CarrierFixture::connect(business.db(), &business.operator, &business.slug, None).await;
    let viewer = business.viewer("Vera Lund", &[own], &[]).await;
    let (notices, feed) = open(&carrier.bus, &viewer);
    let running = run(feed.unwrap(), business.db(), &Arc::default(), 0);
    let hidden = carrier.ring("CA1", "+14155550123", OTHERS).await.call;
    for other in 1_000..4_000 {
        carrier.bus.publish(viewer.business(), Change::Member(member_id(other)));
        carrier.bus.publish(viewer.business(), Change::Call(hidden));
        carrier.bus.publish(viewer.business(), Change::Member(business.owner.member()));
        carrier.bus.publish(viewer.business(), Change::Access(business.owner.member()));
        carrier.bus.publish(viewer.business(), Change::Account(business.owner.user()));
        carrier.bus.publish(viewer.business(), Change::Plan);
    }
    let call = carrier.ring("CA2", "+14155550123", OWN).await.call;
    assert_eq!(next_event(&notices).await, (Change::Call(call), OWN.to_owned()), "the first notice of all");
    drop(notices);
    running.await.unwrap();
}

#[both_engines]
async fn a_stream_hears_nothing_of_past_calls_of_others_that_a_rule_qualifies(kind: Kind) {
    let history = past_calls(kind).await;
    let (business, viewer) = (&history.business, &history.viewers[1]);
    let (notices, feed) = open(&history.carrier.bus, viewer);
    let running = run(feed.unwrap(), business.db(), &Arc::default(), 0);
    qualified_rules::add(business.db(), &business.owner.may().unwrap(), &talks_of(60), true).await.unwrap();
    history.advance(10);
    run_job(&history).await;
    assert!(by_rule(&history).await > 0, "calls of another number have changed");
    let call = history.carrier.ring("CA2", "+14155550123", OTHERS).await.call;
    assert_eq!(next_event(&notices).await, (Change::Call(call), OTHERS.to_owned()), "the first notice of all");
    drop(notices);
    running.await.unwrap();
}

#[both_engines]
async fn a_call_that_changes_often_is_one_event_and_a_slow_reader_hears_each_call(kind: Kind) {
    let business = TestBusiness::new(kind).await;
    business.number("Summer ads", OWN).await;
    let carrier = CarrierFixture::connect(business.db(), &business.operator, &business.slug, None).await;
    let (notices, feed) = open(&carrier.bus, &business.owner);
    let running = run(feed.unwrap(), business.db(), &Arc::default(), 0);
    let mut calls = Vec::new();
    for at in 0..3 {
        let call = carrier.ring(&format!("CA{at}"), "+14155550123", OWN).await.call;
        (0..500).for_each(|_| carrier.bus.publish(business.owner.business(), Change::Call(call)));
        calls.push(Change::Call(call));
    }
    carrier.bus.publish(business.owner.business(), Change::Everything);
    let mut heard = Vec::new();
    loop {
        match next(&notices).await {
            Notice::Event(event) => heard.push(event.change),
            Notice::Change(Change::Everything) => break,
            other => panic!("{other:?}"),
        }
    }
    heard.dedup();
    assert_eq!(heard, calls);
    drop(notices);
    running.await.unwrap();
}

#[both_engines]
async fn a_read_that_fails_is_tried_again(kind: Kind) {
    let business = TestBusiness::new(kind).await;
    business.number("Summer ads", OWN).await;
    let carrier = CarrierFixture::connect(business.db(), &business.operator, &business.slug, None).await;
    let (notices, feed) = open(&carrier.bus, &business.owner);
    let _running = run(feed.unwrap(), business.db(), &Arc::default(), 1);
    let call = carrier.ring("CA1", "+14155550123", OWN).await.call;
    assert_eq!(next_event(&notices).await.0, Change::Call(call));
}

#[both_engines]
async fn a_member_who_was_removed_is_handed_nothing(kind: Kind) {
    let business = TestBusiness::new(kind).await;
    let own = business.number("Summer ads", OWN).await;
    let carrier = CarrierFixture::connect(business.db(), &business.operator, &business.slug, None).await;
    let viewer = business.viewer("Vera Lund", &[own], &[]).await;
    let manager = business.person("Max Rivera", crewline_core::access::Role::Manager).await;
    let (owners, feed) = open(&carrier.bus, &business.owner);
    let streams = [open(&carrier.bus, &viewer).0, open(&carrier.bus, &manager).0];
    // By another process that told nobody.
    business.database.run("update members set status = 'removed' where role in ('viewer', 'manager')").await;
    let _running = run(feed.unwrap(), business.db(), &Arc::default(), 0);
    let call = carrier.ring("CA1", "+14155550123", OWN).await.call;
    assert_eq!(next_event(&owners).await.0, Change::Call(call));
    carrier.bus.publish(viewer.business(), Change::Everything);
    for notices in &streams {
        assert!(matches!(next(notices).await, Notice::Change(Change::Everything)));
    }
}

#[both_engines]
async fn streams_end_with_a_feed_that_was_not_run(kind: Kind) {
    let business = TestBusiness::new(kind).await;
    let bus = Bus::start(business.db()).await.unwrap();
    let (notices, feed) = open(&bus, &business.owner);
    drop(feed);
    assert!(matches!(next(&notices).await, Notice::End));
}

#[both_engines]
async fn a_change_for_very_many_members_makes_nobody_else_reload(kind: Kind) {
    let business = TestBusiness::new(kind).await;
    let number = business.number("Summer ads", OWN).await;
    let group = business.group("Clients", &[number]).await;
    for count in 0..201 {
        business.viewer(&format!("Viewer {count}"), &[], &[group]).await;
    }
    let bus = Bus::start(business.db()).await.unwrap();
    let mut watching = bus.watch(&business.owner.may::<SeeCalls>().unwrap());
    business.group("Others", &[number]).await;
    let (owner, end) = (business.owner.business(), Change::Member(business.owner.member()));
    bus.publish(owner, end);
    let mut all = Vec::new();
    while let change = watching.next().await
        && change != end
    {
        all.push(change);
    }
    assert!(all.contains(&Change::Numbers) && !all.contains(&Change::Everything), "{all:?}");
}
