//! The checklist of setting a business up, in the browser.

use axum::http::StatusCode;
use crewline_core::both_engines;
use crewline_core::db::Kind;

use crate::client::Request;
use crate::world::World;

#[both_engines]
async fn owners_and_admins_see_the_set_up_on_the_first_pages_until_it_is_done(kind: Kind) {
    let world = World::new(kind).await;
    for person in [&world.ours.owner, &world.admin] {
        let browser = world.cookie(person).await;
        for page in ["calls", "numbers", "users"] {
            let answer = world.send(&browser, Request::get(format!("/b/northline/{page}"))).await;
            answer
                .assert_says(StatusCode::OK, &["Set-up: ", " of 7 steps done", "/b/northline/setup", "Nobody outside"]);
        }
        let elsewhere = world.send(&browser, Request::get("/b/northline/settings/profile")).await;
        assert!(!elsewhere.text().contains("Set-up: "), "only on the first pages");
        let list = world.send(&browser, Request::get("/b/northline/setup")).await;
        let steps = ["Public address", "Send me a letter", "No carrier is connected", "A call came in.", "Look again"];
        list.assert_says(StatusCode::OK, &steps);
    }
    for person in [&world.manager, &world.viewer] {
        let browser = world.cookie(person).await;
        let answer = world.send(&browser, Request::get("/b/northline/calls")).await;
        assert!(answer.status.is_success() && !answer.text().contains("Set-up: "), "{}", person.role());
        for path in ["setup/mail", "setup/carrier", "setup/dismissal"] {
            let answer = world.send(&browser, Request::form(format!("/b/northline/{path}"), &[])).await;
            assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path} by {}", person.role());
        }
    }
}

#[both_engines]
async fn a_test_letter_goes_to_oneself_and_its_failure_is_shown(kind: Kind) {
    let world = World::new(kind).await;
    let admin = world.cookie(&world.admin).await;
    let sent = world.send(&admin, Request::form("/b/northline/setup/mail", &[])).await;
    sent.assert_redirects_to("/b/northline/setup");
    assert!(sent.flash().contains(world.admin.email()), "{}", sent.flash());
    let letters = world.letters().await;
    let (_, letter) = letters.iter().find(|(kind, _)| kind == "setup_test").expect("a letter");
    assert!(letter.subject.contains("Northline") && letter.text.contains("/b/northline/setup"), "{letter:?}");
    let page = world.send(&admin, Request::get("/b/northline/setup")).await;
    page.assert_says(StatusCode::OK, &["The test letter is on its way"]);
    let failure = "update jobs set attempts = 1, failure = 'no such user <x>' where unique_key like 'setup %'";
    world.business.database.run(failure).await;
    let page = world.send(&admin, Request::get("/b/northline/setup")).await;
    page.assert_says(StatusCode::OK, &["could not be delivered: no such user &#60;x&#62;"]);
    let again = world.send(&admin, Request::form("/b/northline/setup/mail", &[])).await;
    assert!(again.flash().starts_with("bad:A test letter was sent just now"), "{}", again.flash());
    let early = world.send(&admin, Request::form("/b/northline/setup/dismissal", &[])).await;
    assert!(early.flash().starts_with("bad:A step is still to be done"), "{}", early.flash());
    let account = world.send(&admin, Request::form("/b/northline/setup/carrier", &[])).await;
    assert!(account.flash().starts_with("bad:No carrier is connected"), "{}", account.flash());
}

#[both_engines]
async fn without_a_mail_server_no_letter_is_offered(kind: Kind) {
    let world = World::with_settings(kind, |config| config.smtp_url = None).await;
    let owner = world.cookie(&world.ours.owner).await;
    let page = world.send(&owner, Request::get("/b/northline/setup")).await;
    page.assert_says(StatusCode::OK, &["No mail server is set"]);
    assert!(!page.text().contains("Send me a letter"));
    let refused = world.send(&owner, Request::form("/b/northline/setup/mail", &[])).await;
    assert!(refused.flash().starts_with("bad:No mail server is set"), "{}", refused.flash());
}
