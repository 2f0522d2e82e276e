//! Tags, ratings, notes and blocked callers by pages and by the API: what is saved, what is refused, and what is kept of it.

use axum::http::{Method, StatusCode};
use crewline_core::both_engines;
use crewline_core::db::Kind;
use serde_json::{Value, json};

use crate::client::{Answer, Client, Request};
use crate::world::World;

async fn call(world: &World, token: &Client) -> Value {
    world.send(token, Request::get(format!("/api/v1/calls/{}", world.ours.call))).await.json()["call"].clone()
}

async fn post(world: &World, cookie: &Client, path: &str, fields: &[(&str, &str)]) -> Answer {
    world.send(cookie, Request::form(format!("/b/northline{path}"), fields)).await
}

#[both_engines]
async fn a_call_is_tagged_and_rated_on_its_page(kind: Kind) {
    let world = World::new(kind).await;
    let (cookie, token) = (world.cookie(&world.manager).await, world.token(&world.manager).await);
    let path = format!("/calls/{}/annotations", world.ours.call);
    let page = world.send(&cookie, Request::get(format!("/b/northline/calls/{}", world.ours.call))).await;
    page.assert_says(StatusCode::OK, &["Tags and rating", "Meadow Ads note", "Shared tag", "Value in USD", "125"]);
    let fields = [
        ("had_tag", "Shared tag"),
        ("had_tag", "Meadow Ads tag"),
        ("tag", "Meadow Ads tag"),
        ("add_tag", "Callback, New patient,"),
        ("qualified", "no"),
        ("value", "1,250.50"),
        ("spam", "yes"),
    ];
    assert_eq!(post(&world, &cookie, &path, &fields).await.status, StatusCode::SEE_OTHER);
    let saved = call(&world, &token).await;
    assert_eq!(saved["tags"], json!(["Callback", "Meadow Ads tag", "New patient"]));
    assert_eq!(
        (&saved["qualified"], &saved["value_cents"], &saved["spam"]),
        (&json!(false), &json!(125_050), &json!(true))
    );
    assert_eq!(saved["qualified_by"], "person");
    // A refused form keeps what was typed, and changes nothing.
    let wrong = [("tag", "Callback"), ("add_tag", "Fine, \u{202e}"), ("qualified", "yes"), ("value", "much")];
    let refused = post(&world, &cookie, &path, &wrong).await;
    refused.assert_says(StatusCode::UNPROCESSABLE_ENTITY, &["Type an amount like 125 or 125.50.", "value=\"much\""]);
    let wrong = [("add_tag", "Fine, \u{202e}"), ("qualified", "yes"), ("value", "5")];
    let refused = post(&world, &cookie, &path, &wrong).await;
    refused.assert_says(StatusCode::UNPROCESSABLE_ENTITY, &["Add tags: ", "value=\"Fine, "]);
    assert_eq!(call(&world, &token).await, saved);
    // Nothing said, and no value.
    let cleared = [("qualified", "unsaid"), ("value", "")];
    assert_eq!(post(&world, &cookie, &path, &cleared).await.status, StatusCode::SEE_OTHER);
    let saved = call(&world, &token).await;
    assert_eq!(
        (&saved["qualified"], &saved["value_cents"], &saved["spam"]),
        (&json!(null), &json!(null), &json!(false))
    );
}

#[both_engines]
async fn a_viewer_reads_annotations_and_gets_no_form(kind: Kind) {
    let world = World::new(kind).await;
    let cookie = world.cookie(&world.viewer).await;
    let page = world.send(&cookie, Request::get(format!("/b/northline/calls/{}", world.ours.call))).await.text();
    for shown in ["Meadow Ads note", "Shared tag", "$125.00"] {
        assert!(page.contains(shown), "{shown}");
    }
    for hidden in ["Tags and rating", "Add note", "Block this caller", "/annotations"] {
        assert!(!page.contains(hidden), "{hidden}");
    }
    let list = world.send(&cookie, Request::get("/b/northline/calls")).await.text();
    assert!(list.contains("Shared tag") && !list.contains("/calls/selected") && !list.contains("Tag of nobody"));
    let tags = world.send(&world.token(&world.viewer).await, Request::get("/api/v1/tags")).await.json();
    let names: Vec<_> = tags["tags"].as_array().unwrap().iter().map(|tag| tag["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["Meadow Ads tag", "Shared tag"]);
}

#[both_engines]
async fn the_timeline_of_a_call_has_what_people_and_rules_have_said_in_the_order_of_time(kind: Kind) {
    let world = World::new(kind).await;
    let (manager, viewer) = (world.cookie(&world.manager).await, world.cookie(&world.viewer).await);
    let token = world.token(&world.manager).await;
    let path = format!("/b/northline/calls/{}", world.ours.call);
    let rule = json!({ "name": "Answered calls", "conditions": { "answered": true } });
    let added = world.send(&token, Request::json(Method::POST, "/api/v1/qualified-rules", &rule)).await;
    assert_eq!(added.status, StatusCode::CREATED, "{}", added.text());
    for change in [
        json!({ "value_cents": null, "spam": true }),
        json!({ "tags": ["Shared tag", "Callback"], "spam": false }),
        // The word is taken back, so that the rule speaks.
        json!({ "qualified": null }),
    ] {
        world.program.app.db.clock().advance_seconds(60);
        let changed =
            world.send(&token, Request::json(Method::PATCH, format!("/api/v1{}", &path[12..]), &change)).await;
        assert_eq!(changed.status, StatusCode::OK, "{}", changed.text());
    }
    let timeline = async |cookie: &Client| {
        let text = world.send(cookie, Request::get(&path)).await.text();
        text.split("<ol class=\"timeline\">").nth(1).unwrap().split("</ol>").next().unwrap().to_owned()
    };
    let by_rule = "By the rule “Answered calls”";
    let mut words = vec![
        "The call came in",
        "Tagged",
        "Meadow Ads tag, Shared tag",
        "Meadow Ads note",
        "Value removed",
        "Marked as spam",
        "Tagged",
        "Callback",
        "Taken off",
        "Meadow Ads tag",
        "Marked as no spam",
        "Qualified",
        by_rule,
    ];
    for (cookie, sees_rules) in [(&manager, true), (&viewer, false)] {
        let text = timeline(cookie).await;
        words.pop();
        words.push(if sees_rules { by_rule } else { "By a rule" });
        let mut rest = text.as_str();
        for word in &words {
            rest = rest.split_once(word).unwrap_or_else(|| panic!("{word} is not in its place: {text}")).1;
        }
        assert!(text.contains(world.manager.name()) && text.contains(world.ours.owner.name()), "{text}");
        assert_eq!(text.contains("Answered calls"), sees_rules, "{text}");
    }
    // The same by the API; the rule is named to those alone who may see rules.
    let changes = call(&world, &token).await["changes"].as_array().unwrap().clone();
    let changed: Vec<_> = changes.iter().rev().take(3).map(|change| change["changed"].clone()).collect();
    let expected = [
        json!({ "qualified": true }),
        json!({ "tags_added": ["Callback"], "tags_removed": ["Meadow Ads tag"], "spam": false }),
        json!({ "value_cents": null, "spam": true }),
    ];
    assert_eq!(changed, expected);
    let author = json!({ "member_id": world.manager.member(), "name": world.manager.name() });
    let seen = call(&world, &world.token(&world.viewer).await).await["changes"].as_array().unwrap().clone();
    for (changes, sees_rules) in [(changes, true), (seen, false)] {
        let last = changes.last().unwrap();
        assert_eq!((&last["author"], &last["by_rule"]), (&author, &json!(true)));
        assert_eq!(last["rule_id"].is_string(), sees_rules, "{last}");
    }
}

#[both_engines]
async fn selected_calls_are_annotated_together(kind: Kind) {
    let world = World::new(kind).await;
    let (cookie, token) = (world.cookie(&world.manager).await, world.token(&world.manager).await);
    let all = world.send(&token, Request::get("/api/v1/calls")).await.json();
    let ids: Vec<_> = all["calls"].as_array().unwrap().iter().map(|call| call["id"].as_str().unwrap()).collect();
    assert_eq!(ids.len(), 3);
    let send = async |extra: &[(&str, &str)]| {
        let fields: Vec<_> = ids.iter().map(|id| ("call_id", *id)).chain(extra.iter().copied()).collect();
        post(&world, &cookie, "/calls/selected", &fields).await
    };
    let done = send(&[("do", "tag"), ("add_tag", "Callback"), ("back", "q=meadow&unknown=1")]).await;
    assert_eq!((done.status, done.header("location")), (StatusCode::SEE_OTHER, "/b/northline/calls?q=meadow"));
    for (button, field, value) in [
        ("not_qualified", "qualified", json!(false)),
        ("unsaid", "qualified", json!(null)),
        ("spam", "spam", json!(true)),
        ("not_spam", "spam", json!(false)),
    ] {
        send(&[("do", button)]).await;
        let all = world.send(&token, Request::get("/api/v1/calls")).await.json();
        for call in all["calls"].as_array().unwrap() {
            assert_eq!(call[field], value, "{button}");
            assert!(call["tags"].as_array().unwrap().contains(&json!("Callback")));
        }
    }
    // Nothing chosen, nothing to do, and a call of another business: nothing changes.
    let before = world.send(&token, Request::get("/api/v1/calls")).await.json();
    for fields in [
        vec![("do", "spam")],
        vec![("do", "tag"), ("call_id", ids[0])],
        vec![("do", "explode"), ("call_id", ids[0])],
        vec![("do", "spam"), ("call_id", "nonsense")],
    ] {
        assert_eq!(post(&world, &cookie, "/calls/selected", &fields).await.status, StatusCode::SEE_OTHER);
    }
    let foreign = [("do", "spam"), ("call_id", ids[0]), ("call_id", world.theirs.call.as_str())];
    assert_eq!(post(&world, &cookie, "/calls/selected", &foreign).await.status, StatusCode::NOT_FOUND);
    assert_eq!(world.send(&token, Request::get("/api/v1/calls")).await.json(), before);
}

#[both_engines]
async fn notes_are_written_changed_and_removed(kind: Kind) {
    let world = World::new(kind).await;
    let (cookie, token) = (world.cookie(&world.manager).await, world.token(&world.manager).await);
    let path = format!("/calls/{}/notes", world.ours.call);
    post(&world, &cookie, &path, &[("note_text", "  ")])
        .await
        .assert_says(StatusCode::UNPROCESSABLE_ENTITY, &["Note: Fill this in."]);
    assert_eq!(post(&world, &cookie, &path, &[("note_text", "Wants\r\na quote")]).await.status, StatusCode::SEE_OTHER);
    let notes = world.send(&token, Request::get(format!("/api/v1{path}"))).await.json();
    let notes = notes["notes"].as_array().unwrap();
    assert_eq!(
        (notes.len(), &notes[1]["text"], &notes[1]["author"]["name"]),
        (2, &json!("Wants\na quote"), &json!("Mina Park"))
    );
    let own = notes[1]["id"].as_str().unwrap();
    let edit = format!("/notes/{own}/edit");
    let long = "x".repeat(4_001);
    post(&world, &cookie, &edit, &[("note_text", &long)])
        .await
        .assert_says(StatusCode::UNPROCESSABLE_ENTITY, &["4000 characters at most", &long]);
    assert_eq!(post(&world, &cookie, &edit, &[("note_text", "Changed")]).await.status, StatusCode::SEE_OTHER);
    // The Owner's is not the Manager's, on the page or by the API; an Owner removes the Manager's.
    let theirs = world.ours.note;
    for request in [
        Request::json(Method::PATCH, format!("/api/v1/notes/{theirs}"), &json!({ "text": "Mine" })),
        Request::json(Method::DELETE, format!("/api/v1/notes/{theirs}"), &json!({})),
    ] {
        assert_eq!(world.send(&token, request).await.status, StatusCode::FORBIDDEN);
    }
    let owner = world.cookie(&world.ours.owner).await;
    let page = world.send(&owner, Request::get(format!("/b/northline/notes/{own}/edit"))).await;
    page.assert_says(StatusCode::OK, &["Remove this note?", "Changed"]);
    assert_eq!(post(&world, &owner, &format!("/notes/{own}/removal"), &[]).await.status, StatusCode::SEE_OTHER);
    let notes = world.send(&token, Request::get(format!("/api/v1{path}"))).await.json();
    assert_eq!(notes["notes"].as_array().unwrap().len(), 1);
}

#[both_engines]
async fn tags_are_managed_under_settings_and_by_the_api(kind: Kind) {
    let world = World::new(kind).await;
    let (cookie, token) = (world.cookie(&world.manager).await, world.token(&world.manager).await);
    let page = world.send(&cookie, Request::get("/b/northline/settings/tags")).await;
    page.assert_says(StatusCode::OK, &["Shared tag", "3 calls", "Tag of nobody", "0 calls"]);
    let taken = [("tag_name", "shared TAG"), ("colour", "red")];
    post(&world, &cookie, "/settings/tags", &taken).await.assert_says(
        StatusCode::UNPROCESSABLE_ENTITY,
        &["A tag of this name is there already", "value=\"shared TAG\""],
    );
    let (tag, other) = (world.ours.tag, world.new_tag().await);
    let merge = format!("/api/v1/tags/{tag}/merge");
    for wrong in [json!({}), json!({ "into": tag }), json!({ "into": world.theirs.tag }), json!({ "into": "nonsense" })]
    {
        let refused = world.send(&token, Request::json(Method::POST, &merge, &wrong)).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{wrong}");
        assert!(refused.json()["error"]["fields"]["into"].is_string(), "{wrong}");
    }
    let wrong = [("into", world.theirs.tag.to_string())];
    let fields: Vec<_> = wrong.iter().map(|(name, value)| (*name, value.as_str())).collect();
    post(&world, &cookie, &format!("/settings/tags/{tag}/merge"), &fields)
        .await
        .assert_says(StatusCode::UNPROCESSABLE_ENTITY, &["Choose another tag from the list."]);
    let renamed = [("tag_name", "Urgent"), ("colour", "red")];
    assert_eq!(
        post(&world, &cookie, &format!("/settings/tags/{tag}/edit"), &renamed).await.status,
        StatusCode::SEE_OTHER
    );
    assert!(call(&world, &token).await["tags"].as_array().unwrap().contains(&json!("Urgent")));
    let merged = world.send(&token, Request::json(Method::POST, &merge, &json!({ "into": other }))).await;
    assert_eq!((merged.status, &merged.json()["tag"]["id"]), (StatusCode::OK, &json!(other.to_string())));
    let gone = world.send(&token, Request::json(Method::DELETE, format!("/api/v1/tags/{tag}"), &json!({}))).await;
    assert_eq!(gone.status, StatusCode::NOT_FOUND);
    let removed = post(&world, &cookie, &format!("/settings/tags/{other}/removal"), &[]).await;
    assert_eq!(removed.status, StatusCode::SEE_OTHER);
    assert_eq!(call(&world, &token).await["tags"], json!(["Shared tag"]));
}

#[both_engines]
async fn callers_are_blocked_from_a_call_and_under_settings(kind: Kind) {
    let world = World::new(kind).await;
    let (cookie, token) = (world.cookie(&world.manager).await, world.token(&world.manager).await);
    let of_call = format!("/calls/{}/block", world.ours.call);
    assert_eq!(post(&world, &cookie, &of_call, &[]).await.status, StatusCode::SEE_OTHER);
    let page = world.send(&cookie, Request::get(format!("/b/northline/calls/{}", world.ours.call))).await;
    page.assert_says(StatusCode::OK, &["This caller is blocked", "Unblock"]);
    for wrong in ["", "nobody", "+14155550770"] {
        let refused = post(&world, &cookie, "/settings/blocked-callers", &[("caller", wrong)]).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{wrong}");
    }
    let again = json!({ "caller": "(415) 555-0770" });
    let refused = world.send(&token, Request::json(Method::POST, "/api/v1/blocked-callers", &again)).await;
    assert_eq!((refused.status, &refused.json()["error"]["code"]), (StatusCode::CONFLICT, &json!("conflict")));
    let list = world.send(&token, Request::get("/api/v1/blocked-callers?limit=1")).await.json();
    assert_eq!(list["blocked_callers"][0]["blocked_by"], "Mina Park");
    let next = list["next_cursor"].as_str().unwrap();
    let older = world.send(&token, Request::get(format!("/api/v1/blocked-callers?cursor={next}"))).await.json();
    assert_eq!(older["blocked_callers"].as_array().unwrap().len(), 1);
    let id = list["blocked_callers"][0]["id"].as_str().unwrap();
    let removal = format!("/settings/blocked-callers/{id}/removal");
    assert_eq!(post(&world, &cookie, &removal, &[]).await.status, StatusCode::SEE_OTHER);
    assert_eq!(post(&world, &cookie, &removal, &[]).await.status, StatusCode::NOT_FOUND);
}

#[both_engines]
async fn a_wrong_change_of_a_call_is_refused_by_field(kind: Kind) {
    let world = World::new(kind).await;
    let token = world.token(&world.manager).await;
    let path = format!("/api/v1/calls/{}", world.ours.call);
    let before = call(&world, &token).await;
    for (body, field) in [
        (json!({ "tags": [""] }), "tags"),
        (json!({ "tags": null }), "tags"),
        (json!({ "value_cents": -1 }), "value_cents"),
        (json!({ "value_cents": "5" }), "value_cents"),
        (json!({ "qualified": "yes" }), "qualified"),
        (json!({ "spam": null }), "spam"),
        (json!({ "status": "missed" }), "status"),
    ] {
        let refused = world.send(&token, Request::json(Method::PATCH, &path, &body)).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{body}");
        assert!(refused.json()["error"]["fields"][field].is_string(), "{body}: {}", refused.text());
    }
    assert_eq!(call(&world, &token).await, before);
    for filter in ["qualified=maybe", "spam=perhaps", "tag=%00"] {
        let refused = world.send(&token, Request::get(format!("/api/v1/calls?{filter}"))).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{filter}");
    }
}
