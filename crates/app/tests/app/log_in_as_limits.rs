//! The limits of Log in as: other businesses, personal settings, credentials, and invitation links.

use axum::http::{Method, StatusCode};
use crewline::http::routes::Audience;
use crewline_core::access::Role;
use crewline_core::accounts::Email;
use crewline_core::both_engines;
use crewline_core::carrier::connection::{Draft as Carrier, set_by_operator};
use crewline_core::db::Kind;
use crewline_core::members::{NewMember, NumberAccess, add_by_operator};
use crewline_core::testing::session;
use secrecy::ExposeSecret;

use crate::client::{Client, Request};
use crate::log_in_as::{assert_log_in_as_ended, sessions};
use crate::route_params::{RouteParams, is_api};
use crate::world::World;

#[both_engines]
async fn log_in_as_opens_no_other_business_and_needs_the_own_session(kind: Kind) {
    let world = World::new(kind).await;
    let operator = crewline_core::access::operator(world.db(), "neighbour").await.unwrap();
    for person in [&world.ours.owner, &world.manager] {
        let email = Email::read(person.email()).unwrap();
        let enrolment = NewMember {
            email,
            name: person.name().into(),
            role: Role::Manager,
            access: NumberAccess::All,
            password_hash: None,
        };
        add_by_operator(world.db(), &operator, enrolment).await.unwrap();
    }
    let client = world.logged_in_as(&world.manager, true).await;
    let page = world.send(&client, Request::get("/b/northline/calls")).await.text();
    assert!(
        page.contains("Return to my account") && !page.contains("/b/neighbour"),
        "the switcher has no other business"
    );
    for path in ["/b/neighbour/calls", "/b/neighbour/numbers", "/b/neighbour"] {
        let answer = world.send(&client, Request::get(path)).await;
        assert_log_in_as_ended(&answer, path);
        assert!(!answer.text().contains("Harbour"));
    }
    let (_, token) = sessions(&client);
    let alone = Client::Cookie(token.to_owned());
    for path in ["/b/northline/calls", "/b/northline/settings/profile", "/b/neighbour/calls"] {
        assert!(world.send(&alone, Request::get(path)).await.header("location").starts_with("/sign-in"), "{path}");
    }
    assert_eq!(world.send(&alone, Request::get("/")).await.header("location"), "/sign-in");
    assert_eq!(
        world.send(&Client::Token(token.to_owned()), Request::get("/api/v1/me")).await.status,
        StatusCode::UNAUTHORIZED
    );
    let others = session(world.db(), world.manager.email()).await.expose_secret().to_owned();
    assert_log_in_as_ended(
        &world.send(&Client::LoggedInAs(others, token.to_owned()), Request::get("/b/northline/calls")).await,
        "/b/northline/calls",
    );
    let (own, _) = sessions(&client);
    world.send(&Client::Cookie(own.to_owned()), Request::form("/sign-out", &[])).await;
    assert!(
        world
            .send(&client, Request::get("/b/northline/calls"))
            .await
            .header("location")
            .starts_with("/b/northline/calls"),
        "signing out ends Log in as"
    );
    assert!(world.send(&alone, Request::get("/b/northline/calls")).await.header("location").starts_with("/sign-in"));
}

#[both_engines]
async fn log_in_as_never_opens_personal_settings(kind: Kind) {
    let world = World::new(kind).await;
    for person in [&world.admin, &world.manager, &world.viewer] {
        let client = world.logged_in_as(person, true).await;
        let other = world.new_member().await;
        for (method, path) in [
            (Method::GET, "/b/northline/settings/profile".to_owned()),
            (Method::GET, "/b/northline/settings/security".to_owned()),
            (Method::GET, "/b/northline/settings/api".to_owned()),
            (Method::POST, "/b/northline/settings/api/tokens".to_owned()),
            (Method::POST, "/b/northline/settings/profile".to_owned()),
            (Method::POST, "/b/northline/settings/security/password".to_owned()),
            (Method::POST, "/b/northline/settings/security/letters".to_owned()),
            (Method::POST, "/b/northline/settings/security/sessions/end-others".to_owned()),
            (Method::POST, format!("/b/northline/members/{other}/log-in-as")),
        ] {
            let answer = world
                .send(&client, if method == Method::GET { Request::get(&path) } else { Request::form(&path, &[]) })
                .await;
            let by_role = path.contains("log-in-as") && person.role() != Role::Admin;
            assert_eq!(
                answer.status,
                if by_role { StatusCode::NOT_FOUND } else { StatusCode::FORBIDDEN },
                "{path} as {}",
                person.role()
            );
        }
    }
}

#[both_engines]
async fn no_answer_under_log_in_as_contains_a_credential(kind: Kind) {
    let world = World::new(kind).await;
    let draft = Carrier {
        provider: "twilio".into(),
        account: "AC1".into(),
        secret: Some("the-carriers-own-token".into()),
        ..Carrier::default()
    };
    let program = &world.program;
    set_by_operator(&program.app.db, &program.app.seal, &world.business.operator, draft).await.unwrap();
    let admins_token =
        crewline_core::testing::api_token(world.db(), &world.admin.may().unwrap(), "theirs").await.unwrap();
    let browser = session(world.db(), world.admin.email()).await;
    let params = RouteParams {
        number: world.ours.numbers[2].to_string(),
        group: world.ours.group.to_string(),
        call: world.ours.call.clone(),
        member: world.viewer.member().to_string(),
        ..RouteParams::unknown("northline", &world.unknown)
    };
    for route in program.routes() {
        if !matches!(route.audience, Audience::To(_)) || is_api(route.path) {
            continue;
        }
        let client = world.logged_in_as(&world.admin, true).await;
        let answer = world.send(&client, params.request(&route)).await;
        let (own, acting) = sessions(&client);
        let answer = format!("{:?} {}", answer.headers, answer.text());
        for secret in
            [own, acting, admins_token.expose_secret(), browser.expose_secret(), "the-carriers-own-token", "crl_"]
        {
            assert!(!answer.contains(secret), "{} {}", route.method, route.path);
        }
    }
}

#[both_engines]
async fn without_email_nobody_is_invited_under_log_in_as(kind: Kind) {
    let world = World::with_settings(kind, |config| config.smtp_url = None).await;
    let client = world.logged_in_as(&world.admin, true).await;
    let invitation = world.ours.invitation;
    let resend = format!("/b/northline/invitations/{invitation}/resend");
    let requests = [
        Request::form(
            "/b/northline/invitations",
            &[("name", "Max"), ("email", "max@guest.example"), ("role", "manager")],
        ),
        Request::form("/b/northline/invitations/many", &[("rows", "Max, max@guest.example, manager")]),
        Request::form("/b/northline/users/selected", &[("do", "resend"), ("who", &invitation.to_string())]),
        Request::form(&resend, &[]),
    ];
    let state = async || {
        world.business.database.rows("select name, sent_at, expires_at, invited_by from invitations order by id").await
    };
    let before = state().await;
    world.db().clock().advance_seconds(60);
    for request in requests.clone() {
        let answer = world.send(&client, request.clone()).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{request:?}: {}", answer.text());
        for part in
            ["There is no mail here, so the link would be shown.", "Return to your account to invite.", "logged in as"]
        {
            assert!(answer.text().contains(part), "{request:?}: {}", answer.text());
        }
        assert_eq!(state().await, before, "{request:?}");
    }
    let (own, _) = sessions(&client);
    let own = Client::Cookie(own.to_owned());
    for request in [&requests[0], &requests[3]] {
        let answer = world.send(&own, request.clone()).await;
        assert!(
            answer.status == StatusCode::OK && answer.text().contains("Hand this link over"),
            "as oneself: {}",
            answer.text()
        );
    }
}
