//! Two businesses that look alike: on every route, an id of one is unknown to the other.

use std::collections::BTreeSet;

use axum::http::{Method, StatusCode};
use crewline::http::routes::Audience;
use crewline_core::access::Role;
use crewline_core::accounts::{sessions, tokens};
use crewline_core::both_engines;
use crewline_core::db::Kind;
use serde_json::{Value, json};

use crate::client::{Answer, Client, Request};
use crate::route_params::{RouteParams, has_id, is_api};
use crate::world::{Side, World};

/// The ids of a business's things.
async fn route_params(world: &World, side: &Side, business: &str) -> RouteParams {
    let (db, owner) = (world.db(), &side.owner);
    RouteParams {
        business: business.into(),
        number: side.numbers[0].to_string(),
        group: side.group.to_string(),
        call: side.call.clone(),
        member: owner.member().to_string(),
        invitation: side.invitation.to_string(),
        job: side.job.to_string(),
        session: sessions::list(db, &owner.may().unwrap()).await.unwrap()[0].id.to_string(),
        token: tokens::list(db, &owner.may().unwrap()).await.unwrap()[0].id.to_string(),
        tag: side.tag.to_string(),
        into: side.tag.to_string(),
        note: side.note.to_string(),
        blocked_caller: side.blocked_caller.to_string(),
        rule: side.rule.to_string(),
        report: side.report.to_string(),
        view: side.view.to_string(),
        recipient: world.new_recipient(owner).await.to_string(),
    }
}

/// The neighbour's rows, as text.
async fn neighbours_data(world: &World) -> String {
    let business = "(select id from businesses where slug = 'neighbour')";
    let mut all = String::new();
    for table in [
        "members",
        "invitations",
        "numbers",
        "number_groups",
        "calls",
        "recordings",
        "tags",
        "call_notes",
        "call_changes",
        "blocked_callers",
        "qualified_rules",
        "reports",
        "call_views",
        "outside_recipients",
        "messages",
        "api_tokens",
        "audit_entries",
        "jobs",
    ] {
        let rows = world
            .business
            .database
            .rows(&format!("select * from {table} where business_id = {business} order by id"))
            .await;
        assert!(!rows.is_empty(), "{table}");
        all.push_str(&format!("{table}: {rows:?}\n"));
    }
    let sessions =
        "select s.* from sessions s join users u on u.id = s.user_id where u.email like 'nora@%' order by s.id";
    let rows = world.business.database.rows(sessions).await;
    assert!(!rows.is_empty());
    format!("{all}{rows:?}")
}

fn assert_shows_nothing_of_neighbour(answer: &Answer, about: &str) {
    let text = answer.text().to_lowercase();
    for word in ["harbour", "nora@"] {
        assert!(!text.contains(word), "{about} shows {word}: {text}");
    }
}

#[both_engines]
async fn an_id_of_another_business_is_answered_like_an_unknown_one(kind: Kind) {
    let world = World::new(kind).await;
    let own = &world.business.slug;
    let (foreign, unknown) =
        (route_params(&world, &world.theirs, own).await, RouteParams::unknown(own, &world.unknown));
    let before = neighbours_data(&world).await;
    let (cookie, token) = (world.cookie(&world.ours.owner).await, world.token(&world.ours.owner).await);
    let (viewer_cookie, viewer_token) = (world.cookie(&world.viewer).await, world.token(&world.viewer).await);
    let mut count = 0;
    for route in world.program.routes() {
        let Audience::To(entry) = route.audience else { continue };
        if !has_id(route.path) {
            continue;
        }
        count += 1;
        for (role, cookie, token) in [(Role::Owner, &cookie, &token), (Role::Viewer, &viewer_cookie, &viewer_token)] {
            let client = if is_api(route.path) { token } else { cookie };
            let about = format!("{} {} by {client:?}", route.method, route.path);
            let answer = world.send(client, foreign.request(&route)).await;
            let unknown_answer = world.send(client, unknown.request(&route)).await;
            let may = entry.allows(role, None);
            let expected = if !may && is_api(route.path) { StatusCode::FORBIDDEN } else { StatusCode::NOT_FOUND };
            assert_eq!(answer.status, expected, "{about}");
            assert_eq!((answer.status, &answer.body), (unknown_answer.status, &unknown_answer.body), "{about}");
            assert_shows_nothing_of_neighbour(&answer, &about);
        }
    }
    assert_eq!(count, 103, "the routes with an id in their path");
    assert_eq!(neighbours_data(&world).await, before);
}

#[both_engines]
async fn paths_of_another_business_are_not_found(kind: Kind) {
    let world = World::new(kind).await;
    let foreign = route_params(&world, &world.theirs, "neighbour").await;
    let before = neighbours_data(&world).await;
    let unknown = RouteParams { business: "nowhere".into(), ..foreign.clone() };
    let cookie = world.cookie(&world.ours.owner).await;
    for route in world.program.routes() {
        if !matches!(route.audience, Audience::To(_)) || is_api(route.path) {
            continue;
        }
        let about = format!("{} {}", route.method, route.path);
        let answer = world.send(&cookie, foreign.request(&route)).await;
        let unknown_answer = world.send(&cookie, unknown.request(&route)).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{about}");
        assert_eq!((answer.status, &answer.body), (unknown_answer.status, &unknown_answer.body), "{about}");
        assert_shows_nothing_of_neighbour(&answer, &about);
    }
    assert_eq!(neighbours_data(&world).await, before);
}

/// The contract of the API.
fn contract() -> Value {
    serde_json::from_str(include_str!("../../../../docs/openapi.json")).unwrap()
}

/// The path and the name of each filter of the API that takes an id.
fn id_filters(contract: &Value) -> Vec<(String, String)> {
    let mut filters = Vec::new();
    for (path, methods) in contract["paths"].as_object().unwrap() {
        for parameter in methods["get"]["parameters"].as_array().into_iter().flatten() {
            let (name, about) = (parameter["name"].as_str().unwrap(), parameter["description"].as_str());
            let is_id = name.ends_with("_id") || about.is_some_and(|about| about.contains("'s id"));
            if parameter["in"] == "query" && is_id {
                filters.push((path.clone(), name.to_owned()));
            }
        }
    }
    filters
}

/// The fields of the API's request bodies that take an id, each as `METHOD path: field`.
fn id_fields(contract: &Value) -> BTreeSet<String> {
    let mut fields = BTreeSet::new();
    for (path, methods) in contract["paths"].as_object().unwrap() {
        for (method, call) in methods.as_object().unwrap() {
            let mut names = BTreeSet::new();
            add_id_fields(contract, &call["requestBody"]["content"]["application/json"]["schema"], &mut names);
            fields.extend(names.into_iter().map(|name| format!("{} {path}: {name}", method.to_uppercase())));
        }
    }
    fields
}

fn add_id_fields(contract: &Value, schema: &Value, names: &mut BTreeSet<String>) {
    if let Some(pointer) = schema["$ref"].as_str() {
        add_id_fields(contract, contract.pointer(&pointer[1..]).unwrap(), names);
    }
    for (name, property) in schema["properties"].as_object().into_iter().flatten() {
        if name.ends_with("_id") || name.ends_with("_ids") {
            names.insert(name.clone());
        }
        add_id_fields(contract, property, names);
    }
    for kind in ["oneOf", "anyOf", "allOf"] {
        schema[kind].as_array().into_iter().flatten().for_each(|one| add_id_fields(contract, one, names));
    }
}

#[both_engines]
async fn an_id_of_another_business_does_not_work_in_a_filter_or_body(kind: Kind) {
    let world = World::new(kind).await;
    let (cookie, token) = (world.cookie(&world.ours.owner).await, world.token(&world.ours.owner).await);
    let foreign = route_params(&world, &world.theirs, &world.business.slug).await;
    let before = neighbours_data(&world).await;
    let unknown = RouteParams::unknown(&world.business.slug, &world.unknown);
    let own = RouteParams {
        member: world.viewer.member().to_string(),
        ..route_params(&world, &world.ours, &world.business.slug).await
    };
    world.schedule(&world.ours.owner, world.ours.report).await;
    let contract = contract();
    assert_eq!(id_filters(&contract).len(), 13, "the filters that take an id");
    let routes = world.program.routes();
    let is_page = |path: &str| routes.iter().any(|route| route.method == Method::GET && route.path == path);
    let requests = |of: &RouteParams, recording: &str| -> Vec<(Client, Request)> {
        let mut requests = Vec::new();
        for (path, name) in id_filters(&contract) {
            let id = match name.as_str() {
                "number_id" => &of.number,
                "group_id" => &of.group,
                "actor" => &of.member,
                "recording_id" => recording,
                _ => panic!("add the kind of id that {name} takes"),
            };
            requests.push((token.clone(), Request::get(format!("{}?{name}={id}", own.fill(&path)))));
            let page = path.replace("/api/v1", "/b/{business}");
            if is_page(&page) {
                requests.push((cookie.clone(), Request::get(format!("{}?{name}={id}", own.fill(&page)))));
            }
        }
        for (method, path, _, body) in bodies(of) {
            requests.push((token.clone(), Request::json(method, own.fill(path), &body)));
        }
        let (number, name) = (&own.number, ("name", "New"));
        let form = [("friendly_name", "New"), ("group_id", of.group.as_str()), ("phone_number", "+12125550199")];
        requests.push((cookie.clone(), Request::form("/b/northline/numbers/new", &form)));
        requests.push((cookie.clone(), Request::form(format!("/b/northline/numbers/{number}/edit"), &form)));
        for path in ["new", &format!("{}/edit", own.rule)] {
            let form = [("matches", "all"), ("group_id", of.group.as_str())];
            requests
                .push((cookie.clone(), Request::form(format!("/b/northline/settings/qualified-calls/{path}"), &form)));
        }
        requests.push((
            cookie.clone(),
            Request::form("/b/northline/number-groups/new", &[name, ("number_ids", &of.number)]),
        ));
        requests
    };
    let listed = bodies(&foreign).into_iter().map(|(method, path, field, _)| format!("{method} {path}: {field}"));
    assert_eq!(listed.collect::<BTreeSet<_>>(), id_fields(&contract), "bodies() has each field that takes an id");
    let unknown_recording = format!("rec_{}", world.unknown);
    let (with_foreign, with_unknown) =
        (requests(&foreign, &world.theirs.recording), requests(&unknown, &unknown_recording));
    for ((client, request), (_, unknown_request)) in with_foreign.into_iter().zip(with_unknown) {
        let about = format!("{request:?}");
        let answer = world.send(&client, request).await;
        let unknown_answer = world.send(&client, unknown_request).await;
        // A page may repeat the ids of its request.
        let without_ids = |answer: &Answer, of: &RouteParams, recording: &str| {
            let text = answer.text().replace(&of.number, "NUMBER").replace(&of.group, "GROUP");
            text.replace(&of.member, "MEMBER").replace(recording, "RECORDING")
        };
        assert!(!answer.status.is_server_error(), "{about}");
        assert_eq!(
            (answer.status, without_ids(&answer, &foreign, &world.theirs.recording)),
            (unknown_answer.status, without_ids(&unknown_answer, &unknown, &unknown_recording)),
            "{about}"
        );
        assert_shows_nothing_of_neighbour(&answer, &about);
    }
    assert_eq!(neighbours_data(&world).await, before);
}

/// Bodies that have an id in each field that takes one: method, path, field and body.
fn bodies(of: &RouteParams) -> Vec<(Method, &'static str, &'static str, Value)> {
    let by_number = json!({"kind": "specific", "number_ids": [of.number]});
    let by_group = json!({"kind": "specific", "group_ids": [of.group]});
    let number = json!({"phone_number": "+12125550199", "friendly_name": "New", "group_id": of.group});
    let guest =
        |access: &Value| json!({"name": "New", "email": "new@example.com", "role": "viewer", "number_access": access});
    let access = |access: &Value| json!({"number_access": access});
    let outside = |access: &Value| json!({"email": "client@example.com", "number_access": access});
    let rule = json!({"conditions": {"group_ids": [of.group]}});
    let view = |question: Value| json!({"name": "New", "question": question});
    let daily = |of: &RouteParams| json!({"every": "day", "at": "08:00", "member_ids": [of.member]});
    vec![
        (Method::POST, "/api/v1/numbers", "group_id", number),
        (Method::PATCH, "/api/v1/numbers/{number}", "group_id", json!({"group_id": of.group})),
        (Method::POST, "/api/v1/number-groups", "number_ids", json!({"name": "New", "number_ids": [of.number]})),
        (Method::PATCH, "/api/v1/number-groups/{group}", "number_ids", json!({"number_ids": [of.number]})),
        (Method::POST, "/api/v1/invitations", "number_ids", guest(&by_number)),
        (Method::POST, "/api/v1/invitations", "group_ids", guest(&by_group)),
        (Method::PATCH, "/api/v1/invitations/{invitation}", "number_ids", access(&by_number)),
        (Method::PATCH, "/api/v1/invitations/{invitation}", "group_ids", access(&by_group)),
        (Method::POST, "/api/v1/qualified-rules", "group_ids", rule.clone()),
        (Method::POST, "/api/v1/qualified-rules/preview", "group_ids", rule.clone()),
        (Method::PATCH, "/api/v1/qualified-rules/{rule}", "group_ids", rule),
        (Method::PATCH, "/api/v1/members/{member}", "number_ids", access(&by_number)),
        (Method::PATCH, "/api/v1/members/{member}", "group_ids", access(&by_group)),
        (Method::POST, "/api/v1/reports", "number_id", json!({"name": "New", "question": {"number_id": [of.number]}})),
        (Method::POST, "/api/v1/reports", "group_id", json!({"name": "New", "question": {"group_id": [of.group]}})),
        (
            Method::POST,
            "/api/v1/reports",
            "member_ids",
            json!({"name": "New", "question": {}, "shared": true, "schedule": daily(of)}),
        ),
        (Method::POST, "/api/v1/reports/{report}/recipients", "number_ids", outside(&by_number)),
        (Method::POST, "/api/v1/reports/{report}/recipients", "group_ids", outside(&by_group)),
        (Method::PATCH, "/api/v1/report-recipients/{recipient}", "number_ids", access(&by_number)),
        (Method::PATCH, "/api/v1/report-recipients/{recipient}", "group_ids", access(&by_group)),
        (Method::PATCH, "/api/v1/reports/{report}", "member_ids", json!({"schedule": daily(of)})),
        (Method::PATCH, "/api/v1/reports/{report}", "number_id", json!({"question": {"number_id": [of.number]}})),
        (Method::PATCH, "/api/v1/reports/{report}", "group_id", json!({"question": {"group_id": [of.group]}})),
        (Method::POST, "/api/v1/call-views", "number_id", view(json!({"number_id": [of.number]}))),
        (Method::POST, "/api/v1/call-views", "group_id", view(json!({"group_id": [of.group]}))),
        (Method::PATCH, "/api/v1/call-views/{view}", "number_id", json!({"question": {"number_id": [of.number]}})),
        (Method::PATCH, "/api/v1/call-views/{view}", "group_id", json!({"question": {"group_id": [of.group]}})),
    ]
}
