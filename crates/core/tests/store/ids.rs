//! Ids as the outside sees them.

use crewline_core::access::Thing;
use crewline_core::access::actions::SeeNumbers;
use crewline_core::accounts::Passwords;
use crewline_core::both_engines;
use crewline_core::db::testing::{self, START, unopened_database};
use crewline_core::db::{Db, Kind, Target};
use crewline_core::ids::NumberId;
use crewline_core::members::{CreatedBusiness, NewBusiness, create_business};
use crewline_core::numbers::Number;
use crewline_core::testing::{PASSWORD, TestBusiness};
use crewline_core::time::Clock;

#[both_engines]
async fn ids_stay_the_same_over_a_restart(kind: Kind) {
    let business = TestBusiness::new(kind).await;
    let ids = [business.number("One", "+12125550101").await, business.number("Two", "+12125550102").await];
    let again = Db::open(&business.database.target, Clock::at(START)).await.unwrap();
    for id in ids {
        let (Some(before), Some(after)) = (find(business.db(), &business, id).await, find(&again, &business, id).await)
        else {
            panic!("{id} is no number")
        };
        assert_eq!((before.id, before.friendly_name), (after.id, after.friendly_name));
    }
}

#[tokio::test]
async fn ids_stay_the_same_in_a_copy() {
    let business = TestBusiness::new(Kind::Sqlite).await;
    let id = business.number("One", "+12125550101").await;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("copy.db");
    business.database.run(&format!("vacuum into '{}'", path.display())).await;
    let copy = Db::open(&Target::Sqlite(path), Clock::at(START)).await.unwrap();
    assert_eq!(find(&copy, &business, id).await.unwrap().friendly_name, "One");
}

#[both_engines]
async fn each_database_has_a_key_of_its_own(kind: Kind) {
    let mut ids = Vec::new();
    for _ in 0..2 {
        let (target, _folder) = unopened_database(kind).await;
        let db = testing::open(&target, Clock::at(START)).await;
        let CreatedBusiness { business, user, member, .. } = found(&db).await;
        ids.push([business.to_string(), user.to_string(), member.to_string()]);
    }
    for (one, two) in ids[0].iter().zip(&ids[1]) {
        assert_ne!(one, two, "both are the first row");
    }
    let tails = ids[0].each_ref().map(|id| id.split_once('_').unwrap().1);
    assert!(tails[0] != tails[1] && tails[1] != tails[2], "the first rows of different tables look different");
}

#[both_engines]
async fn an_id_of_elsewhere_is_no_row(kind: Kind) {
    let business = TestBusiness::new(kind).await;
    let id = business.number("One", "+12125550101").await;
    // The text of a call's id with the prefix of a number's is well formed.
    let (_, tail) =
        business.owner.member().to_string().split_once('_').map(|(a, b)| (a.to_owned(), b.to_owned())).unwrap();
    let last = if tail.ends_with('0') { '1' } else { '0' };
    let changed = format!("num_{}{last}", &id.to_string()[4..25]);
    for foreign in [format!("num_{tail}"), changed] {
        let foreign: NumberId = foreign.parse().unwrap();
        if foreign != id {
            assert!(find(business.db(), &business, foreign).await.is_none(), "{foreign}");
        }
    }
}

#[both_engines]
async fn a_database_without_its_key_is_refused(kind: Kind) {
    let business = TestBusiness::new(kind).await;
    business.database.run("delete from instance").await;
    let refused = Db::open(&business.database.target, Clock::at(START)).await.map(drop).unwrap_err().to_string();
    assert!(refused.contains("key of the ids is missing"), "{refused}");
}

async fn find(db: &Db, business: &TestBusiness, id: NumberId) -> Option<Number> {
    Number::find(db, &business.owner.may::<SeeNumbers>().unwrap(), id).await.unwrap()
}

async fn found(db: &Db) -> CreatedBusiness {
    let new = NewBusiness {
        business: "Northline".into(),
        name: "Olga Marsh".into(),
        email: "olga@northline.example".into(),
        password: PASSWORD.into(),
        time_zone: "America/New_York".into(),
        country: "US".into(),
    };
    create_business(db, &Passwords::with_limit(2), new).await.unwrap()
}
