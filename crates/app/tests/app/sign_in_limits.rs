//! The limits of sign-in hold up those who guess, and nobody else.

use axum::http::StatusCode;
use crewline_core::access::Role;
use crewline_core::both_engines;
use crewline_core::db::Kind;
use crewline_core::testing::PASSWORD;
use futures_util::{StreamExt, stream};

use crate::client::{Answer, Client, Request};
use crate::world::World;

const OFFICE: &str = "192.0.2.77";

async fn world_behind_a_proxy(kind: Kind) -> World {
    World::with_settings(kind, |config| config.trusted_proxies = 1).await
}

fn sign_in(email: &str, password: &str, address: &str) -> Request {
    Request::form("/sign-in", &[("email", email), ("password", password)]).header("x-forwarded-for", address)
}

/// The cookie that knows this browser.
fn device_of(answer: &Answer) -> String {
    let mut cookies = answer.headers.get_all("set-cookie").iter().map(|cookie| cookie.to_str().unwrap());
    let device = cookies.find(|cookie| cookie.starts_with("crewline_device=")).expect("a known browser");
    assert!(device.contains("HttpOnly") && device.contains("SameSite=Lax"), "{device}");
    device.split(';').next().unwrap().to_owned()
}

/// How many of these guesses were answered, and not refused by a limit.
async fn guesses(world: &World, count: usize, request: impl Fn(usize) -> Request) -> usize {
    let mut answered = 0;
    for at in 0..count {
        let answer = world.send(&Client::Anonymous, request(at)).await;
        answered += usize::from(answer.status == StatusCode::UNPROCESSABLE_ENTITY);
    }
    answered
}

#[both_engines]
async fn an_office_and_the_owner_get_in_while_an_attacker_guesses(kind: Kind) {
    let world = world_behind_a_proxy(kind).await;
    let owner = world.ours.owner.email();
    let mut office = Vec::new();
    for count in 0..200 {
        office.push(world.business.person(&format!("Member {count}"), Role::Viewer).await.email().to_owned());
    }
    let database = &world.business.database;
    database
        .run(&format!(
            "update users set password_hash = (select u.password_hash from users u where u.email = '{owner}')"
        ))
        .await;
    database.run("delete from sessions").await;
    // The attacker knows the Owner's address, and one of them works in the office.
    let attack = async {
        let elsewhere = guesses(&world, 100, |_| sign_in(owner, "a guess", "203.0.113.5")).await;
        let inside = guesses(&world, 100, |_| sign_in(owner, "a guess", OFFICE)).await;
        (elsewhere, inside)
    };
    // Forty at a time: all two hundred together would wait for their turn to be hashed for longer than a request may take.
    let members = stream::iter(office.iter().enumerate()).map(async |(count, email)| {
        if count % 5 == 0 {
            let mistyped = world.send(&Client::Anonymous, sign_in(email, "not the password", OFFICE)).await;
            assert_eq!(mistyped.status, StatusCode::UNPROCESSABLE_ENTITY, "{email}");
        }
        world.send(&Client::Anonymous, sign_in(email, PASSWORD, OFFICE)).await.status
    });
    let members = members.buffered(40).collect::<Vec<_>>();
    let own = async { world.send(&Client::Anonymous, sign_in(owner, PASSWORD, "198.51.100.9")).await };
    let ((elsewhere, inside), members, own) = tokio::join!(attack, members, own);
    // A limit gains one in a minute, and the test may take some.
    assert!((10..=13).contains(&elsewhere) && inside <= 13, "{elsewhere} and {inside} guesses");
    own.assert_redirects_to("/");
    let refused = members.iter().filter(|status| **status != StatusCode::SEE_OTHER).count();
    assert_eq!(refused, 0, "{members:?}");
}

#[both_engines]
async fn an_owner_who_has_signed_in_before_is_held_up_by_nobody(kind: Kind) {
    let world = world_behind_a_proxy(kind).await;
    let owner = world.ours.owner.email();
    world.business.database.run("delete from sessions").await;
    let opened = world.send(&Client::Anonymous, sign_in(owner, PASSWORD, "198.51.100.9")).await;
    let device = device_of(&opened);
    // Many networks use up what an account as a whole allows.
    let answered = guesses(&world, 130, |at| sign_in(owner, "a guess", &format!("203.0.113.{at}"))).await;
    assert!((100..=110).contains(&answered), "{answered}");
    let unknown = world.send(&Client::Anonymous, sign_in(owner, PASSWORD, "192.0.2.200")).await;
    assert_eq!(unknown.status, StatusCode::TOO_MANY_REQUESTS);
    let from_browser = sign_in(owner, PASSWORD, "192.0.2.200").header("cookie", device);
    world.send(&Client::Anonymous, from_browser).await.assert_redirects_to("/");
    world.send(&Client::Anonymous, sign_in(owner, PASSWORD, "198.51.100.9")).await.assert_redirects_to("/");
    // The cookie is the Owner's alone: for another account it is nothing.
    let forged = sign_in(owner, PASSWORD, "192.0.2.201").header("cookie", "crewline_device=AAAA");
    assert_eq!(world.send(&Client::Anonymous, forged).await.status, StatusCode::TOO_MANY_REQUESTS);
}

#[both_engines]
async fn wrong_guesses_elsewhere_leave_the_owners_password_and_letters_alone(kind: Kind) {
    let world = world_behind_a_proxy(kind).await;
    let owner = world.ours.owner.email();
    world.business.database.run("delete from sessions").await;
    let ask = |address: &str| {
        Request::form("/password-reset", &[("email", owner)]).header("x-forwarded-for", address.to_owned())
    };
    for _ in 0..3 {
        assert_eq!(world.send(&Client::Anonymous, ask("203.0.113.5")).await.status, StatusCode::OK);
    }
    assert_eq!(world.send(&Client::Anonymous, ask("203.0.113.5")).await.status, StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(world.send(&Client::Anonymous, ask("198.51.100.9")).await.status, StatusCode::OK);
    assert_eq!(guesses(&world, 12, |_| sign_in(owner, "a guess", "203.0.113.5")).await, 10);
    world.send(&Client::Anonymous, sign_in(owner, PASSWORD, "198.51.100.9")).await.assert_redirects_to("/");
}

#[both_engines]
async fn guesses_elsewhere_do_not_hold_up_the_change_of_a_password(kind: Kind) {
    let world = world_behind_a_proxy(kind).await;
    let (owner, olga) = (world.ours.owner.email(), world.cookie(&world.ours.owner).await);
    assert_eq!(guesses(&world, 11, |_| sign_in(owner, "a guess", OFFICE)).await, 10);
    let change = |current: &str| {
        let form = [("current_password", current), ("new_password", "violet harbour engine")];
        Request::form("/b/northline/settings/security/password", &form).header("x-forwarded-for", OFFICE)
    };
    for _ in 0..9 {
        assert_eq!(world.send(&olga, change("wrong")).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    }
    assert_eq!(world.send(&olga, change(PASSWORD)).await.status, StatusCode::SEE_OTHER);
    for _ in 0..10 {
        assert_eq!(world.send(&olga, change("wrong")).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    }
    assert_eq!(world.send(&olga, change("wrong")).await.status, StatusCode::TOO_MANY_REQUESTS);
}

#[both_engines]
async fn links_that_work_are_held_up_by_no_links_that_do_not(kind: Kind) {
    let world = world_behind_a_proxy(kind).await;
    let unknown = |path: String| Request::form(path, &[("password", PASSWORD)]).header("x-forwarded-for", OFFICE);
    let mut refused = 0;
    for count in 0..40 {
        let path = if count % 2 == 0 { format!("/invitations/{count}") } else { format!("/password-reset/{count}") };
        let answer = world.send(&Client::Anonymous, unknown(path)).await;
        refused += usize::from(answer.status == StatusCode::TOO_MANY_REQUESTS);
    }
    assert!((5..=10).contains(&refused), "{refused}");
    let form = [("email", world.ours.owner.email())];
    world.send(&Client::Anonymous, Request::form("/password-reset", &form).header("x-forwarded-for", OFFICE)).await;
    let path = loop {
        // The letter is queued by a task of its own.
        if let Some((_, letter)) = world.letters().await.into_iter().find(|(kind, _)| kind == "password_reset") {
            let at = letter.text.find("/password-reset/").unwrap();
            break letter.text[at..].split_whitespace().next().unwrap().to_owned();
        }
        tokio::task::yield_now().await;
    };
    for _ in 0..6 {
        let weak = Request::form(&path, &[("password", "password12")]).header("x-forwarded-for", OFFICE);
        assert_eq!(world.send(&Client::Anonymous, weak).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    }
    let good = Request::form(&path, &[("password", "violet harbour engine")]).header("x-forwarded-for", OFFICE);
    let set = world.send(&Client::Anonymous, good).await;
    set.assert_redirects_to("/sign-in?notice=password");
    assert!(!device_of(&set).is_empty());
}
