//! The filters of the list of calls.

use super::{CallStatus, CountedOutcome, HoursFilter};
use crate::db::words;
use crate::ids::{GroupId, NumberId};
use crate::time::Timestamp;

/// The most values of a kind that the list is filtered by.
pub const MAX_CHOSEN: usize = 10;

words! {
    /// The choices of the filter by *qualified*.
    pub enum QualifiedFilter {
        /// It is qualified.
        Yes = "true",
        /// It is not.
        No = "false",
        /// Nothing was said.
        NotSaid = "none",
    }
}

/// The filters of the list of calls. A call has to match all of them, and any value of one that has several. There are at most
/// [`MAX_CHOSEN`] values of each: those beyond are not looked at.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// Calls of these numbers.
    pub numbers: Vec<NumberId>,
    /// Calls of the numbers that are now in these groups.
    pub groups: Vec<GroupId>,
    /// Calls of the numbers that are now in no group; besides those of [`groups`](Self::groups), if there are some.
    pub no_group: bool,
    /// Calls that came by these sources. The empty one is that of calls without a source.
    pub sources: Vec<String>,
    /// Calls of these statuses.
    pub statuses: Vec<CallStatus>,
    /// Calls that ended in these ways, or that are under way.
    pub outcomes: Vec<CountedOutcome>,
    /// Calls from this moment on.
    pub from: Option<Timestamp>,
    /// Calls before this moment.
    pub to: Option<Timestamp>,
    /// Calls with these tags, by their names.
    pub tags: Vec<String>,
    /// Calls without a tag; besides those of [`tags`](Self::tags), if there are some.
    pub no_tag: bool,
    /// Calls of which somebody has said that they are qualified, that they are not, or nothing.
    pub qualified: Vec<QualifiedFilter>,
    /// Calls that are spam; or those that are neither spam nor of a blocked caller, which reports count.
    pub spam: Option<bool>,
    /// Calls that are their caller's first to the number, or that are not.
    pub first_time: Option<bool>,
    /// Calls that came at these hours of the week.
    pub hours: Option<HoursFilter>,
    /// A search for callers: by the beginning or the last digits of their number, or by the beginning of their name.
    pub q: Option<String>,
}

impl Filter {
    /// The statuses that a call can have; `None` means any.
    pub(super) fn possible_statuses(&self) -> Option<Vec<CallStatus>> {
        if self.statuses.is_empty() && self.outcomes.is_empty() {
            return None;
        }
        let is_chosen = |status: &CallStatus| {
            (self.statuses.is_empty() || self.statuses.contains(status))
                && (self.outcomes.is_empty() || self.outcomes.contains(&status.counted_outcome()))
        };
        Some(CallStatus::ALL.iter().copied().filter(is_chosen).collect())
    }

    /// The sources that a call can have. PostgreSQL allows no NUL in texts, so no source has one.
    pub(super) fn possible_sources(&self) -> Vec<&str> {
        self.sources.iter().map(String::as_str).filter(|source| !source.contains('\0')).collect()
    }

    /// Whether no call can match, whatever calls there are.
    pub(super) fn matches_nothing(&self) -> bool {
        self.possible_statuses().is_some_and(|statuses| statuses.is_empty())
            || (!self.sources.is_empty() && self.possible_sources().is_empty())
    }

    /// Whether only calls of some numbers match.
    pub(super) fn is_by_number(&self) -> bool {
        !self.numbers.is_empty() || !self.groups.is_empty() || self.no_group
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_status_and_an_outcome_have_to_agree() {
        let statuses = |statuses: &[CallStatus], outcomes: &[CountedOutcome]| {
            let filter = Filter { statuses: statuses.to_vec(), outcomes: outcomes.to_vec(), ..Filter::default() };
            (filter.possible_statuses(), filter.matches_nothing())
        };
        assert_eq!(statuses(&[], &[]), (None, false));
        assert_eq!(statuses(&[CallStatus::Busy], &[]), (Some(vec![CallStatus::Busy]), false));
        let missed = vec![CallStatus::Missed, CallStatus::Busy, CallStatus::Failed];
        assert_eq!(statuses(&[], &[CountedOutcome::Missed]), (Some(missed), false));
        let busy = [CallStatus::Busy, CallStatus::Completed];
        assert_eq!(statuses(&busy, &[CountedOutcome::Missed]), (Some(vec![CallStatus::Busy]), false));
        assert_eq!(statuses(&busy, &[CountedOutcome::UnderWay]), (Some(vec![]), true));
    }
}
