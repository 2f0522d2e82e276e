//! Leaving a business, and handing it over.

use axum::http::StatusCode;
use crewline_core::access::Role;
use crewline_core::both_engines;
use crewline_core::db::Kind;
use crewline_core::members::handovers::OFFER_SECONDS;

use crate::client::{Answer, Client, Request};
use crate::sign_in::assert_redirects_to;
use crate::world::World;

async fn get_page(world: &World, client: &Client, path: &str) -> Answer {
    world.send(client, Request::get(path)).await
}

async fn post(world: &World, client: &Client, path: &str) -> Answer {
    world.send(client, Request::form(path, &[])).await
}

#[track_caller]
fn assert_says(answer: &Answer, status: StatusCode, words: &[&str]) {
    let text = answer.text();
    assert_eq!(answer.status, status, "{text}");
    for word in words {
        assert!(text.contains(word), "{word}: {text}");
    }
}

/// The cookie with a sentence for the next page.
fn flash(answer: &Answer) -> String {
    let mut cookies = answer.headers.get_all("set-cookie").iter().map(|cookie| cookie.to_str().unwrap());
    let cookie = cookies.find_map(|cookie| cookie.strip_prefix("crewline_flash=")).expect("a sentence");
    let text = cookie.split(';').next().unwrap();
    form_urlencoded::parse(format!("said={text}").as_bytes()).next().unwrap().1.into_owned()
}

#[both_engines]
async fn a_member_who_leaves_is_refused_from_the_next_request(kind: Kind) {
    let world = World::new(kind).await;
    let (vera, token) = (world.cookie(&world.viewer).await, world.token(&world.viewer).await);
    let mut stream = world.stream(&vera).await;
    assert_says(
        &get_page(&world, &vera, "/b/northline/settings/profile").await,
        StatusCode::OK,
        &["href=\"/b/northline/leave\""],
    );
    assert_says(
        &get_page(&world, &vera, "/b/northline/leave").await,
        StatusCode::OK,
        &["Leave this business?", "API tokens"],
    );
    assert_eq!(get_page(&world, &vera, "/b/northline/calls").await.status, StatusCode::OK, "asking is not leaving");
    let left = post(&world, &vera, "/b/northline/leave").await;
    assert_redirects_to(&left, "/");
    assert_eq!(flash(&left), "good:You have left Northline.");
    assert_eq!(stream.read_to_end().await, "", "the stream has closed without a word");
    assert_eq!(get_page(&world, &vera, "/b/northline/calls").await.status, StatusCode::NOT_FOUND);
    assert_eq!(get_page(&world, &token, "/api/v1/me").await.status, StatusCode::UNAUTHORIZED);
    assert_says(&get_page(&world, &vera, "/").await, StatusCode::OK, &["You are in no business"]);
    let said = world
        .send(
            &Client::Anonymous,
            Request::get("/")
                .header("cookie", format!("{}; crewline_flash=good:You%20have%20left%20Northline.", cookie(&vera))),
        )
        .await;
    assert_says(&said, StatusCode::OK, &["You have left Northline."]);
    assert_eq!(flash(&said), "", "said once");
}

#[both_engines]
async fn the_last_owner_can_not_leave_and_sees_why(kind: Kind) {
    let world = World::new(kind).await;
    let olga = world.cookie(&world.ours.owner).await;
    let words = ["last Owner", "href=\"/b/northline/settings/business#ownership-title\""];
    assert_says(&get_page(&world, &olga, "/b/northline/leave").await, StatusCode::OK, &words);
    assert_says(&post(&world, &olga, "/b/northline/leave").await, StatusCode::CONFLICT, &words);
    assert_eq!(get_page(&world, &olga, "/b/northline/calls").await.status, StatusCode::OK);
    world.business.person("Otto Berg", Role::Owner).await;
    assert_says(&get_page(&world, &olga, "/b/northline/leave").await, StatusCode::OK, &["Leave this business?"]);
    assert_redirects_to(&post(&world, &olga, "/b/northline/leave").await, "/");
}

#[both_engines]
async fn ownership_is_offered_and_accepted(kind: Kind) {
    let world = World::new(kind).await;
    let (olga, vera, mina) =
        (world.cookie(&world.ours.owner).await, world.cookie(&world.viewer).await, world.cookie(&world.manager).await);
    let member = world.viewer.member();
    let settings = "/b/northline/settings/business";
    assert_says(
        &get_page(&world, &olga, settings).await,
        StatusCode::OK,
        &["id=\"ownership-title\"", "Vera Lund (Viewer, vera.lund@northline.example)"],
    );
    let adam = get_page(&world, &world.cookie(&world.admin).await, settings).await;
    assert!(!adam.text().contains("ownership-title"), "an Owner's alone");
    let at = format!("/b/northline/members/{member}/ownership");
    assert_redirects_to(&get_page(&world, &olga, &format!("/b/northline/ownership/new?successor={member}")).await, &at);
    let nobody = get_page(&world, &olga, "/b/northline/ownership/new?successor=x").await;
    assert_redirects_to(&nobody, settings);
    assert!(flash(&nobody).starts_with("bad:Choose the member"), "{}", flash(&nobody));
    assert_says(&get_page(&world, &olga, &at).await, StatusCode::OK, &["Vera Lund", "You are an Admin"]);
    assert_says(
        &post(&world, &olga, &format!("/b/northline/members/{}/ownership", world.ours.owner.member())).await,
        StatusCode::CONFLICT,
        &["your own role"],
    );
    let far = "update users set time_zone = 'Pacific/Kiritimati' where email = 'vera.lund@northline.example'";
    world.business.database.run(far).await;
    assert_redirects_to(&post(&world, &olga, &at).await, settings);
    assert_says(&post(&world, &olga, &at).await, StatusCode::CONFLICT, &["Withdraw that offer first"]);
    assert_says(&get_page(&world, &olga, settings).await, StatusCode::OK, &["Withdraw the offer to Vera Lund"]);
    let letters = world.letters().await;
    assert_eq!(letters.last().map(|(kind, _)| kind.as_str()), Some("ownership_offered"));
    let text = &letters.last().unwrap().1.text;
    assert!(text.contains("/b/northline/ownership\n"), "{text}");
    // Where the reader is, the next day has begun by then.
    assert!(text.contains("until Tuesday, 10 March 2026, 02:00 (Pacific/Kiritimati)."), "{text}");
    assert_says(
        &get_page(&world, &vera, "/b/northline/settings/profile").await,
        StatusCode::OK,
        &["offers you the ownership", "href=\"/b/northline/ownership\""],
    );
    assert_says(
        &get_page(&world, &vera, "/b/northline/ownership").await,
        StatusCode::OK,
        &["Olga Marsh", "Take ownership"],
    );
    assert_says(&get_page(&world, &mina, "/b/northline/ownership").await, StatusCode::GONE, &["No offer stands"]);
    assert_says(&post(&world, &mina, "/b/northline/ownership").await, StatusCode::GONE, &["No offer stands"]);
    assert_redirects_to(&post(&world, &vera, "/b/northline/ownership").await, settings);
    assert_says(&get_page(&world, &vera, settings).await, StatusCode::OK, &["Owner</small>", "Olga Marsh (Admin"]);
    assert!(!get_page(&world, &olga, settings).await.text().contains("ownership-title"), "an Admin now");
    assert_eq!(world.letters().await.last().map(|(kind, _)| kind.clone()).as_deref(), Some("ownership_handed_over"));
    assert_says(&post(&world, &vera, "/b/northline/ownership").await, StatusCode::GONE, &["No offer stands"]);
}

#[both_engines]
async fn an_ownership_offer_is_withdrawn_declined_or_expires(kind: Kind) {
    let world = World::new(kind).await;
    let (olga, vera) = (world.cookie(&world.ours.owner).await, world.cookie(&world.viewer).await);
    let at = format!("/b/northline/members/{}/ownership", world.viewer.member());
    let withdraw = "/b/northline/ownership/withdrawal";
    assert_redirects_to(&post(&world, &olga, &at).await, "/b/northline/settings/business");
    assert_eq!(flash(&post(&world, &olga, withdraw).await), "good:The offer is withdrawn.");
    assert!(flash(&post(&world, &olga, withdraw).await).starts_with("bad:No offer stands"));
    assert_says(&get_page(&world, &vera, "/b/northline/ownership").await, StatusCode::GONE, &[]);
    assert_redirects_to(&post(&world, &olga, &at).await, "/b/northline/settings/business");
    assert_redirects_to(&post(&world, &vera, "/b/northline/ownership/refusal").await, "/b/northline");
    assert_says(&post(&world, &vera, "/b/northline/ownership/refusal").await, StatusCode::GONE, &[]);
    assert_redirects_to(&post(&world, &olga, &at).await, "/b/northline/settings/business");
    world.db().clock().advance_seconds(OFFER_SECONDS);
    let vera = world.cookie(&world.viewer).await;
    assert_says(&post(&world, &vera, "/b/northline/ownership").await, StatusCode::GONE, &["No offer stands"]);
}

fn cookie(client: &Client) -> String {
    let Client::Cookie(session) = client else { panic!("{client:?}") };
    format!("crewline_session={session}")
}
