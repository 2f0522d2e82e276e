//! A saved report as entered.

use std::collections::BTreeSet;

use super::SavedQuestion;
use crate::access::{Thing as _, Viewpoint, actions};
use crate::db::Db;
use crate::numbers::Number;
use crate::numbers::groups::Group;
use crate::reports::analytics::SortKey;
use crate::reports::calendar::{Compare, Period};
use crate::{Error, Fields, text};

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
}

/// A draft whose fields are valid.
#[derive(Debug)]
pub(super) struct Checked {
    pub(super) name: Option<String>,
    pub(super) question: Option<SavedQuestion>,
    pub(super) is_shared: Option<bool>,
}

impl Draft {
    /// Checks it: a question is refused wherever the analytics would refuse it.
    pub(super) async fn check(&self, db: &Db, viewpoint: &Viewpoint) -> Result<Checked, Error> {
        let mut fields = Fields::none();
        let name = self.name.as_deref().map(|typed| text::name(typed, MAX_NAME));
        let name = name.and_then(|name| fields.checked("name", name));
        if let Some(saved) = &self.question {
            check_shape(db, viewpoint, saved, &mut fields);
            require(db, viewpoint, saved).await?;
        }
        fields.into_result()?;
        Ok(Checked { name, question: self.question.clone(), is_shared: self.is_shared })
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
    let typed = question.filter.sources().iter().chain(question.filter.tags());
    if typed.clone().any(|name| name.contains('\0') || name.len() > MAX_FILTER_BYTES) {
        fields.add("question", "Choose sources and tags from the list.");
    }
}

/// The longest source or tag that a stored question names.
const MAX_FILTER_BYTES: usize = 400;

/// Checks that the viewpoint sees the chosen numbers and groups.
async fn require(db: &Db, viewpoint: &Viewpoint, saved: &SavedQuestion) -> Result<(), Error> {
    for number in saved.question.filter.numbers() {
        Number::hold(db, viewpoint.may::<actions::SeeNumbers>()?, *number).await?;
    }
    for group in saved.question.filter.groups() {
        Group::hold(db, viewpoint.may::<actions::SeeNumbers>()?, *group).await?;
    }
    Ok(())
}
