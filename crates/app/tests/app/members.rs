//! Editing and removing members over the API.

use axum::http::{Method, StatusCode};
use crewline_core::access::Role;
use crewline_core::both_engines;
use crewline_core::db::Kind;
use serde_json::{Value, json};

use crate::client::{Client, Request};
use crate::world::World;

async fn send(world: &World, client: &Client, method: Method, member: &str, body: Value) -> (StatusCode, Value) {
    let answer = world.send(client, Request::json(method, format!("/api/v1/members/{member}"), &body)).await;
    (answer.status, answer.json())
}

#[both_engines]
async fn the_api_edits_a_member_and_mails_them(kind: Kind) {
    let world = World::new(kind).await;
    let token = world.token(&world.admin).await;
    let (viewer, one, group) =
        (world.viewer.member().to_string(), world.ours.numbers[0].to_string(), world.ours.group.to_string());
    let access = json!({"kind": "specific", "number_ids": [one], "group_ids": [group]});
    let (status, answer) =
        send(&world, &token, Method::PATCH, &viewer, json!({"number_access": access, "name": " Vera L "})).await;
    assert_eq!(
        (status, &answer["member"]["number_access"], &answer["member"]["name"]),
        (StatusCode::OK, &access, &json!("Vera L")),
        "{answer}"
    );
    let (_, same) = send(&world, &token, Method::PATCH, &viewer, json!({})).await;
    assert_eq!(same, answer, "a missing field stays as it is");
    let (status, answer) = send(&world, &token, Method::PATCH, &viewer, json!({"role": "manager"})).await;
    assert_eq!(
        (status, &answer["member"]["role"], &answer["member"]["number_access"]),
        (StatusCode::OK, &json!("manager"), &json!({"kind": "all"}))
    );
    let letters = world.letters().await;
    assert_eq!(letters.iter().map(|(kind, _)| kind.as_str()).collect::<Vec<_>>(), ["member_edited", "member_edited"]);
    assert!(letters[0].1.text.contains("You see 1 number and 1 group now."), "{}", letters[0].1.text);
    assert!(letters[1].1.text.contains("You were Viewer; you are Manager now."), "{}", letters[1].1.text);
    assert!(letters[1].1.html.contains("You were Viewer; you are Manager now."), "{}", letters[1].1.html);
    assert_eq!(letters[1].1.unsubscribe, None);
}

#[both_engines]
async fn invalid_member_fields_are_named(kind: Kind) {
    let world = World::new(kind).await;
    let token = world.token(&world.ours.owner).await;
    let (viewer, manager) = (world.viewer.member().to_string(), world.manager.member().to_string());
    for (member, body, field) in [
        (&viewer, json!({"role": "king"}), Some("role")),
        (&viewer, json!({"name": ""}), Some("name")),
        (
            &viewer,
            json!({"number_access": {"kind": "specific", "number_ids": [], "group_ids": []}}),
            Some("number_access"),
        ),
        (&viewer, json!({"number_access": {"kind": "specific", "number_ids": ["num_x"]}}), Some("number_access")),
        (
            &viewer,
            json!({"number_access": {"kind": "specific", "number_ids": [world.theirs.numbers[0]]}}),
            Some("number_access"),
        ),
        (&manager, json!({"role": "viewer"}), Some("number_access")),
        (&viewer, json!({"role": null}), None),
        (&viewer, json!({"email": "other@example.com"}), None),
        (&viewer, json!({"number_access": {"kind": "none"}}), None),
        (&viewer, json!({"number_access": {"kind": "all", "number_ids": []}}), None),
    ] {
        let (status, answer) = send(&world, &token, Method::PATCH, member, body.clone()).await;
        assert_eq!(
            (status, &answer["error"]["code"]),
            (StatusCode::UNPROCESSABLE_ENTITY, &json!("invalid")),
            "{body}: {answer}"
        );
        if let Some(field) = field {
            assert!(answer["error"]["fields"][field].is_string(), "{body}: {answer}");
        }
    }
}

#[both_engines]
async fn each_rank_rule_has_its_code(kind: Kind) {
    let world = World::new(kind).await;
    let (owner, admin) = (world.token(&world.ours.owner).await, world.token(&world.admin).await);
    let (olga, adam, mina) =
        (world.ours.owner.member().to_string(), world.admin.member().to_string(), world.manager.member().to_string());
    for (token, method, member, body, code) in [
        (&admin, Method::PATCH, &olga, json!({"role": "manager"}), "rank"),
        (&admin, Method::PATCH, &mina, json!({"role": "admin"}), "rank"),
        (&admin, Method::DELETE, &olga, json!({}), "rank"),
        (&admin, Method::PATCH, &adam, json!({"role": "owner"}), "self_change"),
        (&owner, Method::PATCH, &olga, json!({"role": "admin"}), "self_change"),
        (&owner, Method::DELETE, &olga, json!({}), "self_change"),
    ] {
        let (status, answer) = send(&world, token, method.clone(), member, body.clone()).await;
        assert_eq!(
            (status, &answer["error"]["code"]),
            (StatusCode::FORBIDDEN, &json!(code)),
            "{method} {body}: {answer}"
        );
    }
}

#[both_engines]
async fn a_removed_member_is_refused_from_the_next_request(kind: Kind) {
    let world = World::new(kind).await;
    let other = world.business.person("Otis Reed", Role::Admin).await;
    let (cookie, token) = (world.cookie(&other).await, world.token(&other).await);
    let mut stream = world.stream(&cookie).await;
    let owner = world.token(&world.ours.owner).await;
    let (status, answer) = send(&world, &owner, Method::DELETE, &other.member().to_string(), json!({})).await;
    let removed = &answer["removed"];
    assert_eq!(status, StatusCode::OK, "{answer}");
    assert_eq!(
        (&removed["member_id"], &removed["tokens"], &removed["streams"]),
        (&json!(other.member()), &json!(1), &json!(1))
    );
    assert_eq!(stream.read_to_end().await, "", "the stream closes without an event");
    assert_eq!(world.send(&token, Request::get("/api/v1/me")).await.status, StatusCode::UNAUTHORIZED);
    assert_eq!(world.send(&cookie, Request::get("/b/northline/calls")).await.status, StatusCode::NOT_FOUND);
    let (status, answer) = send(&world, &owner, Method::DELETE, &other.member().to_string(), json!({})).await;
    assert_eq!((status, &answer["error"]["code"]), (StatusCode::NOT_FOUND, &json!("not_found")));
    assert!(world.letters().await[0].1.text.contains("removed you from Northline"));
}
