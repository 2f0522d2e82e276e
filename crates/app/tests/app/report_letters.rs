//! Reports by mail: the access at the moment of sending, and what is sent when that moment is a bad one.

use std::sync::{Arc, Mutex};

use axum::http::{Method, StatusCode};
use crewline_core::access::Thing as _;
use crewline_core::db::Kind;
use crewline_core::ids::JobId;
use crewline_core::jobs::{Failure, Job, Registry, Worker};
use crewline_core::mail::{Deliver, Delivery, EmailComposer, LastCheck, OutgoingEmail};
use crewline_core::members::{self, AccessDraft, Member};
use crewline_core::reports::analytics::Limits;
use crewline_core::reports::saved::{self, REPORT_LETTERS, ReportLetter, SavedReport, SendReports};
use crewline_core::{access::Viewpoint, both_engines, reports};
use futures_util::future::BoxFuture;
use serde_json::json;

use crate::client::Request;
use crate::world::World;
use crate::world_reports::{question, save};

/// A mail server that keeps what it takes, and says so or not.
#[derive(Clone, Default)]
pub(crate) struct Mailbox {
    pub(crate) letters: Arc<Mutex<Vec<(JobId, String, String)>>>,
    /// How many of the next letters are taken without an answer.
    pub(crate) lost_answers: Arc<Mutex<usize>>,
    /// Happens between the composing of the next letter and the last check.
    pub(crate) meanwhile: Arc<Mutex<Option<BoxFuture<'static, ()>>>>,
}

impl Deliver for Mailbox {
    fn deliver<'a>(
        &'a self,
        job: &'a Job,
        _: &'static str,
        to: &'a str,
        letter: OutgoingEmail,
        check: LastCheck<'a>,
    ) -> BoxFuture<'a, Result<Delivery, Failure>> {
        Box::pin(async move {
            let meanwhile = self.meanwhile.lock().unwrap().take();
            if let Some(meanwhile) = meanwhile {
                meanwhile.await;
            }
            if !check.await? {
                return Ok(Delivery::Withheld);
            }
            self.letters.lock().unwrap().push((job.id, to.to_owned(), letter.text));
            let mut lost = self.lost_answers.lock().unwrap();
            if *lost == 0 {
                return Ok(Delivery::Taken);
            }
            *lost -= 1;
            Err(Failure::Temporary(format!("no answer about {to}")))
        })
    }
}

impl Mailbox {
    /// The letters so far: to whom, and the names in their rows.
    pub(crate) fn take(&self) -> Vec<(JobId, String, String)> {
        std::mem::take(&mut *self.letters.lock().unwrap())
    }
}

pub(crate) fn composer(world: &World) -> EmailComposer<ReportLetter> {
    EmailComposer::new(&world.program.app.seal, |letter: &ReportLetter| {
        let calls = letter.answer.totals.sums.calls;
        let end = letter.unsubscribe.as_ref().map(|token| format!("end: /report-letters/{token}")).unwrap_or_default();
        let text = format!("{} for {}: {calls} calls, {end}", letter.name, letter.reader);
        Ok(OutgoingEmail { subject: letter.name.clone(), html: text.clone(), text, ..OutgoingEmail::default() })
    })
}

async fn ask(world: &World, person: &Viewpoint, id: &str) {
    let token = world.token(person).await;
    let send = Request::new(Method::POST, format!("/api/v1/reports/{id}/send"));
    assert_eq!(world.send(&token, send).await.status, StatusCode::ACCEPTED);
}

pub(crate) async fn run(world: &World, mailbox: &Mailbox) {
    run_within(world, mailbox, Limits::default()).await;
}

async fn run_within(world: &World, mailbox: &Mailbox, limits: Limits) {
    let seal = world.program.app.seal.clone();
    let work = SendReports { db: world.db().clone(), seal, mailer: mailbox.clone(), composer: composer(world), limits };
    Worker::new(world.db(), Registry::new().kind(REPORT_LETTERS, work), || 0).run_due().await.unwrap();
}

/// The words of the list on the sending of the newest report.
async fn state(world: &World, person: &Viewpoint) -> (bool, Option<String>) {
    let list = world.send(&world.token(person).await, Request::get("/api/v1/reports")).await.json();
    let report = &list["reports"][0];
    (report["sent_at"].is_string(), report["problem"].as_str().map(str::to_owned))
}

#[both_engines]
async fn a_question_of_any_number_of_calls_is_mailed(kind: Kind) {
    let world = World::new(kind).await;
    reports::rebuild(world.db(), &world.business.operator).await.unwrap();
    let mailbox = Mailbox::default();
    let id = save(world.db(), &world.ours.owner, "All", question(&[], &[], &[], &[]), true).await.to_string();
    let few = Limits { each: -1, by_slot: -1, sums: 0, rows: 100 };
    for (person, calls) in [(&world.ours.owner, ": 3 calls"), (&world.viewer, ": 1 calls")] {
        ask(&world, person, &id).await;
        run_within(&world, &mailbox, few).await;
        let letters = mailbox.take();
        assert!(matches!(&letters[..], [(_, to, text)] if to == person.email() && text.contains(calls)), "{letters:?}");
    }
    ask(&world, &world.ours.owner, &id).await;
    run_within(&world, &mailbox, Limits { rows: 0, ..few }).await;
    assert!(mailbox.take().is_empty());
    let (_, problem) = state(&world, &world.ours.owner).await;
    assert!(problem.unwrap().contains("Nothing was mailed. The answer has more than 0 rows."));
}

#[both_engines]
async fn a_letter_has_the_access_of_its_reader_when_it_is_sent(kind: Kind) {
    let world = World::new(kind).await;
    let mailbox = Mailbox::default();
    let saved = question(&[], &[], &[], &[]);
    let id = save(world.db(), &world.ours.owner, "All", saved, true).await.to_string();
    for person in [&world.ours.owner, &world.viewer] {
        ask(&world, person, &id).await;
        // A second one waits for the first.
        ask(&world, person, &id).await;
    }
    run(&world, &mailbox).await;
    let mut letters = mailbox.take();
    letters.sort_by_key(|(_, to, _)| to != world.viewer.email());
    let [(_, to, viewers), (_, _, owners)] = &letters[..] else { panic!("{letters:?}") };
    assert_eq!(to, world.viewer.email());
    assert!(viewers.contains(": 1 calls") && owners.contains(": 3 calls"), "{letters:?}");
    assert_eq!(state(&world, &world.viewer).await, (true, None));
    assert_eq!(world.business.database.number("select count(*) from jobs where kind = 'report_letter'").await, 0);
}

#[both_engines]
async fn nothing_is_sent_to_a_member_who_sees_nothing_of_it_any_more(kind: Kind) {
    let world = World::new(kind).await;
    let mailbox = Mailbox::default();
    let saved = question(&world.ours.numbers[..1], &[], &[], &[]);
    let id = save(world.db(), &world.viewer, "Mine", saved, false).await.to_string();
    ask(&world, &world.viewer, &id).await;
    world.business.database.run("delete from number_grants").await;
    run(&world, &mailbox).await;
    assert!(mailbox.take().is_empty());
    let (is_sent, problem) = state(&world, &world.viewer).await;
    assert!(!is_sent && problem.unwrap().contains("the reader sees no number"));
}

#[both_engines]
async fn nothing_is_sent_to_a_removed_member_or_of_a_report_that_is_private_now(kind: Kind) {
    let world = World::new(kind).await;
    let (db, mailbox) = (world.db(), Mailbox::default());
    let shared = save(db, &world.ours.owner, "Shared", question(&[], &[], &[], &[]), true).await;
    for person in [&world.manager, &world.viewer] {
        ask(&world, person, &shared.to_string()).await;
    }
    let held = Member::hold(db, world.ours.owner.may().unwrap(), world.manager.member()).await.unwrap();
    members::remove(db, &held, &EmailComposer::disabled()).await.unwrap();
    let held = SavedReport::hold(db, world.ours.owner.may().unwrap(), shared).await.unwrap();
    saved::edit(db, &held, &saved::Draft { is_shared: Some(false), ..saved::Draft::default() }).await.unwrap();
    run(&world, &mailbox).await;
    assert!(mailbox.take().is_empty());
    assert_eq!(world.business.database.number("select count(*) from jobs where kind = 'report_letter'").await, 0);
    assert_eq!(world.business.database.number("select count(*) from report_letters").await, 0);
}

#[both_engines]
async fn a_letter_has_nothing_that_was_taken_from_its_reader_the_moment_before(kind: Kind) {
    let world = World::new(kind).await;
    let mailbox = Mailbox::default();
    let id = save(world.db(), &world.ours.owner, "All", question(&[], &[], &[], &[]), true).await.to_string();
    // The manager is a viewer of one number by the time that the letter would go.
    ask(&world, &world.manager, &id).await;
    let (db, owner, member) = (world.db().clone(), world.ours.owner.clone(), world.manager.member());
    let number = world.ours.numbers[0].to_string();
    *mailbox.meanwhile.lock().unwrap() = Some(Box::pin(async move {
        let held = Member::hold(&db, owner.may().unwrap(), member).await.unwrap();
        let access = AccessDraft { kind: "specific".into(), number_ids: vec![number], ..AccessDraft::default() };
        let draft = members::Draft { role: Some("viewer".into()), access: Some(access), ..members::Draft::default() };
        members::edit(&db, &held, &draft, &EmailComposer::disabled()).await.unwrap();
    }));
    run(&world, &mailbox).await;
    let letters = mailbox.take();
    assert!(letters.len() == 1 && letters[0].2.contains(": 1 calls"), "{letters:?}");
    // A member who is removed then gets none.
    ask(&world, &world.admin, &id).await;
    let (db, owner, member) = (world.db().clone(), world.ours.owner.clone(), world.admin.member());
    *mailbox.meanwhile.lock().unwrap() = Some(Box::pin(async move {
        let held = Member::hold(&db, owner.may().unwrap(), member).await.unwrap();
        members::remove(&db, &held, &EmailComposer::disabled()).await.unwrap();
    }));
    run(&world, &mailbox).await;
    assert!(mailbox.take().is_empty());
    assert_eq!(world.business.database.number("select count(*) from jobs where kind = 'report_letter'").await, 0);
}

#[both_engines]
async fn a_letter_whose_answer_was_lost_is_sent_again_under_the_same_name(kind: Kind) {
    let world = World::new(kind).await;
    let mailbox = Mailbox::default();
    let id = save(world.db(), &world.viewer, "Mine", question(&[], &[], &[], &[]), false).await.to_string();
    ask(&world, &world.viewer, &id).await;
    *mailbox.lost_answers.lock().unwrap() = 1;
    run(&world, &mailbox).await;
    let rows = world.business.database.rows("select failure from jobs where kind = 'report_letter'").await;
    assert_eq!(rows, [[Some("no answer about the address".to_owned())]]);
    world.business.database.run("update jobs set due_at = due_at - 3600000").await;
    run(&world, &mailbox).await;
    let letters = mailbox.take();
    assert_eq!(letters.len(), 2);
    assert_eq!(letters[0].0, letters[1].0, "the Message-ID is made of the job's id");
    assert_eq!(state(&world, &world.viewer).await, (true, None));
}

#[both_engines]
async fn a_report_that_was_removed_meanwhile_is_not_sent(kind: Kind) {
    let world = World::new(kind).await;
    let (db, mailbox) = (world.db(), Mailbox::default());
    let id = save(db, &world.viewer, "Mine", question(&[], &[], &[], &[]), false).await;
    ask(&world, &world.viewer, &id.to_string()).await;
    let held = SavedReport::hold(db, world.viewer.may().unwrap(), id).await.unwrap();
    saved::remove(db, &held).await.unwrap();
    run(&world, &mailbox).await;
    assert!(mailbox.take().is_empty());
    let list = world.send(&world.token(&world.viewer).await, Request::get("/api/v1/reports")).await.json();
    assert_ne!(list["reports"][0]["name"], json!("Mine"));
}
