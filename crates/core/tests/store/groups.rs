use crewline_core::access::{Held, Thing, Viewpoint, actions};
use crewline_core::db::Kind;
use crewline_core::ids::{GroupId, NumberId};
use crewline_core::numbers::groups::{Draft, Group, create, delete, edit, list};
use crewline_core::numbers::{self, Number, release};
use crewline_core::testing::House;
use crewline_core::{Error, audit, both_engines};

fn draft(name: &str, numbers: &[NumberId]) -> Draft {
    Draft { name: name.into(), number_ids: numbers.iter().map(ToString::to_string).collect() }
}

async fn hold(house: &House, id: GroupId) -> Held<Group, actions::EditNumberGroups> {
    Group::hold(house.db(), house.owner.may().unwrap(), id).await.unwrap()
}

/// The groups that somebody sees: their names and numbers.
async fn seen(house: &House, who: &Viewpoint) -> Vec<(String, Vec<NumberId>)> {
    let page = list(house.db(), &who.may().unwrap(), None, None, 100).await.unwrap();
    page.groups.into_iter().map(|group| (group.name, group.number_ids.into_iter().collect())).collect()
}

async fn newest_entry(house: &House) -> (String, String, String) {
    let page = audit::list(house.db(), &house.owner.may().unwrap(), &Default::default(), None, 1).await.unwrap();
    let entry = page.entries.into_iter().next().unwrap();
    (entry.action, entry.before.unwrap_or_default(), entry.after.unwrap_or_default())
}

#[track_caller]
fn said(error: Error, field: &str) -> String {
    let Error::Fields(fields) = error else { panic!("{error:?}") };
    fields.of(field).unwrap_or_else(|| panic!("nothing of {field}: {fields:?}")).to_owned()
}

#[both_engines]
async fn a_group_takes_its_numbers_from_the_groups_they_were_in(kind: Kind) {
    let house = House::new(kind).await;
    let (one, two) = (house.number("One", "+12125550101").await, house.number("Two", "+12125550102").await);
    house.group("Client A", &[one, two]).await;
    let made = create(house.db(), &house.owner.may().unwrap(), &draft(" Client B ", &[two, two])).await.unwrap();
    assert_eq!((made.name.as_str(), made.number_ids.len()), ("Client B", 1));
    assert_eq!(seen(&house, &house.owner).await, [("Client A".into(), vec![one]), ("Client B".into(), vec![two])]);
    let (action, before, after) = newest_entry(&house).await;
    assert_eq!(action, "number_group.created");
    assert!(before.contains("Client A") && after.contains("+12125550102"), "{before} {after}");
}

#[both_engines]
async fn an_edit_renames_and_replaces_the_numbers(kind: Kind) {
    let house = House::new(kind).await;
    let (one, two) = (house.number("One", "+12125550101").await, house.number("Two", "+12125550102").await);
    let id = house.group("Client A", &[one]).await;
    let edited = edit(house.db(), &hold(&house, id).await, &draft("client a", &[two])).await.unwrap();
    assert_eq!((edited.id, edited.name.as_str()), (id, "client a"));
    assert_eq!(seen(&house, &house.owner).await, [("client a".into(), vec![two])]);
    let (action, before, after) = newest_entry(&house).await;
    assert_eq!(action, "number_group.edited");
    assert!(before.contains("Client A") && before.contains("0101") && !before.contains("0102"), "{before}");
    assert!(after.contains("client a") && after.contains("0102") && !after.contains("0101"), "{after}");
    let see = house.owner.may::<actions::SeeNumbers>().unwrap();
    assert_eq!(Number::find(house.db(), &see, one).await.unwrap().unwrap().group_id, None);
}

#[both_engines]
async fn each_mistake_is_told_at_its_field_and_changes_nothing(kind: Kind) {
    let house = House::new(kind).await;
    let one = house.number("One", "+12125550101").await;
    let gone = house.number("Gone", "+12125550102").await;
    let (a, b) = (house.group("Client A", &[one]).await, house.group("Ärger", &[]).await);
    let held = Number::hold(house.db(), house.owner.may().unwrap(), gone).await.unwrap();
    release(house.db(), &held).await.unwrap();
    let before = (seen(&house, &house.owner).await, newest_entry(&house).await);
    let may = house.owner.may().unwrap();
    for (draft, field) in [
        (draft("", &[one]), "name"),
        (draft(&"x".repeat(81), &[]), "name"),
        (draft("CLIENT A", &[]), "name"),
        (draft("ÄRGER", &[]), "name"),
        (Draft { name: "New".into(), number_ids: vec![one.to_string(), "num_unknown".into()] }, "number_ids"),
        (draft("New", &[gone]), "number_ids"),
        (Draft { name: "New".into(), number_ids: vec!["1".into()] }, "number_ids"),
        (Draft { name: "New".into(), number_ids: vec![a.to_string()] }, "number_ids"),
    ] {
        said(create(house.db(), &may, &draft).await.unwrap_err(), field);
        let held = hold(&house, if draft.name == "ÄRGER" { a } else { b }).await;
        said(edit(house.db(), &held, &draft).await.unwrap_err(), field);
    }
    assert_eq!((seen(&house, &house.owner).await, newest_entry(&house).await), before);
}

#[both_engines]
async fn a_deleted_group_leaves_its_numbers_and_ends_the_access_by_it(kind: Kind) {
    let house = House::new(kind).await;
    let (one, two) = (house.number("One", "+12125550101").await, house.number("Two", "+12125550102").await);
    let id = house.group("Client A", &[one, two]).await;
    let viewer = house.viewer("Vera Kim", &[two], &[id]).await;
    let held = hold(&house, id).await;
    let deleted = delete(house.db(), &held).await.unwrap();
    assert_eq!((deleted.numbers, deleted.members), (2, vec!["Vera Kim".to_owned()]));
    assert!(seen(&house, &house.owner).await.is_empty());
    let see = house.owner.may::<actions::SeeNumbers>().unwrap();
    assert_eq!(Number::find(house.db(), &see, one).await.unwrap().unwrap().group_id, None);
    let theirs = viewer.may::<actions::SeeNumbers>().unwrap();
    assert!(Number::find(house.db(), &theirs, one).await.unwrap().is_none());
    assert!(Number::find(house.db(), &theirs, two).await.unwrap().is_some(), "granted by itself too");
    let (action, before, _) = newest_entry(&house).await;
    assert_eq!(action, "number_group.deleted");
    assert!(before.contains("Client A") && before.contains("+12125550101") && before.contains("Vera Kim"), "{before}");
    assert!(delete(house.db(), &held).await.is_err(), "it is deleted once");
    assert!(edit(house.db(), &held, &draft("Again", &[])).await.is_err());
}

#[both_engines]
async fn somebody_sees_the_groups_of_their_numbers_and_those_granted_and_in_them_their_numbers_only(kind: Kind) {
    let house = House::new(kind).await;
    let mine = house.number("Mine", "+12125550101").await;
    let secret = house.number("Secret", "+12125550102").await;
    let other = house.number("Other", "+12125550103").await;
    let empty = house.group("Granted and empty", &[]).await;
    let shared = house.group("Shared", &[mine, secret]).await;
    let hidden = house.group("Hidden", &[other]).await;
    let viewer = house.viewer("Vera Kim", &[mine], &[empty]).await;
    assert_eq!(seen(&house, &viewer).await, [("Granted and empty".into(), vec![]), ("Shared".into(), vec![mine])]);
    let see = viewer.may::<actions::SeeNumbers>().unwrap();
    assert_eq!(
        Group::find(house.db(), &see, shared).await.unwrap().unwrap().number_ids.into_iter().collect::<Vec<_>>(),
        [mine]
    );
    assert!(Group::find(house.db(), &see, hidden).await.unwrap().is_none());
    assert!(list(house.db(), &see, Some("hid"), None, 10).await.unwrap().groups.is_empty());
    let nobody = house.viewer("Nils Berg", &[], &[]).await;
    assert!(seen(&house, &nobody).await.is_empty());
    assert_eq!(seen(&house, &house.owner).await.len(), 3, "also the empty one");
}

#[both_engines]
async fn pages_of_groups_follow_each_other(kind: Kind) {
    let house = House::new(kind).await;
    for name in ["b", "A", "c", "D", "ä"] {
        house.group(name, &[]).await;
    }
    let see = house.owner.may::<actions::SeeNumbers>().unwrap();
    let (mut walked, mut cursor) = (Vec::new(), None);
    loop {
        let page = list(house.db(), &see, None, cursor.as_ref(), 2).await.unwrap();
        walked.extend(page.groups.into_iter().map(|group| group.name));
        cursor = page.next;
        if cursor.is_none() {
            break;
        }
    }
    assert_eq!(walked, ["A", "b", "c", "D", "ä"]);
    let found = list(house.db(), &see, Some("Ä"), None, 10).await.unwrap().groups;
    assert_eq!(found.len(), 1);
}

#[both_engines]
async fn a_group_deleted_while_a_number_comes_into_it_harms_nothing(kind: Kind) {
    let house = House::new(kind).await;
    for round in 0..6 {
        let id = house.group("Client A", &[]).await;
        let held = hold(&house, id).await;
        let (db, who) = (house.db().clone(), house.owner.clone());
        let adding = tokio::spawn(async move {
            let draft =
                numbers::Draft { friendly_name: "Late".into(), group_id: id.to_string(), ..numbers::Draft::default() };
            numbers::add(&db, &who.may().unwrap(), &format!("+1212555010{round}"), &draft).await
        });
        let deleted = delete(house.db(), &held).await;
        match adding.await.unwrap() {
            Ok(added) => assert!(
                deleted.is_ok() || deleted.is_err_and(|error| matches!(error, Error::Conflict { .. })),
                "{added:?}"
            ),
            Err(error) => {
                said(error, "group_id");
                assert!(deleted.is_ok());
            }
        }
        if let Some(left) = Group::find(house.db(), held.may(), id).await.unwrap() {
            assert_eq!(left.number_ids.len(), 1);
            delete(house.db(), &hold(&house, id).await).await.unwrap();
        }
    }
}
