//! Log in as in a browser: begun, looked around in, returned from; and what it never reaches.

use axum::http::header::COOKIE;
use axum::http::{Method, StatusCode};
use crewline::http::routes::Audience;
use crewline_core::access::{Role, Thing, actions};
use crewline_core::accounts::{Email, tokens};
use crewline_core::both_engines;
use crewline_core::carrier::connection::{Draft as Carrier, set_by_operator};
use crewline_core::db::Kind;
use crewline_core::jobs::{Registry, Worker};
use crewline_core::log_in_as::{DIGESTS, Digest, WriteDigests};
use crewline_core::mail::{EmailComposer, OutgoingEmail};
use crewline_core::members::{self, AccessDraft, Draft, Member, NewMember, NumberAccess, add_by_operator};
use crewline_core::testing::session;
use secrecy::ExposeSecret;
use std::sync::{Arc, Mutex};

use crate::client::{Answer, Client, Request};
use crate::route_params::{RouteParams, is_api};
use crate::world::World;

fn cookies(answer: &Answer) -> Vec<String> {
    answer.headers.get_all("set-cookie").iter().map(|cookie| cookie.to_str().unwrap().to_owned()).collect()
}

fn cookie(answer: &Answer, name: &str) -> String {
    let begins = format!("{name}=");
    cookies(answer)
        .into_iter()
        .find(|cookie| cookie.starts_with(&begins))
        .unwrap_or_else(|| panic!("no {name}: {:?}", cookies(answer)))
}

fn value(cookie: &str) -> String {
    cookie.split(['=', ';']).nth(1).unwrap().to_owned()
}

/// Back to one's own account, with a sentence, and without the cookie.
fn assert_log_in_as_over(answer: &Answer, to: &str) {
    assert_eq!((answer.status, answer.header("location")), (StatusCode::SEE_OTHER, to));
    assert!(cookie(answer, "crewline_log_in_as").contains("Max-Age=0"));
    assert!(cookie(answer, "crewline_flash").contains("has%20ended"));
}

fn acting(client: &Client) -> (&str, &str) {
    let Client::LoggedInAs(own, acting) = client else { panic!("{client:?}") };
    (own, acting)
}

async fn edit(world: &World, member: crewline_core::ids::MemberId, draft: &Draft) {
    let held = Member::hold::<actions::EditMembers>(world.db(), world.ours.owner.may().unwrap(), member).await.unwrap();
    members::edit(&world.program.app.db, &held, draft, &EmailComposer::disabled()).await.unwrap();
}

#[both_engines]
async fn log_in_as_begins_with_a_reason_and_returns_to_the_same_page(kind: Kind) {
    let world = World::new(kind).await;
    let own = world.cookie(&world.ours.owner).await;
    let place = format!("/b/northline/members/{}/log-in-as", world.manager.member());
    let asked = world.send(&own, Request::get(format!("{place}?return_to=/b/northline/numbers%3Fq%3Dads"))).await;
    assert!(
        asked.text().contains("Mina Park") && asked.text().contains("/b/northline/numbers?q=ads"),
        "{}",
        asked.text()
    );
    let empty = world.send(&own, Request::form(&place, &[("reason", " ")])).await;
    assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(empty.text().contains("Fill this in."));
    let form = [("reason", "A call that Mina can't find"), ("return_to", "/b/northline/numbers?q=ads")];
    let begun = world.send(&own, Request::form(&place, &form)).await;
    assert_eq!((begun.status, begun.header("location")), (StatusCode::SEE_OTHER, "/b/northline"));
    let session = cookie(&begun, "crewline_log_in_as");
    for word in ["Path=/b/northline;", "HttpOnly", "SameSite=Lax"] {
        assert!(session.contains(word), "{session}");
    }
    for kept in [&session, &cookie(&begun, "crewline_return")] {
        let seconds = kept.split("Max-Age=").nth(1).and_then(|rest| rest.split(';').next()).unwrap();
        assert!(
            seconds.parse::<u64>().unwrap() > 30 * 86_400,
            "a form that is sent after the hour is known by it: {kept}"
        );
    }
    assert!(!cookies(&begun).iter().any(|cookie| cookie.starts_with("crewline_session")), "one's own session stays");
    let Client::Cookie(own_token) = &own else { panic!() };
    let client = Client::LoggedInAs(own_token.clone(), value(&session));
    let looked = world.send(&client, Request::get("/b/northline/calls")).await;
    assert_eq!(looked.status, StatusCode::OK);
    for part in
        ["Olga Marsh", "logged in as", "Mina Park", "60 min left", "read-only", "Return to my account", "Allow changes"]
    {
        assert!(looked.text().contains(part), "{part}");
    }
    let new = [("phone_number", "+12125550150"), ("friendly_name", "By Mina")];
    let refused = world.send(&client, Request::form("/b/northline/numbers/new", &new)).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    for part in ["Allow changes first.", "logged in as", "Mina Park", "60 min left", "Return to my account"] {
        assert!(refused.text().contains(part), "{part}: {}", refused.text());
    }
    let nothing = world.send(&client, Request::get("/b/northline/calls/call_none")).await;
    assert!(
        nothing.status == StatusCode::NOT_FOUND && nothing.text().contains("Return to my account"),
        "the banner is on every page"
    );
    assert!(
        world.send(&client, Request::get("/b/northline/impersonation/changes")).await.text().contains("Allow changes?")
    );
    assert_eq!(
        world.send(&client, Request::form("/b/northline/numbers/new", &new)).await.status,
        StatusCode::FORBIDDEN,
        "looking at the question allows nothing"
    );
    assert_eq!(
        world.send(&client, Request::form("/b/northline/impersonation/changes", &[])).await.status,
        StatusCode::SEE_OTHER
    );
    let looked = world.send(&client, Request::get("/b/northline/calls")).await.text();
    assert!(looked.contains("changes allowed") && !looked.contains("read-only"));
    assert_eq!(
        world.send(&client, Request::form("/b/northline/numbers/new", &new)).await.status,
        StatusCode::SEE_OTHER
    );
    let kept = value(&cookie(&begun, "crewline_return"));
    let end =
        Request::form("/b/northline/impersonation/end", &[]).header(COOKIE.as_str(), format!("crewline_return={kept}"));
    let ended = world.send(&client, end.clone()).await;
    assert_eq!((ended.status, ended.header("location")), (StatusCode::SEE_OTHER, "/b/northline/numbers?q=ads"));
    assert!(cookie(&ended, "crewline_log_in_as").contains("Max-Age=0"));
    assert_log_in_as_over(&world.send(&client, end).await, "/b/northline/numbers?q=ads");
    assert!(!world.send(&own, Request::get("/b/northline/calls")).await.text().contains("logged in as"));
    let minas = world.cookie(&world.manager).await;
    let page = world.send(&minas, Request::get("/b/northline/settings/security")).await.text();
    assert!(
        page.contains("Olga Marsh")
            && page.contains("A call that Mina can&#39;t find")
            && page.contains("changes allowed"),
        "{page}"
    );
}

#[both_engines]
async fn after_log_in_as_ends_nothing_is_done_as_oneself(kind: Kind) {
    let world = World::new(kind).await;
    let client = world.logged_in_as(&world.manager, true).await;
    world.db().clock().advance_seconds(3_600);
    let numbers = world.business.database.number("select count(*) from numbers").await;
    let new = [("phone_number", "+12125550150"), ("friendly_name", "By whom?")];
    assert_log_in_as_over(&world.send(&client, Request::form("/b/northline/numbers/new", &new)).await, "/b/northline");
    assert_eq!(world.business.database.number("select count(*) from numbers").await, numbers);
    assert_log_in_as_over(&world.send(&client, Request::get("/b/northline/calls?q=x")).await, "/b/northline/calls?q=x");
    let stream = world.send(&client, Request::get("/b/northline/live")).await;
    assert_eq!(stream.status, StatusCode::UNAUTHORIZED);
}

#[both_engines]
async fn a_form_from_an_ended_log_in_as_is_refused(kind: Kind) {
    let world = World::new(kind).await;
    let client = world.logged_in_as(&world.manager, true).await;
    let page = world.send(&client, Request::get("/b/northline/numbers/new")).await.text();
    let mark =
        page.split("name=\"logged_in_as\" value=\"").nth(1).and_then(|rest| rest.split('"').next()).unwrap().to_owned();
    assert_eq!(
        page.matches("method=\"post\"").count(),
        page.matches("name=\"logged_in_as\"").count(),
        "each form has it"
    );
    let form = [("logged_in_as", mark.as_str()), ("phone_number", "+12125550150"), ("friendly_name", "By whom?")];
    let numbers = async || world.business.database.number("select count(*) from numbers").await;
    let before = numbers().await;
    let other = world.logged_in_as(&world.viewer, true).await;
    let (own, _) = acting(&client);
    let own = Client::Cookie(own.to_owned());
    for later in [&own, &other] {
        let answer = world.send(later, Request::form("/b/northline/numbers/new", &form)).await;
        assert_eq!((answer.status, answer.header("location")), (StatusCode::SEE_OTHER, "/b/northline"));
        assert!(cookie(&answer, "crewline_flash").contains("Nothing%20was%20changed"));
        assert_eq!(numbers().await, before);
    }
    assert_eq!(
        world.send(&client, Request::form("/b/northline/numbers/new", &form)).await.status,
        StatusCode::SEE_OTHER
    );
    assert_eq!(numbers().await, before + 1, "while it lasts it is done");
    assert!(!world.send(&own, Request::get("/b/northline/numbers/new")).await.text().contains("logged_in_as"));
    assert_eq!(
        world.send(&own, Request::form("/theme", &[("logged_in_as", &mark), ("theme", "dark")])).await.status,
        StatusCode::SEE_OTHER
    );
}

#[both_engines]
async fn a_return_path_of_another_site_is_ignored(kind: Kind) {
    let world = World::new(kind).await;
    let client = world.logged_in_as(&world.manager, false).await;
    for kept in ["https://evil.example", "//evil.example", "/\\evil.example", "%2F%2Fevil.example", "%5C", "%00"] {
        let end = Request::form("/b/northline/impersonation/end", &[])
            .header(COOKIE.as_str(), format!("crewline_return={kept}"));
        let ended = world.send(&client, end).await;
        assert_eq!(ended.header("location"), "/b/northline", "{kept}");
    }
}

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
        assert_log_in_as_over(&answer, path);
        assert!(!answer.text().contains("Harbour"));
    }
    let (_, token) = acting(&client);
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
    assert_log_in_as_over(
        &world.send(&Client::LoggedInAs(others, token.to_owned()), Request::get("/b/northline/calls")).await,
        "/b/northline/calls",
    );
    let (own, _) = acting(&client);
    world.send(&Client::Cookie(own.to_owned()), Request::form("/sign-out", &[])).await;
    assert!(
        world
            .send(&client, Request::get("/b/northline/calls"))
            .await
            .header("location")
            .starts_with("/b/northline/calls"),
        "signed out, it opens nothing"
    );
    assert!(world.send(&alone, Request::get("/b/northline/calls")).await.header("location").starts_with("/sign-in"));
}

#[both_engines]
async fn log_in_as_never_opens_personal_settings(kind: Kind) {
    let world = World::new(kind).await;
    for person in [&world.admin, &world.manager, &world.viewer] {
        let client = world.logged_in_as(person, true).await;
        let other = world.newcomer().await;
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
    let theirs = tokens::create(world.db(), &world.admin.may().unwrap(), "theirs").await.unwrap();
    let browser = session(world.db(), world.admin.email()).await;
    let places = RouteParams {
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
        let answer = world.send(&client, places.request(&route)).await;
        let (own, acting) = acting(&client);
        let said = format!("{:?} {}", answer.headers, answer.text());
        for secret in [own, acting, theirs.expose_secret(), browser.expose_secret(), "the-carriers-own-token", "crl_"] {
            assert!(!said.contains(secret), "{} {}", route.method, route.path);
        }
    }
}

#[both_engines]
async fn without_email_nobody_is_invited_under_log_in_as(kind: Kind) {
    let world = World::set(kind, |config| config.smtp_url = None).await;
    let client = world.logged_in_as(&world.admin, true).await;
    let invitation = world.ours.invitation;
    let resend = format!("/b/northline/invitations/{invitation}/resend");
    let asks = [
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
    for ask in asks.clone() {
        let answer = world.send(&client, ask.clone()).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{ask:?}: {}", answer.text());
        for part in
            ["There is no mail here, so the link would be shown.", "Return to your account to invite.", "logged in as"]
        {
            assert!(answer.text().contains(part), "{ask:?}: {}", answer.text());
        }
        assert_eq!(state().await, before, "{ask:?}");
    }
    let (own, _) = acting(&client);
    let own = Client::Cookie(own.to_owned());
    for ask in [&asks[0], &asks[3]] {
        let answer = world.send(&own, ask.clone()).await;
        assert!(
            answer.status == StatusCode::OK && answer.text().contains("Hand this link over"),
            "as oneself: {}",
            answer.text()
        );
    }
}

#[both_engines]
async fn the_teammate_can_not_end_log_in_as(kind: Kind) {
    let world = World::new(kind).await;
    let client = world.logged_in_as(&world.manager, false).await;
    let teammate = world.cookie(&world.manager).await;
    let pressed = world.send(&teammate, Request::form("/b/northline/impersonation/end", &[])).await;
    assert_eq!((pressed.status, pressed.header("location")), (StatusCode::SEE_OTHER, "/b/northline"));
    assert_eq!(world.send(&client, Request::get("/b/northline/calls")).await.status, StatusCode::OK);
    let allowed = world.send(&teammate, Request::form("/b/northline/impersonation/changes", &[])).await;
    assert_eq!(allowed.status, StatusCode::SEE_OTHER);
    assert!(world.send(&client, Request::get("/b/northline/calls")).await.text().contains("read-only"));
}

#[both_engines]
async fn no_header_or_other_site_begins_or_widens_log_in_as(kind: Kind) {
    let world = World::new(kind).await;
    let own = world.cookie(&world.ours.owner).await;
    let place = format!("/b/northline/members/{}/log-in-as", world.manager.member());
    let client = world.logged_in_as(&world.manager, false).await;
    for name in ["x-http-method-override", "x-method-override", "x-http-method"] {
        world.send(&own, Request::get(format!("{place}?_method=POST&reason=x")).header(name, "POST")).await;
        world.send(&client, Request::get("/b/northline/impersonation/changes?_method=POST").header(name, "POST")).await;
        let put =
            Request::form("/b/northline/numbers/new", &[("phone_number", "+12125550150"), ("friendly_name", "x")])
                .header(name, "GET");
        assert_eq!(world.send(&client, put).await.status, StatusCode::FORBIDDEN, "{name}");
    }
    for (name, value) in [("sec-fetch-site", "cross-site"), ("origin", "https://evil.example")] {
        let begin = Request::form(&place, &[("reason", "x")]).header(name, value);
        assert_eq!(world.send(&own, begin).await.status, StatusCode::FORBIDDEN);
        let allow = Request::form("/b/northline/impersonation/changes", &[]).header(name, value);
        assert_eq!(world.send(&client, allow).await.status, StatusCode::FORBIDDEN);
    }
    assert_eq!(world.business.database.number("select count(*) from impersonations").await, 1);
    assert_eq!(world.business.database.number("select count(*) from impersonations where allows_changes").await, 0);
}

#[both_engines]
async fn an_open_stream_follows_access_changes_within_a_second(kind: Kind) {
    let world = World::new(kind).await;
    let mut theirs = world.stream(&world.cookie(&world.viewer).await).await;
    let under = world.logged_in_as(&world.viewer, false).await;
    let mut as_theirs = world.stream(&under).await;
    let access = AccessDraft {
        kind: "specific".into(),
        number_ids: vec![world.ours.numbers[1].to_string()],
        group_ids: Vec::new(),
    };
    edit(&world, world.viewer.member(), &Draft { access: Some(access), ..Draft::default() }).await;
    assert!(theirs.next().await.contains("event: member"), "who watches is told, and sees less from then on");
    assert_eq!(as_theirs.read_to_end().await, "", "Log in as ends with either one's membership");
    let under = world.logged_in_as(&world.manager, false).await;
    let mut as_manager = world.stream(&under).await;
    world.send(&under, Request::form("/b/northline/impersonation/end", &[])).await;
    assert_eq!(as_manager.read_to_end().await, "", "returned");
    let mut own = world.stream(&world.cookie(&world.admin).await).await;
    edit(&world, world.admin.member(), &Draft { role: Some("manager".into()), ..Draft::default() }).await;
    assert!(own.next().await.contains("event: member"));
}

#[both_engines]
async fn the_unsubscribe_link_needs_a_confirmation(kind: Kind) {
    let world = World::new(kind).await;
    world.logged_in_as(&world.manager, false).await;
    world.db().clock().advance_seconds(86_400);
    let link = Arc::new(Mutex::new(String::new()));
    let kept = link.clone();
    let (db, seal) = (world.db().clone(), world.program.app.seal.clone());
    let composer = EmailComposer::new(&seal, move |digest: &Digest| {
        *kept.lock().unwrap() = digest.unsubscribe.clone();
        Ok(OutgoingEmail { subject: String::new(), text: String::new(), html: String::new(), unsubscribe: None })
    });
    let digests = Registry::new().kind(DIGESTS, WriteDigests { db, seal, composer });
    assert_eq!(Worker::new(world.db(), digests, || 0).run_due().await.unwrap().done, 1);
    let path = format!("/unsubscribe/{}", link.lock().unwrap());
    let looked = world.send(&Client::Anonymous, Request::get(&path)).await;
    assert!(
        looked.text().contains("Unsubscribe") && looked.text().contains(world.manager.email()),
        "{}",
        looked.text()
    );
    assert_eq!(world.business.database.number("select count(*) from members where not wants_digest").await, 0);
    let done = world.send(&Client::Anonymous, Request::form(&path, &[("List-Unsubscribe", "One-Click")])).await;
    assert_eq!(done.status, StatusCode::OK);
    assert!(done.text().contains("You are unsubscribed"));
    assert_eq!(world.business.database.number("select count(*) from members where not wants_digest").await, 1);
    let page =
        world.send(&world.cookie(&world.manager).await, Request::get("/b/northline/settings/security")).await.text();
    assert!(page.contains("Tell me by mail"));
    assert_eq!(world.send(&Client::Anonymous, Request::get("/unsubscribe/forged")).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn removing_a_member_closes_streams_of_other_processes_within_a_second_on_postgres() {
    let world = World::new(Kind::Postgres).await;
    let elsewhere = world.program.beside(&world.business.database).await;
    let mut theirs = world.stream(&world.cookie(&world.viewer).await).await;
    let under = world.logged_in_as(&world.viewer, false).await;
    let mut as_theirs = world.stream(&under).await;
    let held = Member::hold(world.db(), world.ours.owner.may().unwrap(), world.viewer.member()).await.unwrap();
    members::remove(&elsewhere.app.db, &held, &EmailComposer::disabled()).await.unwrap();
    assert_eq!(theirs.read_to_end().await, "");
    assert_eq!(as_theirs.read_to_end().await, "");
}
