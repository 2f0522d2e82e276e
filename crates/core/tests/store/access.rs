use crewline_core::access::{AccessKind, Refusal, Role, Thing, actions, enter};
use crewline_core::accounts::sessions;
use crewline_core::both_engines;
use crewline_core::calls;
use crewline_core::db::Kind;
use crewline_core::numbers::{self, Number};
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
    let token = crewline_core::testing::api_token(business.db(), &manager.may().unwrap(), "reports").await.unwrap();
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

/// The tables are gone, so any statement over them fails.
#[both_engines]
async fn an_empty_access_asks_the_database_for_nothing(kind: Kind) {
    let business = TestBusiness::new(kind).await;
    let number = business.number("One", "+12125550100").await;
    let nobody = business.viewer("Noah Blank", &[], &[]).await;
    let somebody = business.viewer("Vera Kim", &[number], &[]).await;
    let db = business.db();
    let page = calls::list(db, &business.owner.may().unwrap(), &calls::Filter::default(), None, 50).await.unwrap();
    assert_eq!(page.calls.len(), 0);
    business
        .database
        .run("alter table calls rename to former_calls; alter table numbers rename to former_numbers")
        .await;
    let searched = |q: Option<&str>| calls::Filter { q: q.map(str::to_owned), ..calls::Filter::default() };
    let of_number = calls::Filter { numbers: vec![number], ..calls::Filter::default() };
    for filter in [searched(None), searched(Some("+1")), searched(Some("ada")), of_number] {
        let page = calls::list(db, &nobody.may().unwrap(), &filter, None, 50).await.unwrap();
        assert_eq!(page, calls::Page::default(), "{filter:?}");
        assert!(calls::list(db, &somebody.may().unwrap(), &filter, None, 50).await.is_err(), "{filter:?}");
    }
    let may = || nobody.may::<actions::SeeNumbers>().unwrap();
    let filter = numbers::Filter::default();
    assert_eq!(numbers::list(db, &may(), &filter, numbers::Sort::Name, None, 50).await.unwrap().numbers, []);
    assert_eq!(numbers::options(db, &may(), Some("one"), 50).await.unwrap(), []);
    assert_eq!(numbers::sources(db, &may()).await.unwrap(), [""; 0]);
    assert_eq!(numbers::count(db, &may()).await.unwrap(), numbers::Counts::default());
    assert_eq!(numbers::groups::list(db, &may(), None, None, 50).await.unwrap().groups, []);
    assert!(Number::find(db, &may(), number).await.unwrap().is_none());
    assert_eq!(calls::sources(db, &nobody.may().unwrap()).await.unwrap(), [""; 0]);
    assert!(numbers::count(db, &somebody.may().unwrap()).await.is_err());
}

/// A group is granted before it has numbers, and what is granted holds from the next request on.
#[both_engines]
async fn an_access_is_not_empty_once_a_group_is_granted(kind: Kind) {
    let business = TestBusiness::new(kind).await;
    let group = business.group("Outdoor", &[]).await;
    let viewer = business.viewer("Vera Kim", &[], &[group]).await;
    let groups = numbers::groups::list(business.db(), &viewer.may().unwrap(), None, None, 50).await.unwrap().groups;
    assert_eq!(groups.len(), 1);
    let number = business.number("One", "+12125550100").await;
    let held = numbers::groups::Group::hold(business.db(), business.owner.may().unwrap(), group).await.unwrap();
    let draft = numbers::groups::Draft { name: "Outdoor".into(), number_ids: vec![number.to_string()] };
    numbers::groups::edit(business.db(), &held, &draft).await.unwrap();
    assert_eq!(numbers::count(business.db(), &viewer.may().unwrap()).await.unwrap().active, 1);
}
