//! Rules for qualified calls: what they say when calls end and change, who may write them, and what is recorded of it.

use std::collections::BTreeSet;

use crewline_core::access::{Refusal, Role, Thing, actions};
use crewline_core::calls::qualification::{naming_rule, preview};
use crewline_core::calls::{Annotation, Call, CallStatus, QualifiedBy, TagChange, annotate};
use crewline_core::db::Kind;
use crewline_core::ids::CallId;
use crewline_core::numbers::groups::{self, Group};
use crewline_core::qualified_rules::{
    self, ConditionsDraft, Draft, HoursDraft, MAX_RULES, Rule, add, change_place, edit, list, remove,
};
use crewline_core::tags::{self, Tag};
use crewline_core::{Error, Fields, audit, both_engines};

use crate::reports_history::History;
use crate::reports_sums::all_calls;

const CALLER: &str = "+14155550120";

pub(crate) fn draft(matches: &str, change: impl FnOnce(&mut ConditionsDraft)) -> Draft {
    let mut conditions = ConditionsDraft::default();
    change(&mut conditions);
    Draft { name: String::new(), matches: matches.into(), conditions }
}

pub(crate) fn long_talks() -> Draft {
    draft("all", |conditions| (conditions.answered, conditions.min_talk_seconds) = (true, Some(60)))
}

pub(crate) async fn added(history: &History, draft: &Draft) -> Rule {
    add(history.business.db(), &history.business.owner.may().unwrap(), draft, false).await.unwrap()
}

pub(crate) async fn hold(
    history: &History,
    rule: &Rule,
) -> crewline_core::access::Held<Rule, actions::EditQualifiedRules> {
    Rule::hold(history.business.db(), history.business.owner.may().unwrap(), rule.id).await.unwrap()
}

/// A call to a number that rings and then ends with a talk of so many seconds.
pub(crate) async fn talk(history: &History, id: &str, to: &str, seconds: i64) -> CallId {
    let call = history.carrier.ring(id, CALLER, to).await.call;
    history.advance(seconds);
    talked(history, id, seconds).await;
    history.carrier.status(&[("CallSid", id), ("CallStatus", "completed")]).await.unwrap();
    call
}

async fn talked(history: &History, id: &str, seconds: i64) {
    let (leg, seconds) = (format!("{id}L"), seconds.to_string());
    let dial = [
        ("CallSid", id),
        ("DialCallStatus", "completed"),
        ("DialCallSid", leg.as_str()),
        ("DialCallDuration", seconds.as_str()),
        ("DialBridged", "true"),
    ];
    history.carrier.dial(&dial).await.unwrap();
}

pub(crate) async fn say(history: &History, call: CallId, annotation: Annotation) -> Call {
    let held = Call::hold(history.business.db(), history.business.owner.may().unwrap(), call).await.unwrap();
    annotate(history.business.db(), &held, &annotation).await.unwrap()
}

pub(crate) fn qualified(said: Option<bool>) -> Annotation {
    Annotation { qualified: Some(said), ..Annotation::default() }
}

pub(crate) fn tagged(add: &[&str], remove: &[&str]) -> Annotation {
    let names = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
    Annotation { tags: Some(TagChange::Change { add: names(add), remove: names(remove) }), ..Annotation::default() }
}

/// The word on whether a call is qualified, and whose it is.
async fn said(history: &History, call: CallId) -> (Option<bool>, Option<QualifiedBy>) {
    let held = Call::hold(history.business.db(), history.business.owner.may::<actions::SeeCalls>().unwrap(), call);
    let held = held.await.unwrap();
    (held.qualified, held.qualified_by)
}

const BY_RULE: (Option<bool>, Option<QualifiedBy>) = (Some(true), Some(QualifiedBy::Rule));
const NOT_SAID: (Option<bool>, Option<QualifiedBy>) = (None, None);

pub(crate) fn fields(error: Error) -> Vec<&'static str> {
    let Error::Fields(Fields(fields)) = error else { panic!("{error:?}") };
    fields.into_iter().map(|(name, _)| name).collect()
}

#[both_engines]
async fn a_call_is_qualified_when_it_has_ended_and_a_rule_matches(kind: Kind) {
    let history = History::new(kind, 1).await;
    added(&history, &long_talks()).await;
    let short = talk(&history, "CA1", "+12125550100", 59).await;
    let long = talk(&history, "CA2", "+12125550101", 60).await;
    assert_eq!((said(&history, short).await, said(&history, long).await), (NOT_SAID, BY_RULE));
    // Nothing is said of a call that goes on, and what is not matched stays not said.
    let running = history.carrier.ring("CA3", CALLER, "+12125550100").await.call;
    talked(&history, "CA3", 300).await;
    let call = Call::hold(history.business.db(), history.business.owner.may::<actions::SeeCalls>().unwrap(), running);
    let is_over = !matches!(call.await.unwrap().status, CallStatus::Ringing | CallStatus::InProgress);
    assert_eq!(said(&history, running).await, if is_over { BY_RULE } else { NOT_SAID });
    let missed = history.carrier.ring("CA4", CALLER, "+12125550100").await.call;
    history.carrier.status(&[("CallSid", "CA4"), ("CallStatus", "no-answer")]).await.unwrap();
    assert_eq!(said(&history, missed).await, NOT_SAID);
    // The report on the talk comes late.
    talked(&history, "CA4", 90).await;
    assert_eq!(said(&history, missed).await, BY_RULE);
    history.verify().await;
}

#[both_engines]
async fn a_first_call_that_turns_out_to_be_a_later_one_is_no_longer_qualified(kind: Kind) {
    let history = History::new(kind, 1).await;
    added(&history, &draft("all", |conditions| conditions.first_time = true)).await;
    let first = talk(&history, "CA1", "+12125550100", 5).await;
    let other = talk(&history, "CA2", "+12125550101", 5).await;
    let again = talk(&history, "CA3", "+12125550100", 5).await;
    assert_eq!([said(&history, first).await, said(&history, other).await], [BY_RULE; 2], "first on each number");
    assert_eq!(said(&history, again).await, NOT_SAID);
    // An earlier call of the caller, whose first report was lost.
    let lost = [
        ("CallSid", "CA0"),
        ("From", CALLER),
        ("To", "+12125550100"),
        ("CallStatus", "completed"),
        ("CallDuration", "4000"),
    ];
    let earlier = history.carrier.status(&lost).await.unwrap().id;
    assert_eq!((said(&history, earlier).await, said(&history, first).await), (BY_RULE, NOT_SAID));
    history.verify().await;
}

#[both_engines]
async fn a_persons_word_wins_until_it_is_taken_back(kind: Kind) {
    let history = History::new(kind, 1).await;
    added(&history, &long_talks()).await;
    let call = talk(&history, "CA1", "+12125550100", 61).await;
    say(&history, call, qualified(Some(false))).await;
    let person = Some(QualifiedBy::Person);
    talked(&history, "CA1", 62).await;
    assert_eq!(said(&history, call).await, (Some(false), person), "a late report changes nothing of it");
    say(&history, call, tagged(&["VIP"], &[])).await;
    assert_eq!(said(&history, call).await, (Some(false), person));
    let back = say(&history, call, qualified(None)).await;
    assert_eq!((back.qualified, back.qualified_by), BY_RULE, "the rule speaks again");
    let count = "select count(*) from audit_entries where action = 'call.annotated'";
    let before = history.business.database.number(count).await;
    say(&history, call, qualified(None)).await;
    assert_eq!(history.business.database.number(count).await, before, "nothing has changed");
    // Spam is never qualified by a rule.
    let spam = |spam| Annotation { spam: Some(spam), ..Annotation::default() };
    let marked = say(&history, call, spam(true)).await;
    assert_eq!((marked.qualified, marked.qualified_by), NOT_SAID);
    let cleared = say(&history, call, spam(false)).await;
    assert_eq!((cleared.qualified, cleared.qualified_by), BY_RULE);
    say(&history, call, qualified(Some(true))).await;
    assert_eq!(said(&history, call).await, (Some(true), person));
    say(&history, call, spam(true)).await;
    assert_eq!(said(&history, call).await, (Some(true), person), "a person may say so of spam");
    history.verify().await;
}

#[both_engines]
async fn sources_groups_hours_and_tags_are_looked_at(kind: Kind) {
    let history = History::new(kind, 1).await;
    let db = history.business.db();
    let tag = tags::Draft { name: Some("New patient".into()), colour: None };
    tags::add(db, &history.business.owner.may().unwrap(), &tag).await.unwrap();
    let all = draft("all", |conditions| {
        conditions.sources = vec!["Number 0".into(), "Number 2".into()];
        conditions.group_ids = vec![history.group.to_string()];
        conditions.tags = vec!["NEW PATIENT".into()];
        // The clock stands at seven in the morning of a Monday in New York.
        conditions.hours = Some(HoursDraft { days: vec![7], from: "23:00".into(), to: "09:00".into() });
    });
    added(&history, &all).await;
    let call = talk(&history, "CA1", "+12125550100", 5).await;
    // In the group, and not by the source; by the source, and not in the group.
    let others = [talk(&history, "CA2", "+12125550101", 5).await, talk(&history, "CA3", "+12125550102", 5).await];
    for call in others.into_iter().chain([call]) {
        assert_eq!(said(&history, call).await, NOT_SAID);
        say(&history, call, tagged(&["New patient"], &[])).await;
    }
    assert_eq!(said(&history, call).await, BY_RULE);
    assert_eq!([said(&history, others[0]).await, said(&history, others[1]).await], [NOT_SAID; 2]);
    say(&history, call, tagged(&[], &["New patient"])).await;
    assert_eq!(said(&history, call).await, NOT_SAID);
    history.advance(3 * 3_600);
    let late = talk(&history, "CA4", "+12125550100", 5).await;
    say(&history, late, tagged(&["New patient"], &[])).await;
    assert_eq!(said(&history, late).await, NOT_SAID, "it is past nine");
    history.verify().await;
}

#[both_engines]
async fn what_the_rules_say_follows_any_history_of_calls(kind: Kind) {
    for seed in [3, 77] {
        let mut history = History::new(kind, seed).await;
        added(&history, &draft("any", |rule| (rule.first_time, rule.sources) = (true, vec!["Radio".into()]))).await;
        added(&history, &draft("all", |rule| rule.min_talk_seconds = Some(100))).await;
        for _ in 0..120 {
            history.step().await;
        }
        let mut counts = [0; 2];
        for call in all_calls(&history.business, &history.business.owner).await {
            let has_ended = !matches!(call.status, CallStatus::Ringing | CallStatus::InProgress);
            let talk = call.talk_seconds.filter(|_| call.status == CallStatus::Completed).unwrap_or_default();
            let is_matched = call.first_time || call.source == "Radio" || talk >= 100;
            if call.qualified_by != Some(QualifiedBy::Person) {
                let is_qualified = has_ended && !call.spam && !call.blocked && is_matched;
                let expected = if is_qualified { BY_RULE } else { NOT_SAID };
                assert_eq!((call.qualified, call.qualified_by), expected, "{seed}: {call:?}");
                counts[usize::from(is_qualified)] += 1;
            }
        }
        assert!(counts.iter().all(|count| *count > 2), "{counts:?}");
        history.verify().await;
    }
}

#[both_engines]
async fn rules_are_changed_by_managers_and_up_and_each_change_is_recorded_in_sentences(kind: Kind) {
    let history = History::new(kind, 1).await;
    let (db, business) = (history.business.db(), &history.business);
    let manager = business.person("Mina Park", Role::Manager).await;
    let rule = add(db, &manager.may().unwrap(), &Draft { name: " Long talks ".into(), ..long_talks() }, false).await;
    let rule = rule.unwrap();
    assert_eq!(rule.name, "Long talks");
    let other = added(&history, &draft("any", |conditions| conditions.first_time = true)).await;
    let shorter = draft("all", |conditions| conditions.min_talk_seconds = Some(30));
    edit(db, &hold(&history, &rule).await, &shorter, None, false).await.unwrap();
    edit(db, &hold(&history, &rule).await, &shorter, None, false).await.unwrap();
    change_place(db, &hold(&history, &rule).await, 9).await.unwrap();
    let order = list(db, &manager.may().unwrap()).await.unwrap().rules;
    assert_eq!(order.iter().map(|rule| rule.id).collect::<Vec<_>>(), [other.id, rule.id]);
    remove(db, &hold(&history, &other).await, false).await.unwrap();
    let entries = audit::list(db, &business.owner.may().unwrap(), &Default::default(), None, 5).await.unwrap().entries;
    let recorded: Vec<_> = entries.iter().map(|entry| entry.action.as_str()).collect();
    assert_eq!(
        recorded,
        [
            "qualified_rule.removed",
            "qualified_rule.moved",
            "qualified_rule.edited",
            "qualified_rule.added",
            "qualified_rule.added"
        ]
    );
    let (before, after) = (entries[2].before.as_deref().unwrap(), entries[2].after.as_deref().unwrap());
    assert!(before.contains("was answered and had a talk time of at least 60 seconds"), "{before}");
    assert!(after.contains("A call is qualified if it had a talk time of at least 30 seconds."), "{after}");
    let viewer = business.person("Vera Kim", Role::Viewer).await;
    assert!(
        viewer.may::<actions::SeeQualifiedRules>().is_err() && viewer.may::<actions::EditQualifiedRules>().is_err()
    );
    let seen = Rule::find(db, &viewer.may::<actions::SeeCalls>().unwrap(), rule.id).await.unwrap();
    assert!(seen.is_none(), "a rule names groups, sources and tags");
    let (_, stranger) = business.neighbour().await;
    let foreign = Rule::hold(db, stranger.may::<actions::EditQualifiedRules>().unwrap(), rule.id).await;
    assert!(matches!(foreign, Err(Error::Refused(Refusal::NotFound))));
    let named = draft("all", |conditions| conditions.group_ids = vec![history.group.to_string()]);
    let refused = add(db, &stranger.may().unwrap(), &named, false).await.unwrap_err();
    assert_eq!(fields(refused), ["group_ids"], "of another business");
}

#[both_engines]
async fn a_wrong_rule_is_refused_by_field_and_a_business_has_twenty(kind: Kind) {
    let history = History::new(kind, 1).await;
    let (db, owner) = (history.business.db(), &history.business.owner);
    let hours = |days: &[i64], from: &str| {
        let hours = HoursDraft { days: days.to_vec(), from: from.into(), to: "10:00".into() };
        draft("all", |conditions| conditions.hours = Some(hours))
    };
    for (wrong, names) in [
        (draft("all", |_| ()), vec!["conditions"]),
        (draft("some", |conditions| conditions.answered = true), vec!["matches"]),
        (Draft { name: "\u{202e}".into(), ..long_talks() }, vec!["name"]),
        (draft("all", |conditions| conditions.min_talk_seconds = Some(0)), vec!["min_talk_seconds"]),
        (draft("all", |conditions| conditions.sources = vec![String::new()]), vec!["sources"]),
        (draft("all", |conditions| conditions.sources = vec!["x".into(); 51]), vec!["sources"]),
        (draft("any", |conditions| conditions.group_ids = vec!["grp_1".into()]), vec!["group_ids"]),
        (draft("any", |conditions| conditions.tags = vec!["No such tag".into()]), vec!["tags"]),
        (hours(&[], "09:00"), vec!["hours"]),
        (hours(&[8], "09:00"), vec!["hours"]),
        (hours(&[1], "9"), vec!["hours"]),
    ] {
        assert_eq!(fields(add(db, &owner.may().unwrap(), &wrong, false).await.unwrap_err()), names, "{wrong:?}");
        assert_eq!(fields(preview(db, &owner.may::<actions::SeeCalls>().unwrap(), &wrong).await.unwrap_err()), names);
    }
    for _ in 0..MAX_RULES {
        added(&history, &long_talks()).await;
    }
    let refused = add(db, &owner.may().unwrap(), &long_talks(), false).await;
    assert!(matches!(refused, Err(Error::Conflict { .. })), "{refused:?}");
}

#[both_engines]
async fn the_first_rule_that_matches_is_named(kind: Kind) {
    let history = History::new(kind, 1).await;
    let (db, owner) = (history.business.db(), &history.business.owner);
    let named = |name: &str, draft: Draft| Draft { name: name.into(), ..draft };
    let long = added(&history, &named("Long talks", long_talks())).await;
    let unnamed = added(&history, &draft("all", |conditions| conditions.answered = true)).await;
    let call = talk(&history, "CA1", "+12125550100", 61).await;
    let name = async || {
        let held = Call::hold(db, owner.may::<actions::SeeCalls>().unwrap(), call).await.unwrap();
        naming_rule(db, &held, &owner.may().unwrap()).await.unwrap()
    };
    assert_eq!(name().await.as_deref(), Some("Long talks"));
    change_place(db, &hold(&history, &unnamed).await, 1).await.unwrap();
    assert_eq!(name().await.as_deref(), Some("A call is qualified if it was answered."));
    for rule in [&long, &unnamed] {
        remove(db, &hold(&history, rule).await, false).await.unwrap();
    }
    assert_eq!(name().await, None);
    assert_eq!(said(&history, call).await, BY_RULE, "it keeps what was said until it changes");
    say(&history, call, tagged(&["VIP"], &[])).await;
    assert_eq!(said(&history, call).await, NOT_SAID);
    history.verify().await;
}

#[both_engines]
async fn a_group_or_tag_that_a_rule_names_is_not_removed_and_a_merged_tag_is_followed(kind: Kind) {
    let history = History::new(kind, 1).await;
    let (db, owner) = (history.business.db(), &history.business.owner);
    let tag = async |name: &str| {
        let draft = tags::Draft { name: Some(name.into()), colour: None };
        tags::add(db, &owner.may().unwrap(), &draft).await.unwrap()
    };
    let (vip, patient) = (tag("VIP").await, tag("Patient").await);
    let rule = draft("any", |conditions| {
        conditions.tags = vec!["VIP".into()];
        conditions.group_ids = vec![history.group.to_string()];
    });
    let rule = added(&history, &rule).await;
    let hold_tag = async |id| Tag::hold(db, owner.may::<actions::ManageTags>().unwrap(), id).await.unwrap();
    let refused = tags::remove(db, &hold_tag(vip.id).await).await.unwrap_err();
    assert!(refused.to_string().contains("names this tag"), "{refused}");
    let group = Group::hold(db, owner.may::<actions::EditNumberGroups>().unwrap(), history.group).await.unwrap();
    let refused = groups::delete(db, &group).await.unwrap_err();
    assert!(refused.to_string().contains("names this group"), "{refused}");
    tags::merge(db, &hold_tag(vip.id).await, patient.id).await.unwrap();
    let list = list(db, &owner.may().unwrap()).await.unwrap();
    assert_eq!(list.names.tags_of(&list.rules[0].conditions), ["Patient"]);
    remove(db, &hold(&history, &rule).await, false).await.unwrap();
    tags::remove(db, &hold_tag(patient.id).await).await.unwrap();
    groups::delete(db, &group).await.unwrap();
}

#[both_engines]
async fn a_preview_says_what_a_rule_would_have_done(kind: Kind) {
    let history = History::new(kind, 1).await;
    let (db, owner) = (history.business.db(), &history.business.owner);
    talk(&history, "CA0", "+12125550100", 500).await;
    history.advance(31 * 86_400);
    let mut calls = Vec::new();
    for at in 1..=14 {
        calls.push(talk(&history, &format!("CA{at}"), "+12125550100", if at < 13 { 70 } else { 7 }).await);
    }
    history.carrier.ring("CA99", CALLER, "+12125550100").await;
    say(&history, calls[0], qualified(Some(false))).await;
    say(&history, calls[1], Annotation { spam: Some(true), ..Annotation::default() }).await;
    let seen = preview(db, &owner.may::<actions::SeeQualifiedRules>().unwrap(), &long_talks()).await.unwrap();
    assert_eq!((seen.calls, seen.marked, seen.kept, seen.is_partial), (13, 10, 1, false));
    let samples: BTreeSet<_> = seen.samples.iter().map(|call| call.id).collect();
    assert_eq!(samples, calls[2..12].iter().copied().collect());
    assert!(seen.sentence.starts_with("A call is qualified if it was answered"), "{}", seen.sentence);
    assert_eq!(said(&history, calls[5]).await, NOT_SAID, "nothing has changed");
    let grouped = draft("all", |conditions| conditions.group_ids = vec![history.group.to_string()]);
    let seen = preview(db, &owner.may::<actions::SeeQualifiedRules>().unwrap(), &grouped).await.unwrap();
    assert_eq!((seen.marked, seen.samples.len()), (12, 10));
    assert_eq!(qualified_rules::list(db, &owner.may().unwrap()).await.unwrap().rules, []);
}
