//! Settings → Billing.

use axum::http::StatusCode;
use crewline_core::access::Role;
use crewline_core::both_engines;
use crewline_core::db::Kind;
use crewline_core::invitations::{self, Draft};
use crewline_core::mail::EmailComposer;
use crewline_core::seats::set_plan;
use crewline_core::testing::session;
use secrecy::ExposeSecret;

use crate::client::{Client, Request};
use crate::world::{Program, World};

const PAGE: &str = "/b/northline/settings/billing";

#[both_engines]
async fn the_billing_page_shows_the_plan_seats_and_holders(kind: Kind) {
    let (program, business) = Program::with_seats(kind, 3).await;
    business.person("Mina Park", Role::Manager).await;
    let adam = business.person("Adam Reyes", Role::Admin).await;
    business.number("One", "+12125550101").await;
    let terms = &program.app.config.terms;
    let draft = |name: &str, role: Role| Draft {
        name: name.into(),
        email: format!("{}@guest.example", name.to_lowercase()),
        role: role.to_string(),
        access: None,
    };
    business.database.run("update members set status = 'removed' where name = 'Mina Park'").await;
    let invited = invitations::invite(
        business.db(),
        &business.owner.may().unwrap(),
        terms,
        &EmailComposer::disabled(),
        &draft("Ivy", Role::Admin),
    )
    .await;
    assert!(invited.is_ok(), "{invited:?}");
    let olga = Client::Cookie(session(business.db(), "olga@northline.example").await.expose_secret().to_owned());
    let adam = Client::Cookie(session(business.db(), adam.email()).await.expose_secret().to_owned());
    let page = async |client: &Client| {
        let answer = program.send(client, Request::get(PAGE)).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
        answer.text()
    };
    let text = page(&olga).await;
    for words in [
        "3 of 3 seats",
        "<bdi>small</bdi>",
        "<bdi>large</bdi>",
        "unlimited seats, unlimited numbers",
        "Adam Reyes",
        "Cancel the invitation to Ivy",
        "crewline plan set --business northline",
        "None yet",
        "<dt>Owners</dt><dd>1</dd>",
        "<dt>Admins</dt><dd>1</dd>",
        "<dt>Managers</dt><dd>0</dd>",
        "<dt>Active numbers</dt><dd>1</dd>",
        "<dt>Calls in the last 30 days</dt><dd>0</dd>",
    ] {
        assert!(text.contains(words), "{words}: {text}");
    }
    assert!(!text.contains("Mina Park"), "a removed member holds no seat");
    assert!(
        !page(&adam).await.contains("Cancel the invitation to Ivy"),
        "an Admin may not cancel an Admin's invitation"
    );
    set_plan(business.db(), &business.operator, &terms.plans, "large").await.unwrap();
    let text = page(&olga).await;
    for words in [
        "3 seats used",
        "as many seats as you need",
        "<bdi>small (3 seats)</bdi>",
        "<bdi>large (unlimited seats)</bdi>",
        "the command line",
    ] {
        assert!(text.contains(words), "{words}: {text}");
    }
    assert!(!text.contains("<meter") && !text.contains("Plans that allow more"));
}

#[both_engines]
async fn the_billing_page_follows_the_role_and_is_read_only_under_log_in_as(kind: Kind) {
    let world = World::new(kind).await;
    for (person, is_shown) in
        [(&world.ours.owner, true), (&world.admin, true), (&world.manager, false), (&world.viewer, false)]
    {
        let client = world.cookie(person).await;
        let status = world.send(&client, Request::get(PAGE)).await.status;
        assert_eq!(status, if is_shown { StatusCode::OK } else { StatusCode::NOT_FOUND });
        let profile = world.send(&client, Request::get("/b/northline/settings/profile")).await.text();
        assert_eq!(profile.contains(PAGE), is_shown, "{}", person.role());
    }
    let acting = world.logged_in_as(&world.admin, false).await;
    let page = world.send(&acting, Request::get(PAGE)).await;
    assert!(page.status == StatusCode::OK && page.text().contains("Log in as"), "{}", page.text());
    assert!(page.text().contains("<dt>Calls in the last 30 days</dt><dd>3</dd>"), "{}", page.text());
}
