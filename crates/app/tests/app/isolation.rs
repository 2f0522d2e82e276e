//! Two businesses that look alike: whatever one of them is asked with the other's ids, it has never heard of them.

use axum::http::{Method, StatusCode};
use crewline::http::routes::Open;
use crewline_core::both_engines;
use crewline_core::db::Kind;
use crewline_core::people::{sessions, tokens};
use serde_json::json;

use crate::ask::{Answer, Ask, Client};
use crate::places::{Places, has_id, is_api};
use crate::world::{Side, World};

/// The ids of what a business has.
async fn places(world: &World, side: &Side, business: &str) -> Places {
    let (db, owner) = (world.db(), &side.owner);
    Places {
        business: business.into(),
        number: side.numbers[0].to_string(),
        group: side.group.to_string(),
        call: side.call.clone(),
        member: owner.member().to_string(),
        invitation: side.invitation.to_string(),
        job: side.job.to_string(),
        session: sessions::list(db, &owner.may().unwrap()).await.unwrap()[0].id.to_string(),
        token: tokens::list(db, &owner.may().unwrap()).await.unwrap()[0].id.to_string(),
    }
}

/// All that the neighbour has, as text.
async fn theirs(world: &World) -> String {
    let business = "(select id from businesses where slug = 'neighbour')";
    let mut all = String::new();
    for table in [
        "members",
        "invitations",
        "numbers",
        "number_groups",
        "calls",
        "recordings",
        "messages",
        "api_tokens",
        "audit_entries",
        "jobs",
    ] {
        let rows =
            world.house.fresh.rows(&format!("select * from {table} where business_id = {business} order by id")).await;
        assert!(!rows.is_empty(), "{table}");
        all.push_str(&format!("{table}: {rows:?}\n"));
    }
    let sessions =
        "select s.* from sessions s join users u on u.id = s.user_id where u.email like 'nora@%' order by s.id";
    let rows = world.house.fresh.rows(sessions).await;
    assert!(!rows.is_empty());
    format!("{all}{rows:?}")
}

fn tells_nothing(answer: &Answer, about: &str) {
    let text = answer.text().to_lowercase();
    for word in ["harbour", "nora@"] {
        assert!(!text.contains(word), "{about} told of {word}: {text}");
    }
}

#[both_engines]
async fn an_id_of_the_neighbour_is_as_good_as_none(kind: Kind) {
    let world = World::new(kind).await;
    let before = theirs(&world).await;
    let own = &world.house.slug;
    let (strange, unknown) = (places(&world, &world.theirs, own).await, Places::unknown(own, &world.unknown));
    let (cookie, token) = (world.cookie(&world.ours.owner).await, world.token(&world.ours.owner).await);
    let (viewer_cookie, viewer_token) = (world.cookie(&world.viewer).await, world.token(&world.viewer).await);
    let mut asked = 0;
    for route in world.program.routes() {
        if !matches!(route.open, Open::To(_)) || !has_id(route.path) {
            continue;
        }
        for (cookie, token) in [(&cookie, &token), (&viewer_cookie, &viewer_token)] {
            let client = if is_api(route.path) { token } else { cookie };
            let about = format!("{} {} by {client:?}", route.method, route.path);
            let answer = world.ask(client, strange.ask(&route)).await;
            let of_unknown = world.ask(client, unknown.ask(&route)).await;
            assert!(matches!(answer.status.as_u16(), 403 | 404), "{about}: {}", answer.status);
            assert_eq!((answer.status, &answer.body), (of_unknown.status, &of_unknown.body), "{about}");
            tells_nothing(&answer, &about);
            asked += 1;
        }
    }
    assert!(asked > 20, "{asked}");
    assert_eq!(theirs(&world).await, before);
}

#[both_engines]
async fn the_neighbours_addresses_do_not_exist(kind: Kind) {
    let world = World::new(kind).await;
    let before = theirs(&world).await;
    let strange = places(&world, &world.theirs, "neighbour").await;
    let unknown = Places { business: "nowhere".into(), ..strange.clone() };
    let cookie = world.cookie(&world.ours.owner).await;
    for route in world.program.routes() {
        if !matches!(route.open, Open::To(_)) || is_api(route.path) {
            continue;
        }
        let about = format!("{} {}", route.method, route.path);
        let answer = world.ask(&cookie, strange.ask(&route)).await;
        let of_unknown = world.ask(&cookie, unknown.ask(&route)).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{about}");
        assert_eq!((answer.status, &answer.body), (of_unknown.status, &of_unknown.body), "{about}");
        tells_nothing(&answer, &about);
    }
    assert_eq!(theirs(&world).await, before);
}

#[both_engines]
async fn nor_does_an_id_of_the_neighbour_work_in_a_filter_or_a_body(kind: Kind) {
    let world = World::new(kind).await;
    let before = theirs(&world).await;
    let (cookie, token) = (world.cookie(&world.ours.owner).await, world.token(&world.ours.owner).await);
    let strange = places(&world, &world.theirs, &world.house.slug).await;
    let unknown = Places::unknown(&world.house.slug, &world.unknown);
    let own = places(&world, &world.ours, &world.house.slug).await;
    let (number, group, call) = (&own.number, &own.group, &own.call);
    let asks = |of: &Places, recording: &str| -> Vec<(Client, Ask)> {
        let mut asks = Vec::new();
        for base in ["/api/v1", "/b/northline"] {
            let client = if base == "/api/v1" { &token } else { &cookie };
            for query in [
                format!("/calls?number_id={}", of.number),
                format!("/calls?group_id={}", of.group),
                format!("/numbers?group_id={}", of.group),
            ] {
                asks.push((client.clone(), Ask::get(format!("{base}{query}"))));
            }
        }
        let path = format!("/api/v1/calls/{call}/recording?recording_id={recording}");
        asks.push((token.clone(), Ask::get(path)));
        for (method, path, body) in [
            (
                Method::POST,
                "/api/v1/numbers".to_owned(),
                json!({"phone_number": "+12125550199", "friendly_name": "New", "group_id": of.group}),
            ),
            (Method::PATCH, format!("/api/v1/numbers/{number}"), json!({"group_id": of.group})),
            (Method::POST, "/api/v1/number-groups".to_owned(), json!({"name": "New", "number_ids": [of.number]})),
            (Method::PATCH, format!("/api/v1/number-groups/{group}"), json!({"number_ids": [of.number]})),
        ] {
            asks.push((token.clone(), Ask::json(method, path, &body)));
        }
        let form = [("friendly_name", "New"), ("group_id", of.group.as_str()), ("phone_number", "+12125550199")];
        asks.push((cookie.clone(), Ask::form("/b/northline/numbers/new", &form)));
        asks.push((cookie.clone(), Ask::form(format!("/b/northline/numbers/{number}/edit"), &form)));
        let form = [("name", "New"), ("number_ids", of.number.as_str())];
        asks.push((cookie.clone(), Ask::form("/b/northline/number-groups/new", &form)));
        asks
    };
    let unknown_recording = format!("rec_{}", world.unknown);
    let pairs = asks(&strange, &world.theirs.recording).into_iter().zip(asks(&unknown, &unknown_recording));
    for ((client, ask), (_, of_unknown)) in pairs {
        let about = format!("{ask:?}");
        let answer = world.ask(&client, ask).await;
        let of_unknown = world.ask(&client, of_unknown).await;
        // A page may hand back what it was asked.
        let without =
            |answer: &Answer, of: &Places| answer.text().replace(&of.number, "NUMBER").replace(&of.group, "GROUP");
        assert!(!answer.status.is_server_error(), "{about}");
        assert_eq!(
            (answer.status, without(&answer, &strange)),
            (of_unknown.status, without(&of_unknown, &unknown)),
            "{about}"
        );
        tells_nothing(&answer, &about);
    }
    assert_eq!(theirs(&world).await, before);
}
