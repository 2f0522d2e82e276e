//! Webhooks about calls: what is taken, what a caller hears instead of an error, and what is noted of a refusal.

use std::time::{Duration, Instant};

use axum::http::{Method, StatusCode};
use crewline_core::both_engines;
use crewline_core::carrier::connection::{Draft, set_by_operator};
use crewline_core::db::Kind;
use mock_carrier::sign;
use serde_json::Value;

use crate::client::{Answer, Client, Request};
use crate::instance::Instance;
use crate::world::World;

const SECRET: &str = "the-carriers-own-token";
const FORM: &str = "application/x-www-form-urlencoded";
const FROM: &str = "+14155550123";
const TO: &str = "+12125550100";

async fn connect_with(world: &World, provider: &str, secret: &str) {
    let draft =
        Draft { provider: provider.into(), account: "AC1".into(), secret: Some(secret.into()), ..Draft::default() };
    let app = &world.program.app;
    set_by_operator(&app.db, &app.seal, &world.business.operator, draft).await.unwrap();
}

async fn connect(world: &World) {
    connect_with(world, "twilio", SECRET).await;
}

fn signed(world: &World, path: &str, secret: &str, fields: &[(&str, &str)]) -> Request {
    let path = format!("/carrier/northline/{path}");
    let owned: Vec<_> = fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
    let signature = sign::twilio(secret, &world.program.app.link(&path), &owned);
    Request::new(Method::POST, &path).header("x-twilio-signature", signature).body(FORM, body)
}

async fn post(world: &World, path: &str, fields: &[(&str, &str)]) -> Answer {
    world.send(&Client::Anonymous, signed(world, path, SECRET, fields)).await
}

async fn calls(world: &World) -> Vec<Value> {
    let owner = world.token(&world.ours.owner).await;
    let answer = world.send(&owner, Request::new(Method::GET, "/api/v1/calls?limit=100")).await;
    answer.json()["calls"].as_array().unwrap().clone()
}

async fn settings(world: &World) -> String {
    let owner = world.cookie(&world.ours.owner).await;
    world.send(&owner, Request::new(Method::GET, "/b/northline/settings/carrier")).await.text()
}

#[both_engines]
async fn a_caller_of_an_unknown_or_released_number_hears_a_sentence(kind: Kind) {
    let world = World::new(kind).await;
    connect(&world).await;
    let before = calls(&world).await.len();
    for path in ["voice", "fallback"] {
        for to in ["+12125550999", "40404", "sip:desk@pbx.example"] {
            let answer =
                post(&world, path, &[("CallSid", "CA1"), ("AccountSid", "AC1"), ("From", FROM), ("To", to)]).await;
            assert_eq!(answer.status, StatusCode::OK, "{path} {to}");
            assert!(
                answer.text().contains("cannot take calls") && answer.text().contains("<Hangup"),
                "{}",
                answer.text()
            );
        }
    }
    let next = post(&world, "voice/next/dial", &[("CallSid", "CA1"), ("DialCallStatus", "no-answer")]).await;
    assert_eq!((next.status, next.text().contains("<Say")), (StatusCode::OK, true));
    for path in ["status", "recording"] {
        let fields = [
            ("CallSid", "CA1"),
            ("To", "+12125550999"),
            ("CallStatus", "completed"),
            ("RecordingSid", "RE1"),
            ("RecordingStatus", "absent"),
        ];
        assert_eq!(post(&world, path, &fields).await.status, StatusCode::NOT_FOUND, "{path}");
    }
    assert_eq!(calls(&world).await.len(), before, "nothing is recorded");
    let page = settings(&world).await;
    assert!(page.contains("6 requests") && page.contains("is not here, or was released"), "{page}");
}

#[both_engines]
async fn a_call_is_put_through_whatever_decorates_it(kind: Kind) {
    let world = World::new(kind).await;
    connect(&world).await;
    let long = "1".repeat(300);
    for (id, name, value) in [
        ("CA1", "CallStatus", "pre-ringing"),
        ("CA2", "ErrorCode", "E-11200"),
        ("CA3", "ForwardedFrom", long.as_str()),
        ("CA4", "From", long.as_str()),
        ("CA5", "CallerName", "\u{202e}ANA\u{2066} BELL"),
    ] {
        let mut fields = vec![("CallSid", id), ("To", TO), (name, value)];
        if name != "From" {
            fields.push(("From", FROM));
        }
        let answer = post(&world, "voice", &fields).await;
        assert!(answer.status == StatusCode::OK && answer.text().contains("<Dial"), "{name}: {}", answer.text());
    }
    let named = calls(&world).await.into_iter().find(|call| !call["caller_name"].is_null()).unwrap();
    assert_eq!(named["caller_name"], "ANA BELL");
    for fields in [&[("To", TO)][..], &[("CallSid", "CA6")]] {
        assert_eq!(post(&world, "voice", fields).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    }
}

#[both_engines]
async fn a_caller_without_a_plain_number_is_kept_shown_and_found(kind: Kind) {
    let world = World::new(kind).await;
    connect(&world).await;
    let owner = world.cookie(&world.ours.owner).await;
    for (id, from, shown, query) in [
        ("CA1", "sip:+12125550112@pbx.example", "+12125550112", "0112"),
        ("CA2", "40404", "40404", "404"),
        ("CA3", "12125550111", "12125550111", "12125550111"),
        ("CA4", "client:joan", "client:joan", "joan"),
        ("CA5", "sip:desk@pbx.example", "sip:desk@pbx.example", "desk"),
        ("CA6", "TAXI", "TAXI", "taxi"),
    ] {
        post(&world, "voice", &[("CallSid", id), ("From", from), ("To", TO)]).await;
        let newest = calls(&world).await.swap_remove(0);
        assert_eq!(newest["caller"], shown, "{from}");
        let path = format!("/b/northline/calls?q={query}");
        let list = world.send(&owner, Request::new(Method::GET, &path)).await.text();
        let is_listed = list.contains(shown) || shown == "+12125550112" && list.contains("(212) 555-0112");
        assert!(is_listed && list.contains(newest["id"].as_str().unwrap()), "{query} finds {from}: {list}");
    }
}

#[both_engines]
async fn everything_unverified_is_403_in_the_same_time(kind: Kind) {
    let world = World::new(kind).await;
    connect(&world).await;
    let wrong = |slug: &str, body: &'static str| {
        Request::new(Method::POST, format!("/carrier/{slug}/voice"))
            .header("x-twilio-signature", "AAAA")
            .body(FORM, body)
    };
    let mut times = Vec::new();
    for slug in ["northline", "neighbour", "nobody"] {
        for body in ["a=%zz", "a=%C3", "", "CallSid=CA1&To=%2B12125550100"] {
            let answer = world.send(&Client::Anonymous, wrong(slug, body)).await;
            assert_eq!(answer.status, StatusCode::FORBIDDEN, "{slug} {body}");
            let sentence = answer.text();
            assert_eq!(sentence, "the request is not from this business's carrier\n", "{slug} {body}");
        }
        let started = Instant::now();
        for _ in 0..10 {
            world.send(&Client::Anonymous, wrong(slug, "CallSid=CA1")).await;
        }
        times.push(started.elapsed() / 10);
    }
    // Each is answered at a multiple of 10 ms after it came.
    assert!(times.iter().all(|time| *time >= Duration::from_millis(10)), "{times:?}");
    let large = Request::new(Method::POST, "/carrier/nobody/voice").body(FORM, vec![b'a'; 1_000_000]);
    assert_eq!(world.send(&Client::Anonymous, large).await.status, StatusCode::FORBIDDEN);
}

#[both_engines]
async fn a_signature_over_one_kind_of_body_verifies_no_other(kind: Kind) {
    let world = World::new(kind).await;
    connect_with(&world, "signalwire", SECRET).await;
    for (path, media) in [("voice", "text/plain"), ("message", "application/json"), ("status", "application/json")] {
        let url = world.program.app.link(&format!("/carrier/northline/{path}"));
        let body = r#"{"CallSid":"CA1"}"#;
        let request = Request::new(Method::POST, format!("/carrier/northline/{path}"))
            .header("x-signalwire-signature", sign::signalwire_json(SECRET, &url, body.as_bytes()))
            .body(media, body);
        assert_eq!(world.send(&Client::Anonymous, request).await.status, StatusCode::FORBIDDEN, "{path}");
    }
}

#[both_engines]
async fn refused_webhooks_are_shown_to_who_sets_the_connection_up(kind: Kind) {
    let world = World::new(kind).await;
    assert!(!settings(&world).await.contains("Connected"));
    connect(&world).await;
    let page = settings(&world).await;
    assert!(page.contains("Saved, no call yet") && !page.contains("Connected"), "{page}");
    let arrival = [("CallSid", "CA1"), ("AccountSid", "AC1"), ("From", FROM), ("To", TO)];
    for _ in 0..3 {
        let forged = signed(&world, "voice", "made-up", &arrival);
        assert_eq!(world.send(&Client::Anonymous, forged).await.status, StatusCode::FORBIDDEN);
    }
    let other = [("CallSid", "CA1"), ("AccountSid", "AC2"), ("From", FROM), ("To", TO)];
    assert_eq!(post(&world, "voice", &other).await.status, StatusCode::FORBIDDEN);
    assert_eq!(post(&world, "voice", &[("CallSid", "CA1")]).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    let page = settings(&world).await;
    for words in ["3 requests", "The signature did not match", "another account", "was missing", "Saved, no call yet"] {
        assert!(page.contains(words), "{words}: {page}");
    }
    assert_eq!(post(&world, "voice", &arrival).await.status, StatusCode::OK);
    let page = settings(&world).await;
    assert!(page.contains("Connected · last webhook"), "{page}");
    // A new secret has proved nothing yet.
    world.business.database.run("update carriers set updated_at = updated_at + 3600000").await;
    assert!(settings(&world).await.contains("Saved, no call yet"));
    let nobody = Request::new(Method::POST, "/carrier/nobody/voice").body(FORM, "");
    world.send(&Client::Anonymous, nobody).await;
    let rows = world.business.database.number("select count(*) from carrier_refusals").await;
    assert_eq!(rows, 3, "an unknown business leaves no row");
}

#[both_engines]
async fn the_fallback_takes_a_new_connection_and_refuses_an_old_secret_at_once(kind: Kind) {
    let world = World::new(kind).await;
    let arrival = [("CallSid", "CA1"), ("AccountSid", "AC1"), ("From", FROM), ("To", TO)];
    assert_eq!(post(&world, "fallback", &arrival).await.status, StatusCode::FORBIDDEN);
    connect(&world).await;
    let answer = post(&world, "fallback", &arrival).await;
    assert!(answer.status == StatusCode::OK && answer.text().contains("<Dial"), "{}", answer.text());
    connect_with(&world, "twilio", "the-next-token").await;
    assert_eq!(post(&world, "fallback", &arrival).await.status, StatusCode::FORBIDDEN, "the old secret");
    let next = world.send(&Client::Anonymous, signed(&world, "fallback", "the-next-token", &arrival)).await;
    assert_eq!(next.status, StatusCode::OK);
}

#[both_engines]
async fn a_running_call_shows_a_clock_and_no_fetch(kind: Kind) {
    let world = World::new(kind).await;
    connect(&world).await;
    post(&world, "voice", &[("CallSid", "CA1"), ("From", FROM), ("To", TO)]).await;
    let recording = [("CallSid", "CA1"), ("RecordingSid", "RE1"), ("RecordingStatus", "in-progress")];
    assert_eq!(post(&world, "recording", &recording).await.status, StatusCode::NO_CONTENT);
    let owner = world.cookie(&world.ours.owner).await;
    let call = calls(&world).await.swap_remove(0);
    let page = world
        .send(&owner, Request::new(Method::GET, format!("/b/northline/calls/{}", call["id"].as_str().unwrap())))
        .await;
    let page = page.text();
    assert!(page.contains("class=\"clock\" data-since=") && page.contains("goes on and is being recorded"), "{page}");
    assert!(!page.contains("being fetched"), "{page}");
    let number = format!("/b/northline/numbers/{}", call["number_id"].as_str().unwrap());
    let number = world.send(&owner, Request::new(Method::GET, &number)).await.text();
    assert!(number.contains("data-live=\"/b/northline/live\"") && number.contains("class=\"clock\""), "{number}");
    let list = world.send(&owner, Request::new(Method::GET, "/b/northline/calls")).await.text();
    assert!(list.contains("accent live") && list.contains("class=\"clock\""), "{list}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_start_without_the_database_serves_the_fallback_and_waits_on_postgres() {
    let world = World::new(Kind::Postgres).await;
    connect(&world).await;
    let instance = Instance::with_key(&world.business.database, world.program.app.config.secret_key.as_ref().unwrap());
    let path = "/carrier/northline/fallback";
    let fields = [("CallSid", "CA1"), ("AccountSid", "AC1"), ("From", FROM), ("To", TO)];
    let fields: Vec<_> = fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    let signed = |secret| sign::twilio(secret, &format!("https://crewline.example{path}"), &fields);
    let serving = instance.serve(&[]).await;
    let copy = instance.folder().join("crewline.standby");
    let written = async {
        while !copy.exists() {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(10), written).await.expect("a sealed copy");
    assert_eq!(serving.post_signed(path, &signed(SECRET), &fields).await.status(), 200);
    serving.kill().await;
    let sealed = std::fs::read(&copy).unwrap();
    assert!(!sealed.windows(SECRET.len()).any(|part| part == SECRET.as_bytes()));

    let waiting = instance.serve_without_database().await;
    let answer = waiting.post_signed(path, &signed(SECRET), &fields).await;
    assert_eq!(answer.status(), 200);
    assert!(answer.text().await.unwrap().contains("<Dial"));
    assert_eq!(waiting.post_signed(path, &signed("made-up"), &fields).await.status(), 403);
    for path in ["/readyz", "/sign-in", "/api/v1/me", "/carrier/northline/voice"] {
        let answer = waiting.get(path).await;
        assert_eq!((answer.status().as_u16(), answer.headers()["retry-after"].to_str().unwrap()), (503, "5"), "{path}");
        assert!(answer.text().await.unwrap().contains("waits for its database"), "{path}");
    }
    waiting.kill().await;
}
