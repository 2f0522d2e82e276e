use crewline_core::access::Role;
use crewline_core::access::actions::SeeCalls;
use crewline_core::both_engines;
use crewline_core::db::{Db, Kind};
use crewline_core::live::{Bus, Change};
use crewline_core::testing::House;

use crate::line::Line;

const TO: &str = "+12125550100";

#[both_engines]
async fn who_watches_is_told_of_the_calls_of_their_business_only(kind: Kind) {
    let house = House::new(kind).await;
    let (operator, neighbour) = house.neighbour().await;
    house.number("Summer ads", TO).await;
    crewline_core::testing::number(house.db(), &neighbour, "Theirs", TO).await;
    let line = Line::connect(house.db(), &house.operator, &house.slug, None).await;
    let theirs = Line { bus: line.bus.clone(), ..Line::connect(house.db(), &operator, neighbour.slug(), None).await };
    let mut watching = line.bus.watch(&house.owner.may::<SeeCalls>().unwrap());
    theirs.ring("CA9", "+14155550123", TO).await;
    let arrived = line.ring("CA1", "+14155550123", TO).await;
    assert_eq!(watching.next().await, Change::Call(arrived.call));
    line.ring("CA1", "+14155550123", TO).await;
    let member = house.owner.member();
    line.bus.publish(house.owner.business(), Change::Member(member));
    assert_eq!(watching.next().await, Change::Member(member), "the repeat was no news");
}

#[both_engines]
async fn who_watches_is_told_of_the_messages_of_their_business_only(kind: Kind) {
    let house = House::new(kind).await;
    let (operator, neighbour) = house.neighbour().await;
    house.number("Summer ads", TO).await;
    crewline_core::testing::number(house.db(), &neighbour, "Theirs", TO).await;
    let line = Line::connect(house.db(), &house.operator, &house.slug, None).await;
    let theirs = Line { bus: line.bus.clone(), ..Line::connect(house.db(), &operator, neighbour.slug(), None).await };
    let mut watching = line.bus.watch(&house.owner.may::<SeeCalls>().unwrap());
    let fields = [("MessageSid", "SM1"), ("From", "+14155550123"), ("To", TO), ("Body", "Hello")];
    theirs.text(&fields).await.unwrap();
    let heard = line.text(&fields).await.unwrap();
    assert_eq!(watching.next().await, Change::Message(heard.id));
    line.text(&fields).await.unwrap();
    line.told(&[("MessageSid", "SM1"), ("MessageStatus", "failed")]).await.unwrap();
    let member = house.owner.member();
    line.bus.publish(house.owner.business(), Change::Member(member));
    assert_eq!(watching.next().await, Change::Member(member), "what followed was no news");
}

#[both_engines]
async fn who_falls_behind_is_told_to_look_again(kind: Kind) {
    let house = House::new(kind).await;
    let bus = Bus::start(house.db()).await.unwrap();
    let mut watching = bus.watch(&house.owner.may::<SeeCalls>().unwrap());
    let member = house.owner.member();
    for _ in 0..1000 {
        bus.publish(house.owner.business(), Change::Member(member));
    }
    assert_eq!(watching.next().await, Change::Everything);
    assert_eq!(watching.next().await, Change::Member(member));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn processes_that_share_a_postgres_server_hear_each_other() {
    let house = House::new(Kind::Postgres).await;
    let elsewhere = Db::open(&house.fresh.target, house.db().clock().clone()).await.unwrap();
    let (member, other) = (house.owner.member(), house.person("Max Rivera", Role::Manager).await.member());
    let (here, there) = (Bus::start(house.db()).await.unwrap(), Bus::start(&elsewhere).await.unwrap());
    let may = house.owner.may::<SeeCalls>().unwrap();
    let (mut watching_here, mut watching_there) = (here.watch(&may), there.watch(&may));
    here.publish(house.owner.business(), Change::Member(member));
    assert_eq!(watching_there.next().await, Change::Member(member));
    there.publish(house.owner.business(), Change::Member(other));
    assert_eq!(watching_here.next().await, Change::Member(member), "its own");
    assert_eq!(watching_here.next().await, Change::Member(other), "the other's, and its own not twice");
}
