//! A viewer of one number never receives anything of the other numbers, on any surface.

use axum::http::{Method, StatusCode};
use crewline::http::routes::Audience;
use crewline_core::access::Viewpoint;
use crewline_core::both_engines;
use crewline_core::carrier::connection::{Draft, set_by_operator};
use crewline_core::db::Kind;
use futures_util::StreamExt;
use serde_json::json;
use tower::ServiceExt;

use crate::client::{Answer, Client, Request};
use crate::route_params::{RouteParams, is_api};
use crate::world::World;

const SECRET: &str = "the-carriers-own-token";

/// Texts of the hidden numbers: names, sources, group, callers, recordings, and digits in every form.
const HIDDEN_TEXTS: [&str; 10] = [
    "quartz",
    "zephyr",
    "meadow group",
    "5550101",
    "555-0101",
    "5550102",
    "555-0102",
    "555-0771",
    "5550772",
    "tag of nobody",
];

/// Searches that contain none of these texts, but match them for somebody who sees all numbers.
const SEARCHES: [&str; 8] = ["meadow", "meadow q", "+1415555", "71", "72", "12125", "quar", "zeph"];

/// The answers of all GET routes to a person, with every id and filter that a page offers.
async fn fetch_everything(world: &World, person: &Viewpoint) -> Vec<(String, Answer)> {
    let (cookie, token) = (world.cookie(person).await, world.token(person).await);
    let own = RouteParams {
        business: world.business.slug.clone(),
        number: world.ours.numbers[0].to_string(),
        group: world.ours.group.to_string(),
        call: world.ours.call.clone(),
        member: world.viewer.member().to_string(),
        invitation: world.ours.invitation.to_string(),
        ..RouteParams::unknown("", &world.unknown)
    };
    let mut paths = Vec::new();
    for route in world.program.routes() {
        if matches!(route.audience, Audience::To(_))
            && route.method == axum::http::Method::GET
            && !route.path.ends_with("/live")
        {
            paths.push(own.fill(route.path));
        }
    }
    let owner = world.token(&world.ours.owner).await;
    let all = world.send(&owner, Request::get("/api/v1/calls")).await.json();
    for base in ["/api/v1".to_owned(), format!("/b/{}", world.business.slug)] {
        for call in all["calls"].as_array().unwrap() {
            let (id, recording) = (call["id"].as_str().unwrap(), call["recording"]["id"].as_str().unwrap());
            paths.extend([format!("{base}/calls/{id}"), format!("{base}/calls/{id}/recording")]);
            let own = &world.ours.call;
            paths.push(format!("{base}/calls/{own}/recording?recording_id={recording}"));
        }
        for number in &world.ours.numbers {
            paths.extend([format!("{base}/numbers/{number}"), format!("{base}/calls?number_id={number}")]);
        }
        let group = world.ours.group;
        for list in ["calls", "numbers"] {
            paths.push(format!("{base}/{list}?group_id={group}"));
            paths.extend(SEARCHES.map(|q| format!("{base}/{list}?q={}", q.replace('+', "%2B").replace(' ', "%20"))));
        }
        paths.extend(SEARCHES.map(|q| format!("{base}/number-groups?q={}", q.replace('+', "%2B").replace(' ', "%20"))));
        paths.push(format!("{base}/number-groups/{group}"));
        paths.push(format!("{base}/calls?status=completed&from=2026-03-01&to=2026-03-03"));
        paths.extend(["reports", "call-views"].map(|list| format!("{base}/{list}")));
        let analytics = if is_api(&format!("{base}/")) { "analytics/calls" } else { "analytics" };
        for group_by in ["number,source", "group", "tag,status"] {
            paths.push(format!("{base}/{analytics}?group_by={group_by}&from=2026-03-01&to=2026-03-03"));
        }
    }
    // The API does not repeat the query, so hidden things can be searched for by their full names.
    paths.extend(["Meadow%20Quartz", "Meadow%20Zephyr"].map(|source| format!("/api/v1/calls?source={source}")));
    paths.extend(["14155550771", "14155550772", "meadow%20quartz"].map(|q| format!("/api/v1/calls?q={q}")));
    let mut answers = Vec::new();
    for path in paths {
        let client = if is_api(&path) { &token } else { &cookie };
        let answer = world.send(client, Request::get(&path)).await;
        answers.push((path, answer));
    }
    answers
}

fn assert_nothing_hidden(path: &str, answer: &Answer) {
    assert!(!answer.status.is_server_error(), "{path}: {}", answer.status);
    let text = answer.text().to_lowercase();
    for hidden in HIDDEN_TEXTS {
        assert!(!text.contains(hidden), "{path} shows {hidden}: {text}");
    }
}

#[both_engines]
async fn the_owner_sees_the_hidden_texts(kind: Kind) {
    // Otherwise the tests below would also pass on empty answers.
    let world = World::new(kind).await;
    let all: String = fetch_everything(&world, &world.ours.owner)
        .await
        .iter()
        .map(|(_, answer)| answer.text().to_lowercase())
        .collect();
    for hidden in HIDDEN_TEXTS {
        assert!(all.contains(hidden), "{hidden}");
    }
}

#[both_engines]
async fn a_viewer_never_receives_anything_of_other_numbers(kind: Kind) {
    let world = World::new(kind).await;
    let answers = fetch_everything(&world, &world.viewer).await;
    for (path, answer) in &answers {
        assert_nothing_hidden(path, answer);
    }
    let answer_of = |wanted: &str| answers.iter().find(|(path, _)| path == wanted).map(|(_, answer)| answer).unwrap();
    let calls = answer_of("/api/v1/calls").json();
    assert_eq!(calls["calls"].as_array().unwrap().len(), 1);
    assert_eq!(calls["calls"][0]["number_id"], world.ours.numbers[0].to_string());
    assert!(answer_of("/b/northline/calls").text().contains("Meadow Ads Caller"));
    let recording = answer_of(&format!("/api/v1/calls/{}/recording", world.ours.call));
    assert_eq!((recording.status, recording.text().as_str()), (StatusCode::OK, "Meadow Ads audio"));
}

#[both_engines]
async fn a_hidden_thing_is_answered_like_an_unknown_one(kind: Kind) {
    let world = World::new(kind).await;
    let (cookie, token) = (world.cookie(&world.viewer).await, world.token(&world.viewer).await);
    let owner = world.token(&world.ours.owner).await;
    let own = &world.business.slug;
    let path = format!("/api/v1/calls?number_id={}", world.ours.numbers[1]);
    let calls = world.send(&owner, Request::get(path)).await.json();
    let text = |value: &serde_json::Value| value.as_str().unwrap().to_owned();
    let (call, recording) = (text(&calls["calls"][0]["id"]), text(&calls["calls"][0]["recording"]["id"]));
    let unknown = RouteParams::unknown(own, &world.unknown);
    let hidden = RouteParams {
        number: world.ours.numbers[1].to_string(),
        group: world.ours.group.to_string(),
        call,
        ..unknown.clone()
    };
    let mut pairs = Vec::new();
    for route in world.program.routes() {
        let is_of_one = ["{number}", "{group}", "{call}"].iter().any(|name| route.path.contains(name));
        if matches!(route.audience, Audience::To(_)) && is_of_one {
            let about = format!("{} {}", route.method, route.path);
            pairs.push((about, is_api(route.path), hidden.request(&route), unknown.request(&route)));
        }
    }
    let of =
        |recording: &str| Request::get(format!("/api/v1/calls/{}/recording?recording_id={recording}", world.ours.call));
    let about = "a recording of another call".to_owned();
    pairs.push((about, true, of(&recording), of(&format!("rec_{}", world.unknown))));
    assert!(pairs.len() > 15, "{}", pairs.len());
    for (about, is_api, hidden_request, unknown_request) in pairs {
        let client = if is_api { &token } else { &cookie };
        let (answer, unknown_answer) =
            (world.send(client, hidden_request).await, world.send(client, unknown_request).await);
        assert!(matches!(answer.status.as_u16(), 403 | 404), "{about}: {}", answer.status);
        assert_eq!((answer.status, answer.text()), (unknown_answer.status, unknown_answer.text()), "{about}");
        assert_nothing_hidden(&about, &answer);
    }
}

#[both_engines]
async fn a_viewer_without_numbers_sees_nothing(kind: Kind) {
    let world = World::new(kind).await;
    let viewer = world.business.viewer("Noah Blank", &[], &[]).await;
    for (path, answer) in fetch_everything(&world, &viewer).await {
        assert_nothing_hidden(&path, &answer);
        assert!(!answer.text().contains("Meadow Ads"), "{path}");
    }
}

#[both_engines]
async fn a_viewer_of_a_group_is_notified_when_its_numbers_change(kind: Kind) {
    let world = World::new(kind).await;
    let viewer = world.business.viewer("Gwen Group", &[], &[world.ours.group]).await;
    let (mut theirs, mut managers) =
        (world.stream(&world.cookie(&viewer).await).await, world.stream(&world.cookie(&world.manager).await).await);
    let (token, manager) = (world.token(&world.ours.owner).await, world.token(&world.manager).await);
    let [ads, quartz, zephyr] = [0, 1, 2].map(|index| world.ours.numbers[index].to_string());
    let (group, me) = (world.ours.group.to_string(), viewer.member().to_string());
    let api = "/api/v1/number-groups";
    let narrow = json!({ "name": "Narrow", "number_ids": [zephyr, quartz] });
    let changes = [
        ("edited", &token, Request::json(Method::PATCH, format!("{api}/{group}"), &json!({ "number_ids": [quartz] }))),
        (
            "another group takes them",
            &token,
            Request::json(Method::POST, api, &json!({ "name": "Taken", "number_ids": [quartz] })),
        ),
        (
            "a number joins",
            &token,
            Request::json(Method::PATCH, format!("/api/v1/numbers/{ads}"), &json!({ "group_id": group })),
        ),
        ("edited by a Manager", &manager, Request::json(Method::PATCH, format!("{api}/{group}"), &narrow)),
        ("deleted", &manager, Request::json(Method::DELETE, format!("{api}/{group}"), &json!({}))),
    ];
    for (about, by, change) in changes {
        let answer = world.send(by, change).await;
        assert!(answer.status.is_success() || answer.status.is_redirection(), "{about}: {}", answer.text());
        let event = theirs.next().await;
        assert!(event.contains("event: member") && event.contains(&me), "{about}: {event}");
    }
    // The manager, who sees all numbers, got none of these events: this is their first.
    let one = world.new_member().await;
    world
        .send(&token, Request::json(Method::PATCH, format!("/api/v1/members/{one}"), &json!({ "name": "Newer" })))
        .await;
    assert!(managers.next().await.contains(&one.to_string()));
}

#[both_engines]
async fn a_viewer_is_not_told_of_numbers_and_groups_of_others(kind: Kind) {
    let world = World::new(kind).await;
    // The viewer's own number is in no group, and Gwen has a group without numbers.
    let empty = world.new_group(&[]).await;
    let gwen = world.business.viewer("Gwen Group", &[], &[empty]).await;
    let nobody = world.business.viewer("Noah Blank", &[], &[]).await;
    let mut streams = Vec::new();
    for person in [&world.viewer, &gwen, &nobody] {
        streams.push(world.stream(&world.cookie(person).await).await);
    }
    let token = world.token(&world.ours.owner).await;
    let [ads, quartz, zephyr] = [0, 1, 2].map(|index| world.ours.numbers[index].to_string());
    let group = format!("/api/v1/number-groups/{}", world.ours.group);
    let hidden = [
        Request::json(Method::PATCH, &group, &json!({ "name": "Renamed" })),
        Request::json(Method::PATCH, &group, &json!({ "number_ids": [zephyr] })),
        Request::json(Method::POST, "/api/v1/number-groups", &json!({ "name": "New", "number_ids": [zephyr] })),
        Request::json(Method::PATCH, format!("/api/v1/numbers/{quartz}"), &json!({ "friendly_name": "Renamed" })),
        Request::json(Method::PATCH, format!("/api/v1/numbers/{quartz}"), &json!({ "group_id": world.ours.group })),
        Request::json(Method::DELETE, format!("/api/v1/numbers/{zephyr}"), &json!({})),
        Request::json(Method::DELETE, &group, &json!({})),
    ];
    for (at, request) in hidden.into_iter().enumerate() {
        let answer = world.send(&token, request).await;
        assert!(answer.status.is_success(), "{at}: {}", answer.text());
    }
    let plans = &world.program.app.config.terms.plans;
    crewline_core::seats::set_plan(&world.program.app.db, &world.business.operator, plans, plans.all()[0].key.as_str())
        .await
        .unwrap();
    world.program.app.bus.publish(world.ours.owner.business(), crewline_core::live::Change::Everything);
    for (at, stream) in streams.iter_mut().enumerate() {
        let event = stream.next().await;
        assert!(event.contains("event: resync"), "{at} is told of something before: {event}");
    }
    let grown = json!({ "number_ids": [ads] });
    let answer =
        world.send(&token, Request::json(Method::PATCH, format!("/api/v1/number-groups/{empty}"), &grown)).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
    let event = streams[1].next().await;
    assert!(event.contains("event: member") && event.contains(&gwen.member().to_string()), "{event}");
}

#[both_engines]
async fn those_who_see_a_call_with_a_tag_are_told_when_it_changes_and_nobody_else(kind: Kind) {
    let world = World::new(kind).await;
    let nobody = world.business.viewer("Noah Blank", &[], &[]).await;
    let mut streams = Vec::new();
    for person in [&world.viewer, &nobody] {
        streams.push(world.stream(&world.cookie(person).await).await);
    }
    let token = world.token(&world.ours.owner).await;
    let tags = world.send(&token, Request::get("/api/v1/tags")).await.json();
    let named = |name: &str| tags["tags"].as_array().unwrap().iter().find(|tag| tag["name"] == name).unwrap();
    let [own, shared, hidden, unused] = ["Meadow Ads tag", "Shared tag", "Meadow Quartz tag", "Tag of nobody"]
        .map(|name| named(name)["id"].as_str().unwrap().to_owned());
    let other_colour = if named("Meadow Ads tag")["colour"] == "red" { "blue" } else { "red" };
    let rename =
        |tag: &str, name: &str| Request::json(Method::PATCH, format!("/api/v1/tags/{tag}"), &json!({ "name": name }));
    let change = async |request: Request| {
        let answer = world.send(&token, request).await;
        assert!(answer.status.is_success(), "{}", answer.text());
    };
    let everything =
        || world.program.app.bus.publish(world.ours.owner.business(), crewline_core::live::Change::Everything);
    let merge = |from: &str, into: &str| {
        Request::json(Method::POST, format!("/api/v1/tags/{from}/merge"), &json!({ "into": into }))
    };
    // The viewer sees no call with these, and the name that one of them has already is no change.
    change(rename(&unused, "Still of nobody")).await;
    change(rename(&own, "Meadow Ads tag")).await;
    change(rename(&hidden, "Renamed")).await;
    change(merge(&hidden, &unused)).await;
    change(Request::new(Method::DELETE, format!("/api/v1/tags/{unused}"))).await;
    everything();
    for stream in &mut streams {
        let event = stream.next().await;
        assert!(event.contains("event: resync"), "{event}");
    }
    for (at, request) in [
        rename(&own, "Our tag"),
        Request::json(Method::PATCH, format!("/api/v1/tags/{own}"), &json!({ "colour": other_colour })),
        merge(&own, &shared),
        Request::new(Method::DELETE, format!("/api/v1/tags/{shared}")),
    ]
    .into_iter()
    .enumerate()
    {
        change(request).await;
        let event = streams[0].next().await;
        assert!(event.contains("event: tags") && event.contains("data: {}"), "{at}: {event}");
    }
    everything();
    let event = streams[1].next().await;
    assert!(event.contains("event: resync"), "{event}");
}

#[both_engines]
async fn a_viewer_of_a_number_is_told_when_its_group_gets_another_name(kind: Kind) {
    let world = World::new(kind).await;
    let viewer = world.business.viewer("Quinn Quartz", &[world.ours.numbers[1]], &[]).await;
    let mut stream = world.stream(&world.cookie(&viewer).await).await;
    let token = world.token(&world.ours.owner).await;
    let group = format!("/api/v1/number-groups/{}", world.ours.group);
    let (before, renamed) = (json!({ "number_ids": world.ours.numbers[1..].to_vec() }), json!({ "name": "Renamed" }));
    // The first changes nothing, and is not told.
    for body in [before, renamed] {
        assert_eq!(world.send(&token, Request::json(Method::PATCH, &group, &body)).await.status, StatusCode::OK);
    }
    assert!(stream.next().await.contains(&viewer.member().to_string()));
    let numbers = world.send(&world.token(&viewer).await, Request::get("/api/v1/number-groups")).await;
    numbers.assert_says(StatusCode::OK, &["Renamed"]);
}

#[both_engines]
async fn the_live_stream_sends_only_listed_calls(kind: Kind) {
    let world = World::new(kind).await;
    let draft =
        Draft { provider: "twilio".into(), account: "AC1".into(), secret: Some(SECRET.into()), ..Draft::default() };
    let program = &world.program;
    set_by_operator(&program.app.db, &program.app.seal, &world.business.operator, draft).await.unwrap();
    let client = world.cookie(&world.viewer).await;
    let stream = program.router.clone().oneshot(Request::get("/b/northline/live").by(&client)).await.unwrap();
    assert_eq!(stream.status(), StatusCode::OK);
    let mut stream = stream.into_body().into_data_stream();
    for (call, to) in [("CA1", "+12125550101"), ("CA2", "+12125550102"), ("CA3", "+12125550100")] {
        let path = "/carrier/northline/voice";
        let fields = [
            ("AccountSid", "AC1"),
            ("CallSid", call),
            ("CallStatus", "ringing"),
            ("Direction", "inbound"),
            ("From", "+14155550123"),
            ("To", to),
        ];
        let signed_fields = fields.map(|(name, value)| (name.to_owned(), value.to_owned()));
        let signature = mock_carrier::sign::twilio(SECRET, &program.app.link(path), &signed_fields);
        let request = Request::form(path, &fields).header("x-twilio-signature", signature);
        let answer = program.send(&Client::Anonymous, request).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
    }
    // The calls before it are hidden, so the first event is of the last call.
    let mut received = String::new();
    while !received.contains("\n\n") {
        received.push_str(&String::from_utf8_lossy(&stream.next().await.unwrap().unwrap()));
    }
    assert!(received.contains("event: call"), "{received}");
    assert!(received.contains(&world.ours.numbers[0].to_string()), "{received}");
}
