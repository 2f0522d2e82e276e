//! Hours of the week in which nobody can be rung and no voicemail follows.

use std::collections::BTreeSet;

use jiff::civil::{Date, date};

use super::super::{Flow, HoursStep, Mistakes, Step};
use super::Surroundings;
use crate::ids::CallFlowId;
use crate::time::Timestamp;

/// The Monday of the week that is looked at. No clock changes in it anywhere that has such changes by a rule.
const MONDAY: Date = date(2026, 1, 5);
const SECONDS_IN_WEEK: i64 = 7 * 24 * 60 * 60;
/// Where there are more ends of hours than this, the quarters of hours are looked at instead.
const MAX_ENDS: usize = 1_000;
const QUARTER_SECONDS: i64 = 15 * 60;
/// How many flows one after the other are looked at.
const MAX_JUMPS: usize = 8;
/// How many spans a warning names.
const MAX_SPANS_NAMED: usize = 5;

pub(super) fn check(flow: &Flow, surroundings: &Surroundings<'_>, warnings: &mut Mistakes) {
    let moments = moments(flow, surroundings);
    let covered: Vec<bool> = moments.iter().map(|at| reaches(&flow.steps, *at, surroundings, 0).0).collect();
    if covered.iter().all(|is_covered| *is_covered) {
        return;
    }
    if covered.iter().all(|is_covered| !is_covered) {
        warnings.add("steps", "Nobody is ever rung, and no message can be left. Add Ring or Voicemail.");
        return;
    }
    let place = first_hours(&flow.steps, "steps").unwrap_or_else(|| "steps".to_owned());
    let spans = spans(&moments, &covered, surroundings);
    let more = if spans.len() > MAX_SPANS_NAMED { ", and more" } else { "" };
    let named = spans.iter().take(MAX_SPANS_NAMED).cloned().collect::<Vec<_>>().join(", ");
    warnings.add(place, format!("At these times nobody is rung and no message can be left: {named}{more}."));
}

/// Whether a call of this moment can come to people or to a voicemail, and whether it can come to the end of the list.
fn reaches(steps: &[Step], at: Timestamp, surroundings: &Surroundings<'_>, jumps: usize) -> (bool, bool) {
    for step in steps {
        let outcomes: Vec<&[Step]> = match step {
            Step::Ring(ring) if !ring.targets.is_empty() => return (true, true),
            Step::Voicemail(_) => return (true, true),
            Step::HangUp(_) => return (false, false),
            Step::GoTo(to) => {
                let next = surroundings.others.get(to).filter(|_| jumps < MAX_JUMPS);
                return (next.is_some_and(|flow| reaches(&flow.steps, at, surroundings, jumps + 1).0), false);
            }
            Step::Hours(hours) if is_in_week(hours, at, surroundings) => vec![hours.open.as_slice()],
            Step::Hours(hours) => vec![hours.closed.as_slice()],
            Step::Greeting(_) | Step::Tag(_) => continue,
            Step::Menu(_) | Step::Branch(_) | Step::Ring(_) => step.outcomes().map(|(_, steps)| steps).collect(),
        };
        let results = outcomes.into_iter().map(|steps| reaches(steps, at, surroundings, jumps));
        let (is_reached, goes_on) = results.fold((false, false), |sum, each| (sum.0 || each.0, sum.1 || each.1));
        if is_reached || !goes_on {
            return (is_reached, goes_on);
        }
    }
    (false, true)
}

/// Whether a moment is in the weekly hours; closed days are left out of account.
fn is_in_week(hours: &HoursStep, at: Timestamp, surroundings: &Surroundings<'_>) -> bool {
    hours.weekly.iter().any(|span| span.contain(at, hours.zone(surroundings.zone)))
}

/// The moments of the week at which something may change, in order.
fn moments(flow: &Flow, surroundings: &Surroundings<'_>) -> Vec<Timestamp> {
    let start = crate::time::day_start(MONDAY, surroundings.zone);
    let mut ends = BTreeSet::from([start]);
    let mut seen = BTreeSet::new();
    add_ends(&flow.steps, start, surroundings, &mut seen, &mut ends);
    if ends.len() <= MAX_ENDS {
        return ends.into_iter().collect();
    }
    (0..SECONDS_IN_WEEK / QUARTER_SECONDS).map(|quarter| start.plus_seconds(quarter * QUARTER_SECONDS)).collect()
}

fn add_ends(
    steps: &[Step],
    start: Timestamp,
    surroundings: &Surroundings<'_>,
    seen: &mut BTreeSet<CallFlowId>,
    ends: &mut BTreeSet<Timestamp>,
) {
    for step in steps {
        match step {
            Step::Hours(hours) => ends.extend(ends_of(hours, start, surroundings)),
            Step::GoTo(to) if seen.insert(*to) => {
                if let Some(flow) = surroundings.others.get(to) {
                    add_ends(&flow.steps, start, surroundings, seen, ends);
                }
            }
            _ => {}
        }
        for (_, steps) in step.outcomes() {
            add_ends(steps, start, surroundings, seen, ends);
        }
    }
}

/// The moments at which hours begin and end on any day, moved into the week.
fn ends_of(hours: &HoursStep, start: Timestamp, surroundings: &Surroundings<'_>) -> BTreeSet<Timestamp> {
    let zone = hours.zone(surroundings.zone);
    let times = hours.weekly.iter().flat_map(|span| [span.from, span.to]);
    let days: Vec<Date> = std::iter::successors(Some(MONDAY), |day| day.tomorrow().ok()).take(7).collect();
    let moments = times.flat_map(|time| days.iter().map(move |day| zone.to_timestamp(time.on(*day))));
    let into_week = |at: jiff::Timestamp| {
        let seconds = (Timestamp::from(at).millis() - start.millis()).div_euclid(1000);
        start.plus_seconds(seconds.rem_euclid(SECONDS_IN_WEEK))
    };
    moments.filter_map(Result::ok).map(into_week).collect()
}

/// "Saturday 17:30 to Monday 09:00" for each span that is not covered, by the clocks of the business.
fn spans(moments: &[Timestamp], covered: &[bool], surroundings: &Surroundings<'_>) -> Vec<String> {
    let count = moments.len();
    let is_covered = |index: usize| covered[index % count];
    let words = |index: usize| {
        let at = moments[index % count];
        surroundings.zone.to_datetime(at.jiff()).strftime("%A %H:%M").to_string()
    };
    let begins = (0..count).filter(|index| !is_covered(*index) && is_covered(index + count - 1));
    let span = |begin: usize| {
        let end = (begin..begin + count).find(|index| is_covered(*index)).unwrap_or(begin);
        format!("{} to {}", words(begin), words(end))
    };
    begins.map(span).collect()
}

/// The place of the first step that decides by the time of the week.
fn first_hours(steps: &[Step], place: &str) -> Option<String> {
    steps.iter().enumerate().find_map(|(index, step)| {
        let place = format!("{place}.{index}");
        if let Step::Hours(_) = step {
            return Some(place);
        }
        step.outcomes().find_map(|(outcome, steps)| first_hours(steps, &format!("{place}.{}", outcome.place())))
    })
}
