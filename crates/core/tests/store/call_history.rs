//! The history of a call's annotations: each change with its member or its rule.

use crewline_core::access::{Thing, actions};
use crewline_core::both_engines;
use crewline_core::calls::{Annotation, Call, Changed, NewValue, annotation_changes};
use crewline_core::db::Kind;
use crewline_core::qualified_rules::remove;

use crate::qualified_review::run_job;
use crate::qualified_rules::{added, hold, long_talks, qualified, say, tagged, talk};
use crate::reports_history::History;

#[both_engines]
async fn the_history_of_a_call_has_each_change_with_its_member_or_its_rule(kind: Kind) {
    let history = History::new(kind, 1).await;
    let (db, owner) = (history.business.db(), &history.business.owner);
    let rule = added(&history, &long_talks()).await;
    let call = talk(&history, "CA1", "+12125550100", 61).await;
    say(&history, call, tagged(&["VIP", "Patient"], &[])).await;
    say(&history, call, tagged(&["VIP"], &["Patient"])).await;
    say(&history, call, tagged(&["VIP"], &[])).await;
    history.advance(60);
    let rated = Annotation { value_cents: Some(Some(12_550)), spam: Some(true), ..qualified(Some(true)) };
    say(&history, call, rated).await;
    say(&history, call, Annotation { value_cents: Some(None), spam: Some(false), ..qualified(None) }).await;
    let held = Call::hold(db, owner.may::<actions::SeeCalls>().unwrap(), call).await.unwrap();
    let changes = annotation_changes(db, &held).await.unwrap();
    let person = Some("Olga Marsh".to_owned());
    let texts = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
    let yes = Some(NewValue::Set(true));
    let expected = [
        (None, Some(rule.id), Changed { qualified: yes, ..Changed::default() }),
        (person.clone(), None, Changed { tags_added: texts(&["Patient", "VIP"]), ..Changed::default() }),
        (person.clone(), None, Changed { tags_removed: texts(&["Patient"]), ..Changed::default() }),
        (
            person.clone(),
            None,
            Changed {
                qualified: yes,
                value_cents: Some(NewValue::Set(12_550)),
                spam: Some(true),
                ..Changed::default()
            },
        ),
        // A person takes the word back, and the rule speaks again.
        (
            person,
            Some(rule.id),
            Changed { qualified: yes, value_cents: Some(NewValue::Cleared), spam: Some(false), ..Changed::default() },
        ),
    ];
    let recorded: Vec<_> =
        changes.iter().map(|change| (change.author.clone(), change.rule, change.changed.clone())).collect();
    assert_eq!(recorded, expected);
    assert!(changes.is_sorted_by_key(|change| change.at));
    let members: Vec<_> = changes.iter().map(|change| change.member).collect();
    let olga = Some(owner.member());
    assert_eq!(members, [None, olga, olga, olga, olga]);
    assert_eq!(changes[4].at, db.now());
    // A review of past calls that takes the word of a rule away is in it, too.
    remove(db, &hold(&history, &rule).await, true).await.unwrap();
    history.advance(10);
    run_job(&history).await;
    let last = annotation_changes(db, &held).await.unwrap().pop().unwrap();
    let cleared = Changed { qualified: Some(NewValue::Cleared), ..Changed::default() };
    assert_eq!((last.author, last.rule, last.changed), (None, None, cleared));
}
