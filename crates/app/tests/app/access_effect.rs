//! The effect of a change of numbers and groups on who sees more or less: asked about in the browser, answered by the API, and told to
//! the pages of those concerned.

use axum::http::{Method, StatusCode};
use crewline_core::both_engines;
use crewline_core::db::Kind;
use crewline_core::ids::GroupId;
use serde_json::{Value, json};

use crate::client::Request;
use crate::report_outside::mailed_outside;
use crate::world::World;

/// A value that the form of a page posts.
#[track_caller]
fn posted(page: &str, name: &str) -> String {
    let (_, after) = page.split_once(&format!("name=\"{name}\" value=\"")).unwrap_or_else(|| panic!("{name}: {page}"));
    after.split('"').next().unwrap().to_owned()
}

async fn group_of(world: &World, number: usize) -> Value {
    let token = world.token(&world.ours.owner).await;
    let path = format!("/api/v1/numbers/{}", world.ours.numbers[number]);
    world.send(&token, Request::get(path)).await.json()["number"]["group_id"].clone()
}

/// A world with a Viewer, Dana Whitfield, of an empty group.
async fn with_dana(kind: Kind) -> (World, GroupId) {
    let world = World::new(kind).await;
    let group = world.new_group(&[]).await;
    world.business.viewer("Dana Whitfield", &[], &[group]).await;
    (world, group)
}

#[both_engines]
async fn a_manager_confirms_by_a_second_click_that_somebody_gains_a_number(kind: Kind) {
    let (world, group) = with_dana(kind).await;
    let manager = world.cookie(&world.manager).await;
    let number = world.ours.numbers[0].to_string();
    let group = group.to_string();
    let edit = format!("/b/northline/numbers/{number}/edit");
    let form = [("friendly_name", "Meadow Ads"), ("group_id", group.as_str())];
    let says = "Dana Whitfield gains 1 number and its 1 past call";
    let live = world.send(&manager, Request::form(format!("{edit}/effect"), &form)).await;
    live.assert_says(StatusCode::OK, &[says]);
    // The first click, also where the effect was shown while typing.
    let seen = posted(&live.text(), "seen");
    let first = [&form[..], &[("seen", seen.as_str())]].concat();
    let asked = world.send(&manager, Request::form(&edit, &first)).await;
    asked.assert_says(StatusCode::OK, &[says, "Nothing is saved yet", "value=\"Meadow Ads\""]);
    assert_eq!(group_of(&world, 0).await, Value::Null);
    let wrong = [&form[..], &[("confirm", "another")]].concat();
    world.send(&manager, Request::form(&edit, &wrong)).await.assert_says(StatusCode::OK, &[says]);
    let confirm = posted(&asked.text(), "confirm");
    let second = [&form[..], &[("confirm", confirm.as_str())]].concat();
    let saved = world.send(&manager, Request::form(&edit, &second)).await;
    saved.assert_redirects_to(&format!("/b/northline/numbers/{number}"));
    assert_eq!(group_of(&world, 0).await, group);
    let log = world.send(&world.cookie(&world.admin).await, Request::get("/b/northline/audit")).await;
    log.assert_says(StatusCode::OK, &[says]);
}

#[both_engines]
async fn each_form_of_numbers_and_groups_says_its_effect_first(kind: Kind) {
    let (world, group) = with_dana(kind).await;
    let owner = world.cookie(&world.ours.owner).await;
    let group = group.to_string();
    let number = world.ours.numbers[0].to_string();
    let groups = "/b/northline/number-groups";
    let new_number = [("phone_number", "+12125559999"), ("friendly_name", "Fresh"), ("group_id", group.as_str())];
    let filled = [("name", "Filled"), ("number_ids", number.as_str()), ("save", "yes")];
    for (path, form) in
        [(format!("{groups}/{group}/edit"), &filled[..]), ("/b/northline/numbers/new".to_owned(), &new_number)]
    {
        let says = "Dana Whitfield gains 1 number";
        let live = world.send(&owner, Request::form(format!("{path}/effect"), form)).await;
        live.assert_says(StatusCode::OK, &[says]);
        let asked = world.send(&owner, Request::form(&path, form)).await;
        asked.assert_says(StatusCode::OK, &[says, "Nothing is saved yet"]);
        let confirm = posted(&asked.text(), "confirm");
        let saved = world.send(&owner, Request::form(&path, &[form, &[("confirm", confirm.as_str())]].concat())).await;
        assert_eq!(saved.status, StatusCode::SEE_OTHER, "{path}: {}", saved.text());
    }
    // A new group takes the number away, and the end of the other one the rest: both are losses.
    let taken = [("name", "Taken"), ("number_ids", number.as_str()), ("save", "yes")];
    let says = "Dana Whitfield loses 1 number";
    let live = world.send(&owner, Request::form(format!("{groups}/new/effect"), &taken)).await;
    live.assert_says(StatusCode::OK, &[says]);
    world.send(&owner, Request::form(format!("{groups}/new"), &taken)).await.assert_says(StatusCode::OK, &[says]);
    let seen = posted(&live.text(), "seen");
    let saved =
        world.send(&owner, Request::form(format!("{groups}/new"), &[&taken[..], &[("seen", &seen)]].concat())).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "a loss that was shown needs no second click: {}", saved.text());
    let removal = format!("{groups}/{group}/removal");
    let page = world.send(&owner, Request::get(&removal)).await;
    page.assert_says(StatusCode::OK, &[says]);
    world.send(&owner, Request::form(&removal, &[])).await.assert_says(StatusCode::OK, &[says]);
    let seen = posted(&page.text(), "seen");
    let removed = world.send(&owner, Request::form(&removal, &[("seen", &seen)])).await;
    removed.assert_redirects_to(groups);
    assert!(removed.flash().contains(says), "{}", removed.flash());
}

#[both_engines]
async fn the_api_answers_the_effect_and_a_dry_run_changes_nothing(kind: Kind) {
    let (world, group) = with_dana(kind).await;
    let token = world.token(&world.manager).await;
    let number = world.ours.numbers[0];
    let send = async |method: Method, path: String, body: Value| {
        let answer = world.send(&token, Request::json(method, path, &body)).await;
        assert!(answer.status.is_success(), "{}: {}", answer.status, answer.text());
        (answer.status, answer.json())
    };
    let nothing = json!({"numbers": 0, "calls": 0});
    let one = json!({"numbers": 1, "calls": 1});
    let path = format!("/api/v1/numbers/{number}");
    let into = json!({"group_id": group});
    let (status, would) = send(Method::PATCH, format!("{path}?dry_run=true"), into.clone()).await;
    assert_eq!((status, &would["number"]["group_id"]), (StatusCode::OK, &json!(group)));
    assert_eq!((&would["effect"][0]["gains"], &would["effect"][0]["loses"]), (&one, &nothing));
    assert_eq!(group_of(&world, 0).await, Value::Null, "nothing is changed");
    let (_, done) = send(Method::PATCH, path.clone(), into).await;
    assert_eq!(done, would, "what was announced is what is done");
    let (_, same) = send(Method::PATCH, path, json!({"source": "Radio"})).await;
    assert_eq!(same["effect"], json!([]));
    let promised = format!("/api/v1/number-groups/{}", world.ours.group);
    let (_, would) = send(Method::PATCH, format!("{promised}?dry_run=true"), json!({"number_ids": []})).await;
    assert_eq!(would["effect_on_invitations"], json!({"gain": 0, "lose": 1}), "the invitation is for this group");
    let groups = format!("/api/v1/number-groups/{group}");
    let empty = json!({"number_ids": []});
    let (_, would) = send(Method::PATCH, format!("{groups}?dry_run=true"), empty).await;
    assert_eq!((&would["effect"][0]["gains"], &would["effect"][0]["loses"]), (&nothing, &one));
    let taking = json!({"name": "Taking", "number_ids": [number]});
    let (status, would) = send(Method::POST, "/api/v1/number-groups?dry_run=true".into(), taking.clone()).await;
    assert_eq!((status, &would["effect"][0]["loses"], would.get("number_group")), (StatusCode::OK, &one, None));
    let new = json!({"phone_number": "+12125559999", "friendly_name": "Fresh", "group_id": group});
    let (status, would) = send(Method::POST, "/api/v1/numbers?dry_run=true".into(), new.clone()).await;
    assert_eq!((status, &would["effect"][0]["gains"]), (StatusCode::OK, &json!({"numbers": 1, "calls": 0})));
    let (status, added) = send(Method::POST, "/api/v1/numbers".into(), new).await;
    assert_eq!((status, &added["effect"]), (StatusCode::CREATED, &would["effect"]));
    let (status, would) = send(Method::DELETE, format!("{groups}?dry_run=true"), json!({})).await;
    assert_eq!((status, &would["effect"][0]["loses"]), (StatusCode::OK, &json!({"numbers": 2, "calls": 1})));
    let (status, ended) = send(Method::DELETE, groups.clone(), json!({})).await;
    assert_eq!((status, &ended), (StatusCode::OK, &would));
    let gone = world.send(&token, Request::get(groups)).await;
    assert_eq!(gone.status, StatusCode::NOT_FOUND);
    let (status, _) = send(Method::POST, "/api/v1/number-groups".into(), taking).await;
    assert_eq!(status, StatusCode::CREATED);
    let bad = world
        .send(&token, Request::json(Method::PATCH, format!("/api/v1/numbers/{number}?dry_run=maybe"), &json!({})))
        .await;
    assert_eq!(bad.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[both_engines]
async fn only_those_concerned_are_told_of_a_change_of_groups(kind: Kind) {
    let (world, group) = with_dana(kind).await;
    let dana = world.business.viewpoint("dana.whitfield@northline.example").await.unwrap();
    let mut told = world.stream(&world.cookie(&dana).await).await;
    let mut others = Vec::new();
    for other in [&world.viewer, &world.admin] {
        others.push(world.stream(&world.cookie(other).await).await);
    }
    let token = world.token(&world.ours.owner).await;
    let path = format!("/api/v1/number-groups/{group}");
    // Other clients' groups and a new name concern nobody; a number that comes into the group concerns Dana.
    for (path, body) in [
        (path.clone(), json!({"name": "Renamed"})),
        (format!("/api/v1/number-groups/{}", world.ours.group), json!({"name": "Other", "number_ids": []})),
        (path, json!({"number_ids": [world.ours.numbers[1]]})),
    ] {
        let answer = world.send(&token, Request::json(Method::PATCH, path, &body)).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
    }
    let event = told.next().await;
    assert!(event.contains("event: member") && event.contains(&dana.member().to_string()), "{event}");
    // The next event of everybody else is the one that ends the wait.
    let named = json!({"name": "Vera L"});
    let member = format!("/api/v1/members/{}", world.viewer.member());
    assert_eq!(world.send(&token, Request::json(Method::PATCH, member, &named)).await.status, StatusCode::OK);
    for other in &mut others {
        let event = other.next().await;
        assert!(event.contains(&world.viewer.member().to_string()), "{event}");
    }
}

#[both_engines]
async fn an_address_outside_that_sees_more_is_named_before_and_after(kind: Kind) {
    let world = World::new(kind).await;
    let group = world.new_group(&[]).await;
    let access = json!({"kind": "specific", "number_ids": [], "group_ids": [group]});
    let (_, recipient) = mailed_outside(&world, access).await;
    let (manager, token) = (world.cookie(&world.manager).await, world.token(&world.manager).await);
    let number = world.ours.numbers[0];
    let path = format!("/api/v1/numbers/{number}?dry_run=true");
    let would = world.send(&token, Request::json(Method::PATCH, &path, &json!({"group_id": group}))).await.json();
    let outside = &would["effect_on_outside_recipients"];
    assert_eq!((&would["effect"], outside.as_array().map(Vec::len)), (&json!([]), Some(1)));
    assert_eq!((&outside[0]["recipient_id"], &outside[0]["gains"]["numbers"]), (&json!(recipient), &json!(1)));
    let email = outside[0]["email"].as_str().unwrap();
    let says = format!("{email} (outside the team) gains 1 number");
    let edit = format!("/b/northline/numbers/{number}/edit");
    let group = group.to_string();
    let form = [("friendly_name", "Meadow Ads"), ("group_id", group.as_str())];
    let asked = world.send(&manager, Request::form(&edit, &form)).await;
    asked.assert_says(StatusCode::OK, &[says.as_str(), "Nothing is saved yet"]);
    let confirm = posted(&asked.text(), "confirm");
    let saved =
        world.send(&manager, Request::form(&edit, &[&form[..], &[("confirm", confirm.as_str())]].concat())).await;
    saved.assert_redirects_to(&format!("/b/northline/numbers/{number}"));
    let log = world.send(&world.cookie(&world.admin).await, Request::get("/b/northline/audit")).await;
    log.assert_says(StatusCode::OK, &[says.as_str()]);
}
