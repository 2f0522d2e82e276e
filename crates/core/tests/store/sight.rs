use std::collections::BTreeSet;

use crewline_core::access::{Held, Role, Thing, Viewpoint, actions};
use crewline_core::both_engines;
use crewline_core::calls::{self, Filter};
use crewline_core::db::Kind;
use crewline_core::db::testing::NOON;
use crewline_core::ids::NumberId;
use crewline_core::members::Member;
use crewline_core::numbers::{self, Draft, Number, groups};
use crewline_core::sight::{Day, Surfaces, Watcher, Way, on_day, surfaces, watchers};
use crewline_core::testing::House;
use crewline_core::time::Timestamp;

/// A call to every number, the first with a recording that can be heard.
async fn calls(house: &House) {
    let at = NOON.millis();
    house
        .fresh
        .run(&format!(
            "insert into calls (business_id, number_id, carrier_id, direction, status, caller_kind, destination, source, started_at)
                select business_id, id, friendly_name, 'inbound', 'completed', 'anonymous', phone_number, source, {at} from numbers;
            insert into recordings (business_id, call_id, number_id, carrier_id, kind, status, created_at)
                select business_id, id, number_id, carrier_id, 'call', case when carrier_id = 'Ads' then 'stored' else 'waiting' end, {at}
                from calls"
        ))
        .await;
}

/// The same counts, from the lists that the member looks at.
async fn looked_at(house: &House, person: &Viewpoint) -> Surfaces {
    let (db, may) = (house.db(), person.may().unwrap());
    let counts = numbers::count(db, &may).await.unwrap();
    let listed = calls::list(db, &person.may().unwrap(), &Filter::default(), None, 500).await.unwrap().calls;
    let heard = listed
        .iter()
        .filter(|call| call.recording.is_some_and(|brief| brief.status == crewline_core::recordings::Status::Stored));
    let count = |count: usize| i64::try_from(count).unwrap();
    Surfaces {
        active_numbers: counts.active,
        released_numbers: counts.released,
        groups: count(groups::list(db, &may, None, None, 500).await.unwrap().groups.len()),
        calls: count(listed.len()),
        recordings: count(heard.count()),
        sources: count(calls::sources(db, &person.may().unwrap()).await.unwrap().len()),
    }
}

async fn number(house: &House, id: NumberId) -> Held<Number, actions::SeeUsers> {
    Number::hold(house.db(), house.owner.may().unwrap(), id).await.unwrap()
}

/// Each by name, with the ways.
fn told(watchers: &[Watcher]) -> Vec<(&str, &[Way])> {
    watchers.iter().map(|watcher| (watcher.name.as_str(), watcher.ways.as_slice())).collect()
}

#[both_engines]
async fn what_a_member_sees_is_counted_as_their_own_pages_have_it(kind: Kind) {
    let house = House::new(kind).await;
    let ads = house.number("Ads", "+12125550101").await;
    let van = house.number("Van", "+12125550102").await;
    let old = house.number("Old", "+12125550103").await;
    let group = house.group("Vans", &[van]).await;
    calls(&house).await;
    let held = Number::hold(house.db(), house.owner.may().unwrap(), old).await.unwrap();
    numbers::release(house.db(), &held).await.unwrap();
    let (neighbour, nora) = house.neighbour().await;
    drop(neighbour);
    crewline_core::testing::number(house.db(), &nora, "Theirs", "+12125550101").await;
    let manager = house.person("Mina Park", Role::Manager).await;
    let people = [
        house.owner.clone(),
        manager.clone(),
        house.person("Wide Viewer", Role::Viewer).await,
        house.viewer("Ads Viewer", &[ads, old], &[]).await,
        house.viewer("Van Viewer", &[], &[group]).await,
        house.viewer("No Viewer", &[], &[]).await,
    ];
    let mut seen = BTreeSet::new();
    for person in &people {
        let member = Member::hold(house.db(), manager.may().unwrap(), person.member()).await.unwrap();
        let counted = surfaces(house.db(), &member).await.unwrap();
        assert_eq!(counted, looked_at(&house, person).await, "{}", person.name());
        seen.insert((counted.active_numbers, counted.released_numbers, counted.calls, counted.recordings));
    }
    assert_eq!(seen, [(0, 0, 0, 0), (1, 0, 1, 0), (1, 1, 2, 1), (2, 1, 3, 1)].into());
}

#[both_engines]
async fn who_sees_a_number_is_said_with_every_way(kind: Kind) {
    let house = House::new(kind).await;
    let (ads, van) = (house.number("Ads", "+12125550101").await, house.number("Van", "+12125550102").await);
    let group = house.group("Vans", &[van]).await;
    house.viewer("Both", &[ads, van], &[group]).await;
    house.viewer("Group", &[], &[group]).await;
    house.viewer("Nothing", &[], &[]).await;
    house.viewer("Other", &[ads], &[]).await;
    house.person("Every", Role::Viewer).await;
    house.person("Mina", Role::Manager).await;
    let found = watchers(house.db(), &number(&house, van).await).await.unwrap();
    let vans = Way::Group(Some("Vans".into()));
    let wanted: [(&str, &[Way]); 5] = [
        ("Olga Marsh", &[Way::Role]),
        ("Mina", &[Way::Role]),
        ("Both", &[Way::ThisNumber, vans.clone()]),
        ("Every", &[Way::AllNumbers]),
        ("Group", &[vans]),
    ];
    assert_eq!(told(&found), wanted);
    // As the lists have it, and no one else.
    for name in ["both", "group", "nothing", "other", "every", "mina"] {
        let person = house.viewpoint(&format!("{name}@northline.example")).await.unwrap();
        let sees =
            Number::find(house.db(), &person.may::<actions::SeeNumbers>().unwrap(), van).await.unwrap().is_some();
        assert_eq!(sees, found.iter().any(|watcher| watcher.id == person.member()), "{name}");
    }
}

#[both_engines]
async fn who_saw_a_number_on_a_past_day_is_told_from_the_log(kind: Kind) {
    let house = House::new(kind).await;
    let (db, hour) = (house.db(), 3_600);
    let next_day = || house.db().clock().advance_seconds(24 * hour);
    let day = async |held: &Held<Number, actions::SeeUsers>, day: i64| -> Day {
        let begin = NOON.plus_seconds(day * 24 * hour - hour);
        on_day(house.db(), held, begin, begin.plus_seconds(24 * hour)).await.unwrap()
    };
    // Day 0: two numbers; Gwen sees what is in the group, Nick the second number.
    let (ads, van) = (house.number("Ads", "+12125550101").await, house.number("Van", "+12125550102").await);
    let group = house.group("Vans", &[ads]).await;
    house.viewer("Gwen", &[], &[group]).await;
    house.viewer("Nick", &[van], &[]).await;
    // Day 1: the second number moves into another group that Gwen does not have, and on into hers.
    next_day();
    let (ads, van) = (number(&house, ads).await, number(&house, van).await);
    let edit = Number::hold(db, house.owner.may().unwrap(), van.id).await.unwrap();
    let other = house.group("Others", &[van.id]).await;
    let draft = Draft { group_id: group.to_string(), ..Draft::of(&edit) };
    numbers::edit(db, &edit, &draft).await.unwrap();
    // Day 2: it leaves by way of the group's own form.
    next_day();
    let held = groups::Group::hold(db, house.owner.may().unwrap(), group).await.unwrap();
    let draft = groups::Draft { name: "Vans and more".into(), number_ids: vec![ads.id.to_string()] };
    groups::edit(db, &held, &draft).await.unwrap();
    // Day 3: Olga deletes the group.
    next_day();
    let held = groups::Group::hold(db, house.owner.may().unwrap(), group).await.unwrap();
    groups::delete(db, &held).await.unwrap();
    // Day 4: somebody new.
    next_day();
    house.person("Mina", Role::Manager).await;
    next_day();
    assert!(house.db().now() > NOON && other != group);
    let names = |day: &Day| day.watchers.iter().map(|watcher| watcher.name.clone()).collect::<Vec<_>>();
    let (ads, van) = (number(&house, ads.id).await, number(&house, van.id).await);
    assert_eq!(names(&day(&ads, 0).await), ["Olga Marsh", "Gwen"]);
    assert_eq!(names(&day(&van, 0).await), ["Olga Marsh", "Nick"]);
    assert_eq!(names(&day(&van, 1).await), ["Olga Marsh", "Gwen", "Nick"]);
    let second = day(&van, 2).await;
    assert_eq!(names(&second), ["Olga Marsh", "Gwen", "Nick"]);
    let gwen = second.watchers.iter().find(|watcher| watcher.name == "Gwen").unwrap();
    assert_eq!((gwen.since, gwen.until), (None, Some(NOON.plus_seconds(48 * hour))));
    assert_eq!(gwen.ways, [Way::Group(Some("Vans".into()))]);
    assert_eq!(names(&day(&van, 3).await), ["Olga Marsh", "Nick"]);
    assert_eq!(names(&day(&ads, 3).await), ["Olga Marsh", "Gwen"]);
    assert_eq!(names(&day(&ads, 4).await), ["Olga Marsh", "Mina"]);
    assert_eq!(names(&day(&ads, 5).await), ["Olga Marsh", "Mina"]);
    for place in 0..6 {
        assert_eq!(day(&ads, place).await.gaps, 0, "day {place}");
    }
    let before = day(&ads, -1).await;
    assert_eq!((before.watchers.len(), before.begins), (0, Some(Timestamp::from_millis(NOON.millis()))));
}

#[both_engines]
async fn a_person_who_is_gone_is_found_on_the_days_they_were_there(kind: Kind) {
    let house = House::new(kind).await;
    let ads = house.number("Ads", "+12125550101").await;
    let vera = house.viewer("Vera", &[ads], &[]).await;
    house.db().clock().advance_seconds(86_400);
    // As the log tells of it when somebody is removed.
    let (id, at) = (vera.member(), house.db().now().millis());
    let before = format!(
        r#"{{"role":"viewer","name":"Vera","number_access":{{"kind":"specific","number_ids":["{ads}"],"group_ids":[]}}}}"#
    );
    house.fresh.run(&format!(
        "update members set status = 'removed' where name = 'Vera';
            delete from number_grants;
            insert into audit_entries (business_id, sequence, at, actor_name, action, subject_kind, subject_id, subject_name, before, hash)
                select business_id, sequence + 1, {at}, 'Olga Marsh', 'member.removed', 'member', '{id}', 'Vera', '{before}', bytes'00'
                from audit_heads"
    )).await;
    house.db().clock().advance_seconds(86_400);
    let held = number(&house, ads).await;
    assert_eq!(told(&watchers(house.db(), &held).await.unwrap()).len(), 1);
    let noon = |days: i64| NOON.plus_seconds(days * 86_400);
    let first = on_day(house.db(), &held, noon(0).plus_seconds(-60), noon(1).plus_seconds(-60)).await.unwrap();
    assert_eq!(told(&first.watchers)[1], ("Vera", &[Way::ThisNumber][..]));
    let second = on_day(house.db(), &held, noon(1).plus_seconds(-60), noon(2).plus_seconds(-60)).await.unwrap();
    assert_eq!(second.watchers[1].until, Some(noon(1)));
    let third = on_day(house.db(), &held, noon(2).plus_seconds(-60), noon(3)).await.unwrap();
    assert_eq!(told(&third.watchers).len(), 1);
}
