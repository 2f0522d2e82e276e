//! The tags of a business: added, renamed, merged and removed.

use crewline_core::access::{Refusal, Role, Thing, Viewpoint, actions};
use crewline_core::calls::{self, Annotation, Call, TagChange};
use crewline_core::db::Kind;
use crewline_core::tags::{self, Colour, Draft, MAX_TAGS, Tag};
use crewline_core::testing::TestBusiness;
use crewline_core::{Error, Fields, both_engines};

use crate::carrier_fixture::CarrierFixture;

fn draft(name: &str, colour: &str) -> Draft {
    Draft { name: Some(name.into()), colour: (!colour.is_empty()).then(|| colour.into()) }
}

async fn add(business: &TestBusiness, name: &str) -> Tag {
    tags::add(business.db(), &business.owner.may().unwrap(), &draft(name, "")).await.unwrap()
}

fn fields(error: Error) -> Vec<&'static str> {
    let Error::Fields(Fields(fields)) = error else { panic!("{error:?}") };
    fields.into_iter().map(|(name, _)| name).collect()
}

async fn names(business: &TestBusiness, who: &Viewpoint) -> Vec<String> {
    tags::list(business.db(), &who.may().unwrap()).await.unwrap().into_iter().map(|tag| tag.name).collect()
}

#[both_engines]
async fn a_tag_has_a_name_of_its_own_and_a_colour(kind: Kind) {
    let business = TestBusiness::new(kind).await;
    let (db, owner) = (business.db(), &business.owner);
    let tag = tags::add(db, &owner.may().unwrap(), &draft(" New patient ", "green")).await.unwrap();
    assert_eq!((tag.name.as_str(), tag.colour), ("New patient", Colour::Green));
    for (name, colour, wrong) in [
        ("NEW PATIENT", "", vec!["name"]),
        ("New pâtient", "", vec!["name"]),
        ("", "", vec!["name"]),
        ("Other", "pink", vec!["colour"]),
        ("\u{202e}", "pink", vec!["name", "colour"]),
    ] {
        let refused = tags::add(db, &owner.may().unwrap(), &draft(name, colour)).await.unwrap_err();
        assert_eq!(fields(refused), wrong, "{name} {colour}");
    }
    assert_eq!(fields(tags::add(db, &owner.may().unwrap(), &Draft::default()).await.unwrap_err()), ["name"]);
    let other = add(&business, "Emergency").await;
    let held = Tag::hold(db, owner.may::<actions::ManageTags>().unwrap(), other.id).await.unwrap();
    assert_eq!(fields(tags::edit(db, &held, &draft("new patient", "")).await.unwrap_err()), ["name"]);
    let edited = tags::edit(db, &held, &draft("Urgent", "red")).await.unwrap();
    assert_eq!((edited.name.as_str(), edited.colour), ("Urgent", Colour::Red));
    assert_eq!(names(&business, owner).await, ["New patient", "Urgent"]);
    // Its own name in another case is no conflict.
    tags::edit(db, &held, &draft("URGENT", "")).await.unwrap();
}

#[both_engines]
async fn tags_are_managed_by_managers_and_up_in_their_own_business(kind: Kind) {
    let business = TestBusiness::new(kind).await;
    let tag = add(&business, "New patient").await;
    for role in [Role::Admin, Role::Manager] {
        let person = business.person(role.title(), role).await;
        assert!(Tag::hold(business.db(), person.may::<actions::ManageTags>().unwrap(), tag.id).await.is_ok());
    }
    let viewer = business.person("Vera Kim", Role::Viewer).await;
    assert!(viewer.may::<actions::ManageTags>().is_err());
    assert!(Tag::find(business.db(), &viewer.may::<actions::SeeCalls>().unwrap(), tag.id).await.unwrap().is_none());
    assert_eq!(names(&business, &viewer).await, [] as [String; 0], "it is on no call");
    let (_, stranger) = business.neighbour().await;
    let foreign = Tag::hold(business.db(), stranger.may::<actions::ManageTags>().unwrap(), tag.id).await;
    assert!(matches!(foreign, Err(Error::Refused(Refusal::NotFound))));
    let own = tags::add(business.db(), &stranger.may().unwrap(), &draft("New patient", "")).await.unwrap();
    let held = Tag::hold(business.db(), stranger.may::<actions::ManageTags>().unwrap(), own.id).await.unwrap();
    assert_eq!(fields(tags::merge(business.db(), &held, tag.id).await.unwrap_err()), ["into"], "of another business");
}

#[both_engines]
async fn merged_and_removed_tags_leave_their_calls(kind: Kind) {
    let business = TestBusiness::new(kind).await;
    business.number("Ours", "+12125550100").await;
    let carrier = CarrierFixture::connect(business.db(), &business.operator, &business.slug, None).await;
    let (db, owner) = (business.db(), &business.owner);
    let mut calls = Vec::new();
    for (at, tags) in [vec!["VIP", "Patient"], vec!["VIP"], vec!["Patient"]].into_iter().enumerate() {
        let id = carrier.ring(&format!("CA{at}"), "+14155550123", "+12125550100").await.call;
        let held = Call::hold(db, owner.may().unwrap(), id).await.unwrap();
        let tags = tags.into_iter().map(str::to_owned).collect();
        let annotation = Annotation { tags: Some(TagChange::Replace(tags)), ..Annotation::default() };
        calls::annotate(db, &held, &annotation).await.unwrap();
        calls.push(id);
    }
    let tags_of = async |at: usize| {
        let call = Call::hold(db, owner.may::<actions::SeeCalls>().unwrap(), calls[at]).await.unwrap();
        call.tags.iter().map(|tag| tag.name.clone()).collect::<Vec<_>>()
    };
    let all = tags::uses(db, &owner.may().unwrap()).await.unwrap();
    assert_eq!(
        all.iter().map(|used| (used.tag.name.as_str(), used.calls)).collect::<Vec<_>>(),
        [("Patient", 2), ("VIP", 2)]
    );
    let hold = async |id| Tag::hold(db, owner.may::<actions::ManageTags>().unwrap(), id).await.unwrap();
    let (patient, vip) = (all[0].tag.clone(), all[1].tag.clone());
    let held = hold(vip.id).await;
    assert_eq!(fields(tags::merge(db, &held, vip.id).await.unwrap_err()), ["into"], "into itself");
    assert_eq!(tags::merge(db, &held, patient.id).await.unwrap(), patient);
    for at in 0..3 {
        assert_eq!(tags_of(at).await, ["Patient"]);
    }
    let gone = tags::merge(db, &held, patient.id).await;
    assert!(matches!(gone, Err(Error::Refused(Refusal::NotFound))), "{gone:?}");
    assert_eq!(tags::remove(db, &hold(patient.id).await).await.unwrap(), 3);
    assert_eq!(tags_of(0).await, [] as [String; 0]);
    assert!(tags::list(db, &owner.may().unwrap()).await.unwrap().is_empty());
}

#[both_engines]
async fn a_business_has_a_bounded_number_of_tags(kind: Kind) {
    let business = TestBusiness::new(kind).await;
    let fill = format!(
        "with recursive places (place) as (select 1 union all select place + 1 from places where place < {MAX_TAGS})
         insert into tags (business_id, name, name_folded, colour, created_at)
         select b.id, 'Tag ' || place, 'tag ' || place, 'red', 0 from businesses b cross join places"
    );
    business.database.run(&fill).await;
    let refused = tags::add(business.db(), &business.owner.may().unwrap(), &draft("One more", "")).await;
    assert!(matches!(refused, Err(Error::Conflict { .. })), "{refused:?}");
}
