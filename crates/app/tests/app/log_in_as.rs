//! Log in as in a browser: begun, looked around in, returned from; and what it never reaches.

use axum::http::header::COOKIE;
use axum::http::{Method, StatusCode};
use crewline::http::routes::Open;
use crewline_core::access::{Role, Thing, actions};
use crewline_core::both_engines;
use crewline_core::carrier::connection::{Draft as Carrier, set_by_operator};
use crewline_core::db::Kind;
use crewline_core::jobs::{Registry, Worker};
use crewline_core::log_in_as::{DIGESTS, Digest, WriteDigests};
use crewline_core::mail::{EmailComposer, Letter};
use crewline_core::members::{self, AccessDraft, Draft, Enrolment, Member, NumberAccess, enrol};
use crewline_core::people::{Email, tokens};
use crewline_core::testing::session;
use secrecy::ExposeSecret;
use std::sync::{Arc, Mutex};

use crate::ask::{Answer, Ask, Client};
use crate::places::{Places, is_api};
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
fn is_over(answer: &Answer, to: &str) {
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
async fn from_a_reason_to_the_teammates_eyes_and_exactly_back(kind: Kind) {
    let world = World::new(kind).await;
    let own = world.cookie(&world.ours.owner).await;
    let place = format!("/b/northline/members/{}/log-in-as", world.manager.member());
    let asked = world.ask(&own, Ask::get(format!("{place}?return_to=/b/northline/numbers%3Fq%3Dads"))).await;
    assert!(
        asked.text().contains("Mina Park") && asked.text().contains("/b/northline/numbers?q=ads"),
        "{}",
        asked.text()
    );
    let empty = world.ask(&own, Ask::form(&place, &[("reason", " ")])).await;
    assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(empty.text().contains("Fill this in."));
    let form = [("reason", "A call that Mina can't find"), ("return_to", "/b/northline/numbers?q=ads")];
    let begun = world.ask(&own, Ask::form(&place, &form)).await;
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
    let looked = world.ask(&client, Ask::get("/b/northline/calls")).await;
    assert_eq!(looked.status, StatusCode::OK);
    for part in
        ["Olga Marsh", "logged in as", "Mina Park", "60 min left", "read-only", "Return to my account", "Allow changes"]
    {
        assert!(looked.text().contains(part), "{part}");
    }
    let new = [("phone_number", "+12125550150"), ("friendly_name", "By Mina")];
    let refused = world.ask(&client, Ask::form("/b/northline/numbers/new", &new)).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    for part in ["Allow changes first.", "logged in as", "Mina Park", "60 min left", "Return to my account"] {
        assert!(refused.text().contains(part), "{part}: {}", refused.text());
    }
    let nothing = world.ask(&client, Ask::get("/b/northline/calls/call_none")).await;
    assert!(
        nothing.status == StatusCode::NOT_FOUND && nothing.text().contains("Return to my account"),
        "the banner is on every page"
    );
    assert!(world.ask(&client, Ask::get("/b/northline/impersonation/changes")).await.text().contains("Allow changes?"));
    assert_eq!(
        world.ask(&client, Ask::form("/b/northline/numbers/new", &new)).await.status,
        StatusCode::FORBIDDEN,
        "looking at the question allows nothing"
    );
    assert_eq!(
        world.ask(&client, Ask::form("/b/northline/impersonation/changes", &[])).await.status,
        StatusCode::SEE_OTHER
    );
    let looked = world.ask(&client, Ask::get("/b/northline/calls")).await.text();
    assert!(looked.contains("changes allowed") && !looked.contains("read-only"));
    assert_eq!(world.ask(&client, Ask::form("/b/northline/numbers/new", &new)).await.status, StatusCode::SEE_OTHER);
    let kept = value(&cookie(&begun, "crewline_return"));
    let end =
        Ask::form("/b/northline/impersonation/end", &[]).header(COOKIE.as_str(), format!("crewline_return={kept}"));
    let ended = world.ask(&client, end.clone()).await;
    assert_eq!((ended.status, ended.header("location")), (StatusCode::SEE_OTHER, "/b/northline/numbers?q=ads"));
    assert!(cookie(&ended, "crewline_log_in_as").contains("Max-Age=0"));
    is_over(&world.ask(&client, end).await, "/b/northline/numbers?q=ads");
    assert!(!world.ask(&own, Ask::get("/b/northline/calls")).await.text().contains("logged in as"));
    let minas = world.cookie(&world.manager).await;
    let told = world.ask(&minas, Ask::get("/b/northline/settings/security")).await.text();
    assert!(
        told.contains("Olga Marsh")
            && told.contains("A call that Mina can&#39;t find")
            && told.contains("changes allowed"),
        "{told}"
    );
}

#[both_engines]
async fn when_it_is_over_nothing_is_done_as_oneself_by_mistake(kind: Kind) {
    let world = World::new(kind).await;
    let client = world.logged_in_as(&world.manager, true).await;
    world.db().clock().advance_seconds(3_600);
    let numbers = world.house.fresh.number("select count(*) from numbers").await;
    let new = [("phone_number", "+12125550150"), ("friendly_name", "By whom?")];
    is_over(&world.ask(&client, Ask::form("/b/northline/numbers/new", &new)).await, "/b/northline");
    assert_eq!(world.house.fresh.number("select count(*) from numbers").await, numbers);
    is_over(&world.ask(&client, Ask::get("/b/northline/calls?q=x")).await, "/b/northline/calls?q=x");
    let stream = world.ask(&client, Ask::get("/b/northline/live")).await;
    assert_eq!(stream.status, StatusCode::UNAUTHORIZED);
}

#[both_engines]
async fn what_a_page_of_it_sends_after_its_end_in_another_tab_is_done_as_nobody(kind: Kind) {
    let world = World::new(kind).await;
    let client = world.logged_in_as(&world.manager, true).await;
    let page = world.ask(&client, Ask::get("/b/northline/numbers/new")).await.text();
    let mark =
        page.split("name=\"logged_in_as\" value=\"").nth(1).and_then(|rest| rest.split('"').next()).unwrap().to_owned();
    assert_eq!(
        page.matches("method=\"post\"").count(),
        page.matches("name=\"logged_in_as\"").count(),
        "each form has it"
    );
    let form = [("logged_in_as", mark.as_str()), ("phone_number", "+12125550150"), ("friendly_name", "By whom?")];
    let numbers = async || world.house.fresh.number("select count(*) from numbers").await;
    let before = numbers().await;
    let other = world.logged_in_as(&world.viewer, true).await;
    let (own, _) = acting(&client);
    let own = Client::Cookie(own.to_owned());
    for later in [&own, &other] {
        let answer = world.ask(later, Ask::form("/b/northline/numbers/new", &form)).await;
        assert_eq!((answer.status, answer.header("location")), (StatusCode::SEE_OTHER, "/b/northline"));
        assert!(cookie(&answer, "crewline_flash").contains("Nothing%20was%20changed"));
        assert_eq!(numbers().await, before);
    }
    assert_eq!(world.ask(&client, Ask::form("/b/northline/numbers/new", &form)).await.status, StatusCode::SEE_OTHER);
    assert_eq!(numbers().await, before + 1, "while it lasts it is done");
    assert!(!world.ask(&own, Ask::get("/b/northline/numbers/new")).await.text().contains("logged_in_as"));
    assert_eq!(
        world.ask(&own, Ask::form("/theme", &[("logged_in_as", &mark), ("theme", "dark")])).await.status,
        StatusCode::SEE_OTHER
    );
}

#[both_engines]
async fn a_path_of_another_site_is_not_returned_to(kind: Kind) {
    let world = World::new(kind).await;
    let client = world.logged_in_as(&world.manager, false).await;
    for kept in ["https://evil.example", "//evil.example", "/\\evil.example", "%2F%2Fevil.example", "%5C", "%00"] {
        let end =
            Ask::form("/b/northline/impersonation/end", &[]).header(COOKIE.as_str(), format!("crewline_return={kept}"));
        let ended = world.ask(&client, end).await;
        assert_eq!(ended.header("location"), "/b/northline", "{kept}");
    }
}

#[both_engines]
async fn it_reaches_no_other_business_and_is_nothing_by_itself(kind: Kind) {
    let world = World::new(kind).await;
    let operator = crewline_core::access::operator(world.db(), "neighbour").await.unwrap();
    for person in [&world.ours.owner, &world.manager] {
        let email = Email::read(person.email()).unwrap();
        let enrolment = Enrolment {
            email,
            name: person.name().into(),
            role: Role::Manager,
            access: NumberAccess::All,
            password_hash: None,
        };
        enrol(world.db(), &operator, enrolment).await.unwrap();
    }
    let client = world.logged_in_as(&world.manager, true).await;
    let shown = world.ask(&client, Ask::get("/b/northline/calls")).await.text();
    assert!(
        shown.contains("Return to my account") && !shown.contains("/b/neighbour"),
        "the switcher has no other business"
    );
    for path in ["/b/neighbour/calls", "/b/neighbour/numbers", "/b/neighbour"] {
        let answer = world.ask(&client, Ask::get(path)).await;
        is_over(&answer, path);
        assert!(!answer.text().contains("Harbour"));
    }
    let (_, token) = acting(&client);
    let alone = Client::Cookie(token.to_owned());
    for path in ["/b/northline/calls", "/b/northline/settings/profile", "/b/neighbour/calls"] {
        assert!(world.ask(&alone, Ask::get(path)).await.header("location").starts_with("/sign-in"), "{path}");
    }
    assert_eq!(world.ask(&alone, Ask::get("/")).await.header("location"), "/sign-in");
    assert_eq!(
        world.ask(&Client::Token(token.to_owned()), Ask::get("/api/v1/me")).await.status,
        StatusCode::UNAUTHORIZED
    );
    let others = session(world.db(), world.manager.email()).await.expose_secret().to_owned();
    is_over(
        &world.ask(&Client::LoggedInAs(others, token.to_owned()), Ask::get("/b/northline/calls")).await,
        "/b/northline/calls",
    );
    let (own, _) = acting(&client);
    world.ask(&Client::Cookie(own.to_owned()), Ask::form("/sign-out", &[])).await;
    assert!(
        world.ask(&client, Ask::get("/b/northline/calls")).await.header("location").starts_with("/b/northline/calls"),
        "signed out, it opens nothing"
    );
    assert!(world.ask(&alone, Ask::get("/b/northline/calls")).await.header("location").starts_with("/sign-in"));
}

#[both_engines]
async fn it_never_opens_what_is_the_persons_own(kind: Kind) {
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
            let answer =
                world.ask(&client, if method == Method::GET { Ask::get(&path) } else { Ask::form(&path, &[]) }).await;
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
async fn no_answer_under_it_holds_a_credential(kind: Kind) {
    let world = World::new(kind).await;
    let draft = Carrier {
        provider: "twilio".into(),
        account: "AC1".into(),
        secret: Some("the-carriers-own-token".into()),
        ..Carrier::default()
    };
    let program = &world.program;
    set_by_operator(&program.app.db, &program.app.seal, &world.house.operator, draft).await.unwrap();
    let theirs = tokens::create(world.db(), &world.admin.may().unwrap(), "theirs").await.unwrap();
    let browser = session(world.db(), world.admin.email()).await;
    let places = Places {
        number: world.ours.numbers[2].to_string(),
        group: world.ours.group.to_string(),
        call: world.ours.call.clone(),
        member: world.viewer.member().to_string(),
        ..Places::unknown("northline", &world.unknown)
    };
    for route in program.routes() {
        if !matches!(route.open, Open::To(_)) || is_api(route.path) {
            continue;
        }
        let client = world.logged_in_as(&world.admin, true).await;
        let answer = world.ask(&client, places.ask(&route)).await;
        let (own, acting) = acting(&client);
        let said = format!("{:?} {}", answer.headers, answer.text());
        for secret in [own, acting, theirs.expose_secret(), browser.expose_secret(), "the-carriers-own-token", "crl_"] {
            assert!(!said.contains(secret), "{} {}", route.method, route.path);
        }
    }
}

#[both_engines]
async fn without_mail_nobody_is_invited_under_it_since_the_link_would_be_shown(kind: Kind) {
    let world = World::set(kind, |config| config.smtp_url = None).await;
    let client = world.logged_in_as(&world.admin, true).await;
    let invitation = world.ours.invitation;
    let resend = format!("/b/northline/invitations/{invitation}/resend");
    let asks = [
        Ask::form("/b/northline/invitations", &[("name", "Max"), ("email", "max@guest.example"), ("role", "manager")]),
        Ask::form("/b/northline/invitations/many", &[("rows", "Max, max@guest.example, manager")]),
        Ask::form("/b/northline/users/selected", &[("do", "resend"), ("who", &invitation.to_string())]),
        Ask::form(&resend, &[]),
    ];
    let state = async || {
        world.house.fresh.rows("select name, sent_at, expires_at, invited_by from invitations order by id").await
    };
    let before = state().await;
    world.db().clock().advance_seconds(60);
    for ask in asks.clone() {
        let answer = world.ask(&client, ask.clone()).await;
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
        let answer = world.ask(&own, ask.clone()).await;
        assert!(
            answer.status == StatusCode::OK && answer.text().contains("Hand this link over"),
            "as oneself: {}",
            answer.text()
        );
    }
}

#[both_engines]
async fn the_teammate_who_presses_return_ends_nothing(kind: Kind) {
    let world = World::new(kind).await;
    let client = world.logged_in_as(&world.manager, false).await;
    let teammate = world.cookie(&world.manager).await;
    let pressed = world.ask(&teammate, Ask::form("/b/northline/impersonation/end", &[])).await;
    assert_eq!((pressed.status, pressed.header("location")), (StatusCode::SEE_OTHER, "/b/northline"));
    assert_eq!(world.ask(&client, Ask::get("/b/northline/calls")).await.status, StatusCode::OK);
    let allowed = world.ask(&teammate, Ask::form("/b/northline/impersonation/changes", &[])).await;
    assert_eq!(allowed.status, StatusCode::SEE_OTHER);
    assert!(world.ask(&client, Ask::get("/b/northline/calls")).await.text().contains("read-only"));
}

#[both_engines]
async fn no_header_and_no_other_site_begins_or_widens_it(kind: Kind) {
    let world = World::new(kind).await;
    let own = world.cookie(&world.ours.owner).await;
    let place = format!("/b/northline/members/{}/log-in-as", world.manager.member());
    let client = world.logged_in_as(&world.manager, false).await;
    for name in ["x-http-method-override", "x-method-override", "x-http-method"] {
        world.ask(&own, Ask::get(format!("{place}?_method=POST&reason=x")).header(name, "POST")).await;
        world.ask(&client, Ask::get("/b/northline/impersonation/changes?_method=POST").header(name, "POST")).await;
        let put = Ask::form("/b/northline/numbers/new", &[("phone_number", "+12125550150"), ("friendly_name", "x")])
            .header(name, "GET");
        assert_eq!(world.ask(&client, put).await.status, StatusCode::FORBIDDEN, "{name}");
    }
    for (name, value) in [("sec-fetch-site", "cross-site"), ("origin", "https://evil.example")] {
        let begin = Ask::form(&place, &[("reason", "x")]).header(name, value);
        assert_eq!(world.ask(&own, begin).await.status, StatusCode::FORBIDDEN);
        let allow = Ask::form("/b/northline/impersonation/changes", &[]).header(name, value);
        assert_eq!(world.ask(&client, allow).await.status, StatusCode::FORBIDDEN);
    }
    assert_eq!(world.house.fresh.number("select count(*) from impersonations").await, 1);
    assert_eq!(world.house.fresh.number("select count(*) from impersonations where allows_changes").await, 0);
}

#[both_engines]
async fn an_open_stream_narrows_and_ends_within_a_second(kind: Kind) {
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
    assert_eq!(as_theirs.rest().await, "", "Log in as ends with either one's membership");
    let under = world.logged_in_as(&world.manager, false).await;
    let mut as_manager = world.stream(&under).await;
    world.ask(&under, Ask::form("/b/northline/impersonation/end", &[])).await;
    assert_eq!(as_manager.rest().await, "", "returned");
    let mut own = world.stream(&world.cookie(&world.admin).await).await;
    edit(&world, world.admin.member(), &Draft { role: Some("manager".into()), ..Draft::default() }).await;
    assert!(own.next().await.contains("event: member"));
}

#[both_engines]
async fn a_letters_link_stops_the_letters_and_looking_at_it_does_not(kind: Kind) {
    let world = World::new(kind).await;
    world.logged_in_as(&world.manager, false).await;
    world.db().clock().advance_seconds(86_400);
    let link = Arc::new(Mutex::new(String::new()));
    let kept = link.clone();
    let (db, seal) = (world.db().clone(), world.program.app.seal.clone());
    let composer = EmailComposer::new(&seal, move |digest: &Digest| {
        *kept.lock().unwrap() = digest.unsubscribe.clone();
        Ok(Letter { subject: String::new(), text: String::new(), html: String::new(), unsubscribe: None })
    });
    let digests = Registry::new().kind(DIGESTS, WriteDigests { db, seal, composer });
    assert_eq!(Worker::new(world.db(), digests, || 0).run_due().await.unwrap().done, 1);
    let path = format!("/unsubscribe/{}", link.lock().unwrap());
    let looked = world.ask(&Client::Anonymous, Ask::get(&path)).await;
    assert!(
        looked.text().contains("Unsubscribe") && looked.text().contains(world.manager.email()),
        "{}",
        looked.text()
    );
    assert_eq!(world.house.fresh.number("select count(*) from members where not wants_digest").await, 0);
    let done = world.ask(&Client::Anonymous, Ask::form(&path, &[("List-Unsubscribe", "One-Click")])).await;
    assert_eq!(done.status, StatusCode::OK);
    assert!(done.text().contains("You are unsubscribed"));
    assert_eq!(world.house.fresh.number("select count(*) from members where not wants_digest").await, 1);
    let page = world.ask(&world.cookie(&world.manager).await, Ask::get("/b/northline/settings/security")).await.text();
    assert!(page.contains("Tell me by mail"));
    assert_eq!(world.ask(&Client::Anonymous, Ask::get("/unsubscribe/forged")).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_removal_in_one_process_closes_the_streams_of_another_within_a_second_on_postgres() {
    let world = World::new(Kind::Postgres).await;
    let elsewhere = world.program.beside(&world.house.fresh).await;
    let mut theirs = world.stream(&world.cookie(&world.viewer).await).await;
    let under = world.logged_in_as(&world.viewer, false).await;
    let mut as_theirs = world.stream(&under).await;
    let held = Member::hold(world.db(), world.ours.owner.may().unwrap(), world.viewer.member()).await.unwrap();
    members::remove(&elsewhere.app.db, &held, &EmailComposer::disabled()).await.unwrap();
    assert_eq!(theirs.rest().await, "");
    assert_eq!(as_theirs.rest().await, "");
}
