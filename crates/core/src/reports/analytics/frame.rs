//! A question at a moment: its periods, and all that it takes to ask each call.

use serde::{Deserialize, Serialize};

use super::AnalyticsQuestion;
use super::names::Names;
use super::query::Query;
use super::tallies::PeriodTotals;
use super::time_keys::TimeKeys;
use crate::access::{May, actions};
use crate::calls::tally::{Build, Builds};
use crate::db::Db;
use crate::reports::calendar::{InvalidPeriod, Period, PeriodChoice};
use crate::reports::filter::tags_of;
use crate::time::Timestamp;
use crate::{Error, Fields};

/// A question at a moment, as a viewer asks it.
#[derive(Debug)]
pub(in crate::reports) struct Frame<'q> {
    /// The sums that it is answered from.
    pub(in crate::reports) build: Build,
    /// Whether the sums of another time zone are being built.
    pub(in crate::reports) is_rebuilding: bool,
    pub(in crate::reports) period: Period,
    pub(in crate::reports) before: Option<Period>,
    pub(in crate::reports) query: Query<'q>,
}

/// The totals of the two periods of a question, by the ids of what they are grouped by.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(in crate::reports) struct Figures {
    pub(in crate::reports) now: PeriodTotals,
    pub(in crate::reports) then: Option<PeriodTotals>,
}

/// The period of a choice, read at a moment in the time zone of the sums.
///
/// # Errors
/// Returns the invalid field `period`.
pub(in crate::reports) fn period_at(choice: PeriodChoice, build: &Build, at: Timestamp) -> Result<Period, Error> {
    let invalid = |error: InvalidPeriod| Error::Fields(Fields(vec![("period", error.to_string())]));
    Period::new(choice, &build.zone, at).map_err(invalid)
}

impl<'q> Frame<'q> {
    /// A question at a moment.
    ///
    /// # Errors
    /// Returns the invalid field `period`, or a database error.
    pub(in crate::reports) async fn at(
        db: &Db,
        may: &May<actions::SeeAnalytics>,
        question: &'q AnalyticsQuestion,
        at: Timestamp,
    ) -> Result<Self, Error> {
        let Builds { live, next } = Builds::read(db, may).await?;
        let period = period_at(question.period, &live, at)?;
        let before = period.before(question.compare);
        let (groupings, filter) = (&question.group_by, &question.filter);
        let names = Names::read(db, may, groupings).await?;
        let query = Query { groupings, filter, tags: tags_of(db, may, filter).await?, names };
        Ok(Self { build: live, is_rebuilding: next.is_some(), period, before, query })
    }

    /// The keys of the times of the period.
    pub(super) fn keys(&self) -> TimeKeys {
        TimeKeys::new(&self.period, &self.period, self.query.groupings)
    }

    /// The keys of the times of the period before, in the rows of the period.
    pub(super) fn keys_before(&self) -> Option<TimeKeys> {
        Some(TimeKeys::new(self.before.as_ref()?, &self.period, self.query.groupings))
    }
}
