//! The question of a saved report, as text: one spelling for each question.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::calls::Choices;
use crate::calls::question_text::{TagText, parse_words, tag_texts, tags_of_texts, with_ids_counted, words};
use crate::calls::{CallStatus, QualifiedFilter};
use crate::db;
use crate::ids::{GroupId, NumberId, TagId};
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
    tag: Vec<TagText>,
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

/// The text of a question that is no saved report's, in the same spelling. Its tags are named.
pub(in crate::reports) fn question_text(question: &AnalyticsQuestion) -> String {
    let saved = SavedQuestion { question: question.clone(), measures: Vec::new() };
    StoredQuestion { saved, tag_ids: BTreeMap::new() }.to_text()
}

/// Reads the text of a question.
///
/// # Errors
/// When it is damaged.
pub(in crate::reports) fn question_of_text(text: &str) -> Result<AnalyticsQuestion, db::Error> {
    Ok(StoredQuestion::of_text(text)?.saved.question)
}

/// A question as it is stored. Its tags keep their ids, so that a tag that is renamed or merged into another stays in the filter.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct StoredQuestion {
    /// The question, with the names that its tags had when it was saved.
    pub(super) saved: SavedQuestion,
    /// The tags that its author saw at that moment, by those names.
    pub(super) tag_ids: BTreeMap<String, TagId>,
}

impl StoredQuestion {
    /// The numbers, groups, sources and tags that it chooses.
    pub(super) fn choices(&self) -> Choices {
        Choices { tag_ids: self.tag_ids.clone(), ..self.saved.question.filter.choices() }
    }

    /// As it is stored.
    pub(super) fn to_text(&self) -> String {
        serde_json::json!(self.text()).to_string()
    }

    /// As the audit log records it: numbers and groups are counted, since their ids say nothing to a reader, and tags are named.
    pub(super) fn to_audit_text(&self) -> String {
        with_ids_counted(serde_json::json!(self.text())).to_string()
    }

    fn text(&self) -> Text {
        let SavedQuestion { question, measures } = &self.saved;
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
            tag: tag_texts(filter.tags(), &self.tag_ids),
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
    fn read(self) -> Option<StoredQuestion> {
        let (tags, tag_ids) = tags_of_texts(self.tag);
        let filter = Filter::new(self.number_id, self.group_id, self.source).ok()?.with_tags(tags).ok()?;
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
        Some(StoredQuestion { saved: SavedQuestion { question, measures: parse_words(&self.measures)? }, tag_ids })
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
            filter: filter.with_tags(vec!["Lead".into(), "Unknown".into()]).unwrap(),
            group_by: Groupings::new(vec![Grouping::Source, Grouping::Date]).unwrap(),
            sort: "-missed".parse().ok(),
        };
        let saved = SavedQuestion { question, measures: vec![Measure::Missed, Measure::Calls] };
        let full = StoredQuestion { saved, tag_ids: BTreeMap::from([("Lead".to_owned(), TagId::new(9))]) };
        for stored in [&full, &StoredQuestion::default()] {
            assert_eq!(StoredQuestion::of_text(&stored.to_text()).unwrap(), *stored);
        }
        let json = |text: String| serde_json::from_str::<serde_json::Value>(&text).unwrap();
        let usual = json(StoredQuestion::default().to_text());
        assert_eq!(usual, serde_json::json!({"compare": "previous", "period": "last_30_days"}));
        let audited = json(full.to_audit_text());
        assert!(audited["numbers"] == 1 && audited["groups"] == 1, "{audited}");
        assert_eq!(audited["tag"], serde_json::json!(["Lead", "Unknown"]));
        assert!(audited.get("number_id").is_none() && audited.get("group_id").is_none(), "{audited}");
        for wrong in ["", "{}", "[]", r#"{"compare":"twin","period":"today"}"#] {
            assert!(StoredQuestion::of_text(wrong).is_err(), "{wrong}");
        }
    }
}
