//! Ownership is handed over: offered by one, taken by the other.

use crewline_core::access::{Refusal, Role, Rule, actions};
use crewline_core::db::testing::{NOON, raw};
use crewline_core::db::{Kind, Target};
use crewline_core::log_in_as::start;
use crewline_core::members::NumberAccess;
use crewline_core::members::handovers::{LIFE_SECONDS, accept, decline, offer, open, to_me, withdraw};
use crewline_core::people::sessions::Device;
use crewline_core::{Error, audit, both_engines};
use std::time::Duration;

use crate::team::{Team, role};

async fn offered(team: &Team, to: crewline_core::ids::MemberId) -> Result<crewline_core::ids::HandoverId, Error> {
    let held = team.hold(&team.house.owner, to).await?;
    offer(team.db(), &held, &team.composer()).await
}

#[both_engines]
async fn the_other_takes_it_and_the_former_owner_is_an_admin(kind: Kind) {
    let team = Team::new(kind).await;
    let one = team.house.number("One", "+12125550101").await;
    let vera = team.house.viewer("Vera Kim", &[one], &[]).await;
    let id = offered(&team, vera.member()).await.unwrap();
    let stands = open(team.db(), &team.house.owner.may().unwrap()).await.unwrap().unwrap();
    assert_eq!(
        (stands.id, stands.to_name.as_str(), stands.expires_at),
        (id, "Vera Kim", NOON.plus_seconds(LIFE_SECONDS))
    );
    assert_eq!(to_me(team.db(), &vera.may().unwrap()).await.unwrap(), Some(stands));
    team.invitation(&team.house.owner, "ivy@example.com", Role::Admin).await;
    let handed = accept(team.db(), &vera.may().unwrap(), &team.composer()).await.unwrap();
    assert_eq!((handed.from.name.as_str(), handed.from.role), ("Olga Marsh", Role::Admin));
    assert_eq!(
        (handed.to.name.as_str(), handed.to.role, &handed.to.access),
        ("Vera Kim", Role::Owner, &NumberAccess::All)
    );
    assert_eq!(team.roles().await, [("Olga Marsh".into(), Role::Admin), ("Vera Kim".into(), Role::Owner)]);
    assert_eq!(team.count("select count(*) from number_grants").await, 0);
    assert!(team.invited().await.is_empty(), "an Admin may not invite an Admin");
    assert_eq!(
        team.letters().await,
        [
            ("ownership_offered".into(), vera.email().to_owned()),
            ("ownership_handed_over".into(), "olga@northline.example".into()),
        ]
    );
    let entries = team.entries(3).await;
    assert_eq!(
        entries.iter().map(|entry| entry.0.as_str()).collect::<Vec<_>>(),
        ["ownership.handed_over", "member.edited", "member.edited"]
    );
    assert_eq!((&entries[0].2["owner"], &entries[0].3["owner"]), (&"Olga Marsh".into(), &"Vera Kim".into()));
    let twice = accept(team.db(), &vera.may().unwrap(), &team.composer()).await;
    assert!(matches!(twice, Err(Error::Refused(Refusal::NotFound))), "{twice:?}");
    assert!(audit::verify(team.db(), &team.house.operator).await.unwrap().is_ok());
}

#[both_engines]
async fn it_is_offered_to_one_other_who_is_no_owner(kind: Kind) {
    let team = Team::new(kind).await;
    let (max, otto) =
        (team.house.person("Max Rivera", Role::Manager).await, team.house.person("Otto Berg", Role::Owner).await);
    assert!(matches!(offered(&team, team.house.owner.member()).await, Err(Error::Rule(Rule::Oneself))));
    assert!(matches!(offered(&team, otto.member()).await, Err(Error::Conflict { code: "already_owner", .. })));
    offered(&team, max.member()).await.unwrap();
    let adam = team.house.person("Adam Reyes", Role::Admin).await;
    assert!(matches!(offered(&team, adam.member()).await, Err(Error::Conflict { code: "already_offered", .. })));
    assert_eq!(adam.may::<actions::HandOverOwnership>().err(), Some(Refusal::Forbidden));
    assert_eq!(to_me(team.db(), &adam.may().unwrap()).await.unwrap(), None);
    let taken = accept(team.db(), &adam.may().unwrap(), &team.composer()).await;
    assert!(matches!(taken, Err(Error::Refused(Refusal::NotFound))), "somebody else's offer: {taken:?}");
    team.house.db().clock().advance_seconds(LIFE_SECONDS);
    assert_eq!(open(team.db(), &team.house.owner.may().unwrap()).await.unwrap(), None);
    let late = accept(team.db(), &max.may().unwrap(), &team.composer()).await;
    assert!(matches!(late, Err(Error::Refused(Refusal::NotFound))), "{late:?}");
    offered(&team, adam.member()).await.unwrap();
}

#[both_engines]
async fn it_is_withdrawn_declined_or_ends_with_either_of_the_two(kind: Kind) {
    let team = Team::new(kind).await;
    let (owner, max) = (team.house.owner.clone(), team.house.person("Max Rivera", Role::Manager).await);
    let otto = team.house.person("Otto Berg", Role::Owner).await;
    for turn in 0..4 {
        offered(&team, max.member()).await.unwrap();
        match turn {
            0 => withdraw(team.db(), &owner.may().unwrap()).await.unwrap(),
            1 => decline(team.db(), &max.may().unwrap()).await.unwrap(),
            2 => drop(team.edit(&otto, max.member(), &role(Role::Admin)).await.unwrap()),
            _ => drop(team.edit(&otto, owner.member(), &role(Role::Admin)).await.unwrap()),
        }
        let taken = accept(team.db(), &max.may().unwrap(), &team.composer()).await;
        assert!(matches!(taken, Err(Error::Refused(Refusal::NotFound))), "{turn}: {taken:?}");
    }
    let none = withdraw(team.db(), &otto.may().unwrap()).await;
    assert!(matches!(none, Err(Error::Refused(Refusal::NotFound))), "{none:?}");
    assert!(audit::verify(team.db(), &team.house.operator).await.unwrap().is_ok());
}

#[both_engines]
async fn taken_and_withdrawn_at_once_is_one_of_the_two(kind: Kind) {
    for _ in 0..6 {
        let team = Team::new(kind).await;
        let max = team.house.person("Max Rivera", Role::Manager).await;
        offered(&team, max.member()).await.unwrap();
        let (owners, his) = (team.house.owner.may().unwrap(), max.may().unwrap());
        let composer = team.composer();
        let (back, taken) = tokio::join!(withdraw(team.db(), &owners), accept(team.db(), &his, &composer));
        assert_eq!(usize::from(back.is_ok()) + usize::from(taken.is_ok()), 1, "{back:?} {taken:?}");
        assert_eq!(team.roles().await.iter().filter(|(_, role)| *role == Role::Owner).count(), 1);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn taking_it_and_returning_to_an_account_at_once_do_not_wait_for_each_other_on_postgres() {
    let team = Team::new(Kind::Postgres).await;
    let otto = team.house.person("Otto Berg", Role::Owner).await;
    let vera = team.house.person("Vera Kim", Role::Manager).await;
    offered(&team, vera.member()).await.unwrap();
    let held = team.hold(&otto, vera.member()).await.unwrap();
    start(team.db(), &held, "to help", &Device::default()).await.unwrap();
    let Target::Postgres(address) = &team.house.fresh.target else { panic!("a server") };
    // Otto returns: the period first, the audit log after it.
    let returning = raw::client(address).await;
    returning.batch_execute("begin; update impersonations set ended_at = 1").await.unwrap();
    let (db, composer) = (team.db().clone(), team.composer());
    let taking = tokio::spawn(async move { accept(&db, &vera.may().unwrap(), &composer).await });
    let waiting =
        "select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'";
    let waits = async { while team.count(waiting).await == 0 {} };
    tokio::time::timeout(Duration::from_secs(10), waits).await.expect("who takes it waits for the period");
    returning.batch_execute("update audit_heads set sequence = sequence").await.expect("the audit log is free");
    returning.batch_execute("commit").await.unwrap();
    assert_eq!(taking.await.unwrap().unwrap().to.name, "Vera Kim");
}
