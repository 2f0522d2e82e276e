use crewline_core::access::{Viewpoint, actions, enter, touch};
use crewline_core::both_engines;
use crewline_core::db::Kind;
use crewline_core::db::testing::NOON;
use crewline_core::people::tokens;
use crewline_core::secret::digest;
use crewline_core::testing::{House, session};
use secrecy::ExposeSecret;

/// What is noted: the member's last activity, and the session's last use and end.
async fn noted(house: &House) -> (Option<i64>, i64, i64) {
    let rows = house
        .fresh
        .rows(
            "select m.last_active_at, s.last_seen_at, s.expires_at from members m
        join sessions s on s.user_id = m.user_id where m.name = 'Olga Marsh' order by s.id",
        )
        .await;
    let number = |place: usize| rows[0][place].as_deref().map(|text| text.parse().unwrap());
    (number(0), number(1).unwrap(), number(2).unwrap())
}

async fn again(house: &House, token: &str) -> Viewpoint {
    enter::by_session(house.db(), &digest(token), &house.slug, "").await.unwrap().unwrap()
}

const MONTH: i64 = 30 * 86_400;

#[both_engines]
async fn a_session_that_is_used_lives_on_and_its_person_was_active(kind: Kind) {
    let house = House::new(kind).await;
    house.fresh.run("delete from sessions").await;
    let token = session(house.db(), "olga@northline.example").await;
    let token = token.expose_secret();
    touch(house.db(), &again(&house, token).await).await.unwrap();
    assert_eq!(noted(&house).await, (Some(NOON.millis()), NOON.millis(), NOON.plus_seconds(MONTH).millis()));
    for _ in 0..3 {
        house.db().clock().advance_seconds(29 * 86_400);
        touch(house.db(), &again(&house, token).await).await.unwrap();
    }
    let now = house.db().now();
    assert_eq!(noted(&house).await, (Some(now.millis()), now.millis(), now.plus_seconds(MONTH).millis()));
}

#[both_engines]
async fn it_is_noted_once_a_minute_at_most(kind: Kind) {
    let house = House::new(kind).await;
    house.fresh.run("delete from sessions").await;
    let token = session(house.db(), "olga@northline.example").await;
    let token = token.expose_secret();
    let first = again(&house, token).await;
    touch(house.db(), &first).await.unwrap();
    house.db().clock().advance_seconds(59);
    touch(house.db(), &again(&house, token).await).await.unwrap();
    touch(house.db(), &first).await.unwrap();
    assert_eq!(noted(&house).await.0, Some(NOON.millis()), "also by who entered before it was noted");
    house.db().clock().advance_seconds(1);
    touch(house.db(), &again(&house, token).await).await.unwrap();
    let now = NOON.plus_seconds(60).millis();
    assert_eq!((noted(&house).await.0, noted(&house).await.1), (Some(now), now));
}

#[both_engines]
async fn a_token_is_noted_and_says_nothing_of_its_person(kind: Kind) {
    let house = House::new(kind).await;
    let may = house.owner.may::<actions::ManageTokens>().unwrap();
    let token = tokens::create(house.db(), &may, "reports").await.unwrap();
    let seen = enter::by_token(house.db(), &digest(token.expose_secret()), "").await.unwrap().unwrap();
    touch(house.db(), &seen).await.unwrap();
    assert_eq!(tokens::list(house.db(), &may).await.unwrap()[0].last_used_at, Some(NOON));
    house.db().clock().advance_seconds(30);
    touch(house.db(), &seen).await.unwrap();
    assert_eq!(tokens::list(house.db(), &may).await.unwrap()[0].last_used_at, Some(NOON));
    assert_eq!(noted(&house).await.0, None);
}

#[both_engines]
async fn a_session_that_is_over_is_not_brought_back(kind: Kind) {
    let house = House::new(kind).await;
    let before = noted(&house).await.2;
    house.db().clock().advance_seconds(MONTH + 1);
    touch(house.db(), &house.owner).await.unwrap();
    assert_eq!(noted(&house).await.2, before);
}

#[both_engines]
async fn nothing_is_noted_under_log_in_as(kind: Kind) {
    let house = House::new(kind).await;
    let end = NOON.plus_seconds(3_600).millis();
    house.person("Max Rivera", crewline_core::access::Role::Manager).await;
    let own = session(house.db(), "olga@northline.example").await;
    let token = session(house.db(), "olga@northline.example").await;
    house
        .fresh
        .run(&format!(
            "insert into impersonations (business_id, actor_member_id, member_id, reason, started_at, expires_at)
                select a.business_id, a.id, m.id, 'to see', 0, {end} from members a, members m
                where a.name = 'Olga Marsh' and m.name = 'Max Rivera';
            update sessions set impersonation_id = (select id from impersonations), expires_at = {end}
                where id = (select max(id) from sessions)"
        ))
        .await;
    house.db().clock().advance_seconds(600);
    let text = "select m.name, m.last_active_at, s.last_seen_at, s.expires_at from members m
            join sessions s on s.user_id = m.user_id order by m.id, s.id";
    let before = house.fresh.rows(text).await;
    let (own, acting) = (digest(own.expose_secret()), digest(token.expose_secret()));
    let seen = enter::logged_in_as(house.db(), &acting, &own, &house.slug, "").await.unwrap().unwrap();
    assert!(seen.impersonation().is_some());
    touch(house.db(), &seen).await.unwrap();
    assert_eq!(house.fresh.rows(text).await, before);
}
