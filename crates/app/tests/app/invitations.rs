//! Inviting, accepting and seats over the API.

use axum::http::{Method, StatusCode};
use crewline::config::Config;
use crewline_core::access::Role;
use crewline_core::both_engines;
use crewline_core::db::Kind;
use crewline_core::mail::OutgoingEmail;
use crewline_core::seats::set_plan;
use crewline_core::testing::PASSWORD;
use secrecy::ExposeSecret;
use serde_json::{Value, json};

use crate::client::{Answer, Client, Request};
use crate::world::{Program, World};

const INVITATIONS: &str = "/api/v1/invitations";

async fn send(world: &World, client: &Client, method: Method, path: &str, body: Value) -> Answer {
    world.send(client, Request::json(method, path, &body)).await
}

fn invitation_body(email: &str, role: Role) -> Value {
    let mut body = json!({ "name": "Vera Kim", "email": email, "role": role });
    if role == Role::Viewer {
        body["number_access"] = json!({ "kind": "all" });
    }
    body
}

/// The token in a letter's link.
fn link_token(letter: &OutgoingEmail) -> String {
    let (_, after) = letter.text.split_once("/invitations/").expect("a link");
    after.lines().next().unwrap().to_owned()
}

fn accept_request(token: &str) -> Request {
    Request::json(Method::POST, format!("{INVITATIONS}/accept"), &json!({ "token": token, "password": PASSWORD }))
}

#[both_engines]
async fn the_lifetime_setting_applies_to_invitations(kind: Kind) {
    for (hours, expires_at) in [("1", "2026-03-02T13:00:00Z"), ("720", "2026-04-01T12:00:00Z")] {
        let read = |key: &str| (key == "team_invitation_hours").then(|| hours.to_owned());
        let terms = Config::from(None, read).unwrap().terms;
        let (program, business) = Program::with_settings(kind, |config| config.terms = terms).await;
        let token =
            crewline_core::testing::api_token(business.db(), &business.owner.may().unwrap(), "test").await.unwrap();
        let client = Client::Token(token.expose_secret().to_owned());
        let request = Request::json(Method::POST, INVITATIONS, &invitation_body("vera@guest.example", Role::Viewer));
        let answer = program.send(&client, request).await.json();
        let actual: jiff::Timestamp = answer["invitation"]["expires_at"].as_str().unwrap().parse().unwrap();
        assert_eq!(actual, expires_at.parse().unwrap(), "{answer}");
    }
}

#[both_engines]
async fn an_invited_person_gets_an_email_and_joins(kind: Kind) {
    let world = World::new(kind).await;
    let owner = world.token(&world.ours.owner).await;
    let access = json!({ "kind": "specific", "number_ids": [world.ours.numbers[0]], "group_ids": [] });
    let body =
        json!({ "name": "Vera <b>Kim</b>", "email": "Vera@Guest.example", "role": "viewer", "number_access": access });
    let answer = send(&world, &owner, Method::POST, INVITATIONS, body).await;
    assert_eq!(answer.status, StatusCode::CREATED, "{}", answer.text());
    let invitation = &answer.json()["invitation"];
    assert_eq!(
        (&answer.json()["result"], &invitation["status"], &invitation["number_access"]),
        (&json!("invited"), &json!("pending"), &access)
    );
    assert_eq!(invitation["invited_by"], world.ours.owner.member().to_string());
    let letters = world.letters().await;
    let (letter_kind, letter) = &letters[0];
    assert_eq!((letters.len(), letter_kind.as_str()), (1, "invitation"));
    assert!(letter.subject.contains("Olga Marsh invites you to Northline"), "{}", letter.subject);
    assert!(
        letter.text.contains("as Viewer (1 number)") && letter.text.contains("(America/New York)"),
        "{}",
        letter.text
    );
    assert!(letter.html.contains("Vera &#60;b&#62;Kim") && !letter.html.contains("<b>Kim"), "{}", letter.html);
    let token = link_token(letter);
    assert!(letter.html.contains(&token));
    let answers = [answer.text(), send(&world, &owner, Method::GET, INVITATIONS, json!({})).await.text()];
    assert!(answers.iter().all(|text| !text.contains(&token)), "never shown by the API");
    let weak = json!({ "token": token, "password": "password12" });
    let refused = send(&world, &Client::Anonymous, Method::POST, "/api/v1/invitations/accept", weak).await;
    assert_eq!(
        (refused.status, refused.json()["error"]["fields"]["password"].is_string()),
        (StatusCode::UNPROCESSABLE_ENTITY, true)
    );
    let accepted = world.send(&Client::Anonymous, accept_request(&token)).await;
    assert_eq!(accepted.status, StatusCode::OK, "{}", accepted.text());
    assert_eq!(
        (&accepted.json()["member"]["number_access"], &accepted.json()["business"]["slug"]),
        (&access, &json!("northline"))
    );
    assert!(!accepted.text().contains(PASSWORD));
    let again = world.send(&Client::Anonymous, accept_request(&token)).await;
    assert_eq!((again.status, &again.json()["error"]["code"]), (StatusCode::GONE, &json!("expired")));
    let vera = world.business.viewpoint("vera@guest.example").await.unwrap();
    let numbers = world.send(&world.token(&vera).await, Request::get("/api/v1/numbers")).await.json();
    assert_eq!(numbers["numbers"].as_array().map(Vec::len), Some(1));
}

#[both_engines]
async fn an_existing_account_is_added_and_learns_how_to_leave(kind: Kind) {
    let world = World::new(kind).await;
    let owner = world.token(&world.ours.owner).await;
    let answer =
        send(&world, &owner, Method::POST, INVITATIONS, invitation_body("NORA@neighbour.example", Role::Manager)).await;
    assert_eq!(
        (answer.status, &answer.json()["result"], &answer.json()["member"]["role"]),
        (StatusCode::CREATED, &json!("added"), &json!("manager"))
    );
    let (letter_kind, letter) = &world.letters().await[0];
    assert_eq!(letter_kind, "member_added");
    assert!(
        letter.text.contains("Olga Marsh made you a member of Northline") && letter.text.contains("/b/northline/leave"),
        "{}",
        letter.text
    );
    assert!(letter.html.contains("/b/northline/leave"), "{}", letter.html);
}

#[both_engines]
async fn each_refusal_has_its_code(kind: Kind) {
    let world = World::new(kind).await;
    let (owner, manager) = (world.token(&world.ours.owner).await, world.token(&world.manager).await);
    let pending = send(&world, &owner, Method::POST, INVITATIONS, invitation_body("vera@guest.example", Role::Admin))
        .await
        .json()["invitation"]["id"]
        .clone();
    for (client, body, status, code) in [
        (&owner, invitation_body("adam.reyes@northline.example", Role::Viewer), 409, "already_member"),
        (&owner, invitation_body("VERA@guest.example", Role::Viewer), 409, "already_invited"),
        (&manager, invitation_body("max@guest.example", Role::Manager), 403, "rank"),
        (&owner, json!({}), 422, "invalid"),
        (&owner, json!({ "name": "V", "email": "v@guest.example", "role": "viewer" }), 422, "invalid"),
        (
            &owner,
            json!({ "name": "V", "email": "v@guest.example", "role": "viewer", "number_access": { "kind": "specific" } }),
            422,
            "invalid",
        ),
        (
            &owner,
            json!({ "name": "V", "email": "v@guest.example", "role": "viewer", "number_access": { "kind": "specific", "number_ids": [world.theirs.numbers[0]] } }),
            422,
            "invalid",
        ),
        (
            &owner,
            json!({ "name": "V", "email": "v@guest.example", "role": "viewer", "number_access": { "kind": "none" } }),
            422,
            "invalid",
        ),
    ] {
        let answer = send(&world, client, Method::POST, INVITATIONS, body.clone()).await;
        assert_eq!(
            (answer.status.as_u16(), answer.json()["error"]["code"].as_str()),
            (status, Some(code)),
            "{body}: {}",
            answer.text()
        );
        let error = &answer.json()["error"];
        assert_eq!(error["member_id"].is_string(), code == "already_member", "{error}");
        assert_eq!(error["invitation_id"], if code == "already_invited" { pending.clone() } else { Value::Null });
    }
    let fields =
        send(&world, &owner, Method::POST, INVITATIONS, json!({ "role": "viewer" })).await.json()["error"]["fields"]
            .clone();
    assert_eq!(
        fields.as_object().unwrap().keys().map(String::as_str).collect::<Vec<_>>(),
        ["email", "name", "number_access"]
    );
    let path = format!("{INVITATIONS}/{}", pending.as_str().unwrap());
    for method in [Method::POST, Method::DELETE] {
        let path = if method == Method::POST { format!("{path}/resend") } else { path.clone() };
        let answer = send(&world, &manager, method, &path, json!({})).await;
        assert_eq!((answer.status.as_u16(), &answer.json()["error"]["code"]), (403, &json!("rank")));
    }
    let first = link_token(&world.letters().await[0].1);
    for _ in 0..4 {
        assert_eq!(
            send(&world, &owner, Method::POST, &format!("{path}/resend"), json!({})).await.status,
            StatusCode::OK
        );
    }
    let limited = send(&world, &owner, Method::POST, &format!("{path}/resend"), json!({})).await;
    assert_eq!((limited.status.as_u16(), &limited.json()["error"]["code"]), (429, &json!("rate_limited")));
    assert!(limited.header("retry-after").parse::<u64>().unwrap() > 86_000);
    let letters = world.letters().await;
    assert_eq!(letters.len(), 1, "those with a dead link are withdrawn, and the refused one is not written");
    let old = world.send(&Client::Anonymous, accept_request(&first)).await;
    assert_eq!((old.status.as_u16(), &old.json()["error"]["code"]), (410, &json!("expired")));
    assert_eq!(send(&world, &owner, Method::DELETE, &path, json!({})).await.status, StatusCode::NO_CONTENT);
    assert_eq!(send(&world, &owner, Method::DELETE, &path, json!({})).await.status, StatusCode::GONE);
    let cancelled = world.send(&Client::Anonymous, accept_request(&link_token(&letters[0].1))).await;
    assert!(
        cancelled.json()["error"]["message"].as_str().unwrap().contains("Ask Olga Marsh of Northline"),
        "{}",
        cancelled.text()
    );
    for (query, count) in [
        ("", 1),
        ("?status=all", 2),
        ("?status=cancelled", 1),
        ("?status=all&q=vera", 1),
        ("?status=all&role=admin", 1),
        ("?sort=name", 1),
        ("?sort=role", 1),
    ] {
        let page = send(&world, &owner, Method::GET, &format!("{INVITATIONS}{query}"), json!({})).await.json();
        assert_eq!(page["invitations"].as_array().map(Vec::len), Some(count), "{query}: {page}");
    }
    for query in ["?status=odd", "?role=king", "?sort=odd", "?limit=0", "?cursor=x"] {
        let answer = send(&world, &owner, Method::GET, &format!("{INVITATIONS}{query}"), json!({})).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{query}");
        assert_eq!(query == "?sort=odd", answer.text().contains("Use name, role or created_at,"), "{}", answer.text());
    }
}

#[both_engines]
async fn guessing_invitation_links_is_rate_limited(kind: Kind) {
    let world = World::new(kind).await;
    let mut refused = 0;
    for _ in 0..31 {
        let answer = world.send(&Client::Anonymous, accept_request("guess")).await;
        if answer.status == StatusCode::TOO_MANY_REQUESTS {
            assert!(answer.header("retry-after").parse::<u64>().unwrap() > 0);
            refused += 1;
        } else {
            assert_eq!(answer.status, StatusCode::GONE, "{}", answer.text());
        }
    }
    assert!(refused > 0);
    let without_token =
        world.send(&Client::Anonymous, Request::json(Method::POST, "/api/v1/invitations/accept", &json!({}))).await;
    assert!(without_token.json()["error"]["fields"]["token"].is_string());
}

#[both_engines]
async fn a_larger_plan_lifts_the_seat_limit(kind: Kind) {
    let (program, business) = Program::with_seats(kind, 2).await;
    let token = crewline_core::testing::api_token(business.db(), &business.owner.may().unwrap(), "test").await.unwrap();
    let owner = Client::Token(token.expose_secret().to_owned());
    let seats = async || program.send(&owner, Request::get("/api/v1/seats")).await.json();
    let invite = async |email: &str| {
        program.send(&owner, Request::json(Method::POST, INVITATIONS, &invitation_body(email, Role::Viewer))).await
    };
    assert_eq!(seats().await, json!({ "used": 1, "limit": 2 }));
    assert_eq!(invite("one@guest.example").await.status, StatusCode::CREATED);
    let full = invite("two@guest.example").await;
    let error = &full.json()["error"];
    assert_eq!(
        (full.status.as_u16(), &error["code"], &error["seats"]),
        (409, &json!("seat_limit_reached"), &json!({ "used": 2, "limit": 2 }))
    );
    assert!(error["upgrade_url"].as_str().unwrap().ends_with("/b/northline/settings/billing"), "{error}");
    assert_eq!(program.letters(&business).await.len(), 1, "a refused invitation sends no letter");
    set_plan(business.db(), &business.operator, &program.app.config.terms.plans, "large").await.unwrap();
    assert_eq!(invite("two@guest.example").await.status, StatusCode::CREATED);
    assert_eq!(seats().await, json!({ "used": 3, "limit": null }));
}
