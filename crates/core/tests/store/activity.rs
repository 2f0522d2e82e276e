use crewline_core::access::{Viewpoint, actions, enter, record_activity};
use crewline_core::accounts::tokens;
use crewline_core::both_engines;
use crewline_core::db::Kind;
use crewline_core::db::testing::START;
use crewline_core::secret::digest;
use crewline_core::testing::{TestBusiness, session};
use secrecy::ExposeSecret;

/// The member's last activity, and the session's last use and expiry.
async fn recorded_activity(business: &TestBusiness) -> (Option<i64>, i64, i64) {
    let rows = business
        .database
        .rows(
            "select m.last_active_at, s.last_seen_at, s.expires_at from members m
        join sessions s on s.user_id = m.user_id where m.name = 'Olga Marsh' order by s.id",
        )
        .await;
    let number = |place: usize| rows[0][place].as_deref().map(|text| text.parse().unwrap());
    (number(0), number(1).unwrap(), number(2).unwrap())
}

async fn enter_again(business: &TestBusiness, token: &str) -> Viewpoint {
    enter::by_session(business.db(), &digest(token), &business.slug, "").await.unwrap().unwrap()
}

const MONTH: i64 = 30 * 86_400;

#[both_engines]
async fn using_a_session_extends_it_and_records_activity(kind: Kind) {
    let business = TestBusiness::new(kind).await;
    business.database.run("delete from sessions").await;
    let token = session(business.db(), "olga@northline.example").await;
    let token = token.expose_secret();
    record_activity(business.db(), &enter_again(&business, token).await).await.unwrap();
    assert_eq!(
        recorded_activity(&business).await,
        (Some(START.millis()), START.millis(), START.plus_seconds(MONTH).millis())
    );
    for _ in 0..3 {
        business.db().clock().advance_seconds(29 * 86_400);
        record_activity(business.db(), &enter_again(&business, token).await).await.unwrap();
    }
    let now = business.db().now();
    assert_eq!(
        recorded_activity(&business).await,
        (Some(now.millis()), now.millis(), START.plus_seconds(3 * MONTH).millis()),
        "no use extends it beyond ninety days"
    );
}

#[both_engines]
async fn activity_is_recorded_at_most_once_a_minute(kind: Kind) {
    let business = TestBusiness::new(kind).await;
    business.database.run("delete from sessions").await;
    let token = session(business.db(), "olga@northline.example").await;
    let token = token.expose_secret();
    let first = enter_again(&business, token).await;
    record_activity(business.db(), &first).await.unwrap();
    business.db().clock().advance_seconds(59);
    record_activity(business.db(), &enter_again(&business, token).await).await.unwrap();
    record_activity(business.db(), &first).await.unwrap();
    assert_eq!(recorded_activity(&business).await.0, Some(START.millis()), "also for an older viewpoint");
    business.db().clock().advance_seconds(1);
    record_activity(business.db(), &enter_again(&business, token).await).await.unwrap();
    let now = START.plus_seconds(60).millis();
    assert_eq!((recorded_activity(&business).await.0, recorded_activity(&business).await.1), (Some(now), now));
}

#[both_engines]
async fn using_a_token_does_not_record_the_persons_activity(kind: Kind) {
    let business = TestBusiness::new(kind).await;
    let may = business.owner.may::<actions::ManageTokens>().unwrap();
    let token = crewline_core::testing::api_token(business.db(), &may, "reports").await.unwrap();
    let view = enter::by_token(business.db(), &digest(token.expose_secret()), "").await.unwrap().unwrap();
    record_activity(business.db(), &view).await.unwrap();
    assert_eq!(tokens::list(business.db(), &may).await.unwrap()[0].last_used_at, Some(START));
    business.db().clock().advance_seconds(30);
    record_activity(business.db(), &view).await.unwrap();
    assert_eq!(tokens::list(business.db(), &may).await.unwrap()[0].last_used_at, Some(START));
    assert_eq!(recorded_activity(&business).await.0, None);
}

#[both_engines]
async fn an_expired_session_is_not_revived(kind: Kind) {
    let business = TestBusiness::new(kind).await;
    let before = recorded_activity(&business).await.2;
    business.db().clock().advance_seconds(MONTH + 1);
    record_activity(business.db(), &business.owner).await.unwrap();
    assert_eq!(recorded_activity(&business).await.2, before);
}

#[both_engines]
async fn log_in_as_records_no_activity(kind: Kind) {
    let business = TestBusiness::new(kind).await;
    let end = START.plus_seconds(3_600).millis();
    business.person("Max Rivera", crewline_core::access::Role::Manager).await;
    let own = session(business.db(), "olga@northline.example").await;
    let token = session(business.db(), "olga@northline.example").await;
    business
        .database
        .run(&format!(
            "insert into impersonations (business_id, actor_member_id, member_id, reason, started_at, expires_at)
                select a.business_id, a.id, m.id, 'to see', 0, {end} from members a, members m
                where a.name = 'Olga Marsh' and m.name = 'Max Rivera';
            update sessions set impersonation_id = (select id from impersonations), expires_at = {end}
                where id = (select max(id) from sessions)"
        ))
        .await;
    business.db().clock().advance_seconds(600);
    let text = "select m.name, m.last_active_at, s.last_seen_at, s.expires_at from members m
            join sessions s on s.user_id = m.user_id order by m.id, s.id";
    let before = business.database.rows(text).await;
    let (own, acting) = (digest(own.expose_secret()), digest(token.expose_secret()));
    let view = enter::logged_in_as(business.db(), &acting, &own, &business.slug, "").await.unwrap().unwrap();
    assert!(view.impersonation().is_some());
    record_activity(business.db(), &view).await.unwrap();
    assert_eq!(business.database.rows(text).await, before);
}
