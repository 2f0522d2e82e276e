//! The filters of a view, and their text: one spelling for each question.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::calls::question_text::{TagText, parse_words, tag_texts, tags_of_texts, with_ids_counted, words};
use crate::calls::{Choices, Filter};
use crate::db;
use crate::ids::{GroupId, NumberId, TagId};
use crate::reports::calendar::NamedPeriod;

/// The days of a view.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ViewDays {
    /// All days.
    #[default]
    All,
    /// A period that moves with the day on which the view is opened.
    Named(NamedPeriod),
    /// Fixed days, both included; without one, the days before or after the other.
    Fixed {
        /// The first day.
        from: Option<Date>,
        /// The last day.
        to: Option<Date>,
    },
}

/// The filters of a view.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ViewQuestion {
    filter: Filter,
    hours_of_day: Vec<u8>,
    days_of_week: Vec<u8>,
    days: ViewDays,
    /// The tags that its author saw by their names when it was saved.
    tag_ids: BTreeMap<String, TagId>,
}

impl ViewQuestion {
    /// The filters of a list, whose moments give way to `days`, and its hours to those of the day and the days of the week, from 1
    /// for Monday to 7.
    pub fn new(filter: Filter, hours_of_day: Vec<u8>, days_of_week: Vec<u8>, days: ViewDays) -> Self {
        let filter = Filter { from: None, to: None, hours: None, ..filter };
        Self { filter, hours_of_day, days_of_week, days, tag_ids: BTreeMap::new() }
    }

    /// The same, with the ids of its tags by their names.
    pub(super) fn with_tag_ids(self, tag_ids: BTreeMap<String, TagId>) -> Self {
        Self { tag_ids, ..self }
    }

    /// The filters that no time decides: it has no moments and no hours.
    pub fn filter(&self) -> &Filter {
        &self.filter
    }

    /// The hours of the day, from 0 to 23. None means all.
    pub fn hours_of_day(&self) -> &[u8] {
        &self.hours_of_day
    }

    /// The days of the week, from 1 for Monday to 7. None means all.
    pub fn days_of_week(&self) -> &[u8] {
        &self.days_of_week
    }

    /// The days.
    pub fn days(&self) -> ViewDays {
        self.days
    }

    /// The numbers, groups, sources and tags that it chooses.
    pub(super) fn choices(&self) -> Choices {
        let Filter { numbers, groups, sources, tags, .. } = self.filter.clone();
        Choices { numbers, groups, sources, tags, tag_ids: self.tag_ids.clone() }
    }

    /// The same, of no other numbers, groups, sources and tags than these, which are some of its own.
    pub(super) fn with_only(&self, choices: Choices) -> Self {
        let Choices { numbers, groups, sources, tags, tag_ids } = choices;
        Self { filter: Filter { numbers, groups, sources, tags, ..self.filter.clone() }, tag_ids, ..self.clone() }
    }

    /// As it is stored.
    pub(super) fn to_text(&self) -> String {
        serde_json::json!(self.text()).to_string()
    }

    /// As the audit log records it.
    pub(super) fn to_audit_text(&self) -> String {
        with_ids_counted(serde_json::json!(self.text())).to_string()
    }

    fn text(&self) -> Text {
        let filter = self.filter.clone();
        let (period, from, to) = match self.days {
            ViewDays::All => (None, None, None),
            ViewDays::Named(name) => (Some(name.to_string()), None, None),
            ViewDays::Fixed { from, to } => (None, from.map(|day| day.to_string()), to.map(|day| day.to_string())),
        };
        Text {
            status: words(&filter.statuses),
            outcome: words(&filter.outcomes),
            qualified: words(&filter.qualified),
            number_id: filter.numbers,
            group_id: filter.groups,
            no_group: filter.no_group,
            source: filter.sources,
            tag: tag_texts(&filter.tags, &self.tag_ids),
            no_tag: filter.no_tag,
            spam: filter.spam,
            first_time: filter.first_time,
            hour_of_day: self.hours_of_day.clone(),
            day_of_week: self.days_of_week.clone(),
            period,
            from,
            to,
            q: filter.q,
        }
    }

    /// Reads a stored question.
    pub(super) fn of_text(text: &str) -> Result<Self, db::Error> {
        let damaged = || db::Error::Internal("a view's question can't be read".to_owned());
        let text: Text = serde_json::from_str(text).map_err(|_| damaged())?;
        text.read().ok_or_else(damaged)
    }
}

/// The stored form: filters that are not set are left out.
#[derive(Default, Serialize, Deserialize)]
#[serde(default)]
struct Text {
    #[serde(skip_serializing_if = "Vec::is_empty")]
    number_id: Vec<NumberId>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    group_id: Vec<GroupId>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    no_group: bool,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    source: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    status: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    outcome: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    tag: Vec<TagText>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    no_tag: bool,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    qualified: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    spam: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    first_time: Option<bool>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    hour_of_day: Vec<u8>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    day_of_week: Vec<u8>,
    #[serde(skip_serializing_if = "Option::is_none")]
    period: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    from: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    to: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    q: Option<String>,
}

impl Text {
    fn read(self) -> Option<ViewQuestion> {
        let day = |text: Option<String>| text.map(|text| text.parse::<Date>()).transpose().ok();
        let days = match (self.period, day(self.from)?, day(self.to)?) {
            (Some(name), ..) => ViewDays::Named(name.parse().ok()?),
            (None, None, None) => ViewDays::All,
            (None, from, to) => ViewDays::Fixed { from, to },
        };
        let (tags, tag_ids) = tags_of_texts(self.tag);
        let filter = Filter {
            numbers: self.number_id,
            groups: self.group_id,
            no_group: self.no_group,
            sources: self.source,
            statuses: parse_words(&self.status)?,
            outcomes: parse_words(&self.outcome)?,
            tags,
            no_tag: self.no_tag,
            qualified: parse_words(&self.qualified)?,
            spam: self.spam,
            first_time: self.first_time,
            q: self.q,
            ..Filter::default()
        };
        Some(ViewQuestion::new(filter, self.hour_of_day, self.day_of_week, days).with_tag_ids(tag_ids))
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::calls::{CallStatus, CountedOutcome, QualifiedFilter};

    #[test]
    fn a_view_reads_back_as_itself() {
        let filter = Filter {
            numbers: vec![NumberId::new(7)],
            groups: vec![GroupId::new(8)],
            no_group: true,
            sources: vec!["Truck \"wrap\"".into(), String::new()],
            statuses: vec![CallStatus::Busy],
            outcomes: vec![CountedOutcome::Missed],
            tags: vec!["Lead".into()],
            no_tag: true,
            qualified: vec![QualifiedFilter::NotSaid],
            spam: Some(false),
            first_time: Some(true),
            q: Some("415".into()),
            ..Filter::default()
        };
        let days = ViewDays::Fixed { from: Some(date(2026, 3, 1)), to: None };
        let tag_ids = BTreeMap::from([("Lead".to_owned(), TagId::new(9))]);
        let full = ViewQuestion::new(filter, vec![9, 10], vec![1], days).with_tag_ids(tag_ids);
        let today = ViewQuestion { days: ViewDays::Named(NamedPeriod::Today), ..ViewQuestion::default() };
        for view in [&full, &today, &ViewQuestion::default()] {
            assert_eq!(ViewQuestion::of_text(&view.to_text()).unwrap(), *view);
        }
        assert_eq!(ViewQuestion::default().to_text(), "{}");
        let audited: serde_json::Value = serde_json::from_str(&full.to_audit_text()).unwrap();
        assert!(audited["numbers"] == 1 && audited["groups"] == 1 && audited["tag"][0] == "Lead", "{audited}");
        assert!(audited.get("number_id").is_none() && audited.get("group_id").is_none(), "{audited}");
        for wrong in ["", "7", r#"{"period":"fortnight"}"#, r#"{"from":"today"}"#, r#"{"status":["lost"]}"#] {
            assert!(ViewQuestion::of_text(wrong).is_err(), "{wrong}");
        }
    }
}
