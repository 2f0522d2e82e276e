//! Rules for qualified calls by pages and by the API: looked at, then saved; what is refused, and what each role reads.

use axum::http::{Method, StatusCode};
use crewline_core::both_engines;
use crewline_core::db::Kind;
use serde_json::{Value, json};

use crate::client::{Answer, Client, Request};
use crate::world::World;

const PATH: &str = "/b/northline/settings/qualified-calls";
const API: &str = "/api/v1/qualified-rules";
const ANSWERED: &str = "A call is qualified if it was answered.";

async fn get(world: &World, client: &Client, path: &str) -> Answer {
    world.send(client, Request::get(path)).await
}

async fn post(world: &World, client: &Client, path: &str, fields: &[(&str, &str)]) -> Answer {
    world.send(client, Request::form(path, fields)).await
}

async fn call(world: &World, client: &Client) -> Value {
    get(world, client, &format!("/api/v1/calls/{}", world.ours.call)).await.json()["call"].clone()
}

async fn rules(world: &World, client: &Client) -> Vec<Value> {
    get(world, client, API).await.json()["qualified_rules"].as_array().unwrap().clone()
}

#[both_engines]
async fn a_rule_is_looked_at_before_it_is_saved(kind: Kind) {
    let world = World::new(kind).await;
    let (cookie, token) = (world.cookie(&world.manager).await, world.token(&world.manager).await);
    get(&world, &cookie, PATH).await.assert_says(StatusCode::OK, &["Meadow rule", "New rule", "Go over past calls"]);
    let new = format!("{PATH}/new");
    get(&world, &cookie, &new)
        .await
        .assert_says(StatusCode::OK, &["Meadow Ads", "Shared tag", "Monday", "America/New York"]);
    let fields = [("rule_name", "Talks"), ("matches", "all"), ("answered", "yes")];
    let with = |more: &[(&'static str, &'static str)]| [&fields[..], more].concat();
    // Every call is rated by a person already.
    let looked = post(&world, &cookie, &new, &with(&[("do", "preview")])).await;
    let effect = "it would have marked 0 of 3 calls as qualified. 3 more match it and stay";
    looked.assert_says(StatusCode::OK, &[ANSWERED, effect, "Save rule"]);
    let unseen = post(&world, &cookie, &new, &with(&[("do", "save")])).await;
    unseen.assert_says(StatusCode::OK, &["Nothing is saved yet", ANSWERED]);
    let changed =
        post(&world, &cookie, &new, &with(&[("do", "save"), ("first_time", "yes"), ("shown", ANSWERED)])).await;
    changed.assert_says(StatusCode::OK, &["Nothing is saved yet", "first call to the number"]);
    assert_eq!(rules(&world, &token).await.len(), 1);
    let saved =
        post(&world, &cookie, &new, &with(&[("do", "save"), ("shown", ANSWERED), ("review_past", "yes")])).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER);
    get(&world, &cookie, PATH)
        .await
        .assert_says(StatusCode::OK, &["Talks", ANSWERED, "Under way", "It begins in a moment"]);
    let id = rules(&world, &token).await[1]["id"].as_str().unwrap().to_owned();
    let edit = format!("{PATH}/{id}/edit");
    get(&world, &cookie, &edit).await.assert_says(StatusCode::OK, &["value=\"Talks\"", "Remove rule"]);
    let wrong = [("matches", "some"), ("talk_seconds", "a minute"), ("tag", "Shared tag")];
    let refused = post(&world, &cookie, &edit, &wrong).await;
    let sentence = "Talk time: Use a whole number of seconds, such as 60.";
    refused.assert_says(StatusCode::UNPROCESSABLE_ENTITY, &[sentence, "value=\"a minute\""]);
    let wrong = [("matches", "some"), ("day", "1"), ("hours_from", "9 o'clock")];
    let refused = post(&world, &cookie, &edit, &wrong).await;
    refused.assert_says(
        StatusCode::UNPROCESSABLE_ENTITY,
        &["Hours: Use a time of day like 09:00.", "A call has to meet: "],
    );
    assert_eq!(
        post(&world, &cookie, &format!("{PATH}/{id}/place"), &[("place", "1")]).await.status,
        StatusCode::SEE_OTHER
    );
    assert_eq!(rules(&world, &token).await[0]["name"], "Talks");
    assert_eq!(post(&world, &cookie, &format!("{PATH}/{id}/removal"), &[]).await.status, StatusCode::SEE_OTHER);
    assert_eq!(post(&world, &cookie, &format!("{PATH}/{id}/removal"), &[]).await.status, StatusCode::NOT_FOUND);
    let audit = get(&world, &world.cookie(&world.ours.owner).await, "/b/northline/audit").await;
    audit.assert_says(StatusCode::OK, &["Rule for qualified calls added", "Rule for qualified calls removed"]);
}

#[both_engines]
async fn rules_are_managed_by_the_api(kind: Kind) {
    let world = World::new(kind).await;
    let token = world.token(&world.manager).await;
    let conditions = json!({
        "min_talk_seconds": 60, "answered": true, "first_time": false, "sources": ["Meadow Ads"],
        "group_ids": [world.ours.group], "tags": ["shared TAG"],
        "hours": { "days": [1, 2], "from": "09:00", "to": "17:30" },
    });
    let body = json!({ "name": "Talks", "matches": "any", "conditions": conditions, "review_past_calls": true });
    let added = world.send(&token, Request::json(Method::POST, API, &body)).await;
    assert_eq!(added.status, StatusCode::CREATED, "{}", added.text());
    let rule = added.json()["qualified_rule"].clone();
    assert_eq!((&rule["name"], &rule["matches"]), (&json!("Talks"), &json!("any")));
    assert_eq!(rule["conditions"]["tags"], json!(["Shared tag"]));
    assert!(rule["sentence"].as_str().unwrap().contains("came on Monday or Tuesday between 09:00 and 17:30"), "{rule}");
    let all = get(&world, &token, API).await.json();
    assert_eq!(all["review"]["calls"], 0);
    assert_eq!(all["qualified_rules"][1], rule);
    let one = format!("{API}/{}", rule["id"].as_str().unwrap());
    let change = json!({ "name": null, "conditions": { "answered": true }, "matches": "all", "place": 1 });
    let changed = world.send(&token, Request::json(Method::PATCH, &one, &change)).await.json();
    assert_eq!(
        (&changed["qualified_rule"]["name"], &changed["qualified_rule"]["sentence"]),
        (&json!(null), &json!(ANSWERED))
    );
    assert_eq!(rules(&world, &token).await[0]["id"], rule["id"]);
    let preview = json!({ "conditions": { "answered": true } });
    let seen = world.send(&token, Request::json(Method::POST, format!("{API}/preview"), &preview)).await.json();
    let seen = &seen["preview"];
    assert_eq!((&seen["calls"], &seen["qualified"], &seen["said_by_a_person"]), (&json!(3), &json!(0), &json!(3)));
    for (body, field) in [
        (json!({ "conditions": {} }), "conditions"),
        (json!({}), "conditions"),
        (json!({ "conditions": { "answered": true }, "matches": "most" }), "matches"),
        (json!({ "conditions": { "min_talk_seconds": -1 } }), "min_talk_seconds"),
        (json!({ "conditions": { "tags": ["No such tag"] } }), "tags"),
        (json!({ "conditions": { "group_ids": [world.theirs.group] } }), "group_ids"),
        (json!({ "conditions": { "hours": { "days": [], "from": "09:00", "to": "10:00" } } }), "hours"),
        (json!({ "conditions": { "colour": "red" } }), "conditions.colour"),
    ] {
        for path in [API.to_owned(), format!("{API}/preview")] {
            let refused = world.send(&token, Request::json(Method::POST, &path, &body)).await;
            assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{body}");
            assert!(refused.json()["error"]["fields"][field].is_string(), "{body}: {}", refused.text());
        }
    }
    let removed =
        world.send(&token, Request::json(Method::DELETE, format!("{one}?review_past_calls=true"), &json!({}))).await;
    assert_eq!(removed.status, StatusCode::NO_CONTENT);
    assert_eq!(rules(&world, &token).await.len(), 1);
}

#[both_engines]
async fn a_call_says_which_rule_has_qualified_it_to_those_who_may_know(kind: Kind) {
    let world = World::new(kind).await;
    let (cookie, token) = (world.cookie(&world.manager).await, world.token(&world.manager).await);
    let body = json!({ "name": "Secret client", "conditions": { "answered": true } });
    assert_eq!(world.send(&token, Request::json(Method::POST, API, &body)).await.status, StatusCode::CREATED);
    let api_call = format!("/api/v1/calls/{}", world.ours.call);
    world.send(&token, Request::json(Method::PATCH, &api_call, &json!({ "qualified": null }))).await;
    let by_rule = call(&world, &token).await;
    assert_eq!((&by_rule["qualified"], &by_rule["qualified_by"]), (&json!(true), &json!("rule")));
    let page = format!("/b/northline/calls/{}", world.ours.call);
    get(&world, &cookie, &page).await.assert_says(StatusCode::OK, &["Qualified by the rule “Secret client”."]);
    // The form is sent as it is shown: the rule's word does not become the person's.
    let fields = [("add_tag", "Callback"), ("qualified", "unsaid"), ("value", "125")];
    let sent = post(&world, &cookie, &format!("{page}/annotations"), &fields).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER);
    let tagged = call(&world, &token).await;
    assert_eq!((&tagged["qualified"], &tagged["qualified_by"]), (&json!(true), &json!("rule")));
    let seen = get(&world, &world.cookie(&world.viewer).await, &page).await;
    seen.assert_says(StatusCode::OK, &["Qualified by a rule."]);
    assert!(!seen.text().contains("Secret client"), "a name may tell of other numbers");
}
