//! Answers that a job prepares: they equal those that are read at once, and show nothing beyond the access of the moment.

use crewline_core::access::{Thing as _, Viewpoint, actions};
use crewline_core::db::Kind;
use crewline_core::ids::NumberId;
use crewline_core::jobs::{AttemptCounts, Registry, Worker};
use crewline_core::mail::EmailComposer;
use crewline_core::members::{self, Member};
use crewline_core::numbers::groups::{self, Group};
use crewline_core::reports::analytics::{
    Analytics, AnalyticsQuestion, Grouping, Limits, MAX_ROWS, RowsPage, analytics_within,
};
use crewline_core::reports::calendar::{Compare, NamedPeriod, PeriodChoice};
use crewline_core::reports::prepared::{
    Large, MAX_PREPARED, PREPARED_ANSWERS, PrepareAnswers, Preparing, Reply, ask, prepare,
};
use crewline_core::time::Timestamp;
use crewline_core::{Error, both_engines};

use crate::analytics::{SUMMED, all_groupings, by, filters, sample};
use crate::reports_history::History;

/// Limits for which every question has too many calls.
const LARGE: Limits = Limits { each: -1, by_slot: -1, sums: 0, rows: usize::MAX };
const DAY: i64 = 86_400;

async fn reply(history: &History, viewer: &Viewpoint, question: &AnalyticsQuestion) -> Reply {
    ask(history.business.db(), &viewer.may().unwrap(), question, RowsPage::ALL, LARGE).await.unwrap()
}

async fn large(history: &History, viewer: &Viewpoint, question: &AnalyticsQuestion) -> Large {
    match reply(history, viewer, question).await {
        Reply::Large(large) => large,
        Reply::Answer(answer, as_of) => panic!("as of {as_of:?}: {answer:?}"),
    }
}

/// The answer that was prepared, and the moment of its calls.
async fn prepared(history: &History, viewer: &Viewpoint, question: &AnalyticsQuestion) -> (Analytics, Timestamp) {
    match reply(history, viewer, question).await {
        Reply::Answer(answer, Some(as_of)) => (*answer, as_of),
        other => panic!("{other:?}"),
    }
}

async fn at_once(history: &History, viewer: &Viewpoint, question: &AnalyticsQuestion) -> Analytics {
    let may = viewer.may().unwrap();
    analytics_within(history.business.db(), &may, question, RowsPage::ALL, SUMMED).await.unwrap()
}

async fn have_prepared(history: &History, viewer: &Viewpoint, question: &AnalyticsQuestion) -> Result<(), Error> {
    prepare(history.business.db(), &viewer.may().unwrap(), question, LARGE).await
}

async fn run_within(history: &History, limits: Limits) -> AttemptCounts {
    let db = history.business.db();
    let registry = Registry::new().kind(PREPARED_ANSWERS, PrepareAnswers { db: db.clone(), limits });
    Worker::new(db, registry, || 0).run_due().await.unwrap()
}

async fn run(history: &History) -> AttemptCounts {
    run_within(history, LARGE).await
}

async fn count(history: &History) -> i64 {
    history.business.database.number("select count(*) from prepared_answers").await
}

/// Sorts the numbers of the group anew, so that its viewers see others.
async fn set_group(history: &History, numbers: &[NumberId]) {
    let may = history.business.owner.may::<actions::EditNumberGroups>().unwrap();
    let held = Group::hold(history.business.db(), may, history.group).await.unwrap();
    let number_ids = numbers.iter().map(ToString::to_string).collect();
    groups::edit(history.business.db(), &held, &groups::Draft { name: "Clinics".into(), number_ids }).await.unwrap();
}

/// The viewer as they are after a change of their access.
async fn again(history: &History, viewer: &Viewpoint) -> Viewpoint {
    history.business.viewpoint(viewer.email()).await.unwrap()
}

#[both_engines]
async fn a_prepared_answer_equals_one_that_is_read_at_once(kind: Kind) {
    let mut history = History::new(kind, 11).await;
    for _ in 0..250 {
        history.step().await;
    }
    let groupings = all_groupings();
    for _ in 0..60 {
        let place = history.below(4);
        let viewer = history.viewers[place].clone();
        let filter = filters(&history)[history.below(8)].clone();
        let period = NamedPeriod::ALL[history.below(NamedPeriod::ALL.len())];
        let question = AnalyticsQuestion {
            period: PeriodChoice::Named(period),
            compare: Compare::ALL[history.below(3)],
            filter,
            ..by(&groupings[history.below(groupings.len())])
        };
        have_prepared(&history, &viewer, &question).await.unwrap();
        run(&history).await;
        let expected = at_once(&history, &viewer, &question).await;
        match reply(&history, &viewer, &question).await {
            // The order of the rows is applied to the stored figures.
            Reply::Answer(answer, Some(_)) => {
                assert_eq!(*answer, expected, "{question:?}");
                let sort = question.group_by.as_slice().first().map(|grouping| format!("-{grouping}").parse().unwrap());
                let sorted = AnalyticsQuestion { sort, ..question };
                let (answer, _) = prepared(&history, &viewer, &sorted).await;
                assert_eq!(answer, at_once(&history, &viewer, &sorted).await, "{sorted:?}");
            }
            // A viewer without numbers has no sums, so these are read at once.
            Reply::Answer(answer, None) => assert_eq!((answer.totals.sums.calls, *answer), (0, expected)),
            Reply::Large(large) => panic!("{large:?} of {question:?}"),
        }
    }
}

#[both_engines]
async fn a_question_of_few_calls_is_answered_and_never_prepared(kind: Kind) {
    let (history, _) = sample(kind).await;
    let (db, may) = (history.business.db(), history.business.owner.may().unwrap());
    let question = by(&[Grouping::Status]);
    prepare(db, &may, &question, Limits::default()).await.unwrap();
    assert_eq!(count(&history).await, 0);
    let answer = ask(db, &may, &question, RowsPage::ALL, Limits::default()).await.unwrap();
    assert!(matches!(answer, Reply::Answer(answer, None) if answer.totals.sums.calls == 3));
}

#[both_engines]
async fn a_question_is_prepared_once_with_its_progress_and_then_answered_in_pages(kind: Kind) {
    let (history, _) = sample(kind).await;
    let (owner, question) = (history.business.owner.clone(), by(&[Grouping::Number]));
    let offered = Large { calls: 3, ..Large::default() };
    assert_eq!(large(&history, &owner, &question).await, offered);
    for _ in 0..2 {
        have_prepared(&history, &owner, &question).await.unwrap();
    }
    let preparing = Some(Preparing { done: 0, total: 3 });
    assert_eq!(large(&history, &owner, &question).await, Large { preparing, ..offered });
    assert_eq!(run(&history).await.done, 1);
    let as_of = history.business.db().now();
    history.advance(60);
    history.carrier.ring("CA9", "+14155550120", "+12125550101").await;
    let (answer, moment) = prepared(&history, &owner, &question).await;
    assert_eq!((answer.totals.sums.calls, moment, answer.period.now()), (3, as_of, as_of));
    let may = owner.may().unwrap();
    let page = RowsPage { cursor: None, limit: 1 };
    let Reply::Answer(first, _) = ask(history.business.db(), &may, &question, page, LARGE).await.unwrap() else {
        panic!("no answer")
    };
    let page = RowsPage { cursor: first.next, limit: MAX_ROWS };
    let Reply::Answer(second, _) = ask(history.business.db(), &may, &question, page, LARGE).await.unwrap() else {
        panic!("no answer")
    };
    assert_eq!([first.rows, second.rows].concat(), answer.rows);
    // Nobody else has it, and a new one takes its place.
    let vera = history.viewers[1].clone();
    assert_eq!(large(&history, &vera, &question).await.preparing, None);
    have_prepared(&history, &owner, &question).await.unwrap();
    assert_eq!(count(&history).await, 1);
    run(&history).await;
    assert_eq!(prepared(&history, &owner, &question).await.0.totals.sums.calls, 4);
}

#[both_engines]
async fn nothing_of_an_answer_stays_visible_when_the_access_changes(kind: Kind) {
    let (history, _) = sample(kind).await;
    let (gus, question) = (history.viewers[2].clone(), by(&[Grouping::Number]));
    have_prepared(&history, &gus, &question).await.unwrap();
    run(&history).await;
    assert_eq!(prepared(&history, &gus, &question).await.0.totals.sums.calls, 3);
    set_group(&history, &history.numbers[1..2]).await;
    let gus = again(&history, &gus).await;
    assert_eq!(large(&history, &gus, &question).await, Large { calls: 2, ..Large::default() });
    // It is made with the access of the moment at which the job runs.
    have_prepared(&history, &gus, &question).await.unwrap();
    set_group(&history, &history.numbers[..1]).await;
    let gus = again(&history, &gus).await;
    assert_eq!(large(&history, &gus, &question).await.preparing, None, "one of another access is none of this viewer");
    run(&history).await;
    let (answer, _) = prepared(&history, &gus, &question).await;
    assert_eq!((answer.totals.sums.calls, answer.rows.len()), (1, 1));
    assert_eq!(answer, at_once(&history, &gus, &question).await);
    // A widened access has an answer of its own, too.
    set_group(&history, &history.numbers[..3]).await;
    assert_eq!(large(&history, &again(&history, &gus).await, &question).await.calls, 3);
}

/// Takes the first number out of its group as soon as a job begins to read.
fn narrow_at_the_beginning(kind: Kind) -> &'static str {
    match kind {
        Kind::Sqlite => {
            "create trigger narrow after update on prepared_answers when new.state = 'running' begin
                update numbers set group_id = null where phone_number = '+12125550100';
            end"
        }
        Kind::Postgres => {
            "create function narrow() returns trigger language plpgsql as $$
            begin
                update numbers set group_id = null where phone_number = '+12125550100';
                return new;
            end $$;
            create trigger narrow after update on prepared_answers for each row when (new.state = 'running')
                execute function narrow()"
        }
    }
}

#[both_engines]
async fn an_access_that_is_narrowed_while_the_calls_are_read_has_them_read_anew(kind: Kind) {
    let (history, _) = sample(kind).await;
    let (gus, question) = (history.viewers[2].clone(), by(&[Grouping::Number]));
    have_prepared(&history, &gus, &question).await.unwrap();
    history.business.database.run(narrow_at_the_beginning(kind)).await;
    assert_eq!(run(&history).await.done, 1);
    let gus = again(&history, &gus).await;
    let (answer, _) = prepared(&history, &gus, &question).await;
    assert_eq!((answer.totals.sums.calls, answer.rows.len()), (2, 1));
    assert_eq!(answer, at_once(&history, &gus, &question).await);
}

#[both_engines]
async fn what_happens_on_hidden_numbers_changes_nothing(kind: Kind) {
    let (history, _) = sample(kind).await;
    let vera = history.viewers[1].clone();
    let question = by(&[Grouping::Status]);
    let offered = large(&history, &vera, &question).await;
    assert_eq!(offered.calls, 2);
    let hidden = async |id: &str| {
        history.carrier.ring(id, "+14155550120", "+12125550100").await;
        history.carrier.status(&[("CallSid", id), ("CallStatus", "no-answer")]).await.unwrap();
    };
    hidden("CA11").await;
    assert_eq!(large(&history, &vera, &question).await, offered);
    have_prepared(&history, &vera, &question).await.unwrap();
    let preparing = large(&history, &vera, &question).await;
    assert_eq!(preparing.preparing, Some(Preparing { done: 0, total: 2 }));
    hidden("CA12").await;
    assert_eq!(large(&history, &vera, &question).await, preparing);
    run(&history).await;
    let read = "select done_calls from prepared_answers";
    assert_eq!(history.business.database.number(read).await, 2);
    let answer = prepared(&history, &vera, &question).await;
    assert_eq!(answer.0.totals.sums.calls, 2);
    hidden("CA13").await;
    assert_eq!(prepared(&history, &vera, &question).await, answer);
}

#[both_engines]
async fn a_preparation_that_was_killed_begins_anew(kind: Kind) {
    let (history, _) = sample(kind).await;
    let (owner, question) = (history.business.owner.clone(), by(&[Grouping::Tag]));
    have_prepared(&history, &owner, &question).await.unwrap();
    // A process has claimed the job, read one call, and died.
    let until = history.business.db().now().plus_seconds(600).millis();
    let claim = format!("update jobs set claimed_until = {until}, attempts = 1 where kind = 'prepared_answer'");
    history.business.database.run(&claim).await;
    history.business.database.run("update prepared_answers set state = 'running', done_calls = 1").await;
    assert_eq!(run(&history).await, AttemptCounts::default(), "the claim has not ended");
    let preparing = Some(Preparing { done: 1, total: 3 });
    assert_eq!(large(&history, &owner, &question).await, Large { calls: 3, preparing, problem: None });
    history.advance(601);
    assert_eq!(run(&history).await.done, 1);
    let (answer, as_of) = prepared(&history, &owner, &question).await;
    assert_eq!((answer, as_of), (at_once(&history, &owner, &question).await, history.business.db().now()));
}

#[both_engines]
async fn a_preparation_ends_with_the_membership(kind: Kind) {
    let (history, _) = sample(kind).await;
    let (db, owner, vera) = (history.business.db(), &history.business.owner, history.viewers[1].clone());
    have_prepared(&history, &vera, &by(&[Grouping::Status])).await.unwrap();
    run(&history).await;
    have_prepared(&history, &vera, &by(&[Grouping::Number])).await.unwrap();
    assert_eq!(count(&history).await, 2);
    let held = Member::hold(db, owner.may::<actions::RemoveMembers>().unwrap(), vera.member()).await.unwrap();
    members::remove(db, &held, &EmailComposer::disabled()).await.unwrap();
    assert_eq!(count(&history).await, 0);
    assert_eq!(run(&history).await.done, 1, "the job finds nothing to do");
    assert_eq!(count(&history).await, 0);
}

#[both_engines]
async fn a_member_has_few_answers_and_the_oldest_gives_way(kind: Kind) {
    let (history, _) = sample(kind).await;
    let owner = history.business.owner.clone();
    let all = Grouping::ALL.iter().map(|grouping| by(&[*grouping]));
    let questions: Vec<AnalyticsQuestion> = all.take(usize::try_from(MAX_PREPARED).unwrap() + 1).collect();
    let (last, first) = questions.split_last().unwrap();
    for question in first {
        have_prepared(&history, &owner, question).await.unwrap();
        history.advance(1);
    }
    let refused = have_prepared(&history, &owner, last).await.unwrap_err();
    assert!(refused.to_string().contains("Wait until one of them is there"), "{refused}");
    assert_eq!(count(&history).await, MAX_PREPARED);
    // Another member has answers of their own.
    have_prepared(&history, &history.viewers[1], last).await.unwrap();
    run(&history).await;
    have_prepared(&history, &owner, last).await.unwrap();
    assert_eq!(count(&history).await, MAX_PREPARED + 1);
    assert_eq!(large(&history, &owner, &first[0]).await.preparing, None, "the oldest is gone");
    prepared(&history, &owner, &first[1]).await;
}

#[both_engines]
async fn an_answer_is_kept_for_a_day_and_while_its_period_means_the_same_days(kind: Kind) {
    let (history, _) = sample(kind).await;
    let owner = history.business.owner.clone();
    let today = AnalyticsQuestion { period: PeriodChoice::Named(NamedPeriod::Today), ..by(&[Grouping::Status]) };
    let days = at_once(&history, &owner, &today).await.period.days();
    let (from, to) = (days.first(), days.last());
    let fixed = AnalyticsQuestion { period: PeriodChoice::Days { from, to }, ..by(&[Grouping::Status]) };
    for question in [&today, &fixed] {
        have_prepared(&history, &owner, question).await.unwrap();
    }
    run(&history).await;
    prepared(&history, &owner, &today).await;
    history.advance(DAY - 1);
    prepared(&history, &owner, &fixed).await;
    assert_eq!(large(&history, &owner, &today).await.preparing, None, "today is another day");
    history.advance(1);
    assert_eq!(large(&history, &owner, &fixed).await.preparing, None, "a day has passed");
    assert_eq!((run(&history).await.done, count(&history).await), (2, 0));
}

#[both_engines]
async fn an_answer_of_too_many_rows_is_refused_with_a_sentence(kind: Kind) {
    let (history, _) = sample(kind).await;
    let (owner, question) = (history.business.owner.clone(), by(&[Grouping::Number]));
    have_prepared(&history, &owner, &question).await.unwrap();
    assert_eq!(run_within(&history, Limits { rows: 1, ..LARGE }).await.done, 1);
    let refused = large(&history, &owner, &question).await;
    let sentence = "The answer has more than 1 rows. Choose fewer groupings, a filter or fewer days.";
    assert_eq!(refused, Large { calls: 3, preparing: None, problem: Some(sentence.to_owned()) });
    history.advance(600);
    assert_eq!(large(&history, &owner, &question).await.problem, None);
    assert_eq!((run(&history).await.done, count(&history).await), (1, 0));
}
