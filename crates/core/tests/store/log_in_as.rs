//! Sessions of Log in as, made by hand: what they open, and when they end. How they are begun is in `logging_in_as`.

use crewline_core::access::{Mode, Refusal, Role, Viewpoint, actions, enter};
use crewline_core::businesses::{Profile, edit};
use crewline_core::db::Kind;
use crewline_core::db::testing::NOON;
use crewline_core::people::{sessions, signed_in};
use crewline_core::secret::digest;
use crewline_core::testing::{House, session};
use crewline_core::{audit, both_engines};
use secrecy::{ExposeSecret, SecretString};
use sha2::{Digest, Sha256};

const TOKEN: &str = "olga at the keyboard";

/// Olga logs in as Adam (an Admin), looking only, for an hour.
struct Period {
    house: House,
    admin: Viewpoint,
    /// Olga's own session.
    own: SecretString,
}

impl Period {
    async fn new(kind: Kind) -> Self {
        let house = House::new(kind).await;
        let admin = house.person("Adam Reyes", Role::Admin).await;
        let hash = Sha256::digest(TOKEN).iter().fold(String::new(), |text, byte| format!("{text}{byte:02x}"));
        let (now, end) = (NOON.millis(), NOON.plus_seconds(3_600).millis());
        house.fresh.run(&format!(
            "insert into impersonations (business_id, actor_member_id, member_id, reason, started_at, expires_at)
                select a.business_id, a.id, m.id, 'to see', {now}, {end} from members a, members m
                where a.name = 'Olga Marsh' and m.name = 'Adam Reyes';
            insert into sessions (user_id, impersonation_id, token_hash, created_at, last_seen_at, expires_at, address, device)
                select a.user_id, i.id, bytes'{hash}', {now}, {now}, {end}, '', '' from impersonations i
                join members a on a.id = i.actor_member_id;"
        )).await;
        let own = session(house.db(), "olga@northline.example").await;
        Self { house, admin, own }
    }

    async fn enter(&self, slug: &str) -> Option<Viewpoint> {
        let own = digest(self.own.expose_secret());
        enter::logged_in_as(self.house.db(), &digest(TOKEN), &own, slug, "192.0.2.7").await.unwrap()
    }

    async fn viewpoint(&self) -> Option<Viewpoint> {
        self.enter(&self.house.slug).await
    }
}

#[both_engines]
async fn it_has_the_teammates_eyes_and_the_persons_name(kind: Kind) {
    let period = Period::new(kind).await;
    let seen = period.viewpoint().await.unwrap();
    assert_eq!((seen.member(), seen.role(), seen.name()), (period.admin.member(), Role::Admin, "Adam Reyes"));
    assert_eq!((seen.user(), seen.email()), (period.admin.user(), period.admin.email()));
    let actor = seen.actor();
    assert_eq!(
        (actor.member, actor.user, actor.name.as_str()),
        (period.house.owner.member(), period.house.owner.user(), "Olga Marsh")
    );
    let of = seen.impersonation().unwrap();
    assert_eq!((of.mode, of.expires_at), (Mode::Looking, NOON.plus_seconds(3_600)));
}

#[both_engines]
async fn it_looks_until_changes_are_allowed_and_never_does_what_is_personal(kind: Kind) {
    let period = Period::new(kind).await;
    let seen = period.viewpoint().await.unwrap();
    assert!(seen.may::<actions::SeeAuditLog>().is_ok());
    assert_eq!(seen.may::<actions::EditBusiness>().err(), Some(Refusal::LookingOnly));
    assert_eq!(seen.may::<actions::ChangeBilling>().err(), Some(Refusal::WhileLoggedInAs));
    assert_eq!(
        seen.may::<actions::DeleteBusiness>().err(),
        Some(Refusal::Forbidden),
        "an Admin may not, though Olga may"
    );
    period.house.fresh.run("update impersonations set allows_changes = true").await;
    let seen = period.viewpoint().await.unwrap();
    assert!(seen.may::<actions::EditBusiness>().is_ok());
    assert_eq!(seen.may::<actions::ManageTokens>().err(), Some(Refusal::WhileLoggedInAs));
    assert_eq!(seen.may::<actions::LogInAs>().err(), Some(Refusal::WhileLoggedInAs));
}

#[both_engines]
async fn it_opens_its_own_business_only(kind: Kind) {
    let period = Period::new(kind).await;
    let (_, neighbour) = period.house.neighbour().await;
    // Both people are in the other business too.
    period.house.fresh.run("insert into members (business_id, user_id, email_canonical, role, name, name_folded, sees, status, joined_at)
            select b.id, u.id, u.email_canonical, 'manager', u.name, 'x', 'all', 'active', 0 from businesses b, users u
            where b.name = 'Neighbour' and u.name in ('Olga Marsh', 'Adam Reyes') and u.email not like 'nora%'").await;
    assert!(period.house.viewpoint("olga@northline.example").await.is_some());
    assert!(period.enter(neighbour.slug()).await.is_none());
    assert!(period.viewpoint().await.is_some());
}

#[both_engines]
async fn it_ends_with_its_hour(kind: Kind) {
    let period = Period::new(kind).await;
    period.house.db().clock().advance_seconds(3_599);
    assert!(period.viewpoint().await.is_some());
    period.house.db().clock().advance_seconds(1);
    assert!(period.viewpoint().await.is_none());
    period.house.fresh.run("update sessions set expires_at = 4102444800000").await;
    assert!(period.viewpoint().await.is_none(), "also where its session would live on");
}

#[both_engines]
async fn it_ends_when_it_is_ended(kind: Kind) {
    let period = Period::new(kind).await;
    period.house.fresh.run("update impersonations set ended_at = 1").await;
    assert!(period.viewpoint().await.is_none());
}

#[both_engines]
async fn it_ends_with_either_membership(kind: Kind) {
    for name in ["Adam Reyes", "Olga Marsh"] {
        let period = Period::new(kind).await;
        period.house.fresh.run(&format!("update members set status = 'removed' where name = '{name}'")).await;
        assert!(period.viewpoint().await.is_none(), "{name} is removed");
    }
}

#[both_engines]
async fn it_is_nothing_without_a_live_session_of_the_persons_own(kind: Kind) {
    let period = Period::new(kind).await;
    let (db, slug) = (period.house.db(), &period.house.slug);
    assert!(enter::by_session(db, &digest(TOKEN), slug, "").await.unwrap().is_none(), "by itself");
    assert!(signed_in(db, &digest(TOKEN)).await.unwrap().is_none(), "outside the business there is nobody");
    let admins = digest(session(db, period.admin.email()).await.expose_secret());
    for other in [&admins, &digest(TOKEN), &digest("")] {
        assert!(enter::logged_in_as(db, &digest(TOKEN), other, slug, "").await.unwrap().is_none());
    }
    assert!(period.viewpoint().await.is_some());
    sessions::close(db, &digest(period.own.expose_secret()), "").await.unwrap();
    assert!(period.viewpoint().await.is_none(), "signed out");
}

#[both_engines]
async fn it_ends_where_the_two_are_no_longer_of_different_rank(kind: Kind) {
    for (name, role) in [("Adam Reyes", "owner"), ("Olga Marsh", "admin"), ("Olga Marsh", "manager")] {
        let period = Period::new(kind).await;
        period.house.fresh.run(&format!("update members set role = '{role}' where name = '{name}'")).await;
        assert!(period.viewpoint().await.is_none(), "{name} is {role}");
    }
}

#[both_engines]
async fn a_session_of_somebody_else_does_not_ride_on_it(kind: Kind) {
    let period = Period::new(kind).await;
    period
        .house
        .fresh
        .run(
            "update sessions set user_id = (select user_id from members where name = 'Adam Reyes')
            where impersonation_id is not null",
        )
        .await;
    assert!(period.viewpoint().await.is_none());
}

#[both_engines]
async fn its_entries_name_both_people(kind: Kind) {
    let period = Period::new(kind).await;
    period.house.fresh.run("update impersonations set allows_changes = true").await;
    let seen = period.viewpoint().await.unwrap();
    let profile = Profile { name: "Northline Media".into(), time_zone: "UTC".into(), country: "US".into() };
    edit(period.house.db(), &seen.may().unwrap(), profile).await.unwrap();
    let page =
        audit::list(period.house.db(), &period.house.owner.may().unwrap(), &Default::default(), None, 1).await.unwrap();
    let entry = &page.entries[0];
    assert_eq!((entry.actor_name.as_str(), entry.as_name.as_deref()), ("Olga Marsh", Some("Adam Reyes")));
    assert_eq!(entry.address.as_deref(), Some("192.0.2.7"));
    assert!(audit::verify(period.house.db(), &period.house.operator).await.unwrap().is_ok());
}
