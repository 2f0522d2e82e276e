use crewline_core::access::{AccessKind, Refusal, Role, actions, enter};
use crewline_core::accounts::{sessions, tokens};
use crewline_core::both_engines;
use crewline_core::db::Kind;
use crewline_core::secret::digest;
use crewline_core::testing::{TestBusiness, session};
use secrecy::ExposeSecret;

#[both_engines]
async fn a_session_opens_its_persons_businesses_only(kind: Kind) {
    let business = TestBusiness::new(kind).await;
    let (_, neighbour) = business.neighbour().await;
    assert_eq!((business.owner.role(), business.owner.access_kind()), (Role::Owner, AccessKind::All));
    let token = session(business.db(), "olga@northline.example").await;
    let hash = digest(token.expose_secret());
    for slug in [neighbour.slug(), "unknown", ""] {
        assert!(enter::by_session(business.db(), &hash, slug, "").await.unwrap().is_none(), "{slug}");
    }
    sessions::close(business.db(), &hash, "").await.unwrap();
    assert!(enter::by_session(business.db(), &hash, &business.slug, "").await.unwrap().is_none());
}

#[both_engines]
async fn a_session_expires(kind: Kind) {
    let business = TestBusiness::new(kind).await;
    let token = session(business.db(), "olga@northline.example").await;
    business.db().clock().advance_seconds(31 * 86_400);
    assert!(
        enter::by_session(business.db(), &digest(token.expose_secret()), &business.slug, "").await.unwrap().is_none()
    );
}

#[both_engines]
async fn a_removed_member_can_not_enter(kind: Kind) {
    let business = TestBusiness::new(kind).await;
    let manager = business.person("Max Rivera", Role::Manager).await;
    let token = tokens::create(business.db(), &manager.may().unwrap(), "reports").await.unwrap();
    let token = digest(token.expose_secret());
    let browser = digest(session(business.db(), manager.email()).await.expose_secret());
    assert!(enter::by_token(business.db(), &token, "").await.unwrap().is_some());
    business.database.run("update members set status = 'removed', removed_at = 1 where name = 'Max Rivera'").await;
    assert!(enter::by_token(business.db(), &token, "").await.unwrap().is_none());
    assert!(enter::by_session(business.db(), &browser, &business.slug, "").await.unwrap().is_none());
    // Invited again, they are a new member, and the old token stays invalid.
    business.database.run("insert into members (business_id, user_id, email_canonical, role, name, name_folded, sees, status, joined_at)
            select business_id, user_id, email_canonical, 'viewer', name, name_folded, 'specific', 'active', 2 from members where name = 'Max Rivera'").await;
    assert!(enter::by_token(business.db(), &token, "").await.unwrap().is_none());
    let view = enter::by_session(business.db(), &browser, &business.slug, "").await.unwrap().unwrap();
    assert_eq!((view.role(), view.access_kind()), (Role::Viewer, AccessKind::Granted));
}

#[both_engines]
async fn a_role_may_exactly_what_the_table_says(kind: Kind) {
    let business = TestBusiness::new(kind).await;
    let viewer = business.viewer("Vera Kim", &[], &[]).await;
    assert_eq!(viewer.access_kind(), AccessKind::Granted);
    assert!(viewer.may::<actions::SeeCalls>().is_ok());
    assert_eq!(viewer.may::<actions::EditNumbers>().err(), Some(Refusal::Forbidden));
    assert!(business.owner.may::<actions::DeleteBusiness>().is_ok());
}
