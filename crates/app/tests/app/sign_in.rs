//! The first run, signing in and out, and a forgotten password.

use axum::http::StatusCode;
use crewline_core::both_engines;
use crewline_core::db::Kind;
use crewline_core::testing::PASSWORD;

use crate::client::{Answer, Client, Request};
use crate::world::{Program, World};

pub(crate) fn cookie_of(answer: &Answer) -> Client {
    let mut cookies = answer.headers.get_all("set-cookie").iter().map(|cookie| cookie.to_str().unwrap());
    let session = cookies.find(|cookie| cookie.starts_with("crewline_session=")).expect("a session");
    for word in ["HttpOnly", "SameSite=Lax", "Path=/"] {
        assert!(session.contains(word), "{session}");
    }
    Client::Cookie(session.split(['=', ';']).nth(1).unwrap().to_owned())
}

#[both_engines]
async fn the_first_run_page_creates_one_business_only(kind: Kind) {
    let (program, _fresh) = Program::empty(kind).await;
    let form = [
        ("business_name", "Lighthouse"),
        ("name", "Lena Fox"),
        ("email", "lena@lighthouse.example"),
        ("password", PASSWORD),
        ("time_zone", "Europe/London"),
    ];
    program.send(&Client::Anonymous, Request::get("/sign-in")).await.assert_redirects_to("/");
    assert_eq!(program.send(&Client::Anonymous, Request::get("/")).await.status, StatusCode::OK);
    let weak = form.map(|(name, value)| (name, if name == "password" { "password" } else { value }));
    let refused = program.send(&Client::Anonymous, Request::form("/first-run", &weak)).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.text().contains("lena@lighthouse.example"), "the typed values are kept");
    let created = program.send(&Client::Anonymous, Request::form("/first-run", &form)).await;
    created.assert_redirects_to("/b/lighthouse/numbers");
    let lena = cookie_of(&created);
    assert_eq!(program.send(&lena, Request::get("/b/lighthouse/numbers")).await.status, StatusCode::OK);
    program.send(&Client::Anonymous, Request::form("/first-run", &form)).await.assert_redirects_to("/sign-in");
    program.send(&Client::Anonymous, Request::get("/")).await.assert_redirects_to("/sign-in");
}

#[both_engines]
async fn signing_in_and_out_opens_and_closes_a_session(kind: Kind) {
    let world = World::new(kind).await;
    let email = world.ours.owner.email();
    let wrong = [("email", email), ("password", "not the password")];
    let refused = world.send(&Client::Anonymous, Request::form("/sign-in", &wrong)).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    let right = [("email", email), ("password", PASSWORD), ("return_to", "/b/northline/numbers")];
    let opened = world.send(&Client::Anonymous, Request::form("/sign-in", &right)).await;
    opened.assert_redirects_to("/b/northline/numbers");
    let olga = cookie_of(&opened);
    assert_eq!(world.send(&olga, Request::get("/b/northline/numbers")).await.status, StatusCode::OK);
    world.send(&olga, Request::form("/sign-out", &[])).await.assert_redirects_to("/sign-in");
    let closed = world.send(&olga, Request::get("/b/northline/numbers?q=ads")).await;
    closed.assert_redirects_to("/sign-in?return_to=%2Fb%2Fnorthline%2Fnumbers%3Fq%3Dads");
}

#[both_engines]
async fn signing_in_never_leads_to_another_site(kind: Kind) {
    let world = World::new(kind).await;
    let client = world.cookie(&world.ours.owner).await;
    for elsewhere in ["https://evil.example/", "//evil.example/", "/\\evil.example/", "javascript:alert(1)"] {
        let query = form_urlencoded::Serializer::new(String::new()).append_pair("return_to", elsewhere).finish();
        world.send(&client, Request::get(format!("/sign-in?{query}"))).await.assert_redirects_to("/");
    }
}

#[both_engines]
async fn password_guesses_are_rate_limited(kind: Kind) {
    let world = World::new(kind).await;
    // A guess without a valid address counts, too, and hashes no password.
    let guess = [("email", "nobody"), ("password", "a guess")];
    for _ in 0..10 {
        let answer = world.send(&Client::Anonymous, Request::form("/sign-in", &guess)).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    }
    let answer = world.send(&Client::Anonymous, Request::form("/sign-in", &guess)).await;
    assert_eq!(answer.status, StatusCode::TOO_MANY_REQUESTS);
    let seconds: u64 = answer.header("retry-after").parse().unwrap();
    assert!((1..=61).contains(&seconds), "{seconds}");
}

#[both_engines]
async fn a_password_reset_answers_alike_with_and_without_an_account(kind: Kind) {
    let world = World::new(kind).await;
    let mut answers = Vec::new();
    for email in [world.ours.owner.email(), "nobody@northline.example"] {
        let answer = world.send(&Client::Anonymous, Request::form("/password-reset", &[("email", email)])).await;
        answers.push((answer.status, answer.text().replace(email, "EMAIL")));
    }
    assert_eq!(answers[0], answers[1]);
    assert_eq!(answers[0].0, StatusCode::OK);
}

#[both_engines]
async fn a_form_that_is_sent_after_the_session_ended_leads_back_to_its_page(kind: Kind) {
    let world = World::new(kind).await;
    let form = || Request::form("/b/northline/numbers/new", &[("friendly_name", "Ads")]);
    let own = "http://127.0.0.1:8080/b/northline/numbers/new?from=calls";
    for (referrer, location) in [
        (own, "/sign-in?return_to=%2Fb%2Fnorthline%2Fnumbers%2Fnew%3Ffrom%3Dcalls&notice=form"),
        ("https://evil.example/b/northline/x", "/sign-in?return_to=%2Fb%2Fnorthline&notice=form"),
        ("http://127.0.0.1:8080//evil.example/", "/sign-in?return_to=%2Fb%2Fnorthline&notice=form"),
        ("", "/sign-in?return_to=%2Fb%2Fnorthline&notice=form"),
    ] {
        let answer = world.send(&Client::Cookie("ended".into()), form().header("referer", referrer)).await;
        answer.assert_redirects_to(location);
        let page = world.send(&Client::Anonymous, Request::get(location)).await;
        page.assert_says(StatusCode::OK, &["nothing was saved", "data-lost-form"]);
    }
}

#[both_engines]
async fn a_browser_that_sends_no_cookie_back_is_told_so(kind: Kind) {
    let world = World::new(kind).await;
    let right = [("email", world.ours.owner.email()), ("password", PASSWORD), ("return_to", "/b/northline/numbers")];
    let opened = world.send(&Client::WithoutCookies, Request::form("/sign-in", &right)).await;
    let by = "/sign-in?return_to=%2Fb%2Fnorthline%2Fnumbers&cookie_sent=yes";
    opened.assert_redirects_to(by);
    let page = world.send(&Client::WithoutCookies, Request::get(by)).await;
    page.assert_says(StatusCode::UNPROCESSABLE_ENTITY, &["did not send the session&#39;s cookie back"]);
    // A browser's first sign-in without the form's page before it goes on.
    world.send(&cookie_of(&opened), Request::get(by)).await.assert_redirects_to("/b/northline/numbers");
    let form = world.send(&Client::WithoutCookies, Request::get("/sign-in")).await;
    let cookies: Vec<_> = form.headers.get_all("set-cookie").iter().collect();
    assert!(cookies[0].to_str().unwrap().starts_with("crewline_probe=1;"), "{cookies:?}");
}

#[both_engines]
async fn an_unknown_reset_link_is_invalid(kind: Kind) {
    let world = World::new(kind).await;
    for request in [Request::get("/password-reset/x"), Request::form("/password-reset/x", &[("password", PASSWORD)])] {
        assert_eq!(world.send(&Client::Anonymous, request).await.status, StatusCode::GONE);
    }
}
