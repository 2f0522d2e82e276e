//! The JSON API as a program uses it.

use std::collections::BTreeSet;

use axum::http::{Method, StatusCode};
use crewline_core::both_engines;
use crewline_core::db::Kind;
use serde_json::{Value, json};

use crate::client::{Client, Request};
use crate::route_params::is_api;
use crate::world::World;

async fn send(world: &World, client: &Client, method: Method, path: &str, body: Value) -> (StatusCode, Value) {
    let answer = world.send(client, Request::json(method, path, &body)).await;
    (answer.status, if answer.body.is_empty() { Value::Null } else { answer.json() })
}

fn keys(value: &Value) -> BTreeSet<&str> {
    value.as_object().unwrap().keys().map(String::as_str).collect()
}

#[both_engines]
async fn the_openapi_document_lists_exactly_the_routes(kind: Kind) {
    let world = World::new(kind).await;
    let document = world.send(&Client::Anonymous, Request::get("/api/v1/openapi.json")).await.json();
    let mut listed = BTreeSet::new();
    for (path, operations) in document["paths"].as_object().unwrap() {
        for method in operations.as_object().unwrap().keys() {
            listed.insert((method.to_uppercase(), path.clone()));
        }
    }
    let routes = world.program.routes().into_iter().filter(|route| is_api(route.path));
    let routes: BTreeSet<_> = routes.map(|route| (route.method.to_string(), route.path.to_owned())).collect();
    assert_eq!(listed, routes);
    assert!(document["openapi"].as_str().unwrap().starts_with("3.1"));
}

#[both_engines]
async fn the_documented_fields_are_present(kind: Kind) {
    let world = World::new(kind).await;
    let token = world.token(&world.ours.owner).await;
    for (path, list, fields) in [
        ("/api/v1/members", "members", "id name email role number_access status joined_at last_active_at"),
        (
            "/api/v1/invitations",
            "invitations",
            "id name email role number_access status invited_by created_at expires_at",
        ),
        ("/api/v1/numbers", "numbers", "id phone_number friendly_name source group_id status created_at"),
        ("/api/v1/number-groups", "number_groups", "id name number_ids"),
        (
            "/api/v1/calls",
            "calls",
            "id number_id direction status caller caller_name destination started_at duration_seconds talk_seconds source recording",
        ),
        ("/api/v1/audit", "entries", "id at actor action subject before after"),
    ] {
        let answer = world.send(&token, Request::get(path)).await.json();
        assert!(answer["next_cursor"].is_null(), "{path}: {}", answer["next_cursor"]);
        let first = &answer[list][0];
        for field in fields.split(' ') {
            assert!(keys(first).contains(field), "{path}: {field} in {first}");
        }
        let id = first["id"].as_str().unwrap();
        if path != "/api/v1/audit" {
            let one = world.send(&token, Request::get(format!("{path}/{id}"))).await.json();
            assert_eq!(one.as_object().unwrap().values().next().unwrap()["id"], id, "{path}");
        }
    }
}

#[both_engines]
async fn a_list_is_read_page_by_page(kind: Kind) {
    let world = World::new(kind).await;
    let token = world.token(&world.ours.owner).await;
    for (path, list, count) in [
        ("members", "members", 4),
        ("numbers", "numbers", 3),
        ("numbers?sort=newest", "numbers", 3),
        ("calls", "calls", 3),
        ("members?sort=-joined_at", "members", 4),
    ] {
        let (mut seen, mut cursor) = (BTreeSet::new(), String::new());
        loop {
            let sign = if path.contains('?') { '&' } else { '?' };
            let page = world.send(&token, Request::get(format!("/api/v1/{path}{sign}limit=1{cursor}"))).await.json();
            for row in page[list].as_array().unwrap() {
                assert!(seen.insert(row["id"].as_str().unwrap().to_owned()), "{path}: a row twice");
            }
            let Some(next) = page["next_cursor"].as_str() else { break };
            cursor = format!("&cursor={next}");
        }
        assert_eq!(seen.len(), count, "{path}");
    }
}

#[both_engines]
async fn the_api_adds_changes_and_releases_a_number(kind: Kind) {
    let world = World::new(kind).await;
    let token = world.token(&world.manager).await;
    let group = world.ours.group.to_string();
    let body = json!({"phone_number": "(212) 555-0180", "friendly_name": "Van", "source": "Vans", "group_id": group, "forward_to": "3125550111"});
    let (status, created) = send(&world, &token, Method::POST, "/api/v1/numbers", body.clone()).await;
    assert_eq!(status, StatusCode::CREATED, "{created}");
    let number = &created["number"];
    assert_eq!((&number["phone_number"], &number["forward_to"]), (&json!("+12125550180"), &json!("+13125550111")));
    assert_eq!((&number["group_id"], &number["status"]), (&json!(group), &json!("active")));
    let (status, second) = send(&world, &token, Method::POST, "/api/v1/numbers", body).await;
    assert_eq!((status, &second["error"]["code"]), (StatusCode::CONFLICT, &json!("already_there")));
    let path = format!("/api/v1/numbers/{}", number["id"].as_str().unwrap());
    let (_, same) = send(&world, &token, Method::PATCH, &path, json!({})).await;
    assert_eq!(same["number"], created["number"], "a missing field stays as it is");
    assert_eq!((&same["effect"], same.get("effect_on_invitations")), (&json!([]), None), "it changes nobody's view");
    let (_, changed) = send(&world, &token, Method::PATCH, &path, json!({"group_id": null, "source": null})).await;
    assert_eq!((&changed["number"]["group_id"], &changed["number"]["source"]), (&Value::Null, &Value::Null));
    assert_eq!(
        (&changed["number"]["friendly_name"], &changed["number"]["forward_to"]),
        (&json!("Van"), &json!("+13125550111"))
    );
    for wrong in [json!({"friendly_name": null}), json!({"phone_number": "+12125550181"}), json!({"friendly_name": ""})]
    {
        let (status, answer) = send(&world, &token, Method::PATCH, &path, wrong.clone()).await;
        assert_eq!(
            (status, &answer["error"]["code"]),
            (StatusCode::UNPROCESSABLE_ENTITY, &json!("invalid")),
            "{wrong}"
        );
    }
    assert_eq!(send(&world, &token, Method::DELETE, &path, json!({})).await.0, StatusCode::NO_CONTENT);
    assert_eq!(send(&world, &token, Method::DELETE, &path, json!({})).await.0, StatusCode::GONE);
    let (status, released) = send(&world, &token, Method::GET, &path, json!({})).await;
    assert_eq!((status, &released["number"]["status"]), (StatusCode::OK, &json!("released")));
}

#[both_engines]
async fn a_missing_field_is_named(kind: Kind) {
    let world = World::new(kind).await;
    let token = world.token(&world.ours.owner).await;
    let (status, answer) = send(&world, &token, Method::POST, "/api/v1/numbers", json!({})).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(keys(&answer["error"]["fields"]), BTreeSet::from(["phone_number", "friendly_name"]));
    let (status, answer) =
        send(&world, &token, Method::POST, "/api/v1/number-groups", json!({"number_ids": ["x"]})).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(keys(&answer["error"]["fields"]), BTreeSet::from(["name", "number_ids"]));
}

#[both_engines]
async fn the_api_creates_changes_and_deletes_a_group(kind: Kind) {
    let world = World::new(kind).await;
    let token = world.token(&world.ours.owner).await;
    let number = world.ours.numbers[0].to_string();
    let (status, created) =
        send(&world, &token, Method::POST, "/api/v1/number-groups", json!({"name": "Vans", "number_ids": [number]}))
            .await;
    assert_eq!((status, &created["number_group"]["number_ids"]), (StatusCode::CREATED, &json!([number])));
    let path = format!("/api/v1/number-groups/{}", created["number_group"]["id"].as_str().unwrap());
    let (_, renamed) = send(&world, &token, Method::PATCH, &path, json!({"name": "Lorries"})).await;
    assert_eq!(
        (&renamed["number_group"]["name"], &renamed["number_group"]["number_ids"]),
        (&json!("Lorries"), &json!([number]))
    );
    let (_, emptied) = send(&world, &token, Method::PATCH, &path, json!({"number_ids": []})).await;
    assert_eq!(
        (&emptied["number_group"]["name"], &emptied["number_group"]["number_ids"]),
        (&json!("Lorries"), &json!([]))
    );
    assert_eq!(send(&world, &token, Method::DELETE, &path, json!({})).await.0, StatusCode::OK);
    assert_eq!(send(&world, &token, Method::GET, &path, json!({})).await.0, StatusCode::NOT_FOUND);
}

#[both_engines]
async fn every_filter_narrows_the_calls(kind: Kind) {
    let world = World::new(kind).await;
    let token = world.token(&world.ours.owner).await;
    let (number, group) = (world.ours.numbers[0], world.ours.group);
    for (query, count) in [
        (format!("number_id={number}"), 1),
        (format!("group_id={group}"), 2),
        ("source=Meadow%20Ads".into(), 1),
        ("status=completed".into(), 3),
        ("status=missed".into(), 0),
        ("from=2026-03-02".into(), 3),
        ("to=2026-03-01".into(), 0),
        ("from=2026-03-02T12:00:00Z".into(), 0),
        ("to=2026-03-02T12:00:00Z".into(), 3),
        ("q=4155550771".into(), 1),
        ("q=meadow".into(), 3),
        (format!("number_id={number}&number_id={}", world.ours.numbers[1]), 2),
        (format!("group_id={group}&group_id=none"), 3),
        ("group_id=none".into(), 1),
        ("status=completed&status=missed".into(), 3),
        ("outcome=answered&spam=false".into(), 3),
        ("outcome=missed&outcome=under_way".into(), 0),
        ("source=Meadow%20Ads&source_none=true".into(), 1),
        ("period=today".into(), 3),
        ("period=yesterday".into(), 0),
        ("period=yesterday&from=2026-03-02".into(), 3),
        ("day_of_week=1".into(), 3),
        ("day_of_week=2&day_of_week=7".into(), 0),
        ("something=else".into(), 3),
    ] {
        let answer = world.send(&token, Request::get(format!("/api/v1/calls?{query}"))).await.json();
        assert_eq!(answer["calls"].as_array().map(Vec::len), Some(count), "{query}: {answer}");
    }
    for (query, field) in [
        ("number_id=x", "number_id"),
        ("status=odd", "status"),
        ("outcome=odd", "outcome"),
        ("first_time=", "first_time"),
        ("hour_of_day=9&hour_of_day=24", "hour_of_day"),
        ("day_of_week=monday", "day_of_week"),
        ("period=fortnight", "period"),
        ("from=soon", "from"),
        ("to=", "to"),
        ("limit=0", "limit"),
        ("cursor=x", "cursor"),
    ] {
        let answer = world.send(&token, Request::get(format!("/api/v1/calls?{query}"))).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{query}");
        assert_eq!(keys(&answer.json()["error"]["fields"]), BTreeSet::from([field]), "{query}");
    }
}
