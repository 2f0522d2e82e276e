use std::collections::BTreeSet;

use crewline_core::access::{Held, Role, Thing, Viewpoint, actions};
use crewline_core::both_engines;
use crewline_core::calls::{self, Filter};
use crewline_core::db::Kind;
use crewline_core::db::testing::START;
use crewline_core::ids::NumberId;
use crewline_core::members::Member;
use crewline_core::numbers::{self, Draft, Number, groups};
use crewline_core::testing::TestBusiness;
use crewline_core::time::Timestamp;
use crewline_core::visibility::{
    DayViewers, NumberViewer, Surfaces, ViewerId, VisibilityPath, surfaces, viewers, viewers_on_day,
};

/// A call to every number, the first with a recording that can be heard.
async fn calls(business: &TestBusiness) {
    let at = START.millis();
    business
        .database
        .run(&format!(
            "insert into calls (business_id, number_id, carrier_id, direction, status, caller_kind, destination, source, started_at)
                select business_id, id, friendly_name, 'inbound', 'completed', 'anonymous', phone_number, source, {at} from numbers;
            insert into recordings (business_id, call_id, number_id, carrier_id, kind, status, created_at)
                select business_id, id, number_id, carrier_id, 'call', case when carrier_id = 'Ads' then 'stored' else 'waiting' end, {at}
                from calls"
        ))
        .await;
}

/// The same counts, from the lists that the member sees.
async fn counts_from_lists(business: &TestBusiness, person: &Viewpoint) -> Surfaces {
    let (db, may) = (business.db(), person.may().unwrap());
    let counts = numbers::count(db, &may).await.unwrap();
    let all = calls::list(db, &person.may().unwrap(), &Filter::default(), None, 500).await.unwrap().calls;
    let audible = all
        .iter()
        .filter(|call| call.recording.is_some_and(|brief| brief.status == crewline_core::recordings::Status::Stored));
    let count = |count: usize| i64::try_from(count).unwrap();
    Surfaces {
        active_numbers: counts.active,
        released_numbers: counts.released,
        groups: count(groups::list(db, &may, None, None, 500).await.unwrap().groups.len()),
        calls: count(all.len()),
        recordings: count(audible.count()),
        sources: count(calls::sources(db, &person.may().unwrap()).await.unwrap().len()),
    }
}

async fn number(business: &TestBusiness, id: NumberId) -> Held<Number, actions::SeeUsers> {
    Number::hold(business.db(), business.owner.may().unwrap(), id).await.unwrap()
}

/// The name and paths of each viewer.
fn viewers_and_paths(list: &[NumberViewer]) -> Vec<(&str, &[VisibilityPath])> {
    list.iter().map(|viewer| (viewer.name.as_str(), viewer.paths.as_slice())).collect()
}

#[both_engines]
async fn visibility_counts_match_the_members_own_pages(kind: Kind) {
    let business = TestBusiness::new(kind).await;
    let ads = business.number("Ads", "+12125550101").await;
    let van = business.number("Van", "+12125550102").await;
    let old = business.number("Old", "+12125550103").await;
    let group = business.group("Vans", &[van]).await;
    calls(&business).await;
    let held = Number::hold(business.db(), business.owner.may().unwrap(), old).await.unwrap();
    numbers::release(business.db(), &held).await.unwrap();
    let (neighbour, nora) = business.neighbour().await;
    drop(neighbour);
    crewline_core::testing::number(business.db(), &nora, "Theirs", "+12125550101").await;
    let manager = business.person("Mina Park", Role::Manager).await;
    let people = [
        business.owner.clone(),
        manager.clone(),
        business.person("Wide Viewer", Role::Viewer).await,
        business.viewer("Ads Viewer", &[ads, old], &[]).await,
        business.viewer("Van Viewer", &[], &[group]).await,
        business.viewer("No Viewer", &[], &[]).await,
    ];
    let mut seen = BTreeSet::new();
    for person in &people {
        let member = Member::hold(business.db(), manager.may().unwrap(), person.member()).await.unwrap();
        let counted = surfaces(business.db(), &Member::count_scope(&member)).await.unwrap();
        assert_eq!(counted, counts_from_lists(&business, person).await, "{}", person.name());
        seen.insert((counted.active_numbers, counted.released_numbers, counted.calls, counted.recordings));
    }
    assert_eq!(seen, [(0, 0, 0, 0), (1, 0, 1, 0), (1, 1, 2, 1), (2, 1, 3, 1)].into());
}

#[both_engines]
async fn a_numbers_viewers_are_listed_with_every_path(kind: Kind) {
    let business = TestBusiness::new(kind).await;
    let (ads, van) = (business.number("Ads", "+12125550101").await, business.number("Van", "+12125550102").await);
    let group = business.group("Vans", &[van]).await;
    business.viewer("Both", &[ads, van], &[group]).await;
    business.viewer("Group", &[], &[group]).await;
    business.viewer("Nothing", &[], &[]).await;
    business.viewer("Other", &[ads], &[]).await;
    business.person("Every", Role::Viewer).await;
    business.person("Mina", Role::Manager).await;
    let actual = viewers(business.db(), &number(&business, van).await).await.unwrap();
    let vans = VisibilityPath::Group(Some("Vans".into()));
    let expected: [(&str, &[VisibilityPath]); 5] = [
        ("Olga Marsh", &[VisibilityPath::Role]),
        ("Mina", &[VisibilityPath::Role]),
        ("Both", &[VisibilityPath::ThisNumber, vans.clone()]),
        ("Every", &[VisibilityPath::AllNumbers]),
        ("Group", &[vans]),
    ];
    assert_eq!(viewers_and_paths(&actual), expected);
    // The list of each person's numbers agrees.
    for name in ["both", "group", "nothing", "other", "every", "mina"] {
        let person = business.viewpoint(&format!("{name}@northline.example")).await.unwrap();
        let sees =
            Number::find(business.db(), &person.may::<actions::SeeNumbers>().unwrap(), van).await.unwrap().is_some();
        assert_eq!(sees, actual.iter().any(|viewer| viewer.id == ViewerId::Member(person.member())), "{name}");
    }
}

#[both_engines]
async fn past_viewers_are_reconstructed_from_the_log(kind: Kind) {
    let business = TestBusiness::new(kind).await;
    let (db, hour) = (business.db(), 3_600);
    let next_day = || business.db().clock().advance_seconds(24 * hour);
    let day = async |held: &Held<Number, actions::SeeUsers>, day: i64| -> DayViewers {
        let begin = START.plus_seconds(day * 24 * hour - hour);
        viewers_on_day(business.db(), held, begin, begin.plus_seconds(24 * hour)).await.unwrap()
    };
    // Day 0: two numbers; Gwen sees what is in the group, Nick the second number.
    let (ads, van) = (business.number("Ads", "+12125550101").await, business.number("Van", "+12125550102").await);
    let group = business.group("Vans", &[ads]).await;
    business.viewer("Gwen", &[], &[group]).await;
    business.viewer("Nick", &[van], &[]).await;
    // Day 1: the second number moves into another group that Gwen does not have, and on into hers.
    next_day();
    let (ads, van) = (number(&business, ads).await, number(&business, van).await);
    let edit = Number::hold(db, business.owner.may().unwrap(), van.id).await.unwrap();
    let other = business.group("Others", &[van.id]).await;
    let draft = Draft { group_id: group.to_string(), ..Draft::of(&edit) };
    numbers::edit(db, &edit, &draft).await.unwrap();
    // Day 2: it leaves by way of the group's own form.
    next_day();
    let held = groups::Group::hold(db, business.owner.may().unwrap(), group).await.unwrap();
    let draft = groups::Draft { name: "Vans and more".into(), number_ids: vec![ads.id.to_string()] };
    groups::edit(db, &held, &draft).await.unwrap();
    // Day 3: Olga deletes the group.
    next_day();
    let held = groups::Group::hold(db, business.owner.may().unwrap(), group).await.unwrap();
    groups::delete(db, &held).await.unwrap();
    // Day 4: somebody new.
    next_day();
    business.person("Mina", Role::Manager).await;
    next_day();
    assert!(business.db().now() > START && other != group);
    let names = |day: &DayViewers| day.viewers.iter().map(|viewer| viewer.name.clone()).collect::<Vec<_>>();
    let (ads, van) = (number(&business, ads.id).await, number(&business, van.id).await);
    assert_eq!(names(&day(&ads, 0).await), ["Olga Marsh", "Gwen"]);
    assert_eq!(names(&day(&van, 0).await), ["Olga Marsh", "Nick"]);
    assert_eq!(names(&day(&van, 1).await), ["Olga Marsh", "Gwen", "Nick"]);
    let second = day(&van, 2).await;
    assert_eq!(names(&second), ["Olga Marsh", "Gwen", "Nick"]);
    let gwen = second.viewers.iter().find(|viewer| viewer.name == "Gwen").unwrap();
    assert_eq!((gwen.since, gwen.until), (None, Some(START.plus_seconds(48 * hour))));
    assert_eq!(gwen.paths, [VisibilityPath::Group(Some("Vans".into()))]);
    assert_eq!(names(&day(&van, 3).await), ["Olga Marsh", "Nick"]);
    assert_eq!(names(&day(&ads, 3).await), ["Olga Marsh", "Gwen"]);
    assert_eq!(names(&day(&ads, 4).await), ["Olga Marsh", "Mina"]);
    assert_eq!(names(&day(&ads, 5).await), ["Olga Marsh", "Mina"]);
    for place in 0..6 {
        assert_eq!(day(&ads, place).await.incomplete, 0, "day {place}");
    }
    let before = day(&ads, -1).await;
    assert_eq!((before.viewers.len(), before.begins), (0, Some(Timestamp::from_millis(START.millis()))));
}

#[both_engines]
async fn a_removed_member_is_listed_on_past_days(kind: Kind) {
    let business = TestBusiness::new(kind).await;
    let ads = business.number("Ads", "+12125550101").await;
    let vera = business.viewer("Vera", &[ads], &[]).await;
    business.db().clock().advance_seconds(86_400);
    // A removal, as the log records it.
    let (id, at) = (vera.member(), business.db().now().millis());
    let before = format!(
        r#"{{"role":"viewer","name":"Vera","number_access":{{"kind":"specific","number_ids":["{ads}"],"group_ids":[]}}}}"#
    );
    business.database.run(&format!(
        "update members set status = 'removed' where name = 'Vera';
            delete from number_grants;
            insert into audit_entries (business_id, sequence, at, actor_name, action, subject_kind, subject_id, subject_name, before, search_folded, hash)
                select business_id, sequence + 1, {at}, 'Olga Marsh', 'member.removed', 'member', '{id}', 'Vera', '{before}', '', bytes'00'
                from audit_heads"
    )).await;
    business.db().clock().advance_seconds(86_400);
    let held = number(&business, ads).await;
    assert_eq!(viewers_and_paths(&viewers(business.db(), &held).await.unwrap()).len(), 1);
    let noon = |days: i64| START.plus_seconds(days * 86_400);
    let first =
        viewers_on_day(business.db(), &held, noon(0).plus_seconds(-60), noon(1).plus_seconds(-60)).await.unwrap();
    assert_eq!(viewers_and_paths(&first.viewers)[1], ("Vera", &[VisibilityPath::ThisNumber][..]));
    let second =
        viewers_on_day(business.db(), &held, noon(1).plus_seconds(-60), noon(2).plus_seconds(-60)).await.unwrap();
    assert_eq!(second.viewers[1].until, Some(noon(1)));
    let third = viewers_on_day(business.db(), &held, noon(2).plus_seconds(-60), noon(3)).await.unwrap();
    assert_eq!(viewers_and_paths(&third.viewers).len(), 1);
}
