//! Two businesses that look alike: whatever one of them is asked with the other's ids, it has never heard of them.

use std::collections::BTreeSet;

use axum::http::{Method, StatusCode};
use crewline::http::routes::Open;
use crewline_core::access::Role;
use crewline_core::both_engines;
use crewline_core::db::Kind;
use crewline_core::people::{sessions, tokens};
use serde_json::{Value, json};

use crate::ask::{Answer, Ask, Client};
use crate::places::{Places, has_id, is_api};
use crate::world::{Side, World};

/// The ids of what a business has.
async fn places(world: &World, side: &Side, business: &str) -> Places {
    let (db, owner) = (world.db(), &side.owner);
    Places {
        business: business.into(),
        number: side.numbers[0].to_string(),
        group: side.group.to_string(),
        call: side.call.clone(),
        member: owner.member().to_string(),
        invitation: side.invitation.to_string(),
        job: side.job.to_string(),
        session: sessions::list(db, &owner.may().unwrap()).await.unwrap()[0].id.to_string(),
        token: tokens::list(db, &owner.may().unwrap()).await.unwrap()[0].id.to_string(),
    }
}

/// All that the neighbour has, as text.
async fn theirs(world: &World) -> String {
    let business = "(select id from businesses where slug = 'neighbour')";
    let mut all = String::new();
    for table in [
        "members",
        "invitations",
        "numbers",
        "number_groups",
        "calls",
        "recordings",
        "messages",
        "api_tokens",
        "audit_entries",
        "jobs",
    ] {
        let rows =
            world.house.fresh.rows(&format!("select * from {table} where business_id = {business} order by id")).await;
        assert!(!rows.is_empty(), "{table}");
        all.push_str(&format!("{table}: {rows:?}\n"));
    }
    let sessions =
        "select s.* from sessions s join users u on u.id = s.user_id where u.email like 'nora@%' order by s.id";
    let rows = world.house.fresh.rows(sessions).await;
    assert!(!rows.is_empty());
    format!("{all}{rows:?}")
}

fn tells_nothing(answer: &Answer, about: &str) {
    let text = answer.text().to_lowercase();
    for word in ["harbour", "nora@"] {
        assert!(!text.contains(word), "{about} told of {word}: {text}");
    }
}

#[both_engines]
async fn an_id_of_the_neighbour_is_as_good_as_none(kind: Kind) {
    let world = World::new(kind).await;
    let before = theirs(&world).await;
    let own = &world.house.slug;
    let (strange, unknown) = (places(&world, &world.theirs, own).await, Places::unknown(own, &world.unknown));
    let (cookie, token) = (world.cookie(&world.ours.owner).await, world.token(&world.ours.owner).await);
    let (viewer_cookie, viewer_token) = (world.cookie(&world.viewer).await, world.token(&world.viewer).await);
    let mut asked = 0;
    for route in world.program.routes() {
        let Open::To(entry) = route.open else { continue };
        if !has_id(route.path) {
            continue;
        }
        asked += 1;
        for (role, cookie, token) in [(Role::Owner, &cookie, &token), (Role::Viewer, &viewer_cookie, &viewer_token)] {
            let client = if is_api(route.path) { token } else { cookie };
            let about = format!("{} {} by {client:?}", route.method, route.path);
            let answer = world.ask(client, strange.ask(&route)).await;
            let of_unknown = world.ask(client, unknown.ask(&route)).await;
            let may = entry.allows(role, None);
            let expected = if !may && is_api(route.path) { StatusCode::FORBIDDEN } else { StatusCode::NOT_FOUND };
            assert_eq!(answer.status, expected, "{about}");
            assert_eq!((answer.status, &answer.body), (of_unknown.status, &of_unknown.body), "{about}");
            tells_nothing(&answer, &about);
        }
    }
    assert_eq!(asked, 42, "the routes with an id in their path");
    assert_eq!(theirs(&world).await, before);
}

#[both_engines]
async fn the_neighbours_addresses_do_not_exist(kind: Kind) {
    let world = World::new(kind).await;
    let before = theirs(&world).await;
    let strange = places(&world, &world.theirs, "neighbour").await;
    let unknown = Places { business: "nowhere".into(), ..strange.clone() };
    let cookie = world.cookie(&world.ours.owner).await;
    for route in world.program.routes() {
        if !matches!(route.open, Open::To(_)) || is_api(route.path) {
            continue;
        }
        let about = format!("{} {}", route.method, route.path);
        let answer = world.ask(&cookie, strange.ask(&route)).await;
        let of_unknown = world.ask(&cookie, unknown.ask(&route)).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{about}");
        assert_eq!((answer.status, &answer.body), (of_unknown.status, &of_unknown.body), "{about}");
        tells_nothing(&answer, &about);
    }
    assert_eq!(theirs(&world).await, before);
}

/// The contract of the API.
fn contract() -> Value {
    serde_json::from_str(include_str!("../../../../docs/openapi.json")).unwrap()
}

/// The filters of the API that take an id: the path of each, and its name.
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

/// The fields with an id that a call's JSON may have, each as `METHOD path: field`.
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
    if let Some(place) = schema["$ref"].as_str() {
        add_id_fields(contract, contract.pointer(&place[1..]).unwrap(), names);
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
async fn an_id_of_the_neighbour_does_not_work_in_a_filter_or_a_body(kind: Kind) {
    let world = World::new(kind).await;
    let before = theirs(&world).await;
    let (cookie, token) = (world.cookie(&world.ours.owner).await, world.token(&world.ours.owner).await);
    let strange = places(&world, &world.theirs, &world.house.slug).await;
    let unknown = Places::unknown(&world.house.slug, &world.unknown);
    let own =
        Places { member: world.viewer.member().to_string(), ..places(&world, &world.ours, &world.house.slug).await };
    let contract = contract();
    let routes = world.program.routes();
    let is_page = |path: &str| routes.iter().any(|route| route.method == Method::GET && route.path == path);
    let asks = |of: &Places, recording: &str| -> Vec<(Client, Ask)> {
        let mut asks = Vec::new();
        for (path, name) in id_filters(&contract) {
            let id = match name.as_str() {
                "number_id" => &of.number,
                "group_id" => &of.group,
                "actor" => &of.member,
                "recording_id" => recording,
                _ => panic!("say what {name} is an id of"),
            };
            asks.push((token.clone(), Ask::get(format!("{}?{name}={id}", own.fill(&path)))));
            let page = path.replace("/api/v1", "/b/{business}");
            if is_page(&page) {
                asks.push((cookie.clone(), Ask::get(format!("{}?{name}={id}", own.fill(&page)))));
            }
        }
        for (method, path, _, body) in bodies(of) {
            asks.push((token.clone(), Ask::json(method, own.fill(path), &body)));
        }
        let (number, name) = (&own.number, ("name", "New"));
        let form = [("friendly_name", "New"), ("group_id", of.group.as_str()), ("phone_number", "+12125550199")];
        asks.push((cookie.clone(), Ask::form("/b/northline/numbers/new", &form)));
        asks.push((cookie.clone(), Ask::form(format!("/b/northline/numbers/{number}/edit"), &form)));
        asks.push((cookie.clone(), Ask::form("/b/northline/number-groups/new", &[name, ("number_ids", &of.number)])));
        asks
    };
    let listed = bodies(&strange).into_iter().map(|(method, path, field, _)| format!("{method} {path}: {field}"));
    assert_eq!(listed.collect::<BTreeSet<_>>(), id_fields(&contract), "each field with an id has its body");
    let unknown_recording = format!("rec_{}", world.unknown);
    let (asked, of_unknown) = (asks(&strange, &world.theirs.recording), asks(&unknown, &unknown_recording));
    for ((client, ask), (_, of_unknown)) in asked.into_iter().zip(of_unknown) {
        let about = format!("{ask:?}");
        let answer = world.ask(&client, ask).await;
        let of_unknown = world.ask(&client, of_unknown).await;
        // A page may hand back what it was asked.
        let without = |answer: &Answer, of: &Places, recording: &str| {
            let text = answer.text().replace(&of.number, "NUMBER").replace(&of.group, "GROUP");
            text.replace(&of.member, "MEMBER").replace(recording, "RECORDING")
        };
        assert!(!answer.status.is_server_error(), "{about}");
        assert_eq!(
            (answer.status, without(&answer, &strange, &world.theirs.recording)),
            (of_unknown.status, without(&of_unknown, &unknown, &unknown_recording)),
            "{about}"
        );
        tells_nothing(&answer, &about);
    }
    assert_eq!(theirs(&world).await, before);
}

/// Bodies with an id in each field that takes one.
fn bodies(of: &Places) -> Vec<(Method, &'static str, &'static str, Value)> {
    let by_number = json!({"kind": "specific", "number_ids": [of.number]});
    let by_group = json!({"kind": "specific", "group_ids": [of.group]});
    let number = json!({"phone_number": "+12125550199", "friendly_name": "New", "group_id": of.group});
    let guest =
        |access: &Value| json!({"name": "New", "email": "new@example.com", "role": "viewer", "number_access": access});
    let access = |access: &Value| json!({"number_access": access});
    vec![
        (Method::POST, "/api/v1/numbers", "group_id", number),
        (Method::PATCH, "/api/v1/numbers/{number}", "group_id", json!({"group_id": of.group})),
        (Method::POST, "/api/v1/number-groups", "number_ids", json!({"name": "New", "number_ids": [of.number]})),
        (Method::PATCH, "/api/v1/number-groups/{group}", "number_ids", json!({"number_ids": [of.number]})),
        (Method::POST, "/api/v1/invitations", "number_ids", guest(&by_number)),
        (Method::POST, "/api/v1/invitations", "group_ids", guest(&by_group)),
        (Method::PATCH, "/api/v1/members/{member}", "number_ids", access(&by_number)),
        (Method::PATCH, "/api/v1/members/{member}", "group_ids", access(&by_group)),
    ]
}
