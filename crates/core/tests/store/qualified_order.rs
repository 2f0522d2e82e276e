//! The order of the rules for qualified calls: moves and changes of rules, one by one and at once.

use crewline_core::access::Refusal;
use crewline_core::db::Kind;
use crewline_core::qualified_rules::{change_place, edit, list, remove};
use crewline_core::{Error, audit, both_engines};

use crate::qualified_rules::{added, draft, fields, hold, long_talks};
use crate::reports_history::History;

#[both_engines]
async fn a_change_and_a_move_are_one_step(kind: Kind) {
    let history = History::new(kind, 1).await;
    let (db, owner) = (history.business.db(), &history.business.owner);
    let first = added(&history, &long_talks()).await;
    let second = added(&history, &draft("any", |conditions| conditions.first_time = true)).await;
    let answered = draft("all", |conditions| conditions.answered = true);
    let edited = edit(db, &hold(&history, &second).await, &answered, Some(1), false).await.unwrap();
    let rules = list(db, &owner.may().unwrap()).await.unwrap().rules;
    assert_eq!((rules[0].clone(), rules[1].id), (edited, first.id));
    let recorded = audit::list(db, &owner.may().unwrap(), &Default::default(), None, 2).await.unwrap().entries;
    let actions: Vec<_> = recorded.iter().map(|entry| entry.action.as_str()).collect();
    assert_eq!(actions, ["qualified_rule.moved", "qualified_rule.edited"]);
    // A change that is refused moves nothing.
    let held = hold(&history, &first).await;
    let wrong = draft("some", |conditions| conditions.answered = true);
    assert_eq!(fields(edit(db, &held, &wrong, Some(1), false).await.unwrap_err()), ["matches"]);
    remove(db, &hold(&history, &first).await, false).await.unwrap();
    let late = edit(db, &held, &answered, Some(1), false).await;
    assert!(matches!(late, Err(Error::Refused(Refusal::NotFound))), "{late:?}");
    assert_eq!(list(db, &owner.may().unwrap()).await.unwrap().rules, [rules[0].clone()]);
}

#[both_engines]
async fn rules_that_are_moved_and_changed_at_once_all_arrive(kind: Kind) {
    let history = History::new(kind, 1).await;
    let (db, owner) = (history.business.db(), &history.business.owner);
    let mut rules = Vec::new();
    for seconds in 1..=6 {
        let draft = draft("all", |conditions| conditions.min_talk_seconds = Some(seconds));
        rules.push(hold(&history, &added(&history, &draft).await).await);
    }
    for round in 0..30_usize {
        let changed = draft("all", |conditions| conditions.min_talk_seconds = Some(100 + round as i64));
        let (first, last) = (&rules[round % 6], &rules[(round + 3) % 6]);
        let (moved, edited, other) = tokio::join!(
            change_place(db, first, 6 - round % 6),
            edit(db, last, &changed, Some(1 + round % 6), false),
            edit(db, &rules[(round + 1) % 6], &changed, Some(1), false),
        );
        assert!(moved.is_ok() && edited.is_ok() && other.is_ok(), "{moved:?} {edited:?} {other:?}");
    }
    let mut left: Vec<_> = list(db, &owner.may().unwrap()).await.unwrap().rules.iter().map(|rule| rule.id).collect();
    let mut all: Vec<_> = rules.iter().map(|rule| rule.id).collect();
    left.sort_unstable();
    all.sort_unstable();
    assert_eq!(left, all);
    let places = "select count(distinct place) from qualified_rules where place between 1 and 6";
    assert_eq!(history.business.database.number(places).await, 6);
}
