//! A view as entered.

use super::{ViewDays, ViewQuestion};
use crate::access::Viewpoint;
use crate::calls::{self, MAX_CHOSEN};
use crate::db::Db;
use crate::{Error, Fields, text};

/// The longest name of a view.
pub const MAX_NAME: usize = 80;
/// The longest search that a view keeps.
pub const MAX_SEARCH: usize = 200;

/// A view as entered. A field that is `None` stays as it is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Draft {
    /// Its name.
    pub name: Option<String>,
    /// Its filters.
    pub question: Option<ViewQuestion>,
    /// Whether the team sees it.
    pub is_shared: Option<bool>,
}

/// A draft whose fields are valid.
#[derive(Debug)]
pub(super) struct Checked {
    pub(super) name: Option<String>,
    pub(super) question: Option<ViewQuestion>,
    pub(super) is_shared: Option<bool>,
}

impl Draft {
    /// Checks it: a filter is refused wherever the list would refuse it.
    pub(super) async fn check(&self, db: &Db, viewpoint: &Viewpoint) -> Result<Checked, Error> {
        let mut fields = Fields::none();
        let name = self.name.as_deref().map(|typed| text::label(typed, MAX_NAME));
        let name = name.and_then(|name| fields.checked("name", name));
        if let Some(question) = &self.question {
            check_question(question, &mut fields);
            question.choices().require(db, viewpoint).await?;
        }
        fields.into_result()?;
        let question = match &self.question {
            Some(question) => {
                let tag_ids = calls::tag_ids(db, viewpoint, &question.filter().tags).await?;
                Some(question.clone().with_tag_ids(tag_ids))
            }
            None => None,
        };
        Ok(Checked { name, question, is_shared: self.is_shared })
    }
}

fn check_question(question: &ViewQuestion, fields: &mut Fields) {
    let filter = question.filter();
    let counts = [
        filter.numbers.len(),
        filter.groups.len(),
        filter.sources.len(),
        filter.statuses.len(),
        filter.outcomes.len(),
        filter.tags.len(),
        filter.qualified.len(),
    ];
    if counts.iter().any(|count| *count > MAX_CHOSEN) {
        fields.add("question", format!("Choose at most {MAX_CHOSEN} values of a filter."));
    } else if !question.choices().are_storable() {
        fields.add("question", "Choose sources and tags from the list.");
    }
    let search = filter.q.as_deref().unwrap_or_default();
    if search.chars().count() > MAX_SEARCH || search.contains('\0') {
        fields.add("q", format!("Search for {MAX_SEARCH} characters at most."));
    }
    if question.hours_of_day().iter().any(|hour| *hour > 23) || question.hours_of_day().len() > 24 {
        fields.add("hour_of_day", "Choose hours from 0 to 23.");
    }
    if question.days_of_week().iter().any(|day| !(1..=7).contains(day)) || question.days_of_week().len() > 7 {
        fields.add("day_of_week", "Choose 1 for Monday to 7 for Sunday.");
    }
    if let ViewDays::Fixed { from: Some(from), to: Some(to) } = question.days()
        && from > to
    {
        fields.add("to", "Choose a last day that is not before the first.");
    }
}

/// The author has another view of this name.
pub(super) fn name_taken() -> Error {
    Error::Fields(Fields(vec![("name", "There is a view of this name already. Choose another name.".to_owned())]))
}
