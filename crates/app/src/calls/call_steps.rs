//! The timeline of a call: the carrier's reports, and what people and rules have said of it, in the order of time.

use std::collections::BTreeMap;

use crewline_core::access::{Action, Held, actions};
use crewline_core::calls::notes::Note;
use crewline_core::calls::{self, AnnotationChange, Call, CallStatus, Changed, Detail, Leg, NewValue};
use crewline_core::carrier::status::CarrierStatus;
use crewline_core::ids::QualifiedRuleId;
use crewline_core::numbers::formatted;
use crewline_core::qualified_rules::{self, RuleList};
use crewline_core::recordings::Status;
use crewline_core::time::Timestamp;
use jiff::tz::TimeZone;

use super::call_page::CallStep;
use super::length::seconds;
use crate::http::page_failure::PageFailure;
use crate::state::App;
use crate::view::{Tone, When, amount, duration};

/// A step, at its moment.
type Step = (Timestamp, CallStep);

/// The timeline, in order.
pub(super) async fn steps<A: Action>(
    app: &App,
    held: &Held<Call, A>,
    detail: &Detail,
    notes: &[Note],
    zone: &TimeZone,
) -> Result<Vec<CallStep>, PageFailure> {
    let (viewpoint, now) = (held.viewpoint(), app.db.now().jiff());
    let changes = calls::annotation_changes(&app.db, held).await?;
    let rules = rule_names(app, held, &changes).await?;
    let mut steps = carrier_steps(detail, viewpoint.country(), zone);
    let moment = |at: Timestamp| When::moment(at.jiff(), zone, now);
    for change in &changes {
        for (what, detail) in words(change, rules.as_ref(), viewpoint.currency()) {
            let by = change.author.clone();
            let step = CallStep { at: moment(change.at), what, by, detail, edited: None, tone: Tone::Note };
            steps.push((change.at, step));
        }
    }
    for note in notes {
        let step = CallStep {
            at: moment(note.created_at),
            what: "Note".to_owned(),
            by: Some(note.author_name.clone()),
            detail: Some(note.text.clone()),
            edited: note.edited_at.map(moment),
            tone: Tone::Note,
        };
        steps.push((note.created_at, step));
    }
    steps.sort_by_key(|(at, _)| *at);
    Ok(steps.into_iter().map(|(_, step)| step).collect())
}

/// The names of the rules; `None` for those who may not see rules, since a name may tell of other numbers.
async fn rule_names<A: Action>(
    app: &App,
    held: &Held<Call, A>,
    changes: &[AnnotationChange],
) -> Result<Option<BTreeMap<QualifiedRuleId, String>>, PageFailure> {
    let Ok(may) = held.viewpoint().may::<actions::SeeQualifiedRules>() else { return Ok(None) };
    if changes.iter().all(|change| change.rule.is_none()) {
        return Ok(None);
    }
    let RuleList { rules, names } = qualified_rules::list(&app.db, &may).await?;
    Ok(Some(rules.iter().map(|rule| (rule.id, names.label(rule))).collect()))
}

/// The annotations that a change has changed, in words, each with its details.
fn words(
    change: &AnnotationChange,
    rules: Option<&BTreeMap<QualifiedRuleId, String>>,
    currency: &str,
) -> Vec<(String, Option<String>)> {
    let Changed { tags_added, tags_removed, qualified, value_cents, spam } = &change.changed;
    let mut all = Vec::new();
    if !tags_added.is_empty() {
        all.push(("Tagged", Some(tags_added.join(", "))));
    }
    if !tags_removed.is_empty() {
        all.push(("Taken off", Some(tags_removed.join(", "))));
    }
    if let Some(qualified) = qualified {
        all.push(match (qualified, change.rule) {
            (NewValue::Set(true), Some(rule)) => {
                let named = rules.map(|rules| match rules.get(&rule) {
                    Some(name) => format!("By the rule “{}”", name.trim_end_matches('.')),
                    None => "By a rule that was removed".to_owned(),
                });
                ("Qualified", Some(named.unwrap_or_else(|| "By a rule".to_owned())))
            }
            (NewValue::Set(true), None) => ("Marked as qualified", None),
            (NewValue::Set(false), _) => ("Marked as not qualified", None),
            (NewValue::Cleared, _) if change.author.is_none() => {
                ("No longer qualified", Some("No rule matches it any more".to_owned()))
            }
            (NewValue::Cleared, _) => ("Not said any more whether it is qualified", None),
        });
    }
    match value_cents {
        Some(NewValue::Set(cents)) => all.push(("Value set", Some(amount(*cents, currency)))),
        Some(NewValue::Cleared) => all.push(("Value removed", None)),
        None => {}
    }
    match spam {
        Some(true) => all.push(("Marked as spam", None)),
        Some(false) => all.push(("Marked as no spam", None)),
        None => {}
    }
    all.into_iter().map(|(what, detail)| (what.to_owned(), detail)).collect()
}

/// The steps that the carrier has reported.
fn carrier_steps(detail: &Detail, country: &str, zone: &TimeZone) -> Vec<Step> {
    let call = &detail.call;
    let mut steps = Vec::new();
    let mut add = |at: Timestamp, what: &str, detail: Option<String>, tone: Tone| {
        let what = what.to_owned();
        let step = CallStep { at: When::clock(at.jiff(), zone), what, by: None, detail, edited: None, tone };
        steps.push((at, step));
    };
    add(call.started_at, "The call came in", None, Tone::Plain);
    for leg in &detail.legs {
        let target = leg.target.as_deref().map(|target| formatted(target, country).to_string());
        let what = format!("Rang {}", target.as_deref().unwrap_or("the target"));
        add(leg.created_at, &what, unreached(leg), tone(leg));
        if let Some(at) = leg.answered_at {
            let talked = leg.is_connected().then(|| "The two sides were connected".to_owned());
            add(at, "Answered", talked, Tone::Good);
        }
        if let (Some(at), Some(_)) = (leg.ended_at, leg.answered_at) {
            let after = leg.duration_seconds.map(|total| format!("after {}", duration(seconds(Some(total)))));
            add(at, "Hung up", after, Tone::Plain);
        }
    }
    for recording in &detail.recordings {
        let what = match recording.status {
            Status::Stored => "The recording came in",
            Status::Waiting if is_under_way(call.status) => "The recording began",
            Status::Waiting => "The recording is on its way",
            Status::Absent => "There was nothing to record",
            Status::Failed => "The recording could not be fetched",
        };
        add(recording.created_at, what, None, Tone::Note);
    }
    if let Some(total) = call.duration_seconds {
        // The carrier's callbacks arrive late, so a leg may seem to end after its call.
        let last_leg = detail.legs.iter().filter_map(|leg| leg.ended_at).max();
        let end = call.started_at.plus_seconds(total).max(last_leg.unwrap_or(call.started_at));
        add(end, "The call ended", Some(format!("after {}", duration(seconds(Some(total))))), Tone::Plain);
    }
    steps
}

/// Whether a call goes on.
pub(super) fn is_under_way(status: CallStatus) -> bool {
    matches!(status, CallStatus::Ringing | CallStatus::InProgress)
}

fn unreached(leg: &Leg) -> Option<String> {
    if leg.answered_at.is_some() {
        return None;
    }
    let words = match leg.dial_status.or(leg.status)? {
        CarrierStatus::Busy => "It was busy",
        CarrierStatus::NoAnswer => "Nobody answered",
        CarrierStatus::Failed => "It could not be reached",
        CarrierStatus::Canceled => "The caller hung up first",
        _ => return None,
    };
    Some(words.to_owned())
}

fn tone(leg: &Leg) -> Tone {
    match leg.dial_status.or(leg.status) {
        Some(CarrierStatus::Busy | CarrierStatus::NoAnswer) => Tone::Warn,
        Some(CarrierStatus::Failed) => Tone::Bad,
        _ => Tone::Accent,
    }
}
