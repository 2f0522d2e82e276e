//! Reports by schedule: one letter for each run and recipient, whatever happens in between, and its end by a link.

use axum::http::{Method, StatusCode};
use crewline_core::access::{Thing as _, Viewpoint};
use crewline_core::both_engines;
use crewline_core::db::Kind;
use crewline_core::jobs::{Registry, Worker};
use crewline_core::mail::EmailComposer;
use crewline_core::members::{self, Member};
use crewline_core::reports::analytics::Limits;
use crewline_core::reports::saved::{REPORT_LETTERS, REPORT_RUNS, RunReports, SendReports};
use serde_json::{Value, json};

use crate::client::{Client, Request};
use crate::report_letters::{Mailbox, composer};
use crate::world::World;
use crate::world_reports::{question, save};

pub(crate) const DAY: i64 = 86_400;

/// Runs what is due: the schedules, and then the letters.
pub(crate) async fn run(world: &World, mailbox: &Mailbox) {
    let runs = Registry::new().kind(REPORT_RUNS, RunReports { db: world.db().clone() });
    Worker::new(world.db(), runs, || 0).run_due().await.unwrap();
    let seal = world.program.app.seal.clone();
    let limits = Limits::default();
    let work = SendReports { db: world.db().clone(), seal, mailer: mailbox.clone(), composer: composer(world), limits };
    let letters = Registry::new().kind(REPORT_LETTERS, work);
    Worker::new(world.db(), letters, || 0).run_due().await.unwrap();
}

pub(crate) async fn patch(world: &World, client: &Client, id: &str, body: Value) -> (StatusCode, Value) {
    let answer = world.send(client, Request::json(Method::PATCH, format!("/api/v1/reports/{id}"), &body)).await;
    (answer.status, answer.json())
}

/// A shared report of the Owner that is mailed to these members each day at eight.
pub(crate) async fn scheduled(world: &World, to: &[&Viewpoint]) -> String {
    let saved = question(&[], &[], &[], &[]);
    let id = save(world.db(), &world.ours.owner, "Daily", saved, true).await.to_string();
    let ids: Vec<String> = to.iter().map(|person| person.member().to_string()).collect();
    let schedule = json!({ "every": "day", "at": "08:00", "member_ids": ids });
    let owner = world.token(&world.ours.owner).await;
    let (status, body) = patch(world, &owner, &id, json!({ "schedule": schedule })).await;
    assert_eq!(status, StatusCode::OK, "{body}");
    assert_eq!(body["report"]["schedule"]["next_runs"].as_array().unwrap().len(), 3);
    id
}

/// The addresses of the letters since the last look.
pub(crate) fn addresses(mailbox: &Mailbox) -> Vec<String> {
    let mut addresses: Vec<String> = mailbox.take().into_iter().map(|(_, to, _)| to).collect();
    addresses.sort();
    addresses
}

fn sorted(people: &[&Viewpoint]) -> Vec<String> {
    let mut addresses: Vec<String> = people.iter().map(|person| person.email().to_owned()).collect();
    addresses.sort();
    addresses
}

#[both_engines]
async fn each_recipient_gets_one_letter_a_run_however_often_the_run_is_repeated(kind: Kind) {
    let world = World::new(kind).await;
    let (mailbox, to) = (Mailbox::default(), [&world.ours.owner, &world.viewer]);
    scheduled(&world, &to).await;
    run(&world, &mailbox).await;
    assert!(mailbox.take().is_empty(), "it is not the hour yet");
    for _ in 0..2 {
        // A second job of the same run, as after a process that died before it deleted the first.
        world
            .business
            .database
            .run(
                "insert into jobs (business_id, kind, unique_key, payload, created_at, due_at)
                select business_id, kind, unique_key || ' again', payload, created_at, due_at
                from jobs where kind = 'report_run'",
            )
            .await;
        world.db().clock().advance_seconds(DAY);
        run(&world, &mailbox).await;
        let letters = mailbox.take();
        assert_eq!(letters.len(), 2, "{letters:?}");
        let of_viewer = letters.iter().find(|(_, to, _)| to == world.viewer.email()).unwrap();
        assert!(of_viewer.2.contains("Daily for Vera Lund"), "{of_viewer:?}");
        run(&world, &mailbox).await;
        assert!(mailbox.take().is_empty());
        assert_eq!(world.business.database.number("select count(*) from jobs where kind = 'report_run'").await, 1);
    }
    // After days without a server there is one letter.
    world.db().clock().advance_seconds(5 * DAY);
    run(&world, &mailbox).await;
    assert_eq!(addresses(&mailbox), sorted(&to));
}

#[both_engines]
async fn a_recipient_who_was_removed_or_sees_nothing_gets_none_and_the_others_do(kind: Kind) {
    let world = World::new(kind).await;
    let (mailbox, to) = (Mailbox::default(), [&world.manager, &world.admin, &world.viewer]);
    let id = scheduled(&world, &to).await;
    let held = Member::hold(world.db(), world.ours.owner.may().unwrap(), world.manager.member()).await.unwrap();
    members::remove(world.db(), &held, &EmailComposer::disabled()).await.unwrap();
    world.business.database.run("delete from number_grants").await;
    world.db().clock().advance_seconds(DAY);
    run(&world, &mailbox).await;
    assert_eq!(addresses(&mailbox), sorted(&[&world.admin]));
    let page = world.cookie(&world.ours.owner).await;
    let page = world.send(&page, Request::get(format!("/b/northline/reports/{id}/schedule"))).await.text();
    assert!(page.contains("the reader sees no number") && page.contains("The next times"), "{page}");
}

#[both_engines]
async fn a_schedule_that_was_ended_or_changed_in_the_meantime_does_not_run(kind: Kind) {
    let world = World::new(kind).await;
    let (mailbox, owner) = (Mailbox::default(), world.token(&world.ours.owner).await);
    let id = scheduled(&world, &[&world.admin]).await;
    let later = json!({ "schedule": { "every": "month", "at": "08:00", "day": 28 } });
    assert_eq!(patch(&world, &owner, &id, later).await.0, StatusCode::OK);
    world.db().clock().advance_seconds(DAY);
    run(&world, &mailbox).await;
    assert!(mailbox.take().is_empty());
    assert_eq!(patch(&world, &owner, &id, json!({ "schedule": null })).await.1["report"]["schedule"], json!(null));
    world.db().clock().advance_seconds(40 * DAY);
    run(&world, &mailbox).await;
    assert!(mailbox.take().is_empty());
    assert_eq!(world.business.database.number("select count(*) from jobs where kind like 'report_%'").await, 0);
}

#[both_engines]
async fn the_link_in_a_letter_ends_it_without_signing_in(kind: Kind) {
    let world = World::new(kind).await;
    let mailbox = Mailbox::default();
    let id = scheduled(&world, &[&world.admin, &world.viewer]).await;
    world.db().clock().advance_seconds(DAY);
    run(&world, &mailbox).await;
    let letters = mailbox.take();
    let (_, _, text) = letters.iter().find(|(_, to, _)| to == world.viewer.email()).unwrap();
    let path = text.split("end: ").nth(1).unwrap().to_owned();
    let nobody = Client::Anonymous;
    let asked = world.send(&nobody, Request::get(path.clone())).await;
    assert!(asked.text().contains("End these letters") && asked.text().contains(world.viewer.email()));
    let ended = world.send(&nobody, Request::form(path.clone(), &[("List-Unsubscribe", "One-Click")])).await;
    assert!(ended.status == StatusCode::OK && ended.text().contains("no more of these letters"));
    for forged in ["/report-letters/x".to_owned(), format!("{path}x")] {
        assert_eq!(world.send(&nobody, Request::get(forged)).await.status, StatusCode::NOT_FOUND);
    }
    world.db().clock().advance_seconds(DAY);
    run(&world, &mailbox).await;
    assert_eq!(addresses(&mailbox), sorted(&[&world.admin]));
    let list = world.send(&world.token(&world.viewer).await, Request::get("/api/v1/reports")).await.json();
    let report = list["reports"].as_array().unwrap().iter().find(|report| report["id"] == id.as_str()).unwrap();
    assert_eq!(report["schedule"]["to_oneself"], json!(false));
    // The end is in the audit log once, by its reader.
    assert_eq!(world.send(&nobody, Request::form(path, &[])).await.status, StatusCode::OK);
    let owner = world.token(&world.ours.owner).await;
    let log = world.send(&owner, Request::get("/api/v1/audit?action=report.letters_ended")).await.json();
    assert_eq!(log["entries"].as_array().map(Vec::len), Some(1), "{log}");
    assert_eq!(log["entries"][0]["before"]["recipient"], "Vera Lund", "{log}");
}

#[both_engines]
async fn a_report_that_nobody_reads_any_more_is_scheduled_no_more_once_it_is_private(kind: Kind) {
    let world = World::new(kind).await;
    let (mailbox, owner) = (Mailbox::default(), world.token(&world.ours.owner).await);
    let id = scheduled(&world, &[&world.admin]).await;
    let (status, body) = patch(&world, &owner, &id, json!({ "shared": false })).await;
    assert_eq!((status, &body["report"]["schedule"]), (StatusCode::OK, &json!(null)), "{body}");
    world.db().clock().advance_seconds(DAY);
    run(&world, &mailbox).await;
    assert!(mailbox.take().is_empty());
}

#[both_engines]
async fn a_private_report_is_mailed_to_its_author_alone(kind: Kind) {
    let world = World::new(kind).await;
    let mailbox = Mailbox::default();
    let (db, viewer) = (world.db(), world.token(&world.viewer).await);
    let id = save(db, &world.viewer, "Mine", question(&[], &[], &[], &[]), false).await.to_string();
    let others = json!([world.admin.member().to_string()]);
    let schedule = |members: &Value| json!({ "schedule": { "every": "day", "at": "08:00", "member_ids": members } });
    let (status, body) = patch(&world, &viewer, &id, schedule(&others)).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{body}");
    let alone = json!({ "schedule": { "every": "day", "at": "08:00" } });
    assert_eq!(patch(&world, &viewer, &id, alone).await.0, StatusCode::OK);
    // A shared one that is private again goes to nobody else.
    let shared = scheduled(&world, &[&world.ours.owner, &world.admin]).await;
    let owner = world.token(&world.ours.owner).await;
    assert_eq!(patch(&world, &owner, &shared, json!({ "shared": false })).await.0, StatusCode::OK);
    let log = world.send(&owner, Request::get("/api/v1/audit?action=report.edited")).await.json();
    let recipients = |side: &str| log["entries"][0][side]["recipients"].as_array().map(Vec::len);
    assert_eq!((recipients("before"), recipients("after")), (Some(2), Some(1)), "{log}");
    world.db().clock().advance_seconds(DAY);
    run(&world, &mailbox).await;
    assert_eq!(addresses(&mailbox), sorted(&[&world.viewer, &world.ours.owner]));
}

#[both_engines]
async fn a_schedule_is_set_by_a_form(kind: Kind) {
    let world = World::new(kind).await;
    let cookie = world.cookie(&world.manager).await;
    let id = save(world.db(), &world.manager, "Ours", question(&[], &[], &[], &[]), true).await;
    let path = format!("/b/northline/reports/{id}/schedule");
    let page = world.send(&cookie, Request::get(path.clone())).await.text();
    assert!(page.contains("Vera Lund") && page.contains("the business&#39;s zone"), "{page}");
    let member = world.viewer.member().to_string();
    let refused = world.send(&cookie, Request::form(path.clone(), &[("every", "week"), ("at", "8")])).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    for words in ["Use an hour and minutes like 08:00.", "Choose a day from 1 to 7.", "Choose 1 to 200 members."] {
        assert!(refused.text().contains(words), "{words}");
    }
    let fields = [("every", "week"), ("at", "08:00"), ("weekday", "1"), ("member_ids", member.as_str())];
    let saved = world.send(&cookie, Request::form(path.clone(), &fields)).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.text());
    let list = world.send(&cookie, Request::get("/b/northline/reports")).await.text();
    assert!(list.contains("Every Monday at 08:00"), "{list}");
    let ended = world.send(&cookie, Request::form(path, &[("every", "")])).await;
    assert_eq!(ended.status, StatusCode::SEE_OTHER);
    assert!(!world.send(&cookie, Request::get("/b/northline/reports")).await.text().contains("Every Monday"));
}

#[both_engines]
async fn members_of_a_large_team_are_searched_and_the_chosen_ones_stay(kind: Kind) {
    let world = World::new(kind).await;
    let cookie = world.cookie(&world.manager).await;
    let database = &world.business.database;
    let users = "with recursive places (place) as (select 1 union all select place + 1 from places where place < 230)
        insert into users (email, email_canonical, name, created_at)
        select 'person' || (1000 + place) || '@crowd.example', 'person' || (1000 + place) || '@crowd.example',
            'Person ' || (1000 + place), 0
        from places";
    let members = "insert into members
            (business_id, user_id, email_canonical, role, name, name_folded, sees, status, joined_at)
        select b.id, u.id, u.email_canonical, 'viewer', u.name, lower(u.name), 'specific', 'active', 0
        from users u cross join businesses b
        where u.email_canonical like '%@crowd.example' and b.slug = 'northline'";
    database.run(users).await;
    database.run(members).await;
    let id = save(world.db(), &world.manager, "Ours", question(&[], &[], &[], &[]), true).await;
    let path = format!("/b/northline/reports/{id}/schedule");
    let page = world.send(&cookie, Request::get(path.clone())).await.text();
    assert!(
        page.contains("Search members") && page.contains("There are more members") && !page.contains("Person 1229")
    );
    let viewer = world.viewer.member().to_string();
    let typed = [("every", "week"), ("at", "07:15"), ("weekday", "5"), ("member_ids", viewer.as_str())];
    let search = async |q: &str| {
        let fields: Vec<_> = typed.into_iter().chain([("member_q", q), ("search", "yes")]).collect();
        let answer = world.send(&cookie, Request::form(path.clone(), &fields)).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
        answer.text()
    };
    let checkbox = |page: &str, name: &str| {
        let (before, _) = page.split_once(name).unwrap_or_else(|| panic!("no {name}: {page}"));
        before.rsplit("<input ").next().unwrap().to_owned()
    };
    for (q, name) in [("son 1229", "Person 1229"), ("PERSON1228@crowd", "Person 1228")] {
        let page = search(q).await;
        assert!(!checkbox(&page, name).contains("checked") && !page.contains("Person 1001"), "{page}");
        assert!(checkbox(&page, "Vera Lund").contains("checked"), "{page}");
        assert!(page.contains("value=\"07:15\"") && page.contains("<option value=\"5\" selected"), "{page}");
    }
    let nobody = search("nobody like that").await;
    assert!(checkbox(&nobody, "Vera Lund").contains("checked"), "{nobody}");
    assert_eq!(database.number("select count(*) from report_recipients").await, 0, "a search saves nothing");
    let page = search("1229").await;
    let other = checkbox(&page, "Person 1229").split("value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let fields: Vec<_> = typed.into_iter().chain([("member_ids", other.as_str()), ("member_q", "1229")]).collect();
    let saved = world.send(&cookie, Request::form(path.clone(), &fields)).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.text());
    let page = world.send(&cookie, Request::get(path)).await.text();
    for name in ["Vera Lund", "Person 1229"] {
        assert!(checkbox(&page, name).contains("checked"), "{name}: {page}");
    }
}
