use crewline_core::access::{Held, Thing, Viewpoint, actions};
use crewline_core::db::Kind;
use crewline_core::ids::{GroupId, NumberId};
use crewline_core::numbers::groups::{Draft, Group, create, delete, edit, list};
use crewline_core::numbers::{self, Number, release};
use crewline_core::testing::TestBusiness;
use crewline_core::{Error, audit, both_engines};

fn draft(name: &str, numbers: &[NumberId]) -> Draft {
    Draft { name: name.into(), number_ids: numbers.iter().map(ToString::to_string).collect() }
}

async fn hold(business: &TestBusiness, id: GroupId) -> Held<Group, actions::EditNumberGroups> {
    Group::hold(business.db(), business.owner.may().unwrap(), id).await.unwrap()
}

/// The names and numbers of the groups that a member sees.
async fn visible_groups(business: &TestBusiness, who: &Viewpoint) -> Vec<(String, Vec<NumberId>)> {
    let page = list(business.db(), &who.may().unwrap(), None, None, 100).await.unwrap();
    page.groups.into_iter().map(|group| (group.name, group.number_ids.into_iter().collect())).collect()
}

async fn newest_entry(business: &TestBusiness) -> (String, String, String) {
    let page = audit::list(business.db(), &business.owner.may().unwrap(), &Default::default(), None, 1).await.unwrap();
    let entry = page.entries.into_iter().next().unwrap();
    (entry.action, entry.before.unwrap_or_default(), entry.after.unwrap_or_default())
}

#[track_caller]
fn field_sentence(error: Error, field: &str) -> String {
    let Error::Fields(fields) = error else { panic!("{error:?}") };
    fields.get(field).unwrap_or_else(|| panic!("no error at {field}: {fields:?}")).to_owned()
}

#[both_engines]
async fn a_new_group_moves_numbers_from_their_groups(kind: Kind) {
    let business = TestBusiness::new(kind).await;
    let (one, two) = (business.number("One", "+12125550101").await, business.number("Two", "+12125550102").await);
    business.group("Client A", &[one, two]).await;
    let group = create(business.db(), &business.owner.may().unwrap(), &draft(" Client B ", &[two, two])).await.unwrap();
    assert_eq!((group.name.as_str(), group.number_ids.len()), ("Client B", 1));
    assert_eq!(
        visible_groups(&business, &business.owner).await,
        [("Client A".into(), vec![one]), ("Client B".into(), vec![two])]
    );
    let (action, before, after) = newest_entry(&business).await;
    assert_eq!(action, "number_group.created");
    assert!(before.contains("Client A") && after.contains("+12125550102"), "{before} {after}");
}

#[both_engines]
async fn an_edit_renames_and_replaces_the_numbers(kind: Kind) {
    let business = TestBusiness::new(kind).await;
    let (one, two) = (business.number("One", "+12125550101").await, business.number("Two", "+12125550102").await);
    let id = business.group("Client A", &[one]).await;
    let edited = edit(business.db(), &hold(&business, id).await, &draft("client a", &[two])).await.unwrap();
    assert_eq!((edited.id, edited.name.as_str()), (id, "client a"));
    assert_eq!(visible_groups(&business, &business.owner).await, [("client a".into(), vec![two])]);
    let (action, before, after) = newest_entry(&business).await;
    assert_eq!(action, "number_group.edited");
    assert!(before.contains("Client A") && before.contains("0101") && !before.contains("0102"), "{before}");
    assert!(after.contains("client a") && after.contains("0102") && !after.contains("0101"), "{after}");
    let see = business.owner.may::<actions::SeeNumbers>().unwrap();
    assert_eq!(Number::find(business.db(), &see, one).await.unwrap().unwrap().group_id, None);
}

#[both_engines]
async fn each_mistake_is_reported_at_its_field_and_changes_nothing(kind: Kind) {
    let business = TestBusiness::new(kind).await;
    let one = business.number("One", "+12125550101").await;
    let released = business.number("Gone", "+12125550102").await;
    let (a, b) = (business.group("Client A", &[one]).await, business.group("Ärger", &[]).await);
    let held = Number::hold(business.db(), business.owner.may().unwrap(), released).await.unwrap();
    release(business.db(), &held).await.unwrap();
    let before = (visible_groups(&business, &business.owner).await, newest_entry(&business).await);
    let may = business.owner.may().unwrap();
    for (draft, field) in [
        (draft("", &[one]), "name"),
        (draft(&"x".repeat(81), &[]), "name"),
        (draft("CLIENT A", &[]), "name"),
        (draft("ÄRGER", &[]), "name"),
        (Draft { name: "New".into(), number_ids: vec![one.to_string(), "num_unknown".into()] }, "number_ids"),
        (draft("New", &[released]), "number_ids"),
        (Draft { name: "New".into(), number_ids: vec!["1".into()] }, "number_ids"),
        (Draft { name: "New".into(), number_ids: vec![a.to_string()] }, "number_ids"),
    ] {
        field_sentence(create(business.db(), &may, &draft).await.unwrap_err(), field);
        let held = hold(&business, if draft.name == "ÄRGER" { a } else { b }).await;
        field_sentence(edit(business.db(), &held, &draft).await.unwrap_err(), field);
    }
    assert_eq!((visible_groups(&business, &business.owner).await, newest_entry(&business).await), before);
}

#[both_engines]
async fn deleting_a_group_keeps_numbers_and_ends_access_through_it(kind: Kind) {
    let business = TestBusiness::new(kind).await;
    let (one, two) = (business.number("One", "+12125550101").await, business.number("Two", "+12125550102").await);
    let id = business.group("Client A", &[one, two]).await;
    let viewer = business.viewer("Vera Kim", &[two], &[id]).await;
    let held = hold(&business, id).await;
    let deleted = delete(business.db(), &held).await.unwrap();
    assert_eq!((deleted.numbers, deleted.members), (2, vec!["Vera Kim".to_owned()]));
    assert!(visible_groups(&business, &business.owner).await.is_empty());
    let see = business.owner.may::<actions::SeeNumbers>().unwrap();
    assert_eq!(Number::find(business.db(), &see, one).await.unwrap().unwrap().group_id, None);
    let theirs = viewer.may::<actions::SeeNumbers>().unwrap();
    assert!(Number::find(business.db(), &theirs, one).await.unwrap().is_none());
    assert!(Number::find(business.db(), &theirs, two).await.unwrap().is_some(), "granted directly too");
    let (action, before, _) = newest_entry(&business).await;
    assert_eq!(action, "number_group.deleted");
    assert!(before.contains("Client A") && before.contains("+12125550101") && before.contains("Vera Kim"), "{before}");
    assert!(delete(business.db(), &held).await.is_err(), "it is deleted already");
    assert!(edit(business.db(), &held, &draft("Again", &[])).await.is_err());
}

#[both_engines]
async fn a_viewer_sees_granted_groups_and_groups_of_their_numbers(kind: Kind) {
    let business = TestBusiness::new(kind).await;
    let mine = business.number("Mine", "+12125550101").await;
    let secret = business.number("Secret", "+12125550102").await;
    let other = business.number("Other", "+12125550103").await;
    let empty = business.group("Granted and empty", &[]).await;
    let shared = business.group("Shared", &[mine, secret]).await;
    let hidden = business.group("Hidden", &[other]).await;
    let viewer = business.viewer("Vera Kim", &[mine], &[empty]).await;
    assert_eq!(
        visible_groups(&business, &viewer).await,
        [("Granted and empty".into(), vec![]), ("Shared".into(), vec![mine])]
    );
    let see = viewer.may::<actions::SeeNumbers>().unwrap();
    assert_eq!(
        Group::find(business.db(), &see, shared).await.unwrap().unwrap().number_ids.into_iter().collect::<Vec<_>>(),
        [mine]
    );
    assert!(Group::find(business.db(), &see, hidden).await.unwrap().is_none());
    assert!(list(business.db(), &see, Some("hid"), None, 10).await.unwrap().groups.is_empty());
    let nobody = business.viewer("Nils Berg", &[], &[]).await;
    assert!(visible_groups(&business, &nobody).await.is_empty());
    assert_eq!(visible_groups(&business, &business.owner).await.len(), 3, "also the empty one");
}

#[both_engines]
async fn groups_are_paged(kind: Kind) {
    let business = TestBusiness::new(kind).await;
    for name in ["b", "A", "c", "D", "äa"] {
        business.group(name, &[]).await;
    }
    let see = business.owner.may::<actions::SeeNumbers>().unwrap();
    let (mut names, mut cursor) = (Vec::new(), None);
    loop {
        let page = list(business.db(), &see, None, cursor.as_ref(), 2).await.unwrap();
        names.extend(page.groups.into_iter().map(|group| group.name));
        cursor = page.next;
        if cursor.is_none() {
            break;
        }
    }
    assert_eq!(names, ["A", "äa", "b", "c", "D"]);
    let matching = list(business.db(), &see, Some("Ä"), None, 10).await.unwrap().groups;
    assert_eq!(matching.len(), 2, "an accent is left out");
}

#[both_engines]
async fn deleting_a_group_while_a_number_joins_is_safe(kind: Kind) {
    let business = TestBusiness::new(kind).await;
    for round in 0..6 {
        let id = business.group("Client A", &[]).await;
        let held = hold(&business, id).await;
        let (db, who) = (business.db().clone(), business.owner.clone());
        let adding = tokio::spawn(async move {
            let draft =
                numbers::Draft { friendly_name: "Late".into(), group_id: id.to_string(), ..numbers::Draft::default() };
            numbers::add(&db, &who.may().unwrap(), &format!("+1212555010{round}"), &draft).await
        });
        let deleted = delete(business.db(), &held).await;
        match adding.await.unwrap() {
            Ok(added) => assert!(
                deleted.is_ok() || deleted.is_err_and(|error| matches!(error, Error::Conflict { .. })),
                "{added:?}"
            ),
            Err(error) => {
                field_sentence(error, "group_id");
                assert!(deleted.is_ok());
            }
        }
        if let Some(remaining) = Group::find(business.db(), held.may(), id).await.unwrap() {
            assert_eq!(remaining.number_ids.len(), 1);
            delete(business.db(), &hold(&business, id).await).await.unwrap();
        }
    }
}
