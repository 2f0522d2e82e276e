//! The effects of a committed change happen even if its caller is gone.

use std::sync::{Arc, Mutex, mpsc};

use crewline_core::access::actions::{self, SeeCalls};
use crewline_core::access::{Role, Thing};
use crewline_core::accounts::Email;
use crewline_core::both_engines;
use crewline_core::db::{AfterCommit, Effect, Kind, testing};
use crewline_core::live::{Bus, Change, Subscription};
use crewline_core::members::{self, Draft};
use crewline_core::numbers::{self, Number, groups};
use crewline_core::seats::{Plans, set_plan};

use crate::team_fixture::{TeamFixture, role};

/// The first listener of a database: it reports a commit, and delays the effects until it is released.
struct Gate {
    committed: tokio::sync::mpsc::UnboundedSender<()>,
    release: Mutex<mpsc::Receiver<()>>,
}

impl AfterCommit for Gate {
    fn committed(&self, _: &[Effect]) {
        self.committed.send(()).unwrap();
        self.release.lock().unwrap().recv().unwrap();
    }
}

async fn next(watching: &mut Subscription) -> Change {
    tokio::time::timeout(std::time::Duration::from_secs(10), watching.next()).await.expect("a change in time")
}

#[both_engines]
async fn a_request_dropped_after_commit_still_notifies_and_sends_its_email(kind: Kind) {
    let team = TeamFixture::new(kind).await;
    let max = team.business.person("Max Rivera", Role::Manager).await;
    let db = team.db().clone();
    let (committed, mut is_committed) = tokio::sync::mpsc::unbounded_channel();
    let (release, resume) = mpsc::channel();
    let gate: Arc<dyn AfterCommit> = Arc::new(Gate { committed, release: Mutex::new(resume) });
    db.after_commit(&gate);
    // It is notified after the gate.
    let bus = Bus::start(&db).await.unwrap();
    let (mut watching, mut jobs) = (bus.watch(&team.business.owner.may::<SeeCalls>().unwrap()), bus.jobs());
    let (held, composer) =
        (team.hold::<actions::EditMembers>(&team.business.owner, max.member()).await.unwrap(), team.composer());
    let request = tokio::spawn(async move { members::edit(&db, &held, &role(Role::Admin), &composer).await.map(drop) });
    is_committed.recv().await.unwrap();
    request.abort();
    assert!(request.await.unwrap_err().is_cancelled());
    assert!(!jobs.has_changed().unwrap());
    release.send(()).unwrap();
    assert_eq!(next(&mut watching).await, Change::Member(max.member()));
    tokio::time::timeout(std::time::Duration::from_secs(10), jobs.changed()).await.unwrap().unwrap();
    assert_eq!(team.letters().await, [("member_edited".to_owned(), "max.rivera@northline.example".to_owned())]);
}

#[both_engines]
async fn a_refused_change_has_no_effects(kind: Kind) {
    let team = TeamFixture::new(kind).await;
    let owner = &team.business.owner;
    let (mut watching, jobs) = (team.bus.watch(&owner.may::<SeeCalls>().unwrap()), team.bus.jobs());
    let held = team.hold::<actions::EditMembers>(owner, owner.member()).await.unwrap();
    assert!(members::edit(team.db(), &held, &role(Role::Admin), &team.composer()).await.is_err(), "their own role");
    let max = team.business.person("Max Rivera", Role::Manager).await;
    assert_eq!(next(&mut watching).await, Change::Member(max.member()), "nothing before");
    assert!(!jobs.has_changed().unwrap());
}

#[both_engines]
async fn every_change_of_a_members_visibility_is_announced(kind: Kind) {
    let team = TeamFixture::new(kind).await;
    let (db, owner) = (team.db(), &team.business.owner);
    let (one, two) =
        (team.business.number("One", "+12125550101").await, team.business.number("Two", "+12125550102").await);
    let group = team.business.group("Outdoor", &[one]).await;
    let former = team.business.group("Former", &[two]).await;
    let dana = team.business.viewer("Dana Whitfield", &[], &[group]).await.member();
    let fay = team.business.viewer("Fay Former", &[], &[former]).await.member();
    team.business.viewer("Vera Kim", &[one, two], &[]).await;
    let mut watching = team.bus.watch(&owner.may::<SeeCalls>().unwrap());
    let held =
        || async { groups::Group::hold(db, owner.may::<actions::EditNumberGroups>().unwrap(), group).await.unwrap() };
    let renamed = groups::Draft { name: "Indoor".into(), number_ids: vec![one.to_string()] };
    groups::edit(db, &held().await, &renamed).await.unwrap();
    assert_eq!(next(&mut watching).await, Change::Numbers, "a change of its name");
    groups::edit(db, &held().await, &renamed).await.unwrap();
    let grown = groups::Draft { number_ids: vec![one.to_string(), two.to_string()], ..renamed };
    groups::edit(db, &held().await, &grown).await.unwrap();
    assert_eq!(
        next(&mut watching).await,
        Change::Access(dana),
        "a change of its numbers, and not a form that changes nothing"
    );
    assert_eq!(next(&mut watching).await, Change::Access(fay), "the number leaves the other group");
    assert_eq!(next(&mut watching).await, Change::Numbers, "those who see it by itself see another group");
    let number = || async { Number::hold(db, owner.may::<actions::EditNumbers>().unwrap(), two).await.unwrap() };
    let named = numbers::Draft { friendly_name: "Too".into(), ..numbers::Draft::of(number().await.thing()) };
    numbers::edit(db, &number().await, &named).await.unwrap();
    assert_eq!(next(&mut watching).await, Change::Numbers, "a number gets another name");
    numbers::edit(db, &number().await, &named).await.unwrap();
    let left = numbers::Draft { group_id: String::new(), ..named };
    numbers::edit(db, &number().await, &left).await.unwrap();
    assert_eq!(next(&mut watching).await, Change::Access(dana), "a number leaves its group");
    assert_eq!(next(&mut watching).await, Change::Numbers, "those who see it by itself see no group");
    let joins = numbers::Draft { friendly_name: "Three".into(), group_id: group.to_string(), ..left };
    numbers::add(db, &owner.may().unwrap(), "+12125550103", &joins).await.unwrap();
    assert_eq!(next(&mut watching).await, Change::Access(dana), "a new number comes into a group");
    let released = Number::hold(db, owner.may::<actions::ReleaseNumbers>().unwrap(), one).await.unwrap();
    numbers::release(db, &released).await.unwrap();
    let told = [next(&mut watching).await, next(&mut watching).await];
    assert!(
        told.contains(&Change::Access(dana)) && !told.contains(&Change::Access(fay)),
        "{told:?}: a released number"
    );
    team.business.group("New", &[two]).await;
    assert_eq!(next(&mut watching).await, Change::Numbers, "a number is in a new group");
    groups::delete(db, &held().await).await.unwrap();
    assert_eq!(next(&mut watching).await, Change::Access(dana), "a group ends; nobody sees a new one");
    assert_eq!(next(&mut watching).await, Change::Numbers, "its numbers are in no group");
    let max = team.business.person("Max Rivera", Role::Manager).await.member();
    assert_eq!(next(&mut watching).await, Change::Member(max), "a member is added at the command line");
    let email = Email::read("max.rivera@northline.example").unwrap();
    members::recover_owner(db, &team.business.operator, &email).await.unwrap();
    assert_eq!(next(&mut watching).await, Change::Member(max), "an Owner is recovered at the command line");
    set_plan(db, &team.business.operator, &Plans::unlimited(), "self-hosted").await.unwrap();
    assert_eq!(next(&mut watching).await, Change::Plan, "the plan is set");
    let name = Draft { name: Some("Max R".into()), ..Draft::default() };
    team.edit(owner, max, &name).await.unwrap();
    assert_eq!(next(&mut watching).await, Change::Member(max), "each change was announced once");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_change_notifies_and_wakes_jobs_in_other_processes_on_postgres() {
    let team = TeamFixture::new(Kind::Postgres).await;
    let max = team.business.person("Max Rivera", Role::Manager).await;
    let elsewhere = testing::open(&team.business.database.target, team.db().clock().clone()).await;
    let remote = Bus::start(&elsewhere).await.unwrap();
    let (mut watching, mut jobs) = (remote.watch(&team.business.owner.may::<SeeCalls>().unwrap()), remote.jobs());
    let held = team.hold::<actions::EditMembers>(&team.business.owner, max.member()).await.unwrap();
    members::edit(team.db(), &held, &role(Role::Admin), &team.composer()).await.unwrap();
    assert_eq!(next(&mut watching).await, Change::Member(max.member()));
    tokio::time::timeout(std::time::Duration::from_secs(10), jobs.changed()).await.unwrap().unwrap();
}
