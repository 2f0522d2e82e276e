//! Saved reports: what each reader is shown of one, and the roles of its changes.

use axum::http::{Method, StatusCode};
use crewline_core::access::Thing as _;
use crewline_core::both_engines;
use crewline_core::db::Kind;
use crewline_core::mail::EmailComposer;
use crewline_core::members::{self, Member};
use serde_json::json;

use crate::client::{Client, Request};
use crate::world::World;
use crate::world_reports::{question, save};

async fn patch(world: &World, client: &Client, id: &str, body: serde_json::Value) -> (StatusCode, serde_json::Value) {
    let answer = world.send(client, Request::json(Method::PATCH, format!("/api/v1/reports/{id}"), &body)).await;
    (answer.status, answer.json())
}

#[both_engines]
async fn a_shared_report_shows_a_viewer_of_other_numbers_nothing_of_what_its_author_chose(kind: Kind) {
    let world = World::new(kind).await;
    let viewer = (world.token(&world.viewer).await, world.cookie(&world.viewer).await);
    let owner = world.token(&world.ours.owner).await;
    let list = world.send(&viewer.0, Request::get("/api/v1/reports")).await;
    let report = &list.json()["reports"][0];
    assert_eq!(report["name"], "Weekly figures");
    assert_eq!(report["question"]["number_id"], json!([world.ours.numbers[0].to_string()]));
    for filter in ["group_id", "source", "tag"] {
        assert_eq!(report["question"][filter], json!([]), "{filter}");
    }
    assert_eq!((&report["matches_nothing"], &report["author"]), (&json!(true), &json!(null)));
    assert_eq!((&report["own"], &report["may_edit"]), (&json!(false), &json!(false)));
    let page = world.send(&viewer.1, Request::get("/b/northline/reports")).await;
    assert!(page.text().contains("it shows you no calls"));
    for text in [list.text(), page.text()] {
        for name in ["Quartz", "Zephyr", "Meadow group", "Olga"] {
            assert!(!text.contains(name), "{name}: {text}");
        }
    }
    let own = &world.send(&owner, Request::get("/api/v1/reports")).await.json()["reports"][0];
    assert_eq!(own["question"]["number_id"].as_array().unwrap().len(), 3);
    assert_eq!((&own["question"]["tag"], &own["own"]), (&json!(["Meadow Quartz tag"]), &json!(true)));
    let id = own["id"].as_str().unwrap();
    let sent_back = json!({ "question": own["question"] });
    assert_eq!(
        patch(&world, &owner, id, sent_back).await.0,
        StatusCode::OK,
        "the question is taken as it was answered"
    );
    assert_eq!(patch(&world, &viewer.0, id, json!({ "name": "Mine" })).await.0, StatusCode::FORBIDDEN);
    let removal = Request::new(Method::DELETE, format!("/api/v1/reports/{id}"));
    assert_eq!(world.send(&viewer.0, removal).await.status, StatusCode::FORBIDDEN);
}

#[both_engines]
async fn a_report_opens_as_its_question_with_the_readers_numbers(kind: Kind) {
    let world = World::new(kind).await;
    let saved = question(&world.ours.numbers, &[], &[], &[]);
    save(world.db(), &world.ours.owner, "All three", saved, true).await;
    let viewer = world.cookie(&world.viewer).await;
    let page = world.send(&viewer, Request::get("/b/northline/reports")).await.text();
    let address = format!(
        "/b/northline/analytics?period=last_30_days&#38;group_by=source&#38;number_id={}\"",
        world.ours.numbers[0]
    );
    assert!(page.contains(&address), "{page}");
    assert!(
        page.contains("It is filtered by what you see: anything else, and what was removed, is left out."),
        "{page}"
    );
    let of_owner =
        world.send(&world.cookie(&world.ours.owner).await, Request::get("/b/northline/reports")).await.text();
    assert!(of_owner.contains("All three") && !of_owner.contains("left out"), "{of_owner}");
    assert_eq!(
        world.send(&viewer, Request::get(address.replace("&#38;", "&").trim_end_matches('"'))).await.status,
        StatusCode::OK
    );
}

#[both_engines]
async fn a_private_report_is_its_authors_alone_and_a_viewer_shares_none(kind: Kind) {
    let world = World::new(kind).await;
    let viewer = world.token(&world.viewer).await;
    let post = |body| Request::json(Method::POST, "/api/v1/reports".to_owned(), &body);
    let body = json!({ "name": "Mine", "question": { "group_by": "date", "period": "today" } });
    let answer = world.send(&viewer, post(body)).await;
    assert_eq!(answer.status, StatusCode::CREATED, "{}", answer.text());
    let id = answer.json()["report"]["id"].as_str().unwrap().to_owned();
    let owner = world.token(&world.ours.owner).await;
    assert_eq!(patch(&world, &owner, &id, json!({ "name": "Ours" })).await.0, StatusCode::NOT_FOUND);
    assert_eq!(patch(&world, &viewer, &id, json!({ "shared": true })).await.0, StatusCode::FORBIDDEN);
    let shared = json!({ "name": "Ours", "question": {}, "shared": true });
    assert_eq!(world.send(&viewer, post(shared)).await.status, StatusCode::FORBIDDEN);
    let hidden = json!({ "name": "Theirs", "question": { "number_id": [world.ours.numbers[1]] } });
    assert_eq!(world.send(&viewer, post(hidden)).await.status, StatusCode::NOT_FOUND);
    let (status, changed) = patch(&world, &viewer, &id, json!({ "name": "Days", "question": {} })).await;
    assert_eq!((status, &changed["report"]["name"]), (StatusCode::OK, &json!("Days")));
    assert_eq!(changed["report"]["question"]["period"], "last_30_days");
    let removal = Request::new(Method::DELETE, format!("/api/v1/reports/{id}"));
    assert_eq!(world.send(&viewer, removal).await.status, StatusCode::NO_CONTENT);
}

#[both_engines]
async fn what_cannot_be_read_of_a_question_is_named(kind: Kind) {
    let world = World::new(kind).await;
    let owner = world.token(&world.ours.owner).await;
    for (body, field) in [
        (json!({ "name": "", "question": {} }), "name"),
        (json!({ "name": "x".repeat(81), "question": {} }), "name"),
        (json!({ "name": "A" }), "question"),
        (json!({ "name": "A", "question": { "period": "fortnight" } }), "period"),
        (json!({ "name": "A", "question": { "period": { "from": "2026-03-02", "to": "2026-03-01" } } }), "period"),
        (json!({ "name": "A", "question": { "group_by": ["colour"] } }), "group_by"),
        (json!({ "name": "A", "question": { "measures": ["size"] } }), "measures"),
        (json!({ "name": "A", "question": { "measures": ["calls", "calls"] } }), "measures"),
        (json!({ "name": "A", "question": { "sort": "source" } }), "sort"),
        (json!({ "name": "A", "question": { "number_id": "garbage" } }), "number_id"),
    ] {
        let answer = world.send(&owner, Request::json(Method::POST, "/api/v1/reports".to_owned(), &body)).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{body}");
        assert!(answer.json()["error"]["fields"][field].is_string(), "{body}: {}", answer.text());
    }
}

#[both_engines]
async fn the_question_of_analytics_is_saved_edited_and_removed_by_forms(kind: Kind) {
    let world = World::new(kind).await;
    let cookie = world.cookie(&world.manager).await;
    let asked = "period=last_7_days&group_by=source&measure=missed";
    let page = world.send(&cookie, Request::get(format!("/b/northline/analytics?{asked}"))).await.text();
    let form = format!("/b/northline/reports/new?{asked}");
    assert!(page.contains(&form.replace('&', "&#38;")), "{page}");
    assert!(world.send(&cookie, Request::get(form.clone())).await.text().contains("By source, 7 days"));
    let refused = world.send(&cookie, Request::form(form.clone(), &[("name", "")])).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    let saved = world.send(&cookie, Request::form(form, &[("name", "Missed"), ("shared", "yes")])).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.text());
    let list = world.send(&world.token(&world.manager).await, Request::get("/api/v1/reports")).await.json();
    let report = &list["reports"][0];
    assert_eq!((&report["name"], &report["shared"]), (&json!("Missed"), &json!(true)));
    assert_eq!(report["question"]["measures"], json!(["missed"]));
    let id = report["id"].as_str().unwrap();
    let edit = format!("/b/northline/reports/{id}/edit");
    assert!(world.send(&cookie, Request::get(edit.clone())).await.text().contains("checked"));
    let admin = world.cookie(&world.admin).await;
    assert!(!world.send(&admin, Request::get(edit.clone())).await.text().contains("Share with the team"));
    let edited = world.send(&admin, Request::form(edit.clone(), &[("name", "Missed calls")])).await;
    assert_eq!(edited.status, StatusCode::SEE_OTHER);
    let removal = format!("/b/northline/reports/{id}/removal");
    assert!(world.send(&cookie, Request::get(removal.clone())).await.text().contains("for the whole team"));
    assert_eq!(world.send(&cookie, Request::form(removal, &[])).await.status, StatusCode::SEE_OTHER);
    assert_eq!(world.send(&cookie, Request::get(edit)).await.status, StatusCode::NOT_FOUND);
}

#[both_engines]
async fn the_shared_reports_of_a_removed_member_stay_and_the_private_ones_go(kind: Kind) {
    let world = World::new(kind).await;
    let (db, owner) = (world.db(), &world.ours.owner);
    let kept = save(db, &world.manager, "Kept", question(&[], &[], &[], &[]), true).await.to_string();
    save(db, &world.manager, "Gone", question(&[], &[], &[], &[]), false).await;
    let held = Member::hold(db, owner.may().unwrap(), world.manager.member()).await.unwrap();
    members::remove(db, &held, &EmailComposer::disabled()).await.unwrap();
    let rows = world.business.database.rows("select name from reports where name in ('Kept', 'Gone')").await;
    assert_eq!(rows, [[Some("Kept".to_owned())]]);
    let token = world.token(owner).await;
    let (status, body) = patch(&world, &token, &kept, json!({ "shared": false })).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{body}");
    let (status, body) = patch(&world, &token, &kept, json!({ "name": "Of the team" })).await;
    assert_eq!((status, &body["report"]["author"]), (StatusCode::OK, &json!(null)));
}
