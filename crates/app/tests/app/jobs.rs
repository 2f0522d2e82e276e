//! Failed letters and recordings in Settings → Business.

use axum::http::StatusCode;
use crewline_core::both_engines;
use crewline_core::db::Kind;
use crewline_core::jobs::{self, counts};
use serde_json::json;

use crate::client::Request;
use crate::world::World;

const PAGE: &str = "/b/northline/settings/business";

#[both_engines]
async fn failed_jobs_are_listed_and_retried(kind: Kind) {
    let world = World::new(kind).await;
    let token = world.token(&world.ours.owner).await;
    let guest = json!({ "name": "Ivy", "email": "ivy@guest.example", "role": "manager" });
    let invited = world.send(&token, Request::json(axum::http::Method::POST, "/api/v1/invitations", &guest)).await;
    assert_eq!(invited.status, StatusCode::CREATED);
    world
        .business
        .database
        .run(
            "update jobs set failed_at = due_at, failure = 'The mail server refuses the letter.' where kind = 'letter'",
        )
        .await;
    let owner = world.cookie(&world.ours.owner).await;
    let page = world.send(&owner, Request::get(PAGE)).await.text();
    for words in
        ["Invitation to ivy@guest.example", "The mail server refuses the letter.", "Meadow failure", "20 attempts"]
    {
        assert!(page.contains(words), "{words}: {page}");
    }
    assert!(!page.contains("Harbour failure"), "another business's");

    let failed = jobs::failed(world.db(), &world.ours.owner.may().unwrap()).await.unwrap();
    let letter = failed.iter().find(|job| job.kind == "letter").unwrap();
    let retried = world.send(&owner, Request::form(format!("{PAGE}/jobs/{}/retry", letter.id), &[])).await;
    assert_eq!((retried.status, retried.header("location")), (StatusCode::SEE_OTHER, PAGE));
    assert!(!world.send(&owner, Request::get(PAGE)).await.text().contains("ivy@guest.example"));
    let counts = counts(world.db()).await.unwrap();
    assert!(
        counts.iter().any(|count| (count.kind.as_str(), count.due, count.failed) == ("letter", 1, 0)),
        "{counts:?}"
    );
}

#[both_engines]
async fn without_failed_jobs_no_list_is_shown(kind: Kind) {
    let world = World::new(kind).await;
    let owner = world.cookie(&world.ours.owner).await;
    assert!(world.send(&owner, Request::get(PAGE)).await.text().contains("Failed letters and recordings"));
    world.business.database.run("delete from jobs").await;
    assert!(!world.send(&owner, Request::get(PAGE)).await.text().contains("Failed letters and recordings"));
}
