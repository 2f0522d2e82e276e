//! The values of the filters: of the numbers that calls are read from, and of what is compared call by call.

use crate::access::places;
use crate::calls::hours_filter::MAX_SPANS;
use crate::calls::{CallStatus, Filter, HoursFilter, MAX_CHOSEN, QualifiedFilter};
use crate::db::Value;
use crate::ids::{GroupId, NumberId, TagId};
use crate::time::Timestamp;

/// The values, or one null, which means all.
fn or_null<T>(values: impl IntoIterator<Item = T>) -> Vec<Option<T>> {
    let mut all: Vec<_> = values.into_iter().map(Some).collect();
    if all.is_empty() {
        all.push(None);
    }
    all
}

/// The values of `$3` to `$23`: ten numbers, ten groups, and whether numbers without a group are asked for.
pub(super) struct Numbers {
    numbers: Vec<Option<NumberId>>,
    groups: Vec<Option<GroupId>>,
    no_group: bool,
}

impl Numbers {
    pub(super) fn of(filter: &Filter) -> Self {
        let Filter { numbers, groups, no_group, .. } = filter;
        Self { numbers: or_null(numbers.iter().copied()), groups: or_null(groups.iter().copied()), no_group: *no_group }
    }

    pub(super) fn values(&self) -> Vec<&(dyn Value + '_)> {
        let mut values = places(&self.numbers, MAX_CHOSEN);
        values.extend(places(&self.groups, MAX_CHOSEN));
        values.push(&self.no_group);
        values
    }
}

/// The values of matching.sql, which compares each call with the filters.
pub(super) struct Matching<'f> {
    statuses: Vec<Option<CallStatus>>,
    sources: Vec<Option<&'f str>>,
    qualified: Vec<Option<QualifiedFilter>>,
    spam: Option<bool>,
    first_time: Option<bool>,
    is_by_tag: bool,
    tags: Vec<Option<TagId>>,
    no_tag: bool,
    hours: Option<&'f str>,
    offsets: Vec<i64>,
    bounds: Vec<Timestamp>,
}

impl<'f> Matching<'f> {
    /// `tags` are the filter's, unless they are read by their index.
    pub(super) fn of(filter: &'f Filter, tags: &[TagId], no_tag: bool) -> Self {
        let hours = filter.hours.as_ref();
        // The last span ends where time does. Spans that are not there are never come to.
        let mut offsets = hours.map_or(vec![0], |hours| hours.offsets.clone());
        let mut bounds = hours.map_or(Vec::new(), |hours| hours.bounds.clone());
        bounds.resize(MAX_SPANS - 1, Timestamp::from_millis(i64::MAX));
        let last = offsets.last().copied().unwrap_or_default();
        offsets.resize(MAX_SPANS, last);
        Self {
            statuses: or_null(filter.possible_statuses().unwrap_or_default()),
            sources: or_null(filter.possible_sources()),
            qualified: or_null(filter.qualified.iter().copied()),
            spam: filter.spam,
            first_time: filter.first_time,
            is_by_tag: !tags.is_empty() || no_tag,
            tags: or_null(tags.iter().copied()),
            no_tag,
            hours: hours.map(|HoursFilter { chosen, .. }| chosen.as_str()),
            offsets,
            bounds,
        }
    }

    /// Its values, in the order of the statement.
    pub(super) fn values(&self) -> Vec<&(dyn Value + '_)> {
        let mut values = places(&self.statuses, CallStatus::ALL.len());
        values.extend(places(&self.sources, MAX_CHOSEN));
        values.extend(places(&self.qualified, QualifiedFilter::ALL.len()));
        values.extend([&self.spam as &dyn Value, &self.first_time, &self.is_by_tag]);
        values.extend(places(&self.tags, MAX_CHOSEN));
        values.extend([&self.no_tag as &dyn Value, &self.hours]);
        values.extend(self.offsets.iter().map(|offset| offset as &dyn Value));
        values.extend(self.bounds.iter().map(|bound| bound as &dyn Value));
        values
    }

    /// Whether any of the filters is set but the status, which the statements by status compare.
    pub(super) fn is_more_than_status(&self) -> bool {
        self.sources != [None]
            || self.qualified != [None]
            || self.spam.is_some()
            || self.first_time.is_some()
            || self.is_by_tag
            || self.hours.is_some()
    }
}
