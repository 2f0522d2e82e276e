//! Log in as in a browser: its start, its pages and streams, its end, and its daily digest.

use std::sync::{Arc, Mutex};

use axum::http::StatusCode;
use axum::http::header::COOKIE;
use crewline_core::access::{Thing, actions};
use crewline_core::both_engines;
use crewline_core::db::Kind;
use crewline_core::jobs::{Registry, Worker};
use crewline_core::log_in_as::{DIGESTS, Digest, WriteDigests};
use crewline_core::mail::{EmailComposer, OutgoingEmail};
use crewline_core::members::{self, AccessDraft, Draft, Member};

use crate::client::{Answer, Client, Request};
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

/// The answer leads to `to`, says that Log in as has ended, and deletes its cookie.
pub(crate) fn assert_log_in_as_ended(answer: &Answer, to: &str) {
    assert_eq!((answer.status, answer.header("location")), (StatusCode::SEE_OTHER, to));
    assert!(cookie(answer, "crewline_log_in_as").contains("Max-Age=0"));
    assert!(cookie(answer, "crewline_flash").contains("has%20ended"));
}

/// The client's own session, and its Log in as session.
pub(crate) fn sessions(client: &Client) -> (&str, &str) {
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
    let path = format!("/b/northline/members/{}/log-in-as", world.manager.member());
    let page = world.send(&own, Request::get(format!("{path}?return_to=/b/northline/numbers%3Fq%3Dads"))).await;
    assert!(page.text().contains("Mina Park") && page.text().contains("/b/northline/numbers?q=ads"), "{}", page.text());
    let empty = world.send(&own, Request::form(&path, &[("reason", " ")])).await;
    assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(empty.text().contains("Fill this in."));
    let form = [("reason", "A call that Mina can't find"), ("return_to", "/b/northline/numbers?q=ads")];
    let started = world.send(&own, Request::form(&path, &form)).await;
    assert_eq!((started.status, started.header("location")), (StatusCode::SEE_OTHER, "/b/northline"));
    let session = cookie(&started, "crewline_log_in_as");
    for word in ["Path=/b/northline;", "HttpOnly", "SameSite=Lax"] {
        assert!(session.contains(word), "{session}");
    }
    for cookie in [&session, &cookie(&started, "crewline_return")] {
        let seconds = cookie.split("Max-Age=").nth(1).and_then(|rest| rest.split(';').next()).unwrap();
        assert!(
            seconds.parse::<u64>().unwrap() > 30 * 86_400,
            "it outlives the hour, so that a form sent later is recognised: {cookie}"
        );
    }
    assert!(!cookies(&started).iter().any(|cookie| cookie.starts_with("crewline_session")), "one's own session stays");
    let Client::Cookie(own_token) = &own else { panic!() };
    let client = Client::LoggedInAs(own_token.clone(), value(&session));
    let calls = world.send(&client, Request::get("/b/northline/calls")).await;
    assert_eq!(calls.status, StatusCode::OK);
    for part in
        ["Olga Marsh", "logged in as", "Mina Park", "60 min left", "read-only", "Return to my account", "Allow changes"]
    {
        assert!(calls.text().contains(part), "{part}");
    }
    let new = [("phone_number", "+12125550150"), ("friendly_name", "By Mina")];
    let refused = world.send(&client, Request::form("/b/northline/numbers/new", &new)).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    for part in ["Allow changes first.", "logged in as", "Mina Park", "60 min left", "Return to my account"] {
        assert!(refused.text().contains(part), "{part}: {}", refused.text());
    }
    let not_found = world.send(&client, Request::get("/b/northline/calls/call_none")).await;
    assert!(
        not_found.status == StatusCode::NOT_FOUND && not_found.text().contains("Return to my account"),
        "the banner is on every page"
    );
    assert!(
        world.send(&client, Request::get("/b/northline/impersonation/changes")).await.text().contains("Allow changes?")
    );
    assert_eq!(
        world.send(&client, Request::form("/b/northline/numbers/new", &new)).await.status,
        StatusCode::FORBIDDEN,
        "the confirmation page allows nothing"
    );
    assert_eq!(
        world.send(&client, Request::form("/b/northline/impersonation/changes", &[])).await.status,
        StatusCode::SEE_OTHER
    );
    let calls = world.send(&client, Request::get("/b/northline/calls")).await.text();
    assert!(calls.contains("changes allowed") && !calls.contains("read-only"));
    assert_eq!(
        world.send(&client, Request::form("/b/northline/numbers/new", &new)).await.status,
        StatusCode::SEE_OTHER
    );
    let return_to = value(&cookie(&started, "crewline_return"));
    let end = Request::form("/b/northline/impersonation/end", &[])
        .header(COOKIE.as_str(), format!("crewline_return={return_to}"));
    let ended = world.send(&client, end.clone()).await;
    assert_eq!((ended.status, ended.header("location")), (StatusCode::SEE_OTHER, "/b/northline/numbers?q=ads"));
    assert!(cookie(&ended, "crewline_log_in_as").contains("Max-Age=0"));
    assert_log_in_as_ended(&world.send(&client, end).await, "/b/northline/numbers?q=ads");
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
async fn a_request_after_log_in_as_ends_is_not_run_as_oneself(kind: Kind) {
    let world = World::new(kind).await;
    let client = world.logged_in_as(&world.manager, true).await;
    world.db().clock().advance_seconds(3_600);
    let numbers = world.business.database.number("select count(*) from numbers").await;
    let new = [("phone_number", "+12125550150"), ("friendly_name", "By whom?")];
    assert_log_in_as_ended(&world.send(&client, Request::form("/b/northline/numbers/new", &new)).await, "/b/northline");
    assert_eq!(world.business.database.number("select count(*) from numbers").await, numbers);
    assert_log_in_as_ended(
        &world.send(&client, Request::get("/b/northline/calls?q=x")).await,
        "/b/northline/calls?q=x",
    );
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
        "each form has the mark"
    );
    let form = [("logged_in_as", mark.as_str()), ("phone_number", "+12125550150"), ("friendly_name", "By whom?")];
    let numbers = async || world.business.database.number("select count(*) from numbers").await;
    let before = numbers().await;
    let other = world.logged_in_as(&world.viewer, true).await;
    let (own, _) = sessions(&client);
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
    assert_eq!(numbers().await, before + 1, "the form works while Log in as lasts");
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
    for path in ["https://evil.example", "//evil.example", "/\\evil.example", "%2F%2Fevil.example", "%5C", "%00"] {
        let end = Request::form("/b/northline/impersonation/end", &[])
            .header(COOKIE.as_str(), format!("crewline_return={path}"));
        let ended = world.send(&client, end).await;
        assert_eq!(ended.header("location"), "/b/northline", "{path}");
    }
}

#[both_engines]
async fn the_teammate_cannot_end_log_in_as(kind: Kind) {
    let world = World::new(kind).await;
    let client = world.logged_in_as(&world.manager, false).await;
    let teammate = world.cookie(&world.manager).await;
    let ended = world.send(&teammate, Request::form("/b/northline/impersonation/end", &[])).await;
    assert_eq!((ended.status, ended.header("location")), (StatusCode::SEE_OTHER, "/b/northline"));
    assert_eq!(world.send(&client, Request::get("/b/northline/calls")).await.status, StatusCode::OK);
    let allowed = world.send(&teammate, Request::form("/b/northline/impersonation/changes", &[])).await;
    assert_eq!(allowed.status, StatusCode::SEE_OTHER);
    assert!(world.send(&client, Request::get("/b/northline/calls")).await.text().contains("read-only"));
}

#[both_engines]
async fn no_header_or_other_site_begins_or_widens_log_in_as(kind: Kind) {
    let world = World::new(kind).await;
    let own = world.cookie(&world.ours.owner).await;
    let path = format!("/b/northline/members/{}/log-in-as", world.manager.member());
    let client = world.logged_in_as(&world.manager, false).await;
    for name in ["x-http-method-override", "x-method-override", "x-http-method"] {
        world.send(&own, Request::get(format!("{path}?_method=POST&reason=x")).header(name, "POST")).await;
        world.send(&client, Request::get("/b/northline/impersonation/changes?_method=POST").header(name, "POST")).await;
        let put =
            Request::form("/b/northline/numbers/new", &[("phone_number", "+12125550150"), ("friendly_name", "x")])
                .header(name, "GET");
        assert_eq!(world.send(&client, put).await.status, StatusCode::FORBIDDEN, "{name}");
    }
    for (name, value) in [("sec-fetch-site", "cross-site"), ("origin", "https://evil.example")] {
        let begin = Request::form(&path, &[("reason", "x")]).header(name, value);
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
    assert!(theirs.next().await.contains("event: member"), "the stream reports the change, and stays open");
    assert_eq!(as_theirs.read_to_end().await, "", "the change ends Log in as");
    let under = world.logged_in_as(&world.manager, false).await;
    let mut as_manager = world.stream(&under).await;
    world.send(&under, Request::form("/b/northline/impersonation/end", &[])).await;
    assert_eq!(as_manager.read_to_end().await, "", "the Owner has returned");
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
    let shared = link.clone();
    let (db, seal) = (world.db().clone(), world.program.app.seal.clone());
    let composer = EmailComposer::new(&seal, move |digest: &Digest| {
        *shared.lock().unwrap() = digest.unsubscribe.clone();
        Ok(OutgoingEmail {
            subject: String::new(),
            text: String::new(),
            html: String::new(),
            ..OutgoingEmail::default()
        })
    });
    let digests = Registry::new().kind(DIGESTS, WriteDigests { db, seal, composer });
    assert_eq!(Worker::new(world.db(), digests, || 0).run_due().await.unwrap().done, 1);
    let path = format!("/unsubscribe/{}", link.lock().unwrap());
    let page = world.send(&Client::Anonymous, Request::get(&path)).await;
    assert!(page.text().contains("Unsubscribe") && page.text().contains(world.manager.email()), "{}", page.text());
    assert_eq!(world.business.database.number("select count(*) from members where not wants_digest").await, 0);
    let answer = world.send(&Client::Anonymous, Request::form(&path, &[("List-Unsubscribe", "One-Click")])).await;
    assert_eq!(answer.status, StatusCode::OK);
    assert!(answer.text().contains("You are unsubscribed"));
    assert_eq!(world.business.database.number("select count(*) from members where not wants_digest").await, 1);
    let page =
        world.send(&world.cookie(&world.manager).await, Request::get("/b/northline/settings/security")).await.text();
    assert!(page.contains("Send me a daily e-mail"));
    assert_eq!(world.send(&Client::Anonymous, Request::get("/unsubscribe/forged")).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn removing_a_member_closes_streams_of_other_processes_within_a_second_on_postgres() {
    let world = World::new(Kind::Postgres).await;
    let elsewhere = world.program.other_process(&world.business.database).await;
    let mut theirs = world.stream(&world.cookie(&world.viewer).await).await;
    let under = world.logged_in_as(&world.viewer, false).await;
    let mut as_theirs = world.stream(&under).await;
    let held = Member::hold(world.db(), world.ours.owner.may().unwrap(), world.viewer.member()).await.unwrap();
    members::remove(&elsewhere.app.db, &held, &EmailComposer::disabled()).await.unwrap();
    assert_eq!(theirs.read_to_end().await, "");
    assert_eq!(as_theirs.read_to_end().await, "");
}
