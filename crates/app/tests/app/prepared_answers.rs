//! Answers that are prepared: offered, shown with their progress, and kept for one member, on the page and in the API.

use axum::http::StatusCode;
use crewline_core::access::Viewpoint;
use crewline_core::accounts::Email;
use crewline_core::accounts::tokens::{self, NewToken};
use crewline_core::both_engines;
use crewline_core::db::Kind;
use crewline_core::jobs::{Registry, Worker};
use crewline_core::reports;
use crewline_core::reports::analytics::Limits;
use crewline_core::reports::prepared::{MAX_PREPARED, PREPARED_ANSWERS, PrepareAnswers};
use secrecy::ExposeSecret;
use serde_json::{Value, json};

use crate::client::{Client, Request};
use crate::world::World;

const PAGE: &str = "/b/northline/analytics";
const API: &str = "/api/v1/analytics/calls";
const QUESTION: &str = "compare=none&group_by=status";

/// A world in which every question has too many calls to read them at once.
async fn large_world(kind: Kind) -> World {
    let few = Limits { each: -1, by_slot: -1, sums: 0, rows: 100 };
    let world = World::with_settings(kind, |config| config.report_limits = few).await;
    reports::rebuild(world.db(), &world.business.operator).await.unwrap();
    world
}

async fn run(world: &World) -> u64 {
    let work = PrepareAnswers { db: world.db().clone(), limits: world.program.app.config.report_limits };
    Worker::new(world.db(), Registry::new().kind(PREPARED_ANSWERS, work), || 0).run_due().await.unwrap().done
}

/// A program with a token that only reads.
async fn reader(world: &World, person: &Viewpoint) -> Client {
    let new = NewToken { name: "reader".into(), reads_only: true, ..NewToken::default() };
    let email = Email::read(person.email()).unwrap();
    let token = tokens::create_for(world.db(), &world.business.operator, &email, &new).await.unwrap();
    Client::Token(token.expose_secret().to_owned())
}

async fn page(world: &World, client: &Client) -> String {
    let answer = world.send(client, Request::get(format!("{PAGE}?{QUESTION}"))).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
    answer.text()
}

async fn prepare(world: &World, client: &Client) {
    let form = Request::form(format!("{PAGE}/preparation?{QUESTION}"), &[]);
    world.send(client, form).await.assert_redirects_to(&format!("{PAGE}?{QUESTION}"));
}

fn has_all(html: &str, words: &[&str]) {
    for words in words {
        assert!(html.contains(words), "{words}: {html}");
    }
}

#[both_engines]
async fn a_page_offers_the_answer_shows_its_progress_and_then_the_answer(kind: Kind) {
    let world = large_world(kind).await;
    let owner = world.cookie(&world.ours.owner).await;
    let offer = page(&world, &owner).await;
    has_all(&offer, &["This question reads 3 calls", "Prepare the answer"]);
    assert!(!offer.contains("Export CSV") && !offer.contains("http-equiv"), "{offer}");
    let export = format!("{PAGE}/export?{QUESTION}");
    let refused = world.send(&owner, Request::get(&export)).await;
    refused.assert_says(StatusCode::UNPROCESSABLE_ENTITY, &["This question reads 3 calls"]);

    prepare(&world, &owner).await;
    let progress = page(&world, &owner).await;
    has_all(&progress, &["The answer is being prepared", "0 of 3 calls read", "http-equiv=\"refresh\""]);
    assert_eq!(run(&world).await, 1);
    let answer = page(&world, &owner).await;
    has_all(&answer, &["As of ", "Prepare again", "Export CSV", "Calls by status", "/b/northline/calls?"]);
    assert!(!answer.contains("being prepared") && !answer.contains("http-equiv"), "{answer}");
    assert_eq!(world.send(&owner, Request::get(&export)).await.status, StatusCode::OK);
    // Others have none, and the same form prepares it again.
    let viewer = world.cookie(&world.viewer).await;
    has_all(&page(&world, &viewer).await, &["This question reads 1 call,"]);
    prepare(&world, &owner).await;
    has_all(&page(&world, &owner).await, &["The answer is being prepared"]);
}

#[both_engines]
async fn a_question_without_an_answer_is_refused_by_the_page(kind: Kind) {
    let world = large_world(kind).await;
    let owner = world.cookie(&world.ours.owner).await;
    let wrong = "from=2026-03-02&to=2026-03-01";
    let form = Request::form(format!("{PAGE}/preparation?{wrong}"), &[]);
    world.send(&owner, form).await.assert_redirects_to(&format!("{PAGE}?{wrong}"));
    let hidden = format!("{PAGE}/preparation?number_id={}", world.ours.numbers[1]);
    let viewer = world.cookie(&world.viewer).await;
    assert_eq!(world.send(&viewer, Request::form(hidden, &[])).await.status, StatusCode::NOT_FOUND);
    assert_eq!(world.business.database.number("select count(*) from prepared_answers").await, 0);
    // A further one than a member may have prepared is refused with a sentence.
    let groupings = ["number", "group", "source", "status", "tag", "date"];
    assert_eq!(groupings.len() as i64, MAX_PREPARED + 1);
    let form = |group_by: &str| Request::form(format!("{PAGE}/preparation?group_by={group_by}"), &[]);
    let (last, first) = groupings.split_last().unwrap();
    for group_by in first {
        assert_eq!(world.send(&owner, form(group_by)).await.status, StatusCode::SEE_OTHER);
    }
    let flash = world.send(&owner, form(last)).await.flash();
    assert!(flash.contains("5 answers are being prepared for you"), "{flash}");
}

#[both_engines]
async fn an_answer_that_is_asked_for_under_log_in_as_is_the_members(kind: Kind) {
    let world = large_world(kind).await;
    prepare(&world, &world.logged_in_as(&world.viewer, false).await).await;
    assert_eq!(run(&world).await, 1);
    let viewer = world.cookie(&world.viewer).await;
    has_all(&page(&world, &viewer).await, &["As of ", "Prepare again"]);
    let owner = world.cookie(&world.ours.owner).await;
    has_all(&page(&world, &owner).await, &["This question reads 3 calls"]);
}

#[both_engines]
async fn the_api_answers_202_until_the_answer_is_there_also_to_a_token_that_only_reads(kind: Kind) {
    let world = large_world(kind).await;
    let token = reader(&world, &world.viewer).await;
    let path = format!("{API}?{QUESTION}");
    let export = format!("{API}/export?{QUESTION}");
    let refused = world.send(&token, Request::get(&export)).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    let sentence = refused.json()["error"]["fields"]["period"].as_str().unwrap().to_owned();
    assert!(sentence.starts_with("This question reads 1 call."), "{sentence}");
    for _ in 0..2 {
        let accepted = world.send(&token, Request::get(&path)).await;
        assert_eq!((accepted.status, accepted.header("retry-after")), (StatusCode::ACCEPTED, "5"));
        assert_eq!(accepted.json(), json!({"preparing": {"done": 0, "total": 1}}));
    }
    assert_eq!(run(&world).await, 1);
    let answer = world.send(&token, Request::get(&path)).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
    let answer = answer.json();
    assert_eq!((&answer["totals"]["calls"], answer["as_of"].is_string()), (&Value::from(1), true), "{answer}");
    assert_eq!(world.send(&token, Request::get(&export)).await.status, StatusCode::OK);
    // The order and the page of the rows are no part of the question.
    let sorted = world.send(&token, Request::get(format!("{path}&sort=-calls&limit=1"))).await;
    assert_eq!((sorted.status, &sorted.json()["rows"]), (StatusCode::OK, &answer["rows"]));
}

#[both_engines]
async fn the_api_says_why_there_is_no_answer(kind: Kind) {
    let none = Limits { each: -1, by_slot: -1, sums: 0, rows: 0 };
    let world = World::with_settings(kind, |config| config.report_limits = none).await;
    reports::rebuild(world.db(), &world.business.operator).await.unwrap();
    let token = world.token(&world.ours.owner).await;
    let path = format!("{API}?{QUESTION}");
    assert_eq!(world.send(&token, Request::get(&path)).await.status, StatusCode::ACCEPTED);
    assert_eq!(run(&world).await, 1);
    let refused = world.send(&token, Request::get(&path)).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    let sentence = refused.json()["error"]["fields"]["period"].as_str().unwrap().to_owned();
    assert!(sentence.contains("more than 0 rows"), "{sentence}");
    let owner = world.cookie(&world.ours.owner).await;
    has_all(&page(&world, &owner).await, &["more than 0 rows", "Prepare the answer"]);
}
