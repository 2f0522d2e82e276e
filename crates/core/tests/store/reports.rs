//! Reports: the sums that are written with the calls, what is read from them, and the building and checking of them.

use crewline_core::access::{Role, Thing as _, actions};
use crewline_core::both_engines;
use crewline_core::calls::{Annotation, Call, annotate_many};
use crewline_core::db::Kind;
use crewline_core::reports::calendar::{Compare, NamedPeriod, PeriodChoice};
use crewline_core::reports::{self, Dashboard, Difference, Filter, Question, call_back, dashboard, enqueue_folds};

use crate::reports_history::{History, ZONES};

fn today() -> Question {
    Question { period: PeriodChoice::Named(NamedPeriod::Today), compare: Compare::Previous, filter: Filter::default() }
}

async fn ask(history: &History, question: &Question) -> Dashboard {
    dashboard(history.business.db(), &history.business.owner.may().unwrap(), question).await.unwrap()
}

#[both_engines]
async fn every_read_equals_a_sum_over_the_calls_that_the_viewer_lists(kind: Kind) {
    for seed in [11, 29] {
        let mut history = History::new(kind, seed).await;
        for round in 0..8 {
            for _ in 0..25 {
                history.step().await;
            }
            history.verify().await;
            history.compare().await;
            if round % 2 == 1 {
                history.change_zone(ZONES[(round / 2 + 1) % ZONES.len()]).await;
                // The figures are those of the old zone, and changes go into both.
                for _ in 0..10 {
                    history.step().await;
                }
                history.verify().await;
                history.compare().await;
                history.advance(61);
                history.run_jobs().await;
                history.verify().await;
                history.compare().await;
            }
        }
    }
}

#[both_engines]
async fn figures_of_the_old_zone_are_labelled_until_the_new_ones_are_whole(kind: Kind) {
    let history = History::new(kind, 1).await;
    history.carrier.ring("CA1", "+14155550120", "+12125550100").await;
    history.carrier.status(&[("CallSid", "CA1"), ("CallStatus", "no-answer")]).await.unwrap();
    // It is Tuesday in Chatham, and Monday in New York.
    history.change_zone("Pacific/Chatham").await;
    let answer = ask(&history, &today()).await;
    assert!(answer.is_rebuilding && answer.totals.sums.missed == 1);
    assert_eq!(answer.period.zone().iana_name(), Some("America/New_York"));
    // A call that ends while the next figures are built is in both.
    history.carrier.ring("CA2", "+14155550121", "+12125550100").await;
    history.carrier.status(&[("CallSid", "CA2"), ("CallStatus", "no-answer")]).await.unwrap();
    assert_eq!(ask(&history, &today()).await.totals.sums.missed, 2);
    history.advance(61);
    history.run_jobs().await;
    let answer = ask(&history, &today()).await;
    assert!(!answer.is_rebuilding && answer.totals.sums.missed == 2);
    assert_eq!(answer.period.zone().iana_name(), Some("Pacific/Chatham"));
    assert_eq!(answer.period.days().first().to_string(), "2026-03-03");
    history.verify().await;
    for table in ["report_hours", "report_months", "business_report_months"] {
        let builds = history.business.database.rows(&format!("select distinct build from {table}")).await;
        assert!(builds.len() <= 1, "{table}: the old rows are removed");
    }
    history.fold().await;
    history.verify().await;
    assert_eq!(ask(&history, &today()).await.totals.sums.missed, 2);
}

#[both_engines]
async fn a_zone_that_is_changed_twice_is_built_once_for_the_last(kind: Kind) {
    let history = History::new(kind, 1).await;
    history.carrier.ring("CA1", "+14155550120", "+12125550100").await;
    history.carrier.status(&[("CallSid", "CA1"), ("CallStatus", "no-answer")]).await.unwrap();
    history.change_zone("Pacific/Chatham").await;
    history.change_zone("Asia/Kolkata").await;
    history.advance(61);
    history.run_jobs().await;
    let answer = ask(&history, &today()).await;
    assert_eq!((answer.period.zone().iana_name(), answer.totals.sums.missed), (Some("Asia/Kolkata"), 1));
    assert!(!answer.is_rebuilding);
    history.verify().await;
}

#[both_engines]
async fn verify_says_the_first_row_that_differs_and_rebuild_mends_it(kind: Kind) {
    let history = History::new(kind, 1).await;
    history.carrier.ring("CA1", "+14155550120", "+12125550100").await;
    history.carrier.status(&[("CallSid", "CA1"), ("CallStatus", "no-answer")]).await.unwrap();
    let (db, operator) = (history.business.db(), &history.business.operator);
    let rows = reports::verify(db, operator).await.unwrap().unwrap();
    assert_eq!(rows.hours, 1);
    let database = &history.business.database;
    database.run("update report_hours set missed = missed + 2").await;
    let difference = reports::verify(db, operator).await.unwrap().unwrap_err();
    let Difference::Row { sum: "missed", stored: 3, counted: 1, .. } = &difference else { panic!("{difference}") };
    reports::rebuild(db, operator).await.unwrap();
    history.verify().await;
    for (damage, is_marked) in [("false", false), ("true", true)] {
        history.carrier.ring("CA2", "+14155550120", "+12125550100").await;
        let call = if is_marked { "CA2" } else { "CA1" };
        if is_marked {
            database.run("update calls set first_time = false").await;
        }
        database.run(&format!("update calls set first_time = {damage} where carrier_id = '{call}'")).await;
        reports::verify(db, operator).await.unwrap().unwrap_err();
        reports::rebuild(db, operator).await.unwrap();
        history.verify().await;
        assert_eq!(database.number("select count(*) from calls where first_time and carrier_id = 'CA1'").await, 1);
    }
    // Spam and blocked calls are apart, and are there if they are asked for.
    database.run("update calls set spam = true where carrier_id = 'CA1'").await;
    database.run("update calls set blocked = true, qualified = true, value_cents = 250 where carrier_id = 'CA2'").await;
    reports::rebuild(db, operator).await.unwrap();
    history.verify().await;
    assert_eq!(ask(&history, &today()).await.totals.sums.calls, 0);
    let all = ask(&history, &Question { filter: Filter::default().with_spam(), ..today() }).await.totals.sums;
    assert_eq!((all.calls, all.missed, all.qualified, all.value_cents), (2, 1, 1, 250));
}

#[both_engines]
async fn damaged_months_are_found_and_mended(kind: Kind) {
    let history = History::new(kind, 1).await;
    history.carrier.ring("CA1", "+14155550120", "+12125550100").await;
    history.carrier.status(&[("CallSid", "CA1"), ("CallStatus", "no-answer")]).await.unwrap();
    history.fold().await;
    history.carrier.ring("CA2", "+14155550121", "+12125550100").await;
    history.carrier.status(&[("CallSid", "CA2"), ("CallStatus", "no-answer")]).await.unwrap();
    history.verify().await;
    let (db, operator) = (history.business.db(), &history.business.operator);
    let damages = [
        ("delete from report_months where grain = 'hour'", "missed is 1 and has to be 2"),
        ("delete from report_months where grain = 'day'", "its days are not the sums of their hours"),
        ("delete from business_report_months where grain = 'hour'", "it is not the sum of the numbers"),
        ("delete from business_report_months where grain = 'day'", "it is not the sum of the numbers"),
    ];
    for (damage, sentence) in damages {
        history.business.database.run(damage).await;
        let difference = reports::verify(db, operator).await.unwrap().unwrap_err().to_string();
        assert!(difference.contains(sentence) || difference.contains("calls is 1"), "{damage}: {difference}");
        reports::rebuild(db, operator).await.unwrap();
        history.verify().await;
        assert_eq!(ask(&history, &today()).await.totals.sums.missed, 2, "{damage}");
    }
}

/// Sums are moved, corrected and added to at once, and none is lost or counted twice.
#[both_engines]
async fn sums_are_moved_while_calls_end_and_a_rebuild_runs(kind: Kind) {
    let history = History::new(kind, 1).await;
    for call in 0..24 {
        let (id, caller) = (format!("CA{call}"), format!("+141555502{call:02}"));
        history.carrier.ring(&id, &caller, ["+12125550100", "+12125550101"][call % 2]).await;
    }
    let ends = (0..24).map(|call| {
        let carrier = &history.carrier;
        async move {
            let id = format!("CA{call}");
            carrier.status(&[("CallSid", id.as_str()), ("CallStatus", "no-answer")]).await.unwrap()
        }
    });
    let folds = async {
        for _ in 0..6 {
            enqueue_folds(history.business.db()).await.unwrap();
            history.run_jobs().await;
        }
    };
    let rebuilds = async {
        for _ in 0..4 {
            reports::rebuild(history.business.db(), &history.business.operator).await.unwrap();
        }
    };
    tokio::join!(futures_util::future::join_all(ends), folds, rebuilds);
    history.verify().await;
    history.fold().await;
    history.verify().await;
    assert_eq!(ask(&history, &today()).await.totals.sums.missed, 24);
}

#[both_engines]
async fn an_earlier_call_takes_the_mark_of_a_first_one(kind: Kind) {
    let history = History::new(kind, 1).await;
    let database = &history.business.database;
    let first = async || {
        let rows = database.rows("select carrier_id from calls where first_time order by carrier_id").await;
        rows.into_iter().filter_map(|row| row[0].clone()).collect::<Vec<_>>().join(" ")
    };
    history.carrier.ring("CA1", "+14155550120", "+12125550100").await;
    history.carrier.ring("CA2", "+14155550120", "+12125550100").await;
    history.carrier.ring("CA3", "anonymous", "+12125550100").await;
    // Another number, another first call.
    history.carrier.ring("CA4", "+14155550120", "+12125550101").await;
    assert_eq!(first().await, "CA1 CA4");
    history.carrier.status(&[("CallSid", "CA1"), ("CallStatus", "no-answer")]).await.unwrap();
    // Its first report was lost; the last says that it began before the others.
    let late = [
        ("CallSid", "CA5"),
        ("From", "+14155550120"),
        ("To", "+12125550100"),
        ("CallStatus", "completed"),
        ("CallDuration", "90"),
    ];
    history.carrier.status(&late).await.unwrap();
    assert_eq!(first().await, "CA4 CA5");
    assert_eq!(ask(&history, &today()).await.totals.sums.first_time_callers, 2);
    history.verify().await;
}

#[both_engines]
async fn a_released_number_keeps_its_history(kind: Kind) {
    let history = History::new(kind, 1).await;
    history.carrier.ring("CA1", "+14155550120", "+12125550100").await;
    history.carrier.status(&[("CallSid", "CA1"), ("CallStatus", "no-answer")]).await.unwrap();
    history.release(0).await;
    let answer = ask(&history, &today()).await;
    assert_eq!((answer.totals.sums.missed, answer.top_numbers[0].id), (1, history.numbers[0]));
    history.verify().await;
}

#[both_engines]
async fn a_caller_is_marked_as_called_back_and_back_again(kind: Kind) {
    let history = History::new(kind, 1).await;
    let (db, owner) = (history.business.db(), &history.business.owner);
    let arrival = history.carrier.ring("CA1", "+14155550120", "+12125550100").await;
    history.carrier.status(&[("CallSid", "CA1"), ("CallStatus", "no-answer")]).await.unwrap();
    let list =
        async |is_done| call_back::list(db, &owner.may().unwrap(), &Filter::default(), is_done, 10).await.unwrap();
    assert_eq!((list(false).await.len(), list(true).await.len()), (1, 0));
    let held = Call::hold(db, owner.may::<actions::AnnotateCalls>().unwrap(), arrival.call).await.unwrap();
    call_back::mark(db, &held).await.unwrap();
    call_back::mark(db, &held).await.unwrap();
    assert!(list(false).await.is_empty());
    let done = list(true).await;
    assert_eq!(done[0].called_back.as_ref().map(|mark| mark.by.as_str()), Some("Olga Marsh"));
    call_back::unmark(db, &held).await.unwrap();
    call_back::unmark(db, &held).await.unwrap();
    assert_eq!((list(false).await.len(), list(true).await.len()), (1, 0));
    let marks = history
        .business
        .database
        .number("select count(*) from audit_entries where action like 'call.%call%back'")
        .await;
    assert_eq!(marks, 2, "a repeat is no change");
    // A caller who tries again is there again.
    call_back::mark(db, &held).await.unwrap();
    history.advance(60);
    history.carrier.ring("CA2", "+14155550120", "+12125550101").await;
    assert!(list(false).await.is_empty(), "the call may still be answered");
    history.carrier.status(&[("CallSid", "CA2"), ("CallStatus", "no-answer")]).await.unwrap();
    let open = list(false).await;
    assert_eq!((open.len(), open[0].times, open[0].number), (1, 2, history.numbers[1]));
    // Viewers annotate nothing.
    let viewer = history.business.person("Vic Viewer", Role::Viewer).await;
    assert!(viewer.may::<actions::AnnotateCalls>().is_err());
}

#[both_engines]
async fn what_happens_on_other_numbers_changes_nothing_for_a_viewer(kind: Kind) {
    let history = History::new(kind, 1).await;
    let (db, vera) = (history.business.db(), &history.viewers[1]);
    history.carrier.ring("CA1", "+14155550120", "+12125550101").await;
    history.carrier.status(&[("CallSid", "CA1"), ("CallStatus", "no-answer")]).await.unwrap();
    let before = dashboard(db, &vera.may().unwrap(), &today()).await.unwrap();
    assert_eq!((before.totals.sums.first_time_callers, before.to_call_back.len()), (1, 1));
    // The same caller talks to another client, and others call there.
    history.carrier.ring("CA2", "+14155550120", "+12125550100").await;
    let dial = [
        ("CallSid", "CA2"),
        ("DialCallStatus", "completed"),
        ("DialCallSid", "CAL2"),
        ("DialCallDuration", "9"),
        ("DialBridged", "true"),
    ];
    history.carrier.dial(&dial).await.unwrap();
    history.carrier.status(&[("CallSid", "CA2"), ("CallStatus", "completed")]).await.unwrap();
    history.carrier.ring("CA3", "+14155550121", "+12125550102").await;
    assert_eq!(dashboard(db, &vera.may().unwrap(), &today()).await.unwrap(), before);
    let filter = Filter::new(vec![history.numbers[0]], vec![], vec![]).unwrap();
    let hidden = dashboard(db, &vera.may().unwrap(), &Question { filter, ..today() }).await.unwrap();
    assert_eq!((hidden.totals.sums.calls, hidden.top_numbers.len()), (0, 0));
}

#[both_engines]
async fn two_calls_of_one_caller_at_once_make_one_first_call(kind: Kind) {
    let history = History::new(kind, 1).await;
    let rings = (0..12).map(|call| {
        let carrier = &history.carrier;
        async move {
            let id = format!("CA{call}");
            carrier.ring(&id, "+14155550120", "+12125550100").await
        }
    });
    futures_util::future::join_all(rings).await;
    assert_eq!(history.business.database.number("select count(*) from calls").await, 12);
    assert_eq!(history.business.database.number("select count(*) from calls where first_time").await, 1);
    let ends = (0..12).map(|call| {
        let carrier = &history.carrier;
        async move {
            let id = format!("CA{call}");
            carrier.status(&[("CallSid", id.as_str()), ("CallStatus", "no-answer")]).await.unwrap()
        }
    });
    // While calls end, the sums are built anew.
    let (_, rebuilt) = tokio::join!(
        futures_util::future::join_all(ends),
        reports::rebuild(history.business.db(), &history.business.operator)
    );
    rebuilt.unwrap();
    assert_eq!(ask(&history, &today()).await.totals.sums.missed, 12);
}

#[both_engines]
async fn a_late_report_that_makes_a_call_the_first_does_not_wait_in_a_circle_with_other_changes(kind: Kind) {
    let history = History::new(kind, 1).await;
    let (db, owner) = (history.business.db(), &history.business.owner);
    for round in 0..30_i64 {
        let caller = format!("+1415555{:04}", 1_000 + round);
        let [first, later] = [0, 1].map(|call| format!("CA{round}-{call}"));
        let mut calls = Vec::new();
        for id in [&first, &later] {
            calls.push(history.carrier.ring(id, &caller, "+12125550100").await.call);
            history.carrier.status(&[("CallSid", id.as_str()), ("CallStatus", "no-answer")]).await.unwrap();
            history.advance(60);
        }
        // The first request of the later call, repeated, tells an earlier moment by the clock that is put back. Meanwhile both are
        // changed, the older first.
        let again =
            [("CallSid", later.as_str()), ("From", caller.as_str()), ("To", "+12125550100"), ("CallStatus", "ringing")];
        let valued = Annotation { value_cents: Some(Some(100 + round)), ..Annotation::default() };
        db.clock().advance_seconds(-3_600);
        let may = owner.may().unwrap();
        let (reported, annotated) =
            tokio::join!(history.carrier.inbound(&again), annotate_many(db, &may, &calls, &valued));
        db.clock().advance_seconds(3_600);
        assert!(reported.is_ok(), "{reported:?}");
        assert_eq!(annotated.unwrap(), 2);
    }
    let first = "select count(*) from calls where first_time and carrier_id like 'CA%-1'";
    assert_eq!(history.business.database.number(first).await, 30);
    history.verify().await;
}

#[both_engines]
async fn a_period_that_is_none_is_refused_with_a_sentence(kind: Kind) {
    let history = History::new(kind, 1).await;
    let day = |text: &str| text.parse().unwrap();
    let period = PeriodChoice::Days { from: day("2026-03-02"), to: day("2026-03-01") };
    let owner = history.business.owner.may().unwrap();
    let error = dashboard(history.business.db(), &owner, &Question { period, ..today() }).await.unwrap_err();
    let crewline_core::Error::Fields(fields) = error else { panic!("{error}") };
    assert!(fields.0[0].1.contains("ends before it begins"), "{fields:?}");
}
