//! The things that a person does with their own account: the password asked for again, tokens with limits, another e-mail address.

use axum::http::{Method, StatusCode};
use crewline_core::accounts::{Email, find_account};
use crewline_core::both_engines;
use crewline_core::db::Kind;
use crewline_core::testing::PASSWORD;
use serde_json::json;

use crate::client::{Answer, Client, Request};
use crate::world::World;

async fn post(world: &World, client: &Client, path: &str, fields: &[(&str, &str)]) -> Answer {
    world.send(client, Request::form(path, fields)).await
}

/// The token that a page shows.
fn shown_token(answer: &Answer) -> String {
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
    let page = answer.text();
    let token = page.split('"').find(|part| part.starts_with("crl_")).expect("a token");
    token.to_owned()
}

#[both_engines]
async fn the_password_is_asked_again_before_what_outlives_the_session(kind: Kind) {
    let world = World::new(kind).await;
    let olga = world.cookie(&world.ours.owner).await;
    let (tokens, carrier) = ("/b/northline/settings/api/tokens", "/b/northline/settings/carrier");
    let ownership = format!("/b/northline/members/{}/ownership", world.viewer.member());
    let connection = [
        ("provider", "twilio"),
        ("account", "AC00000000000000000000000000000000"),
        ("secret", "0123456789abcdef0123456789abcdef"),
    ];
    shown_token(&post(&world, &olga, tokens, &[("token_name", "at once")]).await);
    world.db().clock().advance_seconds(600);
    for page in ["/b/northline/settings/api", carrier, &ownership] {
        let answer = world.send(&olga, Request::get(page)).await;
        answer.assert_says(StatusCode::OK, &["name=\"confirm_password\"", "To confirm that it is you"]);
    }
    for (path, fields) in [(tokens, &[("token_name", "later")][..]), (carrier, &connection), (&ownership, &[])] {
        for password in ["", "not it at all"] {
            let fields = [fields, &[("confirm_password", password)]].concat();
            let refused = post(&world, &olga, path, &fields).await;
            refused.assert_says(StatusCode::UNPROCESSABLE_ENTITY, &["confirm_password-error"]);
        }
    }
    let changed = "select count(*) from audit_entries where action in ('carrier.connected', 'ownership.offered')";
    let before = world.business.database.number(changed).await;
    let fields = [("token_name", "later"), ("confirm_password", PASSWORD)];
    shown_token(&post(&world, &olga, tokens, &fields).await);
    // It counts for the next ten minutes, everywhere.
    post(&world, &olga, carrier, &connection).await.assert_redirects_to(carrier);
    post(&world, &olga, &ownership, &[]).await.assert_redirects_to("/b/northline/settings/business");
    assert_eq!(world.business.database.number(changed).await, before + 2, "nothing was done before");
}

#[both_engines]
async fn a_token_of_the_page_may_only_read_and_expires(kind: Kind) {
    let world = World::new(kind).await;
    let olga = world.cookie(&world.ours.owner).await;
    let fields = [("token_name", "wall board"), ("expires", "30"), ("reads_only", "yes")];
    let token = shown_token(&post(&world, &olga, "/b/northline/settings/api/tokens", &fields).await);
    let program = Client::Token(token);
    let me = world.send(&program, Request::get("/api/v1/me")).await.json();
    let permissions = me["permissions"].as_array().unwrap();
    assert!(permissions.contains(&json!("calls.see")) && !permissions.contains(&json!("users.invite")), "{me}");
    let body = json!({"name": "A Guest", "email": "guest@example.com", "role": "manager"});
    let refused = world.send(&program, Request::json(Method::POST, "/api/v1/invitations", &body)).await;
    refused.assert_says(StatusCode::FORBIDDEN, &["This token only reads.", "\"forbidden\""]);
    let page = world.send(&olga, Request::get("/b/northline/settings/api")).await;
    page.assert_says(StatusCode::OK, &["Read only", "expires", "never expires"]);
    world.db().clock().advance_seconds(30 * 86_400);
    assert_eq!(world.send(&program, Request::get("/api/v1/me")).await.status, StatusCode::UNAUTHORIZED);
    let odd = [("token_name", "odd"), ("expires", "1e9")];
    let olga = world.cookie(&world.ours.owner).await;
    let refused = post(&world, &olga, "/b/northline/settings/api/tokens", &odd).await;
    refused.assert_says(StatusCode::UNPROCESSABLE_ENTITY, &["expires-error"]);
}

#[both_engines]
async fn an_address_is_changed_by_the_link_to_the_new_one(kind: Kind) {
    let world = World::new(kind).await;
    let (olga, vera) = (world.cookie(&world.ours.owner).await, world.cookie(&world.viewer).await);
    let form = "/b/northline/settings/profile/email";
    let wrong = [("email", "olga@new.example"), ("current_password", "not it at all")];
    post(&world, &olga, form, &wrong)
        .await
        .assert_says(StatusCode::UNPROCESSABLE_ENTITY, &["current_password-error", "olga@new.example"]);
    let right = [("email", "olga@new.example"), ("current_password", PASSWORD)];
    let asked = post(&world, &olga, form, &right).await;
    asked.assert_redirects_to("/b/northline/settings/profile");
    let letters = world.letters().await;
    let (_, letter) = letters.iter().find(|(kind, _)| kind == "address_change").expect("a letter");
    let link = letter.text.split_whitespace().find(|word| word.contains("/address-change/")).unwrap();
    let path = &link[link.find("/address-change/").unwrap()..];
    for _ in 0..2 {
        let page = world.send(&olga, Request::get(path)).await;
        page.assert_says(StatusCode::OK, &["olga@new.example", "Confirm this address"]);
    }
    let stranger = world.send(&vera, Request::get(path)).await;
    stranger.assert_says(StatusCode::OK, &["Only the account that asked"]);
    post(&world, &vera, path, &[]).await.assert_says(StatusCode::CONFLICT, &["Only the account that asked"]);
    post(&world, &Client::Anonymous, path, &[]).await.assert_says(StatusCode::CONFLICT, &["/sign-in?return_to="]);
    let done = post(&world, &olga, path, &[]).await;
    done.assert_redirects_to("/");
    assert!(done.flash().starts_with("good:Your e-mail address is olga@new.example now."), "{}", done.flash());
    assert!(find_account(world.db(), &Email::read("olga@new.example").unwrap()).await.unwrap().is_some());
    let told = world.letters().await;
    assert_eq!(told.last().map(|(kind, _)| kind.as_str()), Some("address_changed"));
    assert!(told.last().unwrap().1.text.contains("olga@new.example"));
    post(&world, &olga, path, &[]).await.assert_says(StatusCode::GONE, &["This link no longer works"]);
}

#[both_engines]
async fn a_look_alike_address_is_marked(kind: Kind) {
    let world = World::new(kind).await;
    let olga = world.cookie(&world.ours.owner).await;
    // A Cyrillic а.
    let fields = [("name", "Ada"), ("email", "ad\u{430}@guest.example"), ("role", "manager")];
    let invited = post(&world, &olga, "/b/northline/invitations", &fields).await;
    assert_eq!(invited.status, StatusCode::SEE_OTHER, "{}", invited.text());
    world.send(&olga, Request::get("/b/northline/users")).await.assert_says(StatusCode::OK, &["Mixed alphabets"]);
    for (name, words) in [
        ("\u{2800}\u{2800}", "Remove the invisible characters."),
        ("…", "Use at least one letter or digit."),
        ("Click https://evil.example", "Leave out the web address"),
    ] {
        let fields = [("name", name), ("email", "somebody@guest.example"), ("role", "manager")];
        let refused = post(&world, &olga, "/b/northline/invitations", &fields).await;
        refused.assert_says(StatusCode::UNPROCESSABLE_ENTITY, &[words]);
    }
}
