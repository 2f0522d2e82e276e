//! The question of a saved report, as text: one spelling for each question.

use serde::{Deserialize, Serialize};

use crate::calls::question_text::{parse_words, with_ids_counted, words};
use crate::calls::{CallStatus, QualifiedFilter};
use crate::db;
use crate::ids::{GroupId, NumberId};
use crate::reports::Filter;
use crate::reports::analytics::{AnalyticsQuestion, Groupings, Measure};
use crate::reports::calendar::{NamedPeriod, PeriodChoice};

/// A question with the figures that are shown of its answer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SavedQuestion {
    /// The question.
    pub question: AnalyticsQuestion,
    /// The figures: the first one is the chart's. None means the usual ones.
    pub measures: Vec<Measure>,
}

#[derive(Serialize, Deserialize)]
struct Text {
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    group_by: Vec<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    measures: Vec<String>,
    period: Period,
    compare: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    sort: Option<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    number_id: Vec<NumberId>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    group_id: Vec<GroupId>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    source: Vec<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    status: Vec<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    tag: Vec<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    qualified: Vec<String>,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    spam: bool,
}

#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum Period {
    Named(String),
    Days { from: String, to: String },
}

impl SavedQuestion {
    /// As it is stored.
    pub(super) fn to_text(&self) -> String {
        serde_json::json!(self.text()).to_string()
    }

    /// As the audit log records it: numbers and groups are counted, since their ids say nothing to a reader.
    pub(super) fn to_audit_text(&self) -> String {
        with_ids_counted(serde_json::json!(self.text())).to_string()
    }

    fn text(&self) -> Text {
        let Self { question, measures } = self;
        let filter = &question.filter;
        Text {
            group_by: words(question.group_by.as_slice()),
            measures: words(measures),
            period: match question.period {
                PeriodChoice::Named(name) => Period::Named(name.to_string()),
                PeriodChoice::Days { from, to } => Period::Days { from: from.to_string(), to: to.to_string() },
            },
            compare: question.compare.to_string(),
            sort: question.sort.map(|sort| sort.to_string()),
            number_id: filter.numbers().to_vec(),
            group_id: filter.groups().to_vec(),
            source: filter.sources().to_vec(),
            status: words(filter.statuses()),
            tag: filter.tags().to_vec(),
            qualified: words(filter.qualified()),
            spam: filter.includes_spam(),
        }
    }

    /// Reads a stored question.
    pub(super) fn of_text(text: &str) -> Result<Self, db::Error> {
        let damaged = || db::Error::Internal("a saved report's question can't be read".to_owned());
        let text: Text = serde_json::from_str(text).map_err(|_| damaged())?;
        text.read().ok_or_else(damaged)
    }
}

impl Text {
    fn read(self) -> Option<SavedQuestion> {
        let filter = Filter::new(self.number_id, self.group_id, self.source).ok()?.with_tags(self.tag).ok()?;
        let filter = filter.with_statuses(parse_words::<CallStatus>(&self.status)?).with_qualified(parse_words::<
            QualifiedFilter,
        >(
            &self.qualified
        )?);
        let period = match self.period {
            Period::Named(name) => PeriodChoice::Named(name.parse::<NamedPeriod>().ok()?),
            Period::Days { from, to } => PeriodChoice::Days { from: from.parse().ok()?, to: to.parse().ok()? },
        };
        let question = AnalyticsQuestion {
            period,
            compare: self.compare.parse().ok()?,
            filter: if self.spam { filter.with_spam() } else { filter },
            group_by: Groupings::new(parse_words(&self.group_by)?).ok()?,
            sort: match self.sort {
                Some(sort) => Some(sort.parse().ok()?),
                None => None,
            },
        };
        Some(SavedQuestion { question, measures: parse_words(&self.measures)? })
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::reports::analytics::Grouping;
    use crate::reports::calendar::Compare;

    #[test]
    fn a_question_reads_back_as_itself() {
        let filter = Filter::new(vec![NumberId::new(7)], vec![GroupId::new(8)], vec!["Truck \"wrap\"".into()]).unwrap();
        let filter = filter.with_statuses([CallStatus::Missed]).with_qualified([QualifiedFilter::NotSaid]).with_spam();
        let question = AnalyticsQuestion {
            period: PeriodChoice::Days { from: date(2026, 3, 1), to: date(2026, 3, 31) },
            compare: Compare::Year,
            filter: filter.with_tags(vec!["Lead".into()]).unwrap(),
            group_by: Groupings::new(vec![Grouping::Source, Grouping::Date]).unwrap(),
            sort: "-missed".parse().ok(),
        };
        let full = SavedQuestion { question, measures: vec![Measure::Missed, Measure::Calls] };
        for saved in [&full, &SavedQuestion::default()] {
            assert_eq!(SavedQuestion::of_text(&saved.to_text()).unwrap(), *saved);
        }
        let json = |text: String| serde_json::from_str::<serde_json::Value>(&text).unwrap();
        let usual = json(SavedQuestion::default().to_text());
        assert_eq!(usual, serde_json::json!({"compare": "previous", "period": "last_30_days"}));
        let audited = json(full.to_audit_text());
        assert!(audited["numbers"] == 1 && audited["groups"] == 1 && audited["tag"][0] == "Lead", "{audited}");
        assert!(audited.get("number_id").is_none() && audited.get("group_id").is_none(), "{audited}");
        for wrong in ["", "{}", "[]", r#"{"compare":"twin","period":"today"}"#] {
            assert!(SavedQuestion::of_text(wrong).is_err(), "{wrong}");
        }
    }
}
