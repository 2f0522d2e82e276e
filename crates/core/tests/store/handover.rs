//! Handing over ownership: one member offers it, another accepts.

use crewline_core::access::{Refusal, Role, Rule, actions};
use crewline_core::accounts::RecentPassword;
use crewline_core::accounts::sessions::Device;
use crewline_core::db::testing::{START, raw};
use crewline_core::db::{Kind, Target};
use crewline_core::log_in_as::start;
use crewline_core::members::NumberAccess;
use crewline_core::members::handovers::{OFFER_SECONDS, accept, decline, find_open, find_own_offer, offer, withdraw};
use crewline_core::{Error, audit, both_engines};
use std::time::Duration;

use crate::team_fixture::{TeamFixture, role};

async fn offer_to(
    team: &TeamFixture,
    to: crewline_core::ids::MemberId,
) -> Result<crewline_core::ids::HandoverId, Error> {
    let held = team.hold(&team.business.owner, to).await?;
    offer(team.db(), &held, &RecentPassword::assumed(), &team.composer()).await
}

#[both_engines]
async fn accepting_ownership_makes_the_former_owner_an_admin(kind: Kind) {
    let team = TeamFixture::new(kind).await;
    let one = team.business.number("One", "+12125550101").await;
    let vera = team.business.viewer("Vera Kim", &[one], &[]).await;
    let id = offer_to(&team, vera.member()).await.unwrap();
    let open_offer = find_open(team.db(), &team.business.owner.may().unwrap()).await.unwrap().unwrap();
    assert_eq!(
        (open_offer.id, open_offer.to_name.as_str(), open_offer.expires_at),
        (id, "Vera Kim", START.plus_seconds(OFFER_SECONDS))
    );
    assert_eq!(find_own_offer(team.db(), &vera.may().unwrap()).await.unwrap(), Some(open_offer));
    team.invitation(&team.business.owner, "ivy@example.com", Role::Admin).await;
    let handover = accept(team.db(), &vera.may().unwrap(), &team.composer()).await.unwrap();
    assert_eq!((handover.from.name.as_str(), handover.from.role), ("Olga Marsh", Role::Admin));
    assert_eq!(
        (handover.to.name.as_str(), handover.to.role, &handover.to.access),
        ("Vera Kim", Role::Owner, &NumberAccess::All)
    );
    assert_eq!(team.roles().await, [("Olga Marsh".into(), Role::Admin), ("Vera Kim".into(), Role::Owner)]);
    assert_eq!(team.count("select count(*) from number_grants").await, 0);
    assert!(team.pending_emails().await.is_empty(), "an Admin may not invite an Admin");
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
    assert!(audit::verify(team.db(), &team.business.operator).await.unwrap().is_ok());
}

#[both_engines]
async fn ownership_is_offered_to_one_member_who_is_no_owner(kind: Kind) {
    let team = TeamFixture::new(kind).await;
    let (max, otto) =
        (team.business.person("Max Rivera", Role::Manager).await, team.business.person("Otto Berg", Role::Owner).await);
    assert!(matches!(offer_to(&team, team.business.owner.member()).await, Err(Error::Rule(Rule::OwnMembership))));
    assert!(matches!(offer_to(&team, otto.member()).await, Err(Error::Conflict { code: "already_owner", .. })));
    offer_to(&team, max.member()).await.unwrap();
    let adam = team.business.person("Adam Reyes", Role::Admin).await;
    assert!(matches!(offer_to(&team, adam.member()).await, Err(Error::Conflict { code: "already_offered", .. })));
    assert_eq!(adam.may::<actions::HandOverOwnership>().err(), Some(Refusal::Forbidden));
    assert_eq!(find_own_offer(team.db(), &adam.may().unwrap()).await.unwrap(), None);
    let accepted = accept(team.db(), &adam.may().unwrap(), &team.composer()).await;
    assert!(matches!(accepted, Err(Error::Refused(Refusal::NotFound))), "somebody else's offer: {accepted:?}");
    team.business.db().clock().advance_seconds(OFFER_SECONDS);
    assert_eq!(find_open(team.db(), &team.business.owner.may().unwrap()).await.unwrap(), None);
    let late = accept(team.db(), &max.may().unwrap(), &team.composer()).await;
    assert!(matches!(late, Err(Error::Refused(Refusal::NotFound))), "{late:?}");
    offer_to(&team, adam.member()).await.unwrap();
}

#[both_engines]
async fn an_offer_is_withdrawn_declined_or_ends_with_either_membership(kind: Kind) {
    let team = TeamFixture::new(kind).await;
    let (owner, max) = (team.business.owner.clone(), team.business.person("Max Rivera", Role::Manager).await);
    let otto = team.business.person("Otto Berg", Role::Owner).await;
    for turn in 0..4 {
        offer_to(&team, max.member()).await.unwrap();
        match turn {
            0 => withdraw(team.db(), &owner.may().unwrap()).await.unwrap(),
            1 => decline(team.db(), &max.may().unwrap()).await.unwrap(),
            2 => drop(team.edit(&otto, max.member(), &role(Role::Admin)).await.unwrap()),
            _ => drop(team.edit(&otto, owner.member(), &role(Role::Admin)).await.unwrap()),
        }
        let accepted = accept(team.db(), &max.may().unwrap(), &team.composer()).await;
        assert!(matches!(accepted, Err(Error::Refused(Refusal::NotFound))), "{turn}: {accepted:?}");
    }
    let none = withdraw(team.db(), &otto.may().unwrap()).await;
    assert!(matches!(none, Err(Error::Refused(Refusal::NotFound))), "{none:?}");
    assert!(audit::verify(team.db(), &team.business.operator).await.unwrap().is_ok());
}

#[both_engines]
async fn concurrent_accept_and_withdraw_are_serialised(kind: Kind) {
    for _ in 0..6 {
        let team = TeamFixture::new(kind).await;
        let max = team.business.person("Max Rivera", Role::Manager).await;
        offer_to(&team, max.member()).await.unwrap();
        let (owner_may, max_may) = (team.business.owner.may().unwrap(), max.may().unwrap());
        let composer = team.composer();
        let (withdrawn, accepted) =
            tokio::join!(withdraw(team.db(), &owner_may), accept(team.db(), &max_may, &composer));
        assert_eq!(usize::from(withdrawn.is_ok()) + usize::from(accepted.is_ok()), 1, "{withdrawn:?} {accepted:?}");
        assert_eq!(team.roles().await.iter().filter(|(_, role)| *role == Role::Owner).count(), 1);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn accepting_ownership_and_ending_log_in_as_do_not_deadlock_on_postgres() {
    let team = TeamFixture::new(Kind::Postgres).await;
    let otto = team.business.person("Otto Berg", Role::Owner).await;
    let vera = team.business.person("Vera Kim", Role::Manager).await;
    offer_to(&team, vera.member()).await.unwrap();
    let held = team.hold(&otto, vera.member()).await.unwrap();
    start(team.db(), &held, "to help", &Device::default()).await.unwrap();
    let Target::Postgres(address) = &team.business.database.target else { panic!("a server") };
    // Otto's return locks the period first and the audit log second.
    let returning = raw::client(address).await;
    returning.batch_execute("begin; update impersonations set ended_at = 1").await.unwrap();
    let (db, composer) = (team.db().clone(), team.composer());
    let accepting = tokio::spawn(async move { accept(&db, &vera.may().unwrap(), &composer).await });
    let waiting =
        "select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'";
    let waits = async { while team.count(waiting).await == 0 {} };
    tokio::time::timeout(Duration::from_secs(10), waits).await.expect("accepting waits for the lock on the period");
    returning.batch_execute("update audit_heads set sequence = sequence").await.expect("the audit log is free");
    returning.batch_execute("commit").await.unwrap();
    assert_eq!(accepting.await.unwrap().unwrap().to.name, "Vera Kim");
}
