use crewline_core::access::{Refusal, Role, Sees, actions, enter};
use crewline_core::both_engines;
use crewline_core::db::Kind;
use crewline_core::people::{sessions, tokens};
use crewline_core::secret::digest;
use crewline_core::testing::{House, session};
use secrecy::ExposeSecret;

#[both_engines]
async fn a_session_enters_its_persons_businesses_and_no_other(kind: Kind) {
    let house = House::new(kind).await;
    let (_, neighbour) = house.neighbour().await;
    assert_eq!((house.owner.role(), house.owner.sees()), (Role::Owner, Sees::All));
    let token = session(house.db(), "olga@northline.example").await;
    let hash = digest(token.expose_secret());
    for slug in [neighbour.slug(), "unknown", ""] {
        assert!(enter::by_session(house.db(), &hash, slug, "").await.unwrap().is_none(), "{slug}");
    }
    sessions::close(house.db(), &hash, "").await.unwrap();
    assert!(enter::by_session(house.db(), &hash, &house.slug, "").await.unwrap().is_none());
}

#[both_engines]
async fn a_session_ends_with_its_time(kind: Kind) {
    let house = House::new(kind).await;
    let token = session(house.db(), "olga@northline.example").await;
    house.db().clock().advance_seconds(31 * 86_400);
    assert!(enter::by_session(house.db(), &digest(token.expose_secret()), &house.slug, "").await.unwrap().is_none());
}

#[both_engines]
async fn a_removed_member_enters_by_nothing(kind: Kind) {
    let house = House::new(kind).await;
    let manager = house.person("Max Rivera", Role::Manager).await;
    let token = tokens::create(house.db(), &manager.may().unwrap(), "reports").await.unwrap();
    let token = digest(token.expose_secret());
    let browser = digest(session(house.db(), manager.email()).await.expose_secret());
    assert!(enter::by_token(house.db(), &token, "").await.unwrap().is_some());
    house.fresh.run("update members set status = 'removed', removed_at = 1 where name = 'Max Rivera'").await;
    assert!(enter::by_token(house.db(), &token, "").await.unwrap().is_none());
    assert!(enter::by_session(house.db(), &browser, &house.slug, "").await.unwrap().is_none());
    // Invited again, they are another member: the old one's token stays dead.
    house.fresh.run("insert into members (business_id, user_id, email_canonical, role, name, name_folded, sees, status, joined_at)
            select business_id, user_id, email_canonical, 'viewer', name, name_folded, 'specific', 'active', 2 from members where name = 'Max Rivera'").await;
    assert!(enter::by_token(house.db(), &token, "").await.unwrap().is_none());
    let seen = enter::by_session(house.db(), &browser, &house.slug, "").await.unwrap().unwrap();
    assert_eq!((seen.role(), seen.sees()), (Role::Viewer, Sees::Granted));
}

#[both_engines]
async fn a_role_may_what_the_table_says_and_no_more(kind: Kind) {
    let house = House::new(kind).await;
    let viewer = house.viewer("Vera Kim", &[], &[]).await;
    assert_eq!(viewer.sees(), Sees::Granted);
    assert!(viewer.may::<actions::SeeCalls>().is_ok());
    assert_eq!(viewer.may::<actions::EditNumbers>().err(), Some(Refusal::Forbidden));
    assert!(house.owner.may::<actions::DeleteBusiness>().is_ok());
}
