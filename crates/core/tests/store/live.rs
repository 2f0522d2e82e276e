use crewline_core::access::Role;
use crewline_core::access::actions::SeeCalls;
use crewline_core::both_engines;
use crewline_core::db::{Kind, testing};
use crewline_core::live::{Bus, Change};
use crewline_core::testing::TestBusiness;

use crate::carrier_fixture::CarrierFixture;

const TO: &str = "+12125550100";

#[both_engines]
async fn a_watcher_receives_calls_of_its_business_only(kind: Kind) {
    let business = TestBusiness::new(kind).await;
    let (operator, neighbour) = business.neighbour().await;
    business.number("Summer ads", TO).await;
    crewline_core::testing::number(business.db(), &neighbour, "Theirs", TO).await;
    let carrier = CarrierFixture::connect(business.db(), &business.operator, &business.slug, None).await;
    let theirs = CarrierFixture {
        bus: carrier.bus.clone(),
        ..CarrierFixture::connect(business.db(), &operator, neighbour.slug(), None).await
    };
    let mut watching = carrier.bus.watch(&business.owner.may::<SeeCalls>().unwrap());
    theirs.ring("CA9", "+14155550123", TO).await;
    let arrival = carrier.ring("CA1", "+14155550123", TO).await;
    assert_eq!(watching.next().await, Change::Call(arrival.call));
    carrier.ring("CA1", "+14155550123", TO).await;
    let member = business.owner.member();
    carrier.bus.publish(business.owner.business(), Change::Member(member));
    assert_eq!(watching.next().await, Change::Member(member), "the repeat published nothing");
}

#[both_engines]
async fn a_watcher_receives_messages_of_its_business_only(kind: Kind) {
    let business = TestBusiness::new(kind).await;
    let (operator, neighbour) = business.neighbour().await;
    business.number("Summer ads", TO).await;
    crewline_core::testing::number(business.db(), &neighbour, "Theirs", TO).await;
    let carrier = CarrierFixture::connect(business.db(), &business.operator, &business.slug, None).await;
    let theirs = CarrierFixture {
        bus: carrier.bus.clone(),
        ..CarrierFixture::connect(business.db(), &operator, neighbour.slug(), None).await
    };
    let mut watching = carrier.bus.watch(&business.owner.may::<SeeCalls>().unwrap());
    let fields = [("MessageSid", "SM1"), ("From", "+14155550123"), ("To", TO), ("Body", "Hello")];
    theirs.text(&fields).await.unwrap();
    let applied = carrier.text(&fields).await.unwrap();
    assert_eq!(watching.next().await, Change::Message(applied.id));
    carrier.text(&fields).await.unwrap();
    carrier.message_status(&[("MessageSid", "SM1"), ("MessageStatus", "failed")]).await.unwrap();
    let member = business.owner.member();
    carrier.bus.publish(business.owner.business(), Change::Member(member));
    assert_eq!(watching.next().await, Change::Member(member), "the later requests published nothing");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn processes_on_one_postgres_server_exchange_changes() {
    let business = TestBusiness::new(Kind::Postgres).await;
    let elsewhere = testing::open(&business.database.target, business.db().clock().clone()).await;
    let (member, other) = (business.owner.member(), business.person("Max Rivera", Role::Manager).await.member());
    let (here, there) = (Bus::start(business.db()).await.unwrap(), Bus::start(&elsewhere).await.unwrap());
    let may = business.owner.may::<SeeCalls>().unwrap();
    let (mut watching_here, mut watching_there) = (here.watch(&may), there.watch(&may));
    here.publish(business.owner.business(), Change::Member(member));
    assert_eq!(watching_there.next().await, Change::Member(member));
    there.publish(business.owner.business(), Change::Member(other));
    assert_eq!(watching_here.next().await, Change::Member(member), "the own change");
    assert_eq!(watching_here.next().await, Change::Member(other), "the other's, and the own one not twice");
}
