//! Views of the list of calls: what each reader is shown of one, and the roles of its changes.

use axum::http::{Method, StatusCode};
use crewline_core::access::Thing as _;
use crewline_core::both_engines;
use crewline_core::call_views::MAX_VIEWS;
use crewline_core::calls::Filter;
use crewline_core::db::Kind;
use crewline_core::mail::EmailComposer;
use crewline_core::members::{self, Member};
use serde_json::{Value, json};

use crate::client::{Client, Request};
use crate::world::World;
use crate::world_views::save_view;

const API: &str = "/api/v1/call-views";

async fn patch(world: &World, client: &Client, id: &str, body: Value) -> (StatusCode, Value) {
    let answer = world.send(client, Request::json(Method::PATCH, format!("{API}/{id}"), &body)).await;
    (answer.status, answer.json())
}

async fn post(world: &World, client: &Client, body: Value) -> (StatusCode, Value) {
    let answer = world.send(client, Request::json(Method::POST, API.to_owned(), &body)).await;
    (answer.status, answer.json())
}

async fn views(world: &World, client: &Client) -> Vec<Value> {
    let list = world.send(client, Request::get(API)).await.json();
    list["call_views"].as_array().unwrap().clone()
}

#[both_engines]
async fn a_shared_view_shows_a_viewer_of_other_numbers_nothing_of_its_filters(kind: Kind) {
    let world = World::new(kind).await;
    let viewer = (world.token(&world.viewer).await, world.cookie(&world.viewer).await);
    let owner = world.token(&world.ours.owner).await;
    let seen = views(&world, &viewer.0).await;
    let view = &seen[0];
    assert_eq!(view["name"], "Calls of the week");
    assert_eq!(view["question"]["number_id"], json!([world.ours.numbers[0].to_string()]));
    for filter in ["group_id", "source", "tag"] {
        assert_eq!(view["question"][filter], json!([]), "{filter}");
    }
    assert_eq!((&view["matches_nothing"], &view["author"]), (&json!(true), &json!(null)));
    assert_eq!((&view["own"], &view["may_edit"]), (&json!(false), &json!(false)));
    let list = world.send(&viewer.1, Request::get("/b/northline/call-views")).await.text();
    let calls = world.send(&viewer.1, Request::get("/b/northline/calls")).await.text();
    for text in [&list, &calls, &json!(seen).to_string()] {
        assert!(text.contains("Calls of the week"), "{text}");
        for name in ["Quartz", "Zephyr", "Meadow group", "Olga"] {
            assert!(!text.contains(name), "{name}: {text}");
        }
    }
    assert!(list.contains("it shows you no calls") && calls.contains("it shows you no calls"));
    let own = &views(&world, &owner).await[0];
    assert_eq!(own["question"]["number_id"].as_array().unwrap().len(), 3);
    let id = own["id"].as_str().unwrap();
    let sent_back = patch(&world, &owner, id, json!({ "question": own["question"] })).await;
    assert_eq!((sent_back.0, &sent_back.1["call_view"]["question"]), (StatusCode::OK, &own["question"]));
    assert_eq!(patch(&world, &viewer.0, id, json!({ "name": "Mine" })).await.0, StatusCode::FORBIDDEN);
    let removal = Request::new(Method::DELETE, format!("{API}/{id}"));
    assert_eq!(world.send(&viewer.0, removal).await.status, StatusCode::FORBIDDEN);
}

#[both_engines]
async fn a_view_opens_as_the_list_with_the_readers_numbers_and_is_marked(kind: Kind) {
    let world = World::new(kind).await;
    let filter = Filter { numbers: world.ours.numbers.clone(), no_group: true, ..Filter::default() };
    save_view(world.db(), &world.ours.owner, "All three", filter, true).await;
    let viewer = world.cookie(&world.viewer).await;
    let page = world.send(&viewer, Request::get("/b/northline/calls")).await.text();
    let address = format!("/b/northline/calls?number_id={}&#38;group_id=none", world.ours.numbers[0]);
    assert!(page.contains(&format!("href=\"{address}\"")) && !page.contains("View: All three"), "{page}");
    let opened = world.send(&viewer, Request::get(address.replace("&#38;", "&"))).await;
    assert_eq!(opened.status, StatusCode::OK);
    assert!(opened.text().contains(&format!("href=\"{address}\" aria-current=\"true\"")), "{}", opened.text());
    assert!(opened.text().contains("View: All three"));
    let list = world.send(&viewer, Request::get("/b/northline/call-views")).await.text();
    assert!(
        list.contains("It is filtered by what you see: anything else, and what was removed, is left out."),
        "{list}"
    );
}

#[both_engines]
async fn a_private_view_is_its_authors_alone_and_a_viewer_shares_none(kind: Kind) {
    let world = World::new(kind).await;
    let (viewer, owner) = (world.token(&world.viewer).await, world.token(&world.ours.owner).await);
    let body = json!({ "name": "Mine", "question": { "status": "missed", "period": "today", "hour_of_day": [9] } });
    let (status, saved) = post(&world, &viewer, body).await;
    assert_eq!(status, StatusCode::CREATED, "{saved}");
    assert_eq!(saved["call_view"]["question"]["status"], json!(["missed"]));
    let id = saved["call_view"]["id"].as_str().unwrap().to_owned();
    assert_eq!(patch(&world, &owner, &id, json!({ "name": "Ours" })).await.0, StatusCode::NOT_FOUND);
    assert!(views(&world, &owner).await.iter().all(|view| view["name"] != "Mine"));
    let cookie = world.cookie(&world.ours.owner).await;
    for page in ["edit", "removal"] {
        let answer = world.send(&cookie, Request::get(format!("/b/northline/call-views/{id}/{page}"))).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{page}");
    }
    assert_eq!(patch(&world, &viewer, &id, json!({ "shared": true })).await.0, StatusCode::FORBIDDEN);
    let shared = json!({ "name": "Ours", "question": {}, "shared": true });
    assert_eq!(post(&world, &viewer, shared).await.0, StatusCode::FORBIDDEN);
    let hidden = json!({ "name": "Theirs", "question": { "number_id": [world.ours.numbers[1]] } });
    assert_eq!(post(&world, &viewer, hidden).await.0, StatusCode::NOT_FOUND);
    let (status, changed) = patch(&world, &viewer, &id, json!({ "name": "Days", "question": {} })).await;
    assert_eq!((status, &changed["call_view"]["name"]), (StatusCode::OK, &json!("Days")));
    assert_eq!(changed["call_view"]["question"]["period"], json!(null));
    let removal = Request::new(Method::DELETE, format!("{API}/{id}"));
    assert_eq!(world.send(&viewer, removal).await.status, StatusCode::NO_CONTENT);
}

#[both_engines]
async fn what_cannot_be_read_of_a_view_is_named(kind: Kind) {
    let world = World::new(kind).await;
    let owner = world.token(&world.ours.owner).await;
    let many: Vec<String> = (0..11).map(|at| format!("t{at}")).collect();
    for (body, field) in [
        (json!({ "name": "", "question": {} }), "name"),
        (json!({ "name": "x".repeat(81), "question": {} }), "name"),
        (json!({ "name": "calls OF the week", "question": {} }), "name"),
        (json!({ "name": "A" }), "question"),
        (json!({ "name": "A", "question": { "period": "fortnight" } }), "period"),
        (json!({ "name": "A", "question": { "from": "2026-03-02", "to": "2026-03-01" } }), "to"),
        (json!({ "name": "A", "question": { "from": "yesterday" } }), "from"),
        (json!({ "name": "A", "question": { "status": "lost" } }), "status"),
        (json!({ "name": "A", "question": { "tag": many } }), "tag"),
        (json!({ "name": "A", "question": { "hour_of_day": [24] } }), "hour_of_day"),
        (json!({ "name": "A", "question": { "q": "x".repeat(201) } }), "q"),
        (json!({ "name": "A", "question": { "source": "x".repeat(401) } }), "question"),
        (json!({ "name": "A", "question": { "number_id": "garbage" } }), "number_id"),
    ] {
        let (status, answer) = post(&world, &owner, body.clone()).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{body}");
        assert!(answer["error"]["fields"][field].is_string(), "{body}: {answer}");
    }
    let columns = json!({ "name": "A", "question": {}, "columns": ["value"] });
    assert_eq!(post(&world, &owner, columns).await.0, StatusCode::UNPROCESSABLE_ENTITY);
}

#[both_engines]
async fn a_member_saves_so_many_views_and_no_more(kind: Kind) {
    let world = World::new(kind).await;
    for at in 0..MAX_VIEWS {
        save_view(world.db(), &world.manager, &format!("View {at}"), Filter::default(), false).await;
    }
    let (token, cookie) = (world.token(&world.manager).await, world.cookie(&world.manager).await);
    let (status, answer) = post(&world, &token, json!({ "name": "One more", "question": {} })).await;
    assert_eq!((status, &answer["error"]["code"]), (StatusCode::CONFLICT, &json!("conflict")));
    let form = Request::form("/b/northline/call-views/new?status=missed", &[("name", "One more")]);
    let refused = world.send(&cookie, form).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.text().contains("You have 50 views already.") && refused.text().contains("value=\"One more\""));
}

#[both_engines]
async fn filters_are_saved_replaced_shared_and_removed_by_forms(kind: Kind) {
    let world = World::new(kind).await;
    let (cookie, token) = (world.cookie(&world.manager).await, world.token(&world.manager).await);
    let asked = "status=missed&period=today";
    let page = world.send(&cookie, Request::get(format!("/b/northline/calls?{asked}"))).await.text();
    let form = format!("/b/northline/call-views/new?{asked}");
    assert!(page.contains(&form.replace('&', "&#38;")), "{page}");
    assert!(world.send(&cookie, Request::get(form.clone())).await.text().contains("Today; Status: Missed"));
    let refused = world.send(&cookie, Request::form(form.clone(), &[("name", "")])).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    let saved = world.send(&cookie, Request::form(form.clone(), &[("name", "Missed"), ("shared", "yes")])).await;
    let list = format!("/b/northline/calls?{asked}");
    assert_eq!((saved.status, saved.header("location")), (StatusCode::SEE_OTHER, list.as_str()), "{}", saved.text());
    let taken = world.send(&cookie, Request::form(form, &[("name", "missed")])).await;
    assert_eq!(taken.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        taken.text().contains("There is a view of this name already.") && taken.text().contains("value=\"missed\"")
    );
    let view = views(&world, &token).await.swap_remove(0);
    assert_eq!((&view["name"], &view["shared"], &view["own"]), (&json!("Missed"), &json!(true), &json!(true)));
    let id = view["id"].as_str().unwrap();
    let other = "/b/northline/call-views/new?first_time=true";
    let replace = format!("/b/northline/call-views/{id}/filters?first_time=true");
    assert!(world.send(&cookie, Request::get(other)).await.text().contains(&format!("action=\"{replace}\"")));
    let replaced = world.send(&cookie, Request::form(replace, &[])).await;
    assert_eq!(replaced.header("location"), "/b/northline/calls?first_time=true", "{}", replaced.text());
    let question = views(&world, &token).await.swap_remove(0)["question"].clone();
    assert_eq!((&question["first_time"], &question["status"]), (&json!(true), &json!([])));
    let edit = format!("/b/northline/call-views/{id}/edit");
    assert!(world.send(&cookie, Request::get(edit.clone())).await.text().contains("checked"));
    let admin = world.cookie(&world.admin).await;
    assert!(!world.send(&admin, Request::get(edit.clone())).await.text().contains("Share with the team"));
    let edited = world.send(&admin, Request::form(edit.clone(), &[("name", "First calls")])).await;
    assert_eq!(edited.status, StatusCode::SEE_OTHER);
    let viewer = world.cookie(&world.viewer).await;
    let refused = world.send(&viewer, Request::form(format!("/b/northline/call-views/{id}/filters"), &[])).await;
    assert!(refused.status.is_client_error(), "{}", refused.status);
    let removal = format!("/b/northline/call-views/{id}/removal");
    assert!(world.send(&cookie, Request::get(removal.clone())).await.text().contains("for the whole team"));
    assert_eq!(world.send(&admin, Request::form(removal, &[])).await.status, StatusCode::SEE_OTHER);
    assert_eq!(world.send(&cookie, Request::get(edit)).await.status, StatusCode::NOT_FOUND);
    let actions =
        "select action from audit_entries where action like 'call_view.%' and subject_name <> 'Calls of the week'
        order by id";
    let actions: Vec<_> = world.business.database.rows(actions).await.into_iter().flatten().flatten().collect();
    assert_eq!(actions, ["call_view.saved", "call_view.edited", "call_view.edited", "call_view.removed"]);
}

#[both_engines]
async fn the_shared_views_of_a_removed_member_stay_and_the_private_ones_go(kind: Kind) {
    let world = World::new(kind).await;
    let (db, owner) = (world.db(), &world.ours.owner);
    let kept = save_view(db, &world.manager, "Kept", Filter::default(), true).await.to_string();
    save_view(db, &world.manager, "Gone", Filter::default(), false).await;
    let held = Member::hold(db, owner.may().unwrap(), world.manager.member()).await.unwrap();
    members::remove(db, &held, &EmailComposer::disabled()).await.unwrap();
    let rows = world.business.database.rows("select name from call_views where name in ('Kept', 'Gone')").await;
    assert_eq!(rows, [[Some("Kept".to_owned())]]);
    let token = world.token(owner).await;
    let (status, body) = patch(&world, &token, &kept, json!({ "shared": false })).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{body}");
    let (status, body) = patch(&world, &token, &kept, json!({ "name": "Of the team" })).await;
    assert_eq!((status, &body["call_view"]["author"]), (StatusCode::OK, &json!(null)));
}
