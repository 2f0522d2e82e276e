//! The job that goes over past calls by the rules: in batches, over kills, with sums that stay right.

use crewline_core::access::{Thing, actions};
use crewline_core::calls::qualification::{QUALIFIED_CALLS, REVIEW_BATCH, ReviewCalls, review_batch};
use crewline_core::calls::{Annotation, Call, annotate};
use crewline_core::db::Kind;
use crewline_core::jobs::{AttemptCounts, Registry, Worker};
use crewline_core::qualified_rules::{
    ConditionsDraft, Draft, Review, Rule, add, edit, find_review, remove, review_past,
};
use crewline_core::testing::due_job;
use crewline_core::{both_engines, reports};

use crate::reports_history::History;

/// More than two batches: every third call was answered, for a minute.
const CALLS: i64 = 2 * REVIEW_BATCH + 100;
const ANSWERED: i64 = CALLS / 3;

pub(crate) async fn past_calls(kind: Kind) -> History {
    let history = History::new(kind, 1).await;
    let start = history.business.db().now().millis() - CALLS * 60_000;
    let statement = format!(
        "with recursive places (place) as (select 1 union all select place + 1 from places where place < {CALLS})
         insert into calls (business_id, number_id, carrier_id, direction, status, outcome, caller_kind, destination, source,
            started_at, talk_seconds)
         select n.business_id, n.id, 'PAST' || place, 'inbound',
            case when place % 3 = 0 then 'completed' else 'missed' end,
            case when place % 3 = 0 then 'connected' else 'abandoned' end,
            'anonymous', n.phone_number, n.source, {start} + place * 60000,
            case when place % 3 = 0 then 60 else null end
         from numbers n cross join places
         where n.phone_number = '+12125550100'"
    );
    history.business.database.run(&statement).await;
    reports::rebuild(history.business.db(), &history.business.operator).await.unwrap();
    history
}

pub(crate) fn talks_of(seconds: i64) -> Draft {
    let conditions = ConditionsDraft { min_talk_seconds: Some(seconds), ..ConditionsDraft::default() };
    Draft { name: "Talks".into(), matches: "all".into(), conditions }
}

pub(crate) async fn run_job(history: &History) -> AttemptCounts {
    let registry = Registry::new().kind(QUALIFIED_CALLS, ReviewCalls { db: history.business.db().clone() });
    Worker::new(history.business.db(), registry, || 0).run_due().await.unwrap()
}

async fn review(history: &History) -> Review {
    find_review(history.business.db(), &history.business.owner.may().unwrap()).await.unwrap().unwrap()
}

pub(crate) async fn by_rule(history: &History) -> i64 {
    history.business.database.number("select count(*) from calls where qualified and qualified_by = 'rule'").await
}

async fn entries(history: &History, action: &str) -> i64 {
    let count = format!("select count(*) from audit_entries where action = '{action}'");
    history.business.database.number(&count).await
}

/// Says of the oldest answered call that it is not qualified, as a person.
async fn say_no(history: &History) {
    let (db, owner) = (history.business.db(), &history.business.owner);
    let mut calls = crate::reports_sums::all_calls(&history.business, owner).await;
    calls.retain(|call| call.talk_seconds.is_some());
    let held = Call::hold(db, owner.may::<actions::AnnotateCalls>().unwrap(), calls[0].id).await.unwrap();
    annotate(db, &held, &Annotation { qualified: Some(Some(false)), ..Annotation::default() }).await.unwrap();
}

#[both_engines]
async fn past_calls_are_gone_over_once_also_when_the_process_is_killed(kind: Kind) {
    let history = past_calls(kind).await;
    let (db, owner) = (history.business.db(), &history.business.owner);
    add(db, &owner.may().unwrap(), &talks_of(60), true).await.unwrap();
    assert_eq!((by_rule(&history).await, review(&history).await.calls), (0, 0));
    assert_eq!(run_job(&history).await, AttemptCounts::default(), "requests that began before the change end first");
    history.advance(10);
    // One batch is durable when the process dies.
    let due = due_job(&history.business.operator);
    let first = review_batch(db, &due, 1).await.unwrap().unwrap();
    assert_eq!((first.calls, first.finished_at), (REVIEW_BATCH, None));
    assert_eq!(by_rule(&history).await, first.marked);
    history.verify().await;
    // A person's word in between stays.
    say_no(&history).await;
    assert_eq!(run_job(&history).await.done, 1);
    let end = review(&history).await;
    assert_eq!((end.calls, end.marked, end.unmarked), (CALLS, ANSWERED - 1, 0));
    assert!(end.finished_at.is_some());
    assert_eq!(by_rule(&history).await, ANSWERED - 1);
    history.verify().await;
    assert_eq!(review_batch(db, &due, 1).await.unwrap(), None, "it has ended");
    let audited = ["past_calls.review_started", "past_calls.review_finished"];
    assert_eq!([entries(&history, audited[0]).await, entries(&history, audited[1]).await], [1, 1]);
}

#[both_engines]
async fn a_later_review_takes_the_place_of_one_that_is_under_way(kind: Kind) {
    let history = past_calls(kind).await;
    let (db, owner) = (history.business.db(), &history.business.owner);
    let rule = add(db, &owner.may().unwrap(), &talks_of(60), true).await.unwrap();
    history.advance(10);
    let due = due_job(&history.business.operator);
    let first = review_batch(db, &due, 1).await.unwrap().unwrap();
    assert!(first.marked > 0);
    let held = Rule::hold(db, owner.may::<actions::EditQualifiedRules>().unwrap(), rule.id).await.unwrap();
    edit(db, &held, &talks_of(61), None, true).await.unwrap();
    assert_eq!(review_batch(db, &due, 1).await.unwrap(), None, "a later one has begun");
    history.advance(10);
    assert_eq!(run_job(&history).await.done, 2, "the earlier job finds nothing to do");
    let end = review(&history).await;
    assert_eq!((end.calls, end.marked, end.unmarked), (CALLS, 0, first.marked));
    assert_eq!(by_rule(&history).await, 0);
    history.verify().await;
    // The rule back again, then none.
    edit(db, &held, &talks_of(60), None, false).await.unwrap();
    review_past(db, &owner.may().unwrap()).await.unwrap();
    history.advance(10);
    run_job(&history).await;
    assert_eq!(by_rule(&history).await, ANSWERED);
    remove(db, &held, true).await.unwrap();
    history.advance(10);
    run_job(&history).await;
    let end = review(&history).await;
    assert_eq!((by_rule(&history).await, end.unmarked), (0, ANSWERED));
    history.verify().await;
}

#[both_engines]
async fn a_review_goes_over_the_calls_of_its_business_alone(kind: Kind) {
    let history = past_calls(kind).await;
    let (_, stranger) = history.business.neighbour().await;
    let db = history.business.db();
    add(db, &stranger.may().unwrap(), &talks_of(60), true).await.unwrap();
    history.advance(10);
    run_job(&history).await;
    assert_eq!(find_review(db, &stranger.may().unwrap()).await.unwrap().unwrap().calls, 0);
    assert_eq!(find_review(db, &history.business.owner.may().unwrap()).await.unwrap(), None);
    assert_eq!(by_rule(&history).await, 0);
}

/// The word on each call, and whose it is.
async fn words(history: &History) -> Vec<Vec<Option<String>>> {
    let word = "case when qualified then 'yes' when not qualified then 'no' end";
    history.business.database.rows(&format!("select carrier_id, {word}, qualified_by from calls order by id")).await
}

#[both_engines]
async fn the_rules_are_asked_again_about_marks_of_first_calls_that_a_rebuild_repairs(kind: Kind) {
    for seed in [5, 41] {
        let mut history = History::new(kind, seed).await;
        let (db, owner) = (history.business.db().clone(), history.business.owner.clone());
        let conditions = ConditionsDraft { first_time: true, ..ConditionsDraft::default() };
        let rule = Draft { name: String::new(), matches: "any".into(), conditions };
        add(&db, &owner.may().unwrap(), &rule, false).await.unwrap();
        for _ in 0..120 {
            history.step().await;
        }
        let right = words(&history).await;
        // Any calls are marked, one of a caller on each number, and the rules have followed the marks.
        let calls = history.business.database.rows("select id from calls where caller is not null order by id").await;
        history.business.database.run("update calls set first_time = false").await;
        for _ in 0..30 {
            let id = calls[history.below(calls.len())][0].as_ref().unwrap();
            let mark = format!(
                "update calls set first_time = true where id = {id} and not exists (
                    select 1 from calls other
                    where other.number_id = calls.number_id and other.caller = calls.caller and other.first_time)"
            );
            history.business.database.run(&mark).await;
        }
        review_past(&db, &owner.may().unwrap()).await.unwrap();
        history.advance(10);
        assert_eq!(run_job(&history).await.done, 1);
        assert_ne!(words(&history).await, right, "{seed}: the marks matter");
        reports::rebuild(&db, &history.business.operator).await.unwrap();
        assert_eq!(words(&history).await, right, "{seed}");
        history.verify().await;
    }
}
