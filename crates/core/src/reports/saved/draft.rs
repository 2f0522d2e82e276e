//! A saved report as entered.

use std::collections::BTreeSet;

use super::question::StoredQuestion;
use super::recipients::MAX_RECIPIENTS;
use super::{SavedQuestion, Schedule};
use crate::access::Viewpoint;
use crate::db::Db;
use crate::ids::MemberId;
use crate::reports::analytics::SortKey;
use crate::reports::calendar::{Compare, Period};
use crate::{Error, Fields, calls, text};

/// The longest name of a report.
pub const MAX_NAME: usize = 80;

/// A saved report as entered. A field that is `None` stays as it is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Draft {
    /// Its name.
    pub name: Option<String>,
    /// Its question.
    pub question: Option<SavedQuestion>,
    /// Whether the team sees it.
    pub is_shared: Option<bool>,
    /// Its schedule; `Some(None)` ends it.
    pub schedule: Option<Option<ScheduleDraft>>,
}

/// A schedule as entered.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ScheduleDraft {
    /// The word of the interval.
    pub every: String,
    /// The hour, as `08:00`.
    pub at: String,
    /// The day of the week or month.
    pub day: Option<i64>,
    /// The ids of the members to whom it is mailed; `None` keeps them.
    pub members: Option<Vec<String>>,
}

/// A schedule that is valid.
#[derive(Debug)]
pub(super) struct CheckedSchedule {
    pub(super) schedule: Schedule,
    pub(super) members: Option<Vec<MemberId>>,
}

impl ScheduleDraft {
    /// Checks it. `has_outside` says whether the report has a reader outside the team, and so needs no member.
    fn check(&self, has_outside: bool, fields: &mut Fields) -> Option<CheckedSchedule> {
        let schedule = Schedule::new(&self.every, &self.at, self.day);
        let members = self.members.as_ref().map(|ids| ids.iter().map(|id| id.parse()).collect::<Result<Vec<_>, _>>());
        let max = usize::try_from(MAX_RECIPIENTS).unwrap_or(usize::MAX);
        let members = match members.transpose() {
            Err(_) => {
                fields.add("member_ids", "Choose members of the business.");
                None
            }
            Ok(Some(ids)) if ids.is_empty() && !has_outside || ids.len() > max => {
                fields.add("member_ids", format!("Choose 1 to {max} members."));
                None
            }
            Ok(members) => members,
        };
        match schedule {
            Ok(schedule) => Some(CheckedSchedule { schedule, members }),
            Err(wrong) => {
                fields.0.extend(wrong.0);
                None
            }
        }
    }
}

/// A draft whose fields are valid.
#[derive(Debug)]
pub(super) struct Checked {
    pub(super) name: Option<String>,
    pub(super) question: Option<StoredQuestion>,
    pub(super) is_shared: Option<bool>,
    pub(super) schedule: Option<Option<CheckedSchedule>>,
}

impl Draft {
    /// Checks it: a question is refused wherever the analytics would refuse it.
    pub(super) async fn check(&self, db: &Db, viewpoint: &Viewpoint, has_outside: bool) -> Result<Checked, Error> {
        let mut fields = Fields::none();
        let name = self.name.as_deref().map(|typed| text::name(typed, MAX_NAME));
        let name = name.and_then(|name| fields.checked("name", name));
        if let Some(saved) = &self.question {
            check_shape(db, viewpoint, saved, &mut fields);
            saved.question.filter.choices().require(db, viewpoint).await?;
        }
        let schedule = match &self.schedule {
            None => None,
            Some(None) => Some(None),
            Some(Some(draft)) => Some(draft.check(has_outside, &mut fields)),
        };
        fields.into_result()?;
        let question = match &self.question {
            Some(saved) => Some(stored(db, viewpoint, saved.clone()).await?),
            None => None,
        };
        Ok(Checked { name, question, is_shared: self.is_shared, schedule })
    }
}

fn check_shape(db: &Db, viewpoint: &Viewpoint, saved: &SavedQuestion, fields: &mut Fields) {
    let question = &saved.question;
    let zone = jiff::tz::TimeZone::get(viewpoint.business_time_zone()).unwrap_or(jiff::tz::TimeZone::UTC);
    fields.checked("period", Period::new(question.period, &zone, db.now()));
    let is_sortable = match question.sort.map(|sort| sort.key) {
        None | Some(SortKey::Measure(_)) => true,
        Some(SortKey::Grouping(grouping)) => question.group_by.has(grouping),
        Some(SortKey::Change(_)) => question.compare != Compare::None,
    };
    if !is_sortable {
        fields.add("sort", "Sort by a grouping of the question, or by a measure.");
    }
    if saved.measures.iter().collect::<BTreeSet<_>>().len() < saved.measures.len() {
        fields.add("measures", "Name each measure once.");
    }
    if !question.filter.choices().are_storable() {
        fields.add("question", "Choose sources and tags from the list.");
    }
}

/// A question as it is stored: with the ids of the tags that the viewpoint sees.
async fn stored(db: &Db, viewpoint: &Viewpoint, saved: SavedQuestion) -> Result<StoredQuestion, Error> {
    let tag_ids = calls::tag_ids(db, viewpoint, saved.question.filter.tags()).await?;
    Ok(StoredQuestion { saved, tag_ids })
}
