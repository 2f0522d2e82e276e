//! Leaving a business, and handing it over.

use axum::http::StatusCode;
use crewline_core::access::Role;
use crewline_core::both_engines;
use crewline_core::db::Kind;
use crewline_core::members::handovers::OFFER_SECONDS;

use crate::client::{Answer, Client, Request};
use crate::world::World;

async fn get_page(world: &World, client: &Client, path: &str) -> Answer {
    world.send(client, Request::get(path)).await
}

async fn post(world: &World, client: &Client, path: &str) -> Answer {
    world.send(client, Request::form(path, &[])).await
}

#[both_engines]
async fn a_member_who_leaves_is_refused_from_the_next_request(kind: Kind) {
    let world = World::new(kind).await;
    let (vera, token) = (world.cookie(&world.viewer).await, world.token(&world.viewer).await);
    let mut stream = world.stream(&vera).await;
    get_page(&world, &vera, "/b/northline/settings/profile")
        .await
        .assert_says(StatusCode::OK, &["href=\"/b/northline/leave\""]);
    get_page(&world, &vera, "/b/northline/leave")
        .await
        .assert_says(StatusCode::OK, &["Leave this business?", "API tokens"]);
    assert_eq!(get_page(&world, &vera, "/b/northline/calls").await.status, StatusCode::OK, "asking is not leaving");
    let left = post(&world, &vera, "/b/northline/leave").await;
    left.assert_redirects_to("/");
    assert_eq!(left.flash(), "good:You have left Northline.");
    assert_eq!(stream.read_to_end().await, "", "the stream closes without an event");
    assert_eq!(get_page(&world, &vera, "/b/northline/calls").await.status, StatusCode::NOT_FOUND);
    assert_eq!(get_page(&world, &token, "/api/v1/me").await.status, StatusCode::UNAUTHORIZED);
    get_page(&world, &vera, "/").await.assert_says(StatusCode::OK, &["You are in no business"]);
    let start_page = world
        .send(
            &Client::Anonymous,
            Request::get("/")
                .header("cookie", format!("{}; crewline_flash=good:You%20have%20left%20Northline.", cookie(&vera))),
        )
        .await;
    start_page.assert_says(StatusCode::OK, &["You have left Northline."]);
    assert_eq!(start_page.flash(), "", "shown once");
}

#[both_engines]
async fn the_last_owner_cannot_leave_and_sees_why(kind: Kind) {
    let world = World::new(kind).await;
    let olga = world.cookie(&world.ours.owner).await;
    let words = ["last Owner", "href=\"/b/northline/settings/business#ownership-title\""];
    get_page(&world, &olga, "/b/northline/leave").await.assert_says(StatusCode::OK, &words);
    post(&world, &olga, "/b/northline/leave").await.assert_says(StatusCode::CONFLICT, &words);
    assert_eq!(get_page(&world, &olga, "/b/northline/calls").await.status, StatusCode::OK);
    world.business.person("Otto Berg", Role::Owner).await;
    get_page(&world, &olga, "/b/northline/leave").await.assert_says(StatusCode::OK, &["Leave this business?"]);
    post(&world, &olga, "/b/northline/leave").await.assert_redirects_to("/");
}

#[both_engines]
async fn ownership_is_offered_and_accepted(kind: Kind) {
    let world = World::new(kind).await;
    let (olga, vera, mina) =
        (world.cookie(&world.ours.owner).await, world.cookie(&world.viewer).await, world.cookie(&world.manager).await);
    let member = world.viewer.member();
    let settings = "/b/northline/settings/business";
    get_page(&world, &olga, settings)
        .await
        .assert_says(StatusCode::OK, &["id=\"ownership-title\"", "Vera Lund (Viewer, vera.lund@northline.example)"]);
    let adam = get_page(&world, &world.cookie(&world.admin).await, settings).await;
    assert!(!adam.text().contains("ownership-title"), "only an Owner sees it");
    let at = format!("/b/northline/members/{member}/ownership");
    get_page(&world, &olga, &format!("/b/northline/ownership/new?successor={member}")).await.assert_redirects_to(&at);
    let invalid = get_page(&world, &olga, "/b/northline/ownership/new?successor=x").await;
    invalid.assert_redirects_to(settings);
    assert!(invalid.flash().starts_with("bad:Choose the member"), "{}", invalid.flash());
    get_page(&world, &olga, &at).await.assert_says(StatusCode::OK, &["Vera Lund", "You are an Admin"]);
    post(&world, &olga, &format!("/b/northline/members/{}/ownership", world.ours.owner.member()))
        .await
        .assert_says(StatusCode::CONFLICT, &["your own role"]);
    let sql = "update users set time_zone = 'Pacific/Kiritimati' where email = 'vera.lund@northline.example'";
    world.business.database.run(sql).await;
    post(&world, &olga, &at).await.assert_redirects_to(settings);
    post(&world, &olga, &at).await.assert_says(StatusCode::CONFLICT, &["Withdraw that offer first"]);
    get_page(&world, &olga, settings).await.assert_says(StatusCode::OK, &["Withdraw the offer to Vera Lund"]);
    let letters = world.letters().await;
    assert_eq!(letters.last().map(|(kind, _)| kind.as_str()), Some("ownership_offered"));
    let text = &letters.last().unwrap().1.text;
    assert!(text.contains("/b/northline/ownership\n"), "{text}");
    // In the reader's time zone, the next day has begun by then.
    assert!(text.contains("until Tuesday, 10 March 2026, 02:00 (Pacific/Kiritimati)."), "{text}");
    get_page(&world, &vera, "/b/northline/settings/profile")
        .await
        .assert_says(StatusCode::OK, &["offers you the ownership", "href=\"/b/northline/ownership\""]);
    get_page(&world, &vera, "/b/northline/ownership")
        .await
        .assert_says(StatusCode::OK, &["Olga Marsh", "Take ownership"]);
    get_page(&world, &mina, "/b/northline/ownership").await.assert_says(StatusCode::GONE, &["No offer stands"]);
    post(&world, &mina, "/b/northline/ownership").await.assert_says(StatusCode::GONE, &["No offer stands"]);
    post(&world, &vera, "/b/northline/ownership").await.assert_redirects_to(settings);
    get_page(&world, &vera, settings).await.assert_says(StatusCode::OK, &["Owner</small>", "Olga Marsh (Admin"]);
    assert!(!get_page(&world, &olga, settings).await.text().contains("ownership-title"), "an Admin now");
    assert_eq!(world.letters().await.last().map(|(kind, _)| kind.clone()).as_deref(), Some("ownership_handed_over"));
    post(&world, &vera, "/b/northline/ownership").await.assert_says(StatusCode::GONE, &["No offer stands"]);
}

#[both_engines]
async fn an_ownership_offer_is_withdrawn_declined_or_expires(kind: Kind) {
    let world = World::new(kind).await;
    let (olga, vera) = (world.cookie(&world.ours.owner).await, world.cookie(&world.viewer).await);
    let at = format!("/b/northline/members/{}/ownership", world.viewer.member());
    let withdraw = "/b/northline/ownership/withdrawal";
    post(&world, &olga, &at).await.assert_redirects_to("/b/northline/settings/business");
    assert_eq!(post(&world, &olga, withdraw).await.flash(), "good:The offer is withdrawn.");
    assert!(post(&world, &olga, withdraw).await.flash().starts_with("bad:No offer stands"));
    get_page(&world, &vera, "/b/northline/ownership").await.assert_says(StatusCode::GONE, &[]);
    post(&world, &olga, &at).await.assert_redirects_to("/b/northline/settings/business");
    post(&world, &vera, "/b/northline/ownership/refusal").await.assert_redirects_to("/b/northline");
    post(&world, &vera, "/b/northline/ownership/refusal").await.assert_says(StatusCode::GONE, &[]);
    post(&world, &olga, &at).await.assert_redirects_to("/b/northline/settings/business");
    world.db().clock().advance_seconds(OFFER_SECONDS);
    let vera = world.cookie(&world.viewer).await;
    post(&world, &vera, "/b/northline/ownership").await.assert_says(StatusCode::GONE, &["No offer stands"]);
}

fn cookie(client: &Client) -> String {
    let Client::Cookie(session) = client else { panic!("{client:?}") };
    format!("crewline_session={session}")
}
