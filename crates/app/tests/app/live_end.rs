//! Live streams end with their credential, and are bounded.

use axum::http::StatusCode;
use crewline_core::access::Thing;
use crewline_core::accounts::tokens::{self, NewToken};
use crewline_core::accounts::{RecentPassword, sessions};
use crewline_core::both_engines;
use crewline_core::db::Kind;
use crewline_core::live::{Change, StreamLimits};
use secrecy::ExposeSecret;

use crate::client::{Client, Request};
use crate::world::World;

/// A change that the Owner's streams hear of.
fn publish(world: &World) {
    let owner = &world.ours.owner;
    world.program.app.bus.publish(owner.business(), Change::Member(owner.member()));
}

#[both_engines]
async fn a_stream_ends_with_its_session(kind: Kind) {
    let world = World::new(kind).await;
    let owner = &world.ours.owner;
    for path in ["/sign-out", "/b/northline/settings/security/sessions/end-others"] {
        let (own, other) = (world.cookie(owner).await, world.cookie(owner).await);
        let (mut ended, mut kept) = (world.stream(&own).await, world.stream(&other).await);
        // Signing out ends the own session; the other form ends all but the own one.
        let by = if path == "/sign-out" { &own } else { &other };
        let answer = world.send(by, Request::form(path, &[])).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{path}: {}", answer.text());
        assert_eq!(ended.read_to_end().await, "", "{path}");
        publish(&world);
        assert!(kept.next().await.contains("event: member"), "the other session's stream goes on");
    }
}

#[both_engines]
async fn a_stream_ends_with_its_token_and_no_other(kind: Kind) {
    let world = World::new(kind).await;
    let owner = &world.ours.owner;
    let (ending, staying) = (world.token(owner).await, world.token(owner).await);
    let (mut ended, mut kept) = (world.stream(&ending).await, world.stream(&staying).await);
    let newest_two = tokens::list(world.db(), &owner.may().unwrap()).await.unwrap();
    let db = &world.program.app.db;
    let held = tokens::Token::hold(db, owner.may().unwrap(), newest_two[1].id).await.unwrap();
    tokens::end(db, &held).await.unwrap();
    assert_eq!(ended.read_to_end().await, "");
    publish(&world);
    assert!(kept.next().await.contains("event: member"));
}

#[both_engines]
async fn a_stream_ends_when_the_password_is_reset(kind: Kind) {
    let world = World::new(kind).await;
    let owner = &world.ours.owner;
    let mut stream = world.stream(&world.cookie(owner).await).await;
    let composer = crewline_core::mail::EmailComposer::disabled();
    let password = "violet harbour engine".into();
    crewline_core::accounts::set_password(
        &world.program.app.db,
        &world.program.app.passwords,
        owner.user(),
        password,
        &composer,
    )
    .await
    .unwrap();
    assert_eq!(stream.read_to_end().await, "");
}

#[both_engines]
async fn a_stream_under_log_in_as_ends_with_the_actors_session(kind: Kind) {
    let world = World::new(kind).await;
    let acting = world.logged_in_as(&world.viewer, false).await;
    let mut stream = world.stream(&acting).await;
    let Client::LoggedInAs(own, _) = &acting else { panic!("not logged in as") };
    sessions::close(&world.program.app.db, &crewline_core::secret::digest(own), "").await.unwrap();
    // The period ends with the session, which the teammate's stream is told before it closes.
    stream.read_to_end().await;
}

#[both_engines]
async fn a_stream_ends_when_its_token_expires(kind: Kind) {
    let world = World::new(kind).await;
    let owner = &world.ours.owner;
    let new = NewToken { name: "a day".into(), days: Some(1), reads_only: true };
    let token = tokens::create(world.db(), &owner.may().unwrap(), &RecentPassword::assumed(), &new).await.unwrap();
    // Less than a second is left when the stream opens.
    world.db().clock().advance_seconds(86_400 - 1);
    let client = Client::Token(token.expose_secret().to_owned());
    let mut stream = world.stream(&client).await;
    world.db().clock().advance_seconds(1);
    let all = async { stream.read_to_end_within(std::time::Duration::from_secs(3)).await };
    assert_eq!(all.await, "");
}

#[both_engines]
async fn streams_are_bounded_per_member_and_in_all(kind: Kind) {
    let limits = StreamLimits { per_member: 2, in_all: 3 };
    let world = World::with_settings(kind, |config| config.live_streams = limits).await;
    let (owner, viewer) = (world.cookie(&world.ours.owner).await, world.cookie(&world.viewer).await);
    let first = world.stream(&owner).await;
    let _second = world.stream(&owner).await;
    let live = || Request::get("/b/northline/live");
    let refused = world.send(&owner, live()).await;
    refused.assert_says(StatusCode::TOO_MANY_REQUESTS, &["You have 2 live streams open", "rate_limited"]);
    assert!(!refused.header("retry-after").is_empty());
    let _third = world.stream(&viewer).await;
    let refused = world.send(&viewer, live()).await;
    refused.assert_says(StatusCode::TOO_MANY_REQUESTS, &["This server has as many live streams open as it may."]);
    drop(first);
    let _again = world.stream(&owner).await;
}
