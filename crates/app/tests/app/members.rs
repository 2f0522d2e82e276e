//! Members are edited and removed by the API: the same rules, the same refusals.

use axum::http::{Method, StatusCode};
use crewline_core::access::Role;
use crewline_core::both_engines;
use crewline_core::mail::Letter;
use serde_json::{Value, json};

use crate::ask::{Ask, Client};
use crate::world::World;

async fn send(world: &World, client: &Client, method: Method, member: &str, body: Value) -> (StatusCode, Value) {
    let answer = world.ask(client, Ask::json(method, format!("/api/v1/members/{member}"), &body)).await;
    (answer.status, answer.json())
}

/// The letters that wait, opened.
async fn letters(world: &World) -> Vec<(String, Letter)> {
    let rows = world.house.fresh.rows("select kind from outbox order by id").await;
    let mut letters = Vec::new();
    for (at, row) in rows.iter().enumerate() {
        let hex = world
            .house
            .fresh
            .rows(&format!(
                "select {} from outbox order by id limit 1 offset {at}",
                match world.db().kind() {
                    crewline_core::db::Kind::Sqlite => "hex(sealed)",
                    crewline_core::db::Kind::Postgres => "encode(sealed, 'hex')",
                }
            ))
            .await[0][0]
            .clone()
            .unwrap();
        let sealed: Vec<u8> =
            (0..hex.len()).step_by(2).map(|at| u8::from_str_radix(&hex[at..at + 2], 16).unwrap()).collect();
        let json = world.program.app.seal.open("outbox", &sealed).unwrap();
        letters.push((row[0].clone().unwrap(), serde_json::from_slice(&json).unwrap()));
    }
    letters
}

both_engines! {
    async fn a_member_is_edited_and_told(kind) {
        let world = World::new(kind).await;
        let token = world.token(&world.admin).await;
        let (viewer, one, group) = (world.viewer.member().to_string(), world.ours.numbers[0].to_string(), world.ours.group.to_string());
        let access = json!({"kind": "specific", "number_ids": [one], "group_ids": [group]});
        let (status, answer) = send(&world, &token, Method::PATCH, &viewer, json!({"number_access": access, "name": " Vera L "})).await;
        assert_eq!((status, &answer["member"]["number_access"], &answer["member"]["name"]), (StatusCode::OK, &access, &json!("Vera L")), "{answer}");
        let (_, same) = send(&world, &token, Method::PATCH, &viewer, json!({})).await;
        assert_eq!(same, answer, "what is left out stays");
        let (status, answer) = send(&world, &token, Method::PATCH, &viewer, json!({"role": "manager"})).await;
        assert_eq!((status, &answer["member"]["role"], &answer["member"]["number_access"]), (StatusCode::OK, &json!("manager"), &json!({"kind": "all"})));
        let letters = letters(&world).await;
        assert_eq!(letters.iter().map(|(kind, _)| kind.as_str()).collect::<Vec<_>>(), ["member_edited", "member_edited"]);
        assert!(letters[0].1.text.contains("You see 1 number and 1 group now."), "{}", letters[0].1.text);
        assert!(letters[1].1.text.contains("You were Viewer; you are Manager now."), "{}", letters[1].1.text);
        assert!(letters[1].1.html.contains("You were Viewer; you are Manager now."), "{}", letters[1].1.html);
        assert_eq!(letters[1].1.unsubscribe, None);
    }

    async fn what_can_not_be_taken_is_said_by_field(kind) {
        let world = World::new(kind).await;
        let token = world.token(&world.ours.owner).await;
        let (viewer, manager) = (world.viewer.member().to_string(), world.manager.member().to_string());
        for (member, body, field) in [
            (&viewer, json!({"role": "king"}), Some("role")),
            (&viewer, json!({"name": ""}), Some("name")),
            (&viewer, json!({"number_access": {"kind": "specific", "number_ids": [], "group_ids": []}}), Some("number_access")),
            (&viewer, json!({"number_access": {"kind": "specific", "number_ids": ["num_x"]}}), Some("number_access")),
            (&viewer, json!({"number_access": {"kind": "specific", "number_ids": [world.theirs.numbers[0]]}}), Some("number_access")),
            (&manager, json!({"role": "viewer"}), Some("number_access")),
            (&viewer, json!({"role": null}), None),
            (&viewer, json!({"email": "other@example.com"}), None),
            (&viewer, json!({"number_access": {"kind": "none"}}), None),
            (&viewer, json!({"number_access": {"kind": "all", "number_ids": []}}), None),
        ] {
            let (status, answer) = send(&world, &token, Method::PATCH, member, body.clone()).await;
            assert_eq!((status, &answer["error"]["code"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!("invalid")), "{body}: {answer}");
            if let Some(field) = field {
                assert!(answer["error"]["fields"][field].is_string(), "{body}: {answer}");
            }
        }
    }

    async fn the_rules_have_their_codes(kind) {
        let world = World::new(kind).await;
        let (owner, admin) = (world.token(&world.ours.owner).await, world.token(&world.admin).await);
        let (olga, adam, mina) = (world.ours.owner.member().to_string(), world.admin.member().to_string(), world.manager.member().to_string());
        for (token, method, member, body, code) in [
            (&admin, Method::PATCH, &olga, json!({"role": "manager"}), "rank"),
            (&admin, Method::PATCH, &mina, json!({"role": "admin"}), "rank"),
            (&admin, Method::DELETE, &olga, json!({}), "rank"),
            (&admin, Method::PATCH, &adam, json!({"role": "owner"}), "self_change"),
            (&owner, Method::PATCH, &olga, json!({"role": "admin"}), "self_change"),
            (&owner, Method::DELETE, &olga, json!({}), "self_change"),
        ] {
            let (status, answer) = send(&world, token, method.clone(), member, body.clone()).await;
            assert_eq!((status, &answer["error"]["code"]), (StatusCode::FORBIDDEN, &json!(code)), "{method} {body}: {answer}");
        }
    }

    async fn a_removed_member_is_shut_out_from_the_next_request_on(kind) {
        let world = World::new(kind).await;
        let other = world.house.person("Otis Reed", Role::Admin).await;
        let (cookie, token) = (world.cookie(&other).await, world.token(&other).await);
        let mut stream = world.stream(&cookie).await;
        let owner = world.token(&world.ours.owner).await;
        let (status, answer) = send(&world, &owner, Method::DELETE, &other.member().to_string(), json!({})).await;
        let removed = &answer["removed"];
        assert_eq!(status, StatusCode::OK, "{answer}");
        assert_eq!((&removed["member_id"], &removed["tokens"], &removed["streams"]), (&json!(other.member()), &json!(1), &json!(1)));
        assert_eq!(stream.rest().await, "", "the stream has closed without a word");
        assert_eq!(world.ask(&token, Ask::get("/api/v1/me")).await.status, StatusCode::UNAUTHORIZED);
        assert_eq!(world.ask(&cookie, Ask::get("/b/northline/calls")).await.status, StatusCode::NOT_FOUND);
        let (status, answer) = send(&world, &owner, Method::DELETE, &other.member().to_string(), json!({})).await;
        assert_eq!((status, &answer["error"]["code"]), (StatusCode::NOT_FOUND, &json!("not_found")));
        assert!(letters(&world).await[0].1.text.contains("removed you from Northline"));
    }
}
