//! The filters of a report.

use std::collections::BTreeSet;

use crate::access::{Action, May, actions, places};
use crate::calls::{CallStatus, Choices, QualifiedFilter};
use crate::db::{Db, Value};
use crate::ids::{GroupId, IdBounds as _, NumberId, TagId};
use crate::{Error, tags};

/// The most numbers, groups, sources or tags that a report is filtered by.
pub const MAX_CHOSEN: usize = 10;

/// The filters of a report. A call has to match all of them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    numbers: Vec<NumberId>,
    groups: Vec<GroupId>,
    sources: Vec<String>,
    statuses: BTreeSet<CallStatus>,
    tags: Vec<String>,
    qualified: BTreeSet<QualifiedFilter>,
    includes_spam: bool,
}

/// More is chosen than a report is filtered by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("Choose at most {MAX_CHOSEN} numbers, {MAX_CHOSEN} groups, {MAX_CHOSEN} sources and {MAX_CHOSEN} tags.")]
pub struct TooManyChosen;

impl Filter {
    /// Calls of any of these numbers, of any number that is in one of these groups now, and of any of these sources. None of a kind
    /// means all.
    ///
    /// # Errors
    /// When there are more than [`MAX_CHOSEN`] of one.
    pub fn new(numbers: Vec<NumberId>, groups: Vec<GroupId>, sources: Vec<String>) -> Result<Self, TooManyChosen> {
        if [numbers.len(), groups.len(), sources.len()].iter().any(|count| *count > MAX_CHOSEN) {
            return Err(TooManyChosen);
        }
        Ok(Self { numbers, groups, sources, ..Self::default() })
    }

    /// The same, of calls of any of these statuses. None means all.
    #[must_use]
    pub fn with_statuses(self, statuses: impl IntoIterator<Item = CallStatus>) -> Self {
        Self { statuses: statuses.into_iter().collect(), ..self }
    }

    /// The same, of calls with any of these tags, by their names. None means all calls.
    ///
    /// # Errors
    /// When there are more than [`MAX_CHOSEN`].
    pub fn with_tags(self, tags: Vec<String>) -> Result<Self, TooManyChosen> {
        if tags.len() > MAX_CHOSEN { Err(TooManyChosen) } else { Ok(Self { tags, ..self }) }
    }

    /// The same, of calls that are qualified, or not, or of which nothing was said: any of these. None means all.
    #[must_use]
    pub fn with_qualified(self, qualified: impl IntoIterator<Item = QualifiedFilter>) -> Self {
        Self { qualified: qualified.into_iter().collect(), ..self }
    }

    /// The same, with spam and the calls of blocked callers among the calls.
    #[must_use]
    pub fn with_spam(self) -> Self {
        Self { includes_spam: true, ..self }
    }

    /// The numbers, groups, sources and tags that it chooses.
    pub(super) fn choices(&self) -> Choices {
        let (numbers, groups) = (self.numbers.clone(), self.groups.clone());
        Choices { numbers, groups, sources: self.sources.clone(), tags: self.tags.clone(), ..Choices::default() }
    }

    /// The same, of no other numbers, groups, sources and tags than these, which are some of its own.
    pub(super) fn with_only(&self, choices: Choices) -> Self {
        let Choices { numbers, groups, sources, tags, .. } = choices;
        Self { numbers, groups, sources, tags, ..self.clone() }
    }

    /// The same, of no other numbers than these: at most [`MAX_CHOSEN`] of its own.
    pub(super) fn with_numbers(&self, numbers: Vec<NumberId>) -> Self {
        Self { numbers, ..self.clone() }
    }

    /// The numbers.
    pub fn numbers(&self) -> &[NumberId] {
        &self.numbers
    }

    /// The groups.
    pub fn groups(&self) -> &[GroupId] {
        &self.groups
    }

    /// The sources.
    pub fn sources(&self) -> &[String] {
        &self.sources
    }

    /// The statuses.
    pub fn statuses(&self) -> &BTreeSet<CallStatus> {
        &self.statuses
    }

    /// The names of the tags.
    pub fn tags(&self) -> &[String] {
        &self.tags
    }

    /// The words on whether the calls are qualified.
    pub fn qualified(&self) -> &BTreeSet<QualifiedFilter> {
        &self.qualified
    }

    /// Whether numbers or groups are chosen.
    pub(super) fn is_by_number(&self) -> bool {
        !(self.numbers.is_empty() && self.groups.is_empty())
    }

    /// Whether each call has to be read: the sums by day know only numbers and sources.
    pub fn is_by_call(&self) -> bool {
        !(self.statuses.is_empty() && self.tags.is_empty() && self.qualified.is_empty())
    }

    /// Whether spam and the calls of blocked callers are among the calls.
    pub fn includes_spam(&self) -> bool {
        self.includes_spam
    }

    /// Whether no call can match: PostgreSQL allows no NUL in texts, so no source has one.
    pub(super) fn matches_nothing(&self) -> bool {
        !self.sources.is_empty() && self.sources.iter().all(|source| source.contains('\0'))
    }

    /// The sources that a call can have.
    pub(super) fn possible_sources(&self) -> Vec<&str> {
        self.sources.iter().map(String::as_str).filter(|source| !source.contains('\0')).collect()
    }
}

/// The tags of a filter. One that the business does not have is on no call, and is asked for like any other, so that the answer
/// takes as long.
///
/// # Errors
/// When the database fails.
pub(super) async fn tags_of<A: Action>(db: &Db, may: &May<A>, filter: &Filter) -> Result<BTreeSet<TagId>, Error> {
    let mut ids = BTreeSet::new();
    if filter.tags().is_empty() {
        return Ok(ids);
    }
    let may = may.viewpoint().may::<actions::SeeCalls>()?;
    for name in filter.tags() {
        ids.insert(tags::find_by_name(db, &may, name).await?.unwrap_or(TagId::LEAST));
    }
    Ok(ids)
}

/// The values, or the one null that means all.
fn or_all<T>(values: impl IntoIterator<Item = T>) -> Vec<Option<T>> {
    let mut all: Vec<_> = values.into_iter().map(Some).collect();
    if all.is_empty() {
        all.push(None);
    }
    all
}

/// The values of `$3` to `$32` in the statements of reports: ten numbers, ten groups and ten sources. Nulls mean all.
pub(super) struct Chosen<'f> {
    numbers: Vec<Option<NumberId>>,
    groups: Vec<Option<GroupId>>,
    sources: Vec<Option<&'f str>>,
}

impl<'f> Chosen<'f> {
    pub(super) fn of(filter: &'f Filter) -> Self {
        Self {
            numbers: or_all(filter.numbers.iter().copied()),
            groups: or_all(filter.groups.iter().copied()),
            sources: or_all(filter.possible_sources()),
        }
    }

    /// All of them, and those that follow.
    pub(super) fn values<'v>(&'v self, rest: &[&'v (dyn Value + 'v)]) -> Vec<&'v (dyn Value + 'v)> {
        let mut values = places(&self.numbers, MAX_CHOSEN);
        values.extend(places(&self.groups, MAX_CHOSEN));
        values.extend(places(&self.sources, MAX_CHOSEN));
        values.extend_from_slice(rest);
        values
    }
}

/// The values of the filters that look at each call: ten statuses, ten tags and three words on whether it is qualified. Nulls
/// mean all.
pub(super) struct ChosenByCall {
    statuses: Vec<Option<CallStatus>>,
    tags: Vec<Option<TagId>>,
    qualified: Vec<Option<QualifiedFilter>>,
}

impl ChosenByCall {
    pub(super) fn of(filter: &Filter, tags: &BTreeSet<TagId>) -> Self {
        Self {
            statuses: or_all(filter.statuses.iter().copied()),
            tags: or_all(tags.iter().copied()),
            qualified: or_all(filter.qualified.iter().copied()),
        }
    }

    /// All of them, after others.
    pub(super) fn after<'v>(&'v self, mut values: Vec<&'v (dyn Value + 'v)>) -> Vec<&'v (dyn Value + 'v)> {
        values.extend(places(&self.statuses, MAX_CHOSEN));
        values.extend(places(&self.tags, MAX_CHOSEN));
        values.extend(places(&self.qualified, QualifiedFilter::ALL.len()));
        values
    }
}
