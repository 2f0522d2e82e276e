//! The dashboard: each person's figures are those of the calls that they can list.

use axum::http::{Method, StatusCode};
use crewline_core::both_engines;
use crewline_core::db::Kind;
use crewline_core::reports;
use serde_json::Value;

use crate::client::{Client, Request};
use crate::world::World;

const PAGE: &str = "/b/northline/dashboard";
const API: &str = "/api/v1/dashboard";

async fn json(world: &World, client: &Client, path: &str) -> Value {
    let answer = world.send(client, Request::get(path)).await;
    assert_eq!(answer.status, StatusCode::OK, "{path}: {}", answer.text());
    answer.json()
}

/// The sum of a count over rows.
fn sum(rows: &Value, name: &str) -> i64 {
    rows.as_array().unwrap().iter().map(|row| row[name].as_i64().unwrap()).sum()
}

#[both_engines]
async fn every_total_is_that_of_the_calls_that_the_person_lists(kind: Kind) {
    let world = World::new(kind).await;
    // The world's calls are written without the sums that reports read.
    reports::rebuild(world.db(), &world.business.operator).await.unwrap();
    let group = format!("?group_id={}", world.ours.group);
    let number = format!("?number_id={}", world.ours.numbers[0]);
    for (person, filters) in [
        (
            &world.ours.owner,
            vec![
                "?period=today",
                "?source=Meadow+Ads",
                "?status=completed&qualified=true&tag=Meadow+Ads+tag",
                &group,
                &number,
                "?from=2026-01-01&compare=none",
            ],
        ),
        (&world.viewer, vec!["?period=today", &number, "?period=this_year"]),
    ] {
        let token = world.token(person).await;
        for filter in filters {
            let calls_filter = if filter.starts_with("?period") || filter.starts_with("?from") { "" } else { filter };
            let calls = json(&world, &token, &format!("/api/v1/calls{calls_filter}")).await;
            let listed = calls["calls"].as_array().unwrap().len() as i64;
            let figures = json(&world, &token, &format!("{API}{filter}")).await;
            let about = format!("{} {filter}: {figures}", person.name());
            assert!(listed > 0 && figures["totals"]["calls"] == listed, "{about}");
            for rows in ["series", "hours", "top_numbers", "top_sources", "top_groups"] {
                assert_eq!(sum(&figures[rows], "calls"), listed, "{rows}, {about}");
            }
            assert_eq!(figures["recent_calls"].as_array().unwrap().len() as i64, listed, "{about}");
            assert_eq!(figures["before"].is_null(), filter.contains("compare=none"), "{about}");
        }
    }
}

#[both_engines]
async fn the_page_shows_the_figures_and_leads_to_the_calls(kind: Kind) {
    let world = World::new(kind).await;
    let owner = world.cookie(&world.ours.owner).await;
    let page = world.send(&owner, Request::get(format!("{PAGE}?source=Meadow+Ads&show=missed"))).await;
    page.assert_says(
        StatusCode::OK,
        &[
            "<h1><bdi>Dashboard",
            "source=Meadow+Ads&#38;outcome=answered&#38;spam=false",
            "first_time=true",
            "Top sources",
        ],
    );
    let fragment = world.send(&owner, Request::get(PAGE).header("x-fragment", "results")).await;
    assert!(fragment.text().trim_start().starts_with("<div id=\"results\""), "{}", fragment.text());
    world.send(&owner, Request::get("/b/northline")).await.assert_redirects_to(PAGE);
    let newcomer = world.cookie(&world.business.viewer("Nobody Yet", &[], &[]).await).await;
    world.send(&newcomer, Request::get(PAGE)).await.assert_says(StatusCode::OK, &["No number is shared with you yet"]);
}

#[both_engines]
async fn what_cannot_be_asked_is_refused_with_a_sentence(kind: Kind) {
    let world = World::new(kind).await;
    let (owner, token) = (world.cookie(&world.ours.owner).await, world.token(&world.ours.owner).await);
    for (query, name, sentence) in [
        ("period=fortnight", "period", "Period: use one of today"),
        ("from=soon", "from", "use a day like 2026-03-02"),
        ("to=2026-02-30", "to", "use a day like 2026-03-02"),
        ("from=2026-03-02&to=2026-03-01", "period", "The period ends before it begins"),
        ("from=1999-01-01&to=2026-03-01", "period", "Choose days from 1 January 2000"),
        ("compare=twin", "compare", "Compare: use one of"),
        ("number_id=garbage", "number_id", "Number: choose one"),
        ("group_id=garbage", "group_id", "Number group: choose one"),
        ("source=%00", "source", "Source: choose one"),
    ] {
        let page = world.send(&owner, Request::get(format!("{PAGE}?{query}"))).await;
        page.assert_says(StatusCode::UNPROCESSABLE_ENTITY, &[sentence]);
        let answer = world.send(&token, Request::get(format!("{API}?{query}"))).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{query}");
        let field = &answer.json()["error"]["fields"][name];
        assert!(field.as_str().is_some_and(|field| field.contains(sentence)), "{query}: {}", answer.text());
    }
    let answer = world.send(&token, Request::get(format!("{API}?include=everything"))).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    world
        .send(&owner, Request::get(format!("{PAGE}?show=x")))
        .await
        .assert_says(StatusCode::UNPROCESSABLE_ENTITY, &["Show:"]);
}

#[both_engines]
async fn a_filter_by_a_hidden_number_or_group_is_not_found(kind: Kind) {
    let world = World::new(kind).await;
    let (cookie, token) = (world.cookie(&world.viewer).await, world.token(&world.viewer).await);
    for (hidden, unknown) in [
        (format!("number_id={}", world.ours.numbers[1]), format!("number_id=num_{}", world.unknown)),
        (format!("group_id={}", world.ours.group), format!("group_id=grp_{}", world.unknown)),
    ] {
        for (client, path) in [(&cookie, PAGE), (&token, API)] {
            let answer = world.send(client, Request::get(format!("{path}?{hidden}"))).await;
            let nothing = world.send(client, Request::get(format!("{path}?{unknown}"))).await;
            assert_eq!((answer.status, &answer.body), (StatusCode::NOT_FOUND, &nothing.body), "{path}?{hidden}");
        }
    }
}

#[both_engines]
async fn a_caller_is_marked_as_called_back_and_waits_again(kind: Kind) {
    let world = World::new(kind).await;
    let owner = world.cookie(&world.ours.owner).await;
    let viewer = world.cookie(&world.viewer).await;
    let path = format!("/b/northline/calls/{}/called-back", world.ours.call);
    let mark = |done| Request::form(&path, &[("done", done), ("return_to", "/b/northline/dashboard?period=today")]);
    assert_eq!(world.send(&viewer, mark("true")).await.status, StatusCode::NOT_FOUND, "a viewer reads");
    for done in ["true", "true", "false", "false"] {
        world.send(&owner, mark(done)).await.assert_redirects_to("/b/northline/dashboard?period=today");
    }
    let elsewhere = Request::form(&path, &[("done", "true"), ("return_to", "//example.com/")]);
    world.send(&owner, elsewhere).await.assert_redirects_to(PAGE);
    let get = Request::new(Method::GET, &path);
    assert_eq!(world.send(&owner, get).await.status, StatusCode::METHOD_NOT_ALLOWED);
}
