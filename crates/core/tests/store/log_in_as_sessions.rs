//! Sessions of Log in as, inserted by SQL: what they open, and when they end. `log_in_as_flow` starts real ones.

use crewline_core::access::{LogInAsMode, Refusal, Role, Viewpoint, actions, enter};
use crewline_core::accounts::{find_signed_in, sessions};
use crewline_core::businesses::{Profile, edit};
use crewline_core::db::Kind;
use crewline_core::db::testing::START;
use crewline_core::secret::digest;
use crewline_core::testing::{TestBusiness, session};
use crewline_core::{audit, both_engines};
use secrecy::{ExposeSecret, SecretString};
use sha2::{Digest, Sha256};

const TOKEN: &str = "olga at the keyboard";

/// Olga is logged in as Adam (an Admin), read-only, for an hour.
struct LogInAsFixture {
    business: TestBusiness,
    admin: Viewpoint,
    /// Olga's own session.
    own: SecretString,
}

impl LogInAsFixture {
    async fn new(kind: Kind) -> Self {
        let business = TestBusiness::new(kind).await;
        let admin = business.person("Adam Reyes", Role::Admin).await;
        let hash = Sha256::digest(TOKEN).iter().fold(String::new(), |text, byte| format!("{text}{byte:02x}"));
        let (now, end) = (START.millis(), START.plus_seconds(3_600).millis());
        business.database.run(&format!(
            "insert into impersonations (business_id, actor_member_id, member_id, reason, started_at, expires_at)
                select a.business_id, a.id, m.id, 'to see', {now}, {end} from members a, members m
                where a.name = 'Olga Marsh' and m.name = 'Adam Reyes';
            insert into sessions (user_id, impersonation_id, token_hash, created_at, last_seen_at, confirmed_at, expires_at,
                    ends_at, address, device)
                select a.user_id, i.id, bytes'{hash}', {now}, {now}, {now}, {end}, {end}, '', '' from impersonations i
                join members a on a.id = i.actor_member_id;"
        )).await;
        let own = session(business.db(), "olga@northline.example").await;
        Self { business, admin, own }
    }

    async fn enter(&self, slug: &str) -> Option<Viewpoint> {
        let own = digest(self.own.expose_secret());
        enter::logged_in_as(self.business.db(), &digest(TOKEN), &own, slug, "192.0.2.7").await.unwrap()
    }

    async fn viewpoint(&self) -> Option<Viewpoint> {
        self.enter(&self.business.slug).await
    }
}

#[both_engines]
async fn log_in_as_has_the_teammates_viewpoint_and_the_persons_name(kind: Kind) {
    let fixture = LogInAsFixture::new(kind).await;
    let view = fixture.viewpoint().await.unwrap();
    assert_eq!((view.member(), view.role(), view.name()), (fixture.admin.member(), Role::Admin, "Adam Reyes"));
    assert_eq!((view.user(), view.email()), (fixture.admin.user(), fixture.admin.email()));
    let actor = view.actor();
    assert_eq!(
        (actor.member, actor.user, actor.name.as_str()),
        (fixture.business.owner.member(), fixture.business.owner.user(), "Olga Marsh")
    );
    let impersonation = view.impersonation().unwrap();
    assert_eq!((impersonation.mode, impersonation.expires_at), (LogInAsMode::ReadOnly, START.plus_seconds(3_600)));
}

#[both_engines]
async fn log_in_as_is_read_only_until_changes_are_allowed_and_never_personal(kind: Kind) {
    let fixture = LogInAsFixture::new(kind).await;
    let view = fixture.viewpoint().await.unwrap();
    assert!(view.may::<actions::SeeAuditLog>().is_ok());
    assert_eq!(view.may::<actions::EditBusiness>().err(), Some(Refusal::ReadOnly));
    assert_eq!(view.may::<actions::ChangeBilling>().err(), Some(Refusal::WhileLoggedInAs));
    assert_eq!(
        view.may::<actions::DeleteBusiness>().err(),
        Some(Refusal::Forbidden),
        "an Admin may not, though Olga may"
    );
    fixture.business.database.run("update impersonations set allows_changes = true").await;
    let view = fixture.viewpoint().await.unwrap();
    assert!(view.may::<actions::EditBusiness>().is_ok());
    assert_eq!(view.may::<actions::ManageTokens>().err(), Some(Refusal::WhileLoggedInAs));
    assert_eq!(view.may::<actions::LogInAs>().err(), Some(Refusal::WhileLoggedInAs));
}

#[both_engines]
async fn log_in_as_opens_its_own_business_only(kind: Kind) {
    let fixture = LogInAsFixture::new(kind).await;
    let (_, neighbour) = fixture.business.neighbour().await;
    // Both people are in the other business too.
    fixture.business.database.run("insert into members (business_id, user_id, email_canonical, role, name, name_folded, sees, status, joined_at)
            select b.id, u.id, u.email_canonical, 'manager', u.name, 'x', 'all', 'active', 0 from businesses b, users u
            where b.name = 'Neighbour' and u.name in ('Olga Marsh', 'Adam Reyes') and u.email not like 'nora%'").await;
    assert!(fixture.business.viewpoint("olga@northline.example").await.is_some());
    assert!(fixture.enter(neighbour.slug()).await.is_none());
    assert!(fixture.viewpoint().await.is_some());
}

#[both_engines]
async fn log_in_as_expires_after_an_hour(kind: Kind) {
    let fixture = LogInAsFixture::new(kind).await;
    fixture.business.db().clock().advance_seconds(3_599);
    assert!(fixture.viewpoint().await.is_some());
    fixture.business.db().clock().advance_seconds(1);
    assert!(fixture.viewpoint().await.is_none());
    fixture.business.database.run("update sessions set expires_at = 4102444800000").await;
    assert!(fixture.viewpoint().await.is_none(), "even if its session is live");
}

#[both_engines]
async fn log_in_as_ends_when_ended(kind: Kind) {
    let fixture = LogInAsFixture::new(kind).await;
    fixture.business.database.run("update impersonations set ended_at = 1").await;
    assert!(fixture.viewpoint().await.is_none());
}

#[both_engines]
async fn log_in_as_ends_with_either_membership(kind: Kind) {
    for name in ["Adam Reyes", "Olga Marsh"] {
        let fixture = LogInAsFixture::new(kind).await;
        fixture.business.database.run(&format!("update members set status = 'removed' where name = '{name}'")).await;
        assert!(fixture.viewpoint().await.is_none(), "{name} is removed");
    }
}

#[both_engines]
async fn log_in_as_needs_a_live_own_session(kind: Kind) {
    let fixture = LogInAsFixture::new(kind).await;
    let (db, slug) = (fixture.business.db(), &fixture.business.slug);
    assert!(enter::by_session(db, &digest(TOKEN), slug, "").await.unwrap().is_none(), "without the own session");
    assert!(find_signed_in(db, &digest(TOKEN)).await.unwrap().is_none(), "it is nobody's session outside the business");
    let admins = digest(session(db, fixture.admin.email()).await.expose_secret());
    for other in [&admins, &digest(TOKEN), &digest("")] {
        assert!(enter::logged_in_as(db, &digest(TOKEN), other, slug, "").await.unwrap().is_none());
    }
    assert!(fixture.viewpoint().await.is_some());
    sessions::close(db, &digest(fixture.own.expose_secret()), "").await.unwrap();
    assert!(fixture.viewpoint().await.is_none(), "signed out");
}

#[both_engines]
async fn log_in_as_ends_when_the_ranks_become_equal(kind: Kind) {
    for (name, role) in [("Adam Reyes", "owner"), ("Olga Marsh", "admin"), ("Olga Marsh", "manager")] {
        let fixture = LogInAsFixture::new(kind).await;
        fixture.business.database.run(&format!("update members set role = '{role}' where name = '{name}'")).await;
        assert!(fixture.viewpoint().await.is_none(), "{name} is {role}");
    }
}

#[both_engines]
async fn another_persons_session_does_not_open_log_in_as(kind: Kind) {
    let fixture = LogInAsFixture::new(kind).await;
    fixture
        .business
        .database
        .run(
            "update sessions set user_id = (select user_id from members where name = 'Adam Reyes')
            where impersonation_id is not null",
        )
        .await;
    assert!(fixture.viewpoint().await.is_none());
}

#[both_engines]
async fn log_in_as_entries_name_both_people(kind: Kind) {
    let fixture = LogInAsFixture::new(kind).await;
    fixture.business.database.run("update impersonations set allows_changes = true").await;
    let view = fixture.viewpoint().await.unwrap();
    let profile =
        Profile { name: "Northline Media".into(), time_zone: "UTC".into(), country: "US".into(), currency: None };
    edit(fixture.business.db(), &view.may().unwrap(), profile).await.unwrap();
    let page = audit::list(fixture.business.db(), &fixture.business.owner.may().unwrap(), &Default::default(), None, 1)
        .await
        .unwrap();
    let entry = &page.entries[0];
    assert_eq!((entry.actor_name.as_str(), entry.as_name.as_deref()), ("Olga Marsh", Some("Adam Reyes")));
    assert_eq!(entry.address.as_deref(), Some("192.0.2.7"));
    assert!(audit::verify(fixture.business.db(), &fixture.business.operator).await.unwrap().is_ok());
}
