//! Reports by mail to addresses outside the team: their own number access at the moment of sending, and their end.

use axum::http::{Method, StatusCode};
use crewline_core::access::{Thing as _, Viewpoint, actions};
use crewline_core::both_engines;
use crewline_core::db::Kind;
use crewline_core::ids::OutsideRecipientId;
use crewline_core::jobs::{Registry, Worker};
use crewline_core::mail::{EmailComposer, OutgoingEmail};
use crewline_core::members::{self, AccessDraft, Member, OutsideRecipient};
use crewline_core::reports::analytics::Limits;
use crewline_core::reports::saved::{
    self, OutsideChange, REPORT_LETTERS, REPORT_RUNS, ReportLetter, RunReports, SendReports,
};
use serde_json::{Value, json};

use crate::client::{Client, Request};
use crate::report_letters::Mailbox;
use crate::report_schedules::{DAY, addresses, patch, run, scheduled};
use crate::world::World;

const CLIENT: &str = "Client@Bay.example";

/// Posts an address to a report's recipients.
pub(crate) async fn add(world: &World, client: &Client, report: &str, body: &Value) -> (StatusCode, Value) {
    let path = format!("/api/v1/reports/{report}/recipients");
    let answer = world.send(client, Request::json(Method::POST, path, body)).await;
    (answer.status, answer.json())
}

/// A number access of these numbers of ours.
pub(crate) fn only(world: &World, numbers: &[usize]) -> Value {
    let ids: Vec<String> = numbers.iter().map(|at| world.ours.numbers[*at].to_string()).collect();
    json!({ "kind": "specific", "number_ids": ids })
}

/// The shared report of the Owner that is mailed to the Admin, and outside with this access; the ids of both.
pub(crate) async fn mailed_outside(world: &World, access: Value) -> (String, String) {
    let report = scheduled(world, &[&world.admin]).await;
    let owner = world.token(&world.ours.owner).await;
    let body = json!({ "email": CLIENT, "name": "Bay Plumbing", "number_access": access });
    let (status, body) = add(world, &owner, &report, &body).await;
    assert_eq!(status, StatusCode::CREATED, "{body}");
    (report, body["recipient"]["id"].as_str().unwrap().to_owned())
}

/// The address as the API shows it to the Owner.
async fn shown(world: &World, recipient: &str) -> Value {
    let owner = world.token(&world.ours.owner).await;
    world.send(&owner, Request::get(format!("/api/v1/report-recipients/{recipient}"))).await.json()["recipient"].clone()
}

/// Lets a day pass, and runs what is due then.
async fn next_run(world: &World, mailbox: &Mailbox) {
    world.db().clock().advance_seconds(DAY);
    run(world, mailbox).await;
}

/// The text of the letter to the address outside, if there was one.
fn outside(mailbox: &Mailbox) -> Option<String> {
    mailbox.take().into_iter().find(|(_, to, _)| to == CLIENT).map(|(_, _, text)| text)
}

async fn hold(
    world: &World,
    person: &Viewpoint,
    recipient: &str,
) -> crewline_core::access::Held<OutsideRecipient, actions::MailOutside> {
    let id: OutsideRecipientId = recipient.parse().unwrap();
    OutsideRecipient::hold(world.db(), person.may().unwrap(), id).await.unwrap()
}

#[both_engines]
async fn an_address_outside_gets_the_figures_of_its_own_numbers_as_they_are_when_it_is_sent(kind: Kind) {
    let world = World::new(kind).await;
    let mailbox = Mailbox::default();
    let (_, recipient) = mailed_outside(&world, only(&world, &[0])).await;
    next_run(&world, &mailbox).await;
    let text = outside(&mailbox).unwrap();
    assert!(text.contains("Daily for Bay Plumbing: 1 calls") && text.contains("/report-letters/"), "{text}");
    let now = shown(&world, &recipient).await;
    assert!(now["sent_at"].is_string() && now["problem"].is_null(), "{now}");
    // It was widened, by a group.
    let owner = world.token(&world.ours.owner).await;
    let path = format!("/api/v1/report-recipients/{recipient}");
    let wider = json!({ "number_access": { "kind": "specific", "group_ids": [world.ours.group.to_string()] } });
    assert_eq!(world.send(&owner, Request::json(Method::PATCH, path.clone(), &wider)).await.status, StatusCode::OK);
    next_run(&world, &mailbox).await;
    assert!(outside(&mailbox).unwrap().contains(": 2 calls"));
    let all = json!({ "number_access": { "kind": "all" } });
    assert_eq!(world.send(&owner, Request::json(Method::PATCH, path.clone(), &all)).await.status, StatusCode::OK);
    next_run(&world, &mailbox).await;
    assert!(outside(&mailbox).unwrap().contains(": 3 calls"));
    assert_eq!(world.send(&owner, Request::new(Method::DELETE, path)).await.status, StatusCode::NO_CONTENT);
    next_run(&world, &mailbox).await;
    assert_eq!(addresses(&mailbox), [world.admin.email()]);
}

#[both_engines]
async fn a_letter_outside_has_nothing_that_was_taken_from_its_address_the_moment_before(kind: Kind) {
    let world = World::new(kind).await;
    let mailbox = Mailbox::default();
    let (report, recipient) = mailed_outside(&world, only(&world, &[0, 1])).await;
    // Nobody else gets a letter, so that the next one is that to the address.
    let owner = world.token(&world.ours.owner).await;
    let alone = json!({ "schedule": { "every": "day", "at": "08:00", "member_ids": [] } });
    assert_eq!(patch(&world, &owner, &report, alone).await.0, StatusCode::OK);
    let held = hold(&world, &world.ours.owner, &recipient).await;
    let (db, number) = (world.db().clone(), world.ours.numbers[1].to_string());
    *mailbox.meanwhile.lock().unwrap() = Some(Box::pin(async move {
        let access = AccessDraft { kind: "specific".into(), number_ids: vec![number], ..AccessDraft::default() };
        saved::edit_outside(&db, &held, &OutsideChange { name: None, access: Some(access) }).await.unwrap();
    }));
    next_run(&world, &mailbox).await;
    assert!(outside(&mailbox).unwrap().contains(": 1 calls"));
    // Its last number goes with a group that is deleted.
    let group = json!({ "number_access": { "kind": "specific", "group_ids": [world.ours.group.to_string()] } });
    let path = format!("/api/v1/report-recipients/{recipient}");
    assert_eq!(world.send(&owner, Request::json(Method::PATCH, path, &group)).await.status, StatusCode::OK);
    let (db, person, id) = (world.db().clone(), world.ours.owner.clone(), world.ours.group);
    *mailbox.meanwhile.lock().unwrap() = Some(Box::pin(async move {
        let held = crewline_core::numbers::groups::Group::hold(&db, person.may().unwrap(), id).await.unwrap();
        crewline_core::numbers::groups::delete(&db, &held).await.unwrap();
    }));
    next_run(&world, &mailbox).await;
    assert!(mailbox.take().is_empty());
    let now = shown(&world, &recipient).await;
    assert!(now["problem"].as_str().unwrap().contains("the reader sees no number"), "{now}");
    // It is removed.
    let wide = json!({ "number_access": { "kind": "all" } });
    let path = format!("/api/v1/report-recipients/{recipient}");
    assert_eq!(world.send(&owner, Request::json(Method::PATCH, path, &wide)).await.status, StatusCode::OK);
    let held = hold(&world, &world.ours.owner, &recipient).await;
    let db = world.db().clone();
    *mailbox.meanwhile.lock().unwrap() =
        Some(Box::pin(async move { saved::remove_outside(&db, &held).await.unwrap() }));
    next_run(&world, &mailbox).await;
    assert!(mailbox.take().is_empty());
    assert_eq!(world.business.database.number("select count(*) from jobs where kind = 'report_letter'").await, 0);
}

#[both_engines]
async fn nothing_is_mailed_once_the_author_or_the_giver_of_the_access_has_left(kind: Kind) {
    let world = World::new(kind).await;
    let (mailbox, admin) = (Mailbox::default(), world.token(&world.admin).await);
    let (_, recipient) = mailed_outside(&world, only(&world, &[0])).await;
    // The Admin gave the access last, and is a Manager now.
    let path = format!("/api/v1/report-recipients/{recipient}");
    let same = json!({ "number_access": only(&world, &[0]) });
    assert_eq!(world.send(&admin, Request::json(Method::PATCH, path.clone(), &same)).await.status, StatusCode::OK);
    assert_eq!(shown(&world, &recipient).await["access_given_by"], "Adam Reyes");
    world.business.database.run("update members set role = 'manager' where role = 'admin'").await;
    next_run(&world, &mailbox).await;
    assert!(outside(&mailbox).is_none());
    let now = shown(&world, &recipient).await;
    assert!(now["problem"].as_str().unwrap().contains("no longer an Owner or Admin"), "{now}");
    // The Owner gives it again.
    let owner = world.token(&world.ours.owner).await;
    assert_eq!(world.send(&owner, Request::json(Method::PATCH, path.clone(), &same)).await.status, StatusCode::OK);
    assert_eq!(shown(&world, &recipient).await["problem"], json!(null));
    next_run(&world, &mailbox).await;
    assert!(outside(&mailbox).is_some());
    // The address is a member's by now.
    let rename = async |from: &str, to: &str| {
        let text =
            format!("update users set email = '{to}', email_canonical = '{to}' where email_canonical = '{from}'");
        world.business.database.run(&text).await;
    };
    rename("vera.lund@northline.example", "client@bay.example").await;
    next_run(&world, &mailbox).await;
    assert!(outside(&mailbox).is_none());
    assert!(shown(&world, &recipient).await["problem"].as_str().unwrap().contains("belongs to a member"));
    rename("client@bay.example", "vera.lund@northline.example").await;
    // The author of the shared report is no member any more.
    world.business.database.run("update reports set author_member_id = null where name = 'Daily'").await;
    next_run(&world, &mailbox).await;
    assert!(outside(&mailbox).is_none());
    assert!(shown(&world, &recipient).await["problem"].as_str().unwrap().contains("author is no longer in the team"));
}

#[both_engines]
async fn the_link_in_a_letter_ends_it_for_the_address_and_opening_it_changes_nothing(kind: Kind) {
    let world = World::new(kind).await;
    let mailbox = Mailbox::default();
    let (_, recipient) = mailed_outside(&world, only(&world, &[0])).await;
    next_run(&world, &mailbox).await;
    let path = outside(&mailbox).unwrap().split("end: ").nth(1).unwrap().to_owned();
    let nobody = Client::Anonymous;
    for _ in 0..2 {
        let opened = world.send(&nobody, Request::get(path.clone())).await.text();
        assert!(opened.contains("End these letters") && opened.contains(CLIENT), "{opened}");
    }
    assert!(shown(&world, &recipient).await.is_object());
    for _ in 0..2 {
        let ended = world.send(&nobody, Request::form(path.clone(), &[("List-Unsubscribe", "One-Click")])).await;
        assert!(ended.status == StatusCode::OK && ended.text().contains("no more of these letters"));
    }
    let owner = world.token(&world.ours.owner).await;
    let gone = world.send(&owner, Request::get(format!("/api/v1/report-recipients/{recipient}"))).await;
    assert_eq!(gone.status, StatusCode::NOT_FOUND);
    let log = world.send(&owner, Request::get("/api/v1/audit?action=report.outside_ended")).await.json();
    assert_eq!(log["entries"].as_array().map(Vec::len), Some(1), "{log}");
    let entry = &log["entries"][0];
    assert_eq!(
        (&entry["before"]["email"], &entry["before"]["name"]),
        (&json!(CLIENT), &json!("Bay Plumbing")),
        "{log}"
    );
    next_run(&world, &mailbox).await;
    assert_eq!(addresses(&mailbox), [world.admin.email()]);
}

#[both_engines]
async fn the_letter_is_the_same_whatever_happens_on_other_numbers(kind: Kind) {
    let world = World::new(kind).await;
    let mailbox = Mailbox::default();
    let (report, _) = mailed_outside(&world, only(&world, &[0])).await;
    let owner = world.token(&world.ours.owner).await;
    let question = json!({ "question": {
        "group_by": ["source", "number"], "period": { "from": "2026-02-01", "to": "2026-03-02" }, "compare": "previous",
    } });
    assert_eq!(patch(&world, &owner, &report, question).await.0, StatusCode::OK);
    // All of what core tells a letter, but for the moment of the answer.
    let composer = EmailComposer::new(&world.program.app.seal, |letter: &ReportLetter| {
        let (answer, question) = (&letter.answer, &letter.question);
        let text = format!(
            "{} {} {} {question:?} {:?} {:?} {:?} {:?}",
            letter.business,
            letter.reader,
            letter.name,
            answer.rows,
            answer.totals,
            answer.totals_before,
            answer.row_count
        );
        Ok(OutgoingEmail { html: text.clone(), text, ..OutgoingEmail::default() })
    });
    let letter = async || {
        world.db().clock().advance_seconds(DAY);
        let runs = Registry::new().kind(REPORT_RUNS, RunReports { db: world.db().clone() });
        Worker::new(world.db(), runs, || 0).run_due().await.unwrap();
        let (seal, composer) = (world.program.app.seal.clone(), composer.clone());
        let limits = Limits::default();
        let work = SendReports { db: world.db().clone(), seal, mailer: mailbox.clone(), composer, limits };
        Worker::new(world.db(), Registry::new().kind(REPORT_LETTERS, work), || 0).run_due().await.unwrap();
        outside(&mailbox).unwrap()
    };
    let before = letter().await;
    assert!(before.contains("Meadow Ads"), "{before}");
    world
        .business
        .database
        .run(
            "update calls set source = 'elsewhere', status = 'missed' where number_id in
                 (select id from numbers where friendly_name like 'Meadow Q%' or friendly_name like 'Meadow Z%');
             update numbers set friendly_name = 'Changed', source = 'elsewhere' where friendly_name like 'Meadow Q%';
             update number_groups set name = name || ' elsewhere'",
        )
        .await;
    assert_eq!(letter().await, before);
}

#[both_engines]
async fn addresses_are_refused_with_a_sentence_for_each_field(kind: Kind) {
    let world = World::new(kind).await;
    let owner = world.token(&world.ours.owner).await;
    let (report, _) = mailed_outside(&world, only(&world, &[0])).await;
    let all = json!({ "kind": "all" });
    for (email, access, field, words) in [
        ("client@bay", &all, "email", "not an e-mail address"),
        (" CLIENT@bay.example", &all, "email", "mailed to this address already"),
        ("Vera.Lund@Northline.example", &all, "email", "Choose the member instead"),
        ("new@bay.example", &json!(null), "number_access", "Choose what this address is to see"),
        ("new@bay.example", &json!({ "kind": "specific" }), "number_access", "Choose at least one"),
        (
            "new@bay.example",
            &json!({ "kind": "specific", "number_ids": [world.theirs.numbers[0].to_string()] }),
            "number_access",
            "from the list",
        ),
    ] {
        let (status, body) = add(&world, &owner, &report, &json!({ "email": email, "number_access": access })).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{email}: {body}");
        let sentence = body["error"]["fields"][field].to_string();
        assert!(sentence.contains(words), "{email}: {body}");
    }
    // A report without a schedule has no readers.
    let plain = world.ours.report.to_string();
    let body = json!({ "email": "new@bay.example", "number_access": all });
    assert_eq!(add(&world, &owner, &plain, &body).await.0, StatusCode::CONFLICT);
    for at in 1..saved::MAX_OUTSIDE {
        let body = json!({ "email": format!("client{at}@bay.example"), "number_access": all });
        assert_eq!(add(&world, &owner, &report, &body).await.0, StatusCode::CREATED);
    }
    let (status, body) = add(&world, &owner, &report, &body).await;
    assert_eq!(status, StatusCode::CONFLICT);
    assert!(body["error"]["message"].to_string().contains("20 addresses"), "{body}");
}

#[both_engines]
async fn managers_see_the_addresses_and_change_none_and_viewers_see_themselves_alone(kind: Kind) {
    let world = World::new(kind).await;
    let (report, recipient) = mailed_outside(&world, only(&world, &[0])).await;
    let owner = world.token(&world.ours.owner).await;
    let members = [world.admin.member().to_string(), world.viewer.member().to_string()];
    let schedule = json!({ "schedule": { "every": "day", "at": "08:00", "member_ids": members } });
    let (_, body) = patch(&world, &owner, &report, schedule).await;
    assert_eq!(body["report"]["schedule"]["recipients"].as_array().map(Vec::len), Some(3), "{body}");
    for (person, allowed) in [(&world.manager, false), (&world.viewer, false), (&world.admin, true)] {
        let token = world.token(person).await;
        let list = world.send(&token, Request::get("/api/v1/reports")).await.json();
        let shown = list["reports"].as_array().unwrap().iter().find(|each| each["id"] == report.as_str()).unwrap();
        let names: Vec<String> = shown["schedule"]["recipients"]
            .as_array()
            .unwrap()
            .iter()
            .map(|each| each["name"].as_str().or(each["recipient"]["email"].as_str()).unwrap().to_owned())
            .collect();
        let own = vec![world.viewer.name().to_owned()];
        let everybody = vec!["Adam Reyes".to_owned(), "Vera Lund".to_owned(), CLIENT.to_owned()];
        assert_eq!(names, if person.allows(actions::SeeUsers) { everybody } else { own });
        let body = json!({ "email": "other@bay.example", "number_access": { "kind": "all" } });
        let expected = if allowed { StatusCode::CREATED } else { StatusCode::FORBIDDEN };
        assert_eq!(add(&world, &token, &report, &body).await.0, expected, "{}", person.role());
        let path = format!("/api/v1/report-recipients/{recipient}");
        let answer = world.send(&token, Request::json(Method::PATCH, path.clone(), &json!({ "name": "B" }))).await;
        assert_eq!(answer.status, if allowed { StatusCode::OK } else { StatusCode::FORBIDDEN });
        if !allowed {
            assert_eq!(world.send(&token, Request::new(Method::DELETE, path)).await.status, StatusCode::FORBIDDEN);
        }
    }
}

#[both_engines]
async fn addresses_end_with_the_schedule_the_report_and_the_membership_of_a_private_ones_author(kind: Kind) {
    let world = World::new(kind).await;
    let owner = world.token(&world.ours.owner).await;
    let count = async || world.business.database.number("select count(*) from outside_recipients").await;
    let grants = async || world.business.database.number("select count(*) from outside_number_grants").await;
    let (report, _) = mailed_outside(&world, only(&world, &[0])).await;
    assert_eq!((count().await, grants().await), (1, 1));
    assert_eq!(patch(&world, &owner, &report, json!({ "schedule": null })).await.0, StatusCode::OK);
    assert_eq!((count().await, grants().await), (0, 0));
    let (report, _) = mailed_outside(&world, only(&world, &[0])).await;
    let removed = world.send(&owner, Request::new(Method::DELETE, format!("/api/v1/reports/{report}"))).await;
    assert_eq!((removed.status, count().await), (StatusCode::NO_CONTENT, 0));
    // A private report of the Admin.
    world.new_recipient(&world.admin).await;
    assert_eq!(count().await, 1);
    let held = Member::hold(world.db(), world.ours.owner.may().unwrap(), world.admin.member()).await.unwrap();
    members::remove(world.db(), &held, &EmailComposer::disabled()).await.unwrap();
    assert_eq!(count().await, 0);
    let log = world.send(&owner, Request::get("/api/v1/audit?action=report.outside_removed")).await.json();
    assert_eq!(log["entries"].as_array().map(Vec::len), Some(3), "{log}");
}

#[both_engines]
async fn a_private_report_goes_to_its_author_and_addresses_outside_alone(kind: Kind) {
    let world = World::new(kind).await;
    let (mailbox, owner) = (Mailbox::default(), world.token(&world.ours.owner).await);
    let (report, _) = mailed_outside(&world, only(&world, &[0])).await;
    let (status, body) = patch(&world, &owner, &report, json!({ "shared": false })).await;
    assert!(status == StatusCode::OK && body["report"]["schedule"].is_object(), "{body}");
    next_run(&world, &mailbox).await;
    assert_eq!(addresses(&mailbox), [CLIENT]);
}
