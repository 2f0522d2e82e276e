//! The comparison of an answer of the analytics with a sum over the calls that the same viewer lists.

use std::collections::{BTreeMap, BTreeSet};

use crewline_core::calls::{Call, CallStatus};
use crewline_core::reports::Totals;
use crewline_core::reports::analytics::{Analytics, AnalyticsQuestion, Grouping, Key};
use crewline_core::reports::calendar::Period;
use crewline_core::time::day_of;
use jiff::ToSpan;
use jiff::civil::{Date, Weekday};

use crate::reports_sums::{NumberGroups, passes};

/// The sums of calls, their callers, and the averages of their times: a few lines of their own.
type Sums = [i64; 10];

fn summed(calls: &[&Call]) -> Sums {
    let count = |is: &dyn Fn(&Call) -> bool| i64::try_from(calls.iter().filter(|call| is(call)).count()).unwrap();
    let talks: Vec<i64> =
        calls.iter().filter(|call| call.status == CallStatus::Completed).filter_map(|call| call.talk_seconds).collect();
    let (all, talked) = (talks.iter().sum::<i64>(), i64::try_from(talks.len()).unwrap());
    let callers: BTreeSet<_> = calls.iter().filter_map(|call| call.caller.as_deref()).collect();
    [
        count(&|_| true),
        count(&|call| call.status == CallStatus::Completed),
        count(&|call| matches!(call.status, CallStatus::Missed | CallStatus::Busy | CallStatus::Failed)),
        count(&|call| call.status == CallStatus::Voicemail),
        count(&|call| call.first_time),
        all,
        if talked == 0 { -1 } else { (all + talked / 2) / talked },
        count(&|call| call.qualified == Some(true)),
        calls.iter().filter_map(|call| call.value_cents).sum(),
        i64::try_from(callers.len()).unwrap(),
    ]
}

/// The same of an answer. An estimate of callers is left out.
fn shown(totals: &Totals) -> Sums {
    let sums = totals.sums;
    [
        sums.calls,
        sums.answered,
        sums.missed,
        sums.voicemails,
        sums.first_time_callers,
        sums.talk_seconds,
        sums.average_talk_seconds().unwrap_or(-1),
        sums.qualified,
        sums.value_cents,
        totals.unique_callers,
    ]
}

fn assert_same(totals: &Totals, calls: &[&Call], context: &dyn Fn() -> String) {
    let (mut shown, mut expected) = (shown(totals), summed(calls));
    if totals.unique_callers_is_estimate {
        (shown[9], expected[9]) = (0, 0);
    }
    assert_eq!(shown, expected, "{}", context());
}

fn monday(day: Date) -> Date {
    day.saturating_sub(i32::from(day.weekday().to_monday_zero_offset()).days())
}

fn days_between(from: Date, to: Date) -> i32 {
    from.until(to).unwrap().get_days()
}

fn months_between(from: Date, to: Date) -> i32 {
    (i32::from(to.year()) - i32::from(from.year())) * 12 + i32::from(to.month()) - i32::from(from.month())
}

/// The keys of a key's text, as a call has them.
struct Texts<'c> {
    groupings: &'c [Grouping],
    groups: &'c NumberGroups,
    /// The period of the calls, and that of the rows.
    of: &'c Period,
    rows: &'c Period,
}

impl Texts<'_> {
    /// The rows of a call; none where the rows have no day at the place of its day.
    fn of_call(&self, call: &Call) -> Vec<Vec<String>> {
        let tags = call.tags.iter().map(|tag| tag.name.clone()).collect::<Vec<_>>();
        let tags = if tags.is_empty() { vec!["-".to_owned()] } else { tags };
        let tags = if self.groupings.contains(&Grouping::Tag) { tags } else { vec![String::new()] };
        let row = |tag: &String| self.groupings.iter().map(|grouping| self.text(*grouping, call, tag)).collect();
        tags.iter().filter_map(row).collect()
    }

    fn text(&self, grouping: Grouping, call: &Call, tag: &str) -> Option<String> {
        let zone = self.of.zone();
        let (first, days) = (self.of.days().first(), self.rows.days());
        let mut day = day_of(call.started_at, zone);
        let by_days = self.groupings.contains(&Grouping::Date);
        if by_days {
            day = days.first().saturating_add(days_between(first, day).days());
            if day > days.last() {
                return None;
            }
        }
        Some(match grouping {
            Grouping::Number => call.number_id.to_string(),
            Grouping::Group => self.groups.get(&call.number_id).map_or("-", |(_, name)| name.as_str()).to_owned(),
            Grouping::Source => call.source.clone(),
            Grouping::Status => call.status.to_string(),
            Grouping::Tag => tag.to_owned(),
            Grouping::CallFlow => "-".to_owned(),
            Grouping::Date => day.to_string(),
            Grouping::Week if by_days => monday(day).to_string(),
            Grouping::Week => {
                let monday_of_rows =
                    monday(days.first()).saturating_add(days_between(monday(first), monday(day)).days());
                (monday_of_rows <= days.last()).then(|| monday_of_rows.to_string())?
            }
            Grouping::Month if by_days => day.first_of_month().to_string(),
            Grouping::Month => {
                let month = days.first().first_of_month().saturating_add(months_between(first, day).months());
                (month <= days.last()).then(|| month.to_string())?
            }
            Grouping::HourOfDay => zone.to_datetime(call.started_at.jiff()).hour().to_string(),
            Grouping::DayOfWeek => weekday_text(day.weekday()),
        })
    }
}

fn weekday_text(weekday: Weekday) -> String {
    weekday.to_monday_one_offset().to_string()
}

/// A key's text.
pub(crate) fn text(key: &Key) -> String {
    match key {
        Key::Number { id, .. } => id.to_string(),
        Key::Group(Some((_, name))) | Key::Tag(Some((_, name))) | Key::Source(name) => name.clone(),
        Key::Group(None) | Key::Tag(None) | Key::CallFlow => "-".to_owned(),
        Key::Status(status) => status.to_string(),
        Key::Date(day) | Key::Week(day) | Key::Month(day) => day.to_string(),
        Key::HourOfDay(hour) => hour.to_string(),
        Key::DayOfWeek(weekday) => weekday_text(*weekday),
    }
}

/// The calls of a question in a period.
fn asked<'c>(calls: &'c [Call], question: &AnalyticsQuestion, groups: &NumberGroups, period: &Period) -> Vec<&'c Call> {
    let matches = |call: &&Call| {
        passes(&question.filter, call, groups) && period.from() <= call.started_at && call.started_at < period.to()
    };
    calls.iter().filter(matches).collect()
}

fn by_row<'c>(calls: &[&'c Call], texts: &Texts<'_>) -> BTreeMap<Vec<String>, Vec<&'c Call>> {
    let mut rows: BTreeMap<Vec<String>, Vec<&Call>> = BTreeMap::new();
    for call in calls {
        for keys in texts.of_call(call) {
            rows.entry(keys).or_default().push(*call);
        }
    }
    rows
}

/// Compares an answer with the calls that the viewer lists.
pub(crate) fn assert_answer(answer: &Analytics, calls: &[Call], question: &AnalyticsQuestion, groups: &NumberGroups) {
    let groupings = question.group_by.as_slice();
    let context = || format!("{question:?} of {:?} at {}", answer.period.zone().iana_name(), answer.period.now());
    let of_period = asked(calls, question, groups, &answer.period);
    assert_same(&answer.totals, &of_period, &context);
    let texts = Texts { groupings, groups, of: &answer.period, rows: &answer.period };
    let mut expected = by_row(&of_period, &texts);
    let before = answer.before.as_ref().map(|before| {
        let of_before = asked(calls, question, groups, before);
        assert_same(answer.totals_before.as_ref().unwrap(), &of_before, &context);
        by_row(&of_before, &Texts { groupings, groups, of: before, rows: &answer.period })
    });
    assert_eq!((answer.rows.len(), answer.next), (answer.row_count, None), "{}", context());
    for row in &answer.rows {
        let keys: Vec<String> = row.keys.iter().map(text).collect();
        let row_context = || format!("{keys:?} {}", context());
        let of_row = expected.remove(&keys).unwrap_or_default();
        assert_same(&row.totals, &of_row, &row_context);
        // Only parts of the period that are alone have rows without calls.
        let is_alone = groupings.is_empty() || question.group_by.only().is_some_and(Grouping::is_over_time);
        assert!(!of_row.is_empty() || is_alone, "{}", row_context());
        let of_before = before.as_ref().and_then(|rows| rows.get(&keys));
        match &row.totals_before {
            Some(totals) => assert_same(totals, of_before.map_or(&[][..], Vec::as_slice), &row_context),
            None => assert!(of_before.is_none(), "{}", row_context()),
        }
        let has_places = groupings.iter().any(|each| matches!(each, Grouping::Date | Grouping::Week | Grouping::Month));
        assert!(has_places || row.totals_before.is_some() == before.is_some(), "{}", row_context());
    }
    assert!(expected.is_empty(), "{:?} {}", expected.keys(), context());
}
