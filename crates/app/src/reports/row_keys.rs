//! The keys of a row of analytics: their words, and the calls that have them.

use crewline_core::reports::analytics::{Grouping, Key, Measure};
use crewline_core::reports::calendar::Days;

use super::counted_calls::Condition;
use super::measures;
use super::report_address::ReportAddress;
use crate::view::call_status_label;
use crate::view::charts::weekday_name;

/// The name of a grouping, as the head of a column.
pub(super) fn label(grouping: Grouping) -> &'static str {
    match grouping {
        Grouping::Number => "Number",
        Grouping::Group => "Group",
        Grouping::Source => "Source",
        Grouping::Status => "Status",
        Grouping::Tag => "Tag",
        Grouping::CallFlow => "Call flow",
        Grouping::Date => "Day",
        Grouping::Week => "Week",
        Grouping::Month => "Month",
        Grouping::HourOfDay => "Hour of day",
        Grouping::DayOfWeek => "Day of week",
    }
}

/// The words for the calls that have no value in a grouping.
pub(super) fn none_words(grouping: Grouping) -> &'static str {
    match grouping {
        Grouping::Group => "No group",
        Grouping::Source => "No source",
        Grouping::Tag => "No tag",
        Grouping::CallFlow => "No call flow",
        _ => "",
    }
}

/// The name of a key; `None` for the calls without one.
pub(super) fn name(key: &Key) -> Option<String> {
    match key {
        Key::Number { name, .. } => Some(name.clone()),
        Key::Group(group) => group.as_ref().map(|(_, name)| name.clone()),
        Key::Source(source) => Some(source.clone()).filter(|source| !source.is_empty()),
        Key::Status(status) => Some(call_status_label(status).to_owned()),
        Key::Tag(tag) => tag.as_ref().map(|(_, name)| name.clone()),
        Key::CallFlow => None,
        Key::Date(day) => Some(day.strftime("%a %-d %b %Y").to_string()),
        Key::Week(monday) => Some(format!("Week of {}", monday.strftime("%-d %b %Y"))),
        Key::Month(first) => Some(first.strftime("%B %Y").to_string()),
        Key::HourOfDay(hour) => Some(format!("{hour:02}:00–{:02}:00", (hour + 1) % 24)),
        Key::DayOfWeek(day) => Some(weekday_name(*day).to_owned()),
    }
}

/// The text that tells a key from all others of its grouping.
pub(super) fn identity(key: &Key) -> String {
    match key {
        Key::Number { id, .. } => id.to_string(),
        Key::Group(group) => group.as_ref().map(|(id, _)| id.to_string()).unwrap_or_default(),
        Key::Tag(tag) => tag.as_ref().map(|(id, _)| id.to_string()).unwrap_or_default(),
        Key::Source(source) => source.clone(),
        _ => words(key),
    }
}

/// The name of a key, or the words for the calls without one.
pub(super) fn words(key: &Key) -> String {
    name(key).unwrap_or_else(|| none_words(key.grouping()).to_owned())
}

/// The calls with the keys of a row: their days, and conditions of the list of calls.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct RowCalls {
    pub(super) days: Days,
    pub(super) conditions: Vec<(&'static str, String)>,
}

impl RowCalls {
    /// Those of a row of a period. `None` where the row has a day that the period does not have.
    pub(super) fn of(keys: &[Key], period: Days) -> Option<Self> {
        let mut calls = Self { days: period, conditions: Vec::new() };
        for key in keys {
            let condition = match key {
                Key::Number { id, .. } => ("number_id", id.to_string()),
                Key::Group(Some((id, _))) => ("group_id", id.to_string()),
                Key::Group(None) => ("group_id", "none".to_owned()),
                Key::Source(source) if source.is_empty() => ("source_none", "true".to_owned()),
                Key::Source(source) => ("source", source.clone()),
                Key::Status(status) => ("status", status.word().to_owned()),
                Key::Tag(Some((_, name))) => ("tag", name.clone()),
                Key::Tag(None) => ("tag_none", "true".to_owned()),
                Key::HourOfDay(hour) => ("hour_of_day", hour.to_string()),
                Key::DayOfWeek(day) => ("day_of_week", day.to_monday_one_offset().to_string()),
                Key::CallFlow => continue,
                Key::Date(day) => {
                    calls.days = common(calls.days, Days::one(*day))?;
                    continue;
                }
                Key::Week(monday) => {
                    let last = monday.saturating_add(jiff::Span::new().days(6));
                    calls.days = common(calls.days, Days::new(*monday, last)?)?;
                    continue;
                }
                Key::Month(first) => {
                    calls.days = common(calls.days, Days::month_of(*first))?;
                    continue;
                }
            };
            calls.conditions.push(condition);
        }
        Some(calls)
    }

    /// The list of the calls that a figure of the row counts; `None` where the list can't be asked for them.
    pub(super) fn address(&self, report: &ReportAddress, measure: Measure) -> Option<String> {
        let own = self.conditions.iter().map(|(name, value)| (*name, value.as_str()));
        report.calls(self.days, &own.chain(measures::condition(measure)).collect::<Vec<Condition<'_>>>())
    }
}

/// The days that are in both ranges.
fn common(one: Days, other: Days) -> Option<Days> {
    Days::new(one.first().max(other.first()), one.last().min(other.last()))
}

#[cfg(test)]
mod tests {
    use crewline_core::calls::CallStatus;
    use jiff::civil::{Weekday, date};

    use super::*;

    fn period() -> Days {
        Days::new(date(2026, 3, 4), date(2026, 4, 20)).unwrap()
    }

    #[test]
    fn a_week_and_a_month_end_with_the_period() {
        let days = |key| RowCalls::of(&[key], period()).map(|calls| (calls.days.first(), calls.days.last()));
        assert_eq!(days(Key::Week(date(2026, 3, 2))), Some((date(2026, 3, 4), date(2026, 3, 8))));
        assert_eq!(days(Key::Month(date(2026, 4, 1))), Some((date(2026, 4, 1), date(2026, 4, 20))));
        assert_eq!(days(Key::Date(date(2026, 3, 9))), Some((date(2026, 3, 9), date(2026, 3, 9))));
        assert_eq!(days(Key::Date(date(2026, 5, 9))), None);
    }

    #[test]
    fn every_key_is_a_condition_of_the_list_of_calls() {
        let keys = [
            Key::Group(None),
            Key::Source("Radio".to_owned()),
            Key::Status(CallStatus::Busy),
            Key::Tag(None),
            Key::HourOfDay(9),
            Key::DayOfWeek(Weekday::Sunday),
            Key::CallFlow,
        ];
        let calls = RowCalls::of(&keys, period()).unwrap();
        let conditions: Vec<String> = calls.conditions.iter().map(|(name, value)| format!("{name}={value}")).collect();
        assert_eq!(
            conditions,
            ["group_id=none", "source=Radio", "status=busy", "tag_none=true", "hour_of_day=9", "day_of_week=7"]
        );
        assert_eq!(calls.days, period());
        let without = RowCalls::of(&[Key::Source(String::new())], period()).unwrap();
        assert_eq!(without.conditions, [("source_none", "true".to_owned())]);
    }

    #[test]
    fn a_key_has_a_name_or_says_that_there_is_none() {
        let words_of = [
            (Key::Source(String::new()), "No source"),
            (Key::Group(None), "No group"),
            (Key::Tag(None), "No tag"),
            (Key::CallFlow, "No call flow"),
            (Key::Status(CallStatus::InProgress), "In progress"),
            (Key::Date(date(2026, 3, 2)), "Mon 2 Mar 2026"),
            (Key::Week(date(2026, 3, 2)), "Week of 2 Mar 2026"),
            (Key::Month(date(2026, 3, 1)), "March 2026"),
            (Key::HourOfDay(23), "23:00–00:00"),
            (Key::DayOfWeek(Weekday::Friday), "Friday"),
        ];
        for (key, expected) in words_of {
            assert_eq!(words(&key), expected);
        }
    }
}
