//! The page of an open invitation, and editing it in the browser and by the API.

use axum::http::{Method, StatusCode};
use crewline_core::both_engines;
use crewline_core::db::Kind;
use crewline_core::ids::InvitationId;
use serde_json::json;

use crate::client::{Client, Request};
use crate::world::World;

async fn get(world: &World, client: &Client, path: &str) -> (StatusCode, String) {
    let answer = world.send(client, Request::get(path)).await;
    (answer.status, answer.text())
}

fn path(invitation: InvitationId) -> String {
    format!("/b/northline/invitations/{invitation}")
}

/// Invites an Admin, and returns the address of the invitation's page.
async fn invited_admin(world: &World) -> String {
    let new = json!({ "name": "Nia Ross", "email": "nia@guest.example", "role": "admin" });
    let token = world.token(&world.ours.owner).await;
    let answer = world.send(&token, Request::json(Method::POST, "/api/v1/invitations", &new)).await.json();
    format!("/b/northline/invitations/{}", answer["invitation"]["id"].as_str().unwrap())
}

#[both_engines]
async fn an_open_invitation_has_a_page_and_is_edited_there(kind: Kind) {
    let world = World::new(kind).await;
    let owner = world.cookie(&world.ours.owner).await;
    let page = path(world.ours.invitation);
    let (status, shown) = get(&world, &owner, &page).await;
    assert_eq!(status, StatusCode::OK);
    for words in ["Meadow", "Viewer", "Invited by", "Olga Marsh", "Valid until", "Resend", "Cancel the invitation"] {
        assert!(shown.contains(words), "{words}: {shown}");
    }
    let users = get(&world, &owner, "/b/northline/users").await.1;
    assert!(
        users.contains(&format!("href=\"{page}\"")) && users.contains(&format!("{page}/edit?return_to=")),
        "{users}"
    );

    let (_, form) = get(&world, &owner, &format!("{page}/edit?return_to=/b/northline/users?status=invited")).await;
    assert!(form.contains("name=\"access\" value=\"specific\" checked"), "{form}");
    let letters = world.letters().await.len();
    let number = world.ours.numbers[1].to_string();
    let with = |name: &'static str, email: &'static str| {
        vec![
            ("name", name),
            ("email", email),
            ("role", "viewer"),
            ("access", "specific"),
            ("number_ids", number.as_str()),
            ("return_to", "/b/northline/users?status=invited"),
        ]
    };
    let stored = world.token(&world.ours.owner).await;
    let api = format!("/api/v1/invitations/{}", world.ours.invitation);
    let saved =
        world.send(&owner, Request::form(format!("{page}/edit"), &with("Another Name", "guest@meadow.example"))).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.text());
    assert_eq!(saved.headers["location"], "/b/northline/users?status=invited");
    assert_eq!(world.letters().await.len(), letters, "the link stays");
    let now = world.send(&stored, Request::get(&api)).await.json()["invitation"].clone();
    assert_eq!(now["name"], "Another Name");
    assert_eq!(now["number_access"]["number_ids"], json!([number]));

    let wrong = world.send(&owner, Request::form(format!("{page}/edit"), &with("", "nobody"))).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.text().contains("href=\"#name\"") && wrong.text().contains("href=\"#email\""), "{}", wrong.text());
    let moved =
        world.send(&owner, Request::form(format!("{page}/edit"), &with("Another Name", "new@guest.example"))).await;
    assert!(moved.flash().contains("on its way to new@guest.example"), "{}", moved.flash());
}

#[both_engines]
async fn an_invitation_above_ones_rank_can_be_looked_at_and_not_edited(kind: Kind) {
    let world = World::new(kind).await;
    let page = invited_admin(&world).await;
    for person in [&world.manager, &world.admin] {
        let client = world.cookie(person).await;
        let (status, shown) = get(&world, &client, &page).await;
        assert_eq!(status, StatusCode::OK);
        assert!(shown.contains("Nia Ross") && !shown.contains(&format!("{page}/")), "no action: {shown}");
        let (status, form) = get(&world, &client, &format!("{page}/edit")).await;
        assert_eq!(status, StatusCode::FORBIDDEN);
        assert!(
            form.contains("Edit invitation") && !form.contains("Save Changes") && !form.contains("name=\"email\""),
            "{form}"
        );
        let sent = [("name", "Nia"), ("email", "nia@guest.example"), ("role", "viewer"), ("access", "all")];
        let answer = world.send(&client, Request::form(format!("{page}/edit"), &sent)).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{}", answer.text());
    }
    let viewer = world.cookie(&world.viewer).await;
    for what in ["", "/edit"] {
        assert_eq!(get(&world, &viewer, &format!("{page}{what}")).await.0, StatusCode::NOT_FOUND);
    }
}

#[both_engines]
async fn the_api_changes_what_is_given_and_nothing_else(kind: Kind) {
    let world = World::new(kind).await;
    let owner = world.token(&world.ours.owner).await;
    let path = format!("/api/v1/invitations/{}", world.ours.invitation);
    let before = world.send(&owner, Request::get(&path)).await.json()["invitation"].clone();
    let changed = world.send(&owner, Request::json(Method::PATCH, &path, &json!({ "role": "manager" }))).await;
    let now = changed.json()["invitation"].clone();
    assert_eq!((&now["role"], &now["number_access"]["kind"]), (&json!("manager"), &json!("all")));
    for same in ["id", "name", "email", "sent_at", "expires_at"] {
        assert_eq!(now[same], before[same], "{same}");
    }
    for (wrong, field) in [
        (json!({ "role": "viewer" }), "number_access"),
        (json!({ "role": "king" }), "role"),
        (json!({ "name": " " }), "name"),
        (json!({ "email": "nobody" }), "email"),
    ] {
        let refused = world.send(&owner, Request::json(Method::PATCH, &path, &wrong)).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{wrong}");
        assert!(refused.json()["error"]["fields"].get(field).is_some(), "{wrong}: {}", refused.text());
    }
    let manager = world.token(&world.manager).await;
    let refused = world.send(&manager, Request::json(Method::PATCH, &path, &json!({ "name": "N" }))).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN, "{}", refused.text());
}
