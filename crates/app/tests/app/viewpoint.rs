//! A viewer of one number against every surface: of the other numbers they never receive anything.

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

/// Texts of the numbers that are hidden: their names and sources, their group, their callers, what was recorded, and
/// digits in every form.
const HIDDEN_TEXTS: [&str; 9] =
    ["quartz", "zephyr", "meadow group", "5550101", "555-0101", "5550102", "555-0102", "555-0771", "5550772"];

/// What is asked for that holds none of the texts above, but finds them where nothing stands in the way.
const SEARCHES: [&str; 8] = ["meadow", "meadow q", "+1415555", "71", "72", "12125", "quar", "zeph"];

/// Everything that somebody can look at, and everything that a page hands on to the next request.
async fn everything(world: &World, person: &Viewpoint) -> Vec<(String, Answer)> {
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
    }
    // The API does not hand back what it was asked, so it can be asked for what is hidden by its full name.
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
        assert!(!text.contains(hidden), "{path} tells of {hidden}: {text}");
    }
}

#[both_engines]
async fn the_owner_sees_the_hidden_texts(kind: Kind) {
    // Else the tests below would find nothing because there is nothing.
    let world = World::new(kind).await;
    let all: String =
        everything(&world, &world.ours.owner).await.iter().map(|(_, answer)| answer.text().to_lowercase()).collect();
    for hidden in HIDDEN_TEXTS {
        assert!(all.contains(hidden), "{hidden}");
    }
}

#[both_engines]
async fn a_viewer_never_receives_anything_of_other_numbers(kind: Kind) {
    let world = World::new(kind).await;
    let answers = everything(&world, &world.viewer).await;
    for (path, answer) in &answers {
        assert_nothing_hidden(path, answer);
    }
    let of = |wanted: &str| answers.iter().find(|(path, _)| path == wanted).map(|(_, answer)| answer).unwrap();
    let calls = of("/api/v1/calls").json();
    assert_eq!(calls["calls"].as_array().unwrap().len(), 1);
    assert_eq!(calls["calls"][0]["number_id"], world.ours.numbers[0].to_string());
    assert!(of("/b/northline/calls").text().contains("Meadow Ads Caller"));
    let recording = of(&format!("/api/v1/calls/{}/recording", world.ours.call));
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
    for (about, is_api, of_hidden, of_unknown) in pairs {
        let client = if is_api { &token } else { &cookie };
        let (answer, of_unknown) = (world.send(client, of_hidden).await, world.send(client, of_unknown).await);
        assert!(matches!(answer.status.as_u16(), 403 | 404), "{about}: {}", answer.status);
        assert_eq!((answer.status, answer.text()), (of_unknown.status, of_unknown.text()), "{about}");
        assert_nothing_hidden(&about, &answer);
    }
}

#[both_engines]
async fn a_viewer_without_numbers_sees_nothing(kind: Kind) {
    let world = World::new(kind).await;
    let nobody = world.business.viewer("Noah Blank", &[], &[]).await;
    for (path, answer) in everything(&world, &nobody).await {
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
    let (token, manager) = (world.token(&world.ours.owner).await, world.cookie(&world.manager).await);
    let [ads, quartz, zephyr] = [0, 1, 2].map(|place| world.ours.numbers[place].to_string());
    let (group, me) = (world.ours.group.to_string(), viewer.member().to_string());
    let (api, page) = ("/api/v1/number-groups", format!("/b/northline/number-groups/{group}"));
    let form = [("name", "Narrow"), ("number_ids", &zephyr), ("number_ids", &quartz)];
    let changes = [
        ("edited", &token, Request::json(Method::PATCH, format!("{api}/{group}"), &json!({ "number_ids": [quartz] }))),
        (
            "another takes them",
            &token,
            Request::json(Method::POST, api, &json!({ "name": "Taken", "number_ids": [quartz] })),
        ),
        (
            "a number joins",
            &token,
            Request::json(Method::PATCH, format!("/api/v1/numbers/{ads}"), &json!({ "group_id": group })),
        ),
        ("edited on its page", &manager, Request::form(format!("{page}/edit"), &form)),
        ("deleted", &manager, Request::form(format!("{page}/removal"), &[])),
    ];
    for (about, by, change) in changes {
        let answer = world.send(by, change).await;
        assert!(answer.status.is_success() || answer.status.is_redirection(), "{about}: {}", answer.text());
        let event = theirs.next().await;
        assert!(event.contains("event: member") && event.contains(&me), "{about}: {event}");
    }
    // Whoever sees all numbers has heard nothing of it: the first that they hear of is this.
    let one = world.newcomer().await;
    world
        .send(&token, Request::json(Method::PATCH, format!("/api/v1/members/{one}"), &json!({ "name": "Newer" })))
        .await;
    assert!(managers.next().await.contains(&one.to_string()));
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
        let owned = fields.map(|(name, value)| (name.to_owned(), value.to_owned()));
        let signature = mock_carrier::sign::twilio(SECRET, &program.app.link(path), &owned);
        let ask = Request::form(path, &fields).header("x-twilio-signature", signature);
        let answer = program.send(&Client::Anonymous, ask).await;
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
