//! The dashboard: the figures of a period and of the one before it, within the number access of the viewer.
//!
//! They are read from the sums by day; with a filter that those do not have, from the calls.

mod by_call;

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::{Date, Weekday};
use serde::{Deserialize, Serialize};

use super::calendar::{Bucket, Compare, Interval, InvalidPeriod, Period, PeriodChoice, buckets, first_weekday};
use super::call_back::{self, ToCallBack};
use super::filter::{Filter, tags_of};
use super::read::{self, Breakdown, HourCount, TopGroup, TopNumber, TopSource};
use crate::access::{May, actions};
use crate::calls::Sums;
use crate::calls::tally::{Build, Builds};
use crate::db::Db;
use crate::ids::{NumberId, TagId};
use crate::{Error, Fields};

/// How many numbers, groups and sources the dashboard shows.
const MAX_TOPS: usize = 10;
/// How many callers to call back it shows.
const MAX_TO_CALL_BACK: i64 = 20;

/// A question to the dashboard.
#[derive(Clone, Debug)]
pub struct Question {
    /// The period.
    pub period: PeriodChoice,
    /// The period that it is compared with.
    pub compare: Compare,
    /// Which calls are counted.
    pub filter: Filter,
}

/// The sums of a period, and how many callers called in it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Totals {
    /// The sums.
    pub sums: Sums,
    /// How many callers called, the anonymous ones in none.
    pub unique_callers: i64,
    /// Whether that is estimated.
    pub unique_callers_is_estimate: bool,
}

/// One point of a chart over time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Point {
    /// The time that it stands for.
    pub bucket: Bucket,
    /// The sums of that time. Of an hour they have the calls, and those answered, missed and left a message.
    pub sums: Sums,
}

/// The answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dashboard {
    /// The period, in the time zone of the figures.
    pub period: Period,
    /// The one before.
    pub before: Option<Period>,
    /// Whether the business has another time zone by now, and its figures are still being built.
    pub is_rebuilding: bool,
    /// The interval of the series.
    pub interval: Interval,
    /// The totals of the period.
    pub totals: Totals,
    /// Those of the one before.
    pub totals_before: Option<Totals>,
    /// The period over time.
    pub series: Vec<Point>,
    /// The one before over time.
    pub series_before: Vec<Point>,
    /// Calls by hour of the week, those hours that have some.
    pub hours: Vec<HourCount>,
    /// The numbers with the most calls.
    pub top_numbers: Vec<TopNumber>,
    /// The sources with the most calls.
    pub top_sources: Vec<TopSource>,
    /// The groups with the most calls, among them the numbers without one.
    pub top_groups: Vec<TopGroup>,
    /// Callers to call back, whatever the period.
    pub to_call_back: Vec<ToCallBack>,
}

impl Sums {
    /// How long the two sides talked on average, if it is known of any call.
    pub fn average_talk_seconds(&self) -> Option<i64> {
        average(self.talk_seconds, self.talks)
    }

    /// How long callers waited for an answer on average, if it is known of any call.
    pub fn average_answer_seconds(&self) -> Option<i64> {
        average(self.answer_seconds, self.answers)
    }

    /// Calls that have not ended.
    pub fn under_way(&self) -> i64 {
        self.calls - self.answered - self.missed - self.voicemails
    }
}

/// The average, rounded to the nearest whole number.
fn average(sum: i64, count: i64) -> Option<i64> {
    (count > 0).then(|| (sum + count / 2) / count)
}

/// Answers the dashboard's question.
///
/// # Errors
/// Returns the invalid field `period`, or a database error.
pub async fn dashboard(db: &Db, may: &May<actions::SeeDashboard>, question: &Question) -> Result<Dashboard, Error> {
    let Builds { live, next } = Builds::read(db, may).await?;
    let invalid = |error: InvalidPeriod| Error::Fields(Fields(vec![("period", error.to_string())]));
    let period = Period::new(question.period, &live.zone, db.now()).map_err(invalid)?;
    let before = period.before(question.compare);
    let interval = Interval::for_days(period.days());
    let first = first_weekday(may.viewpoint().country());
    let filter = &question.filter;
    let tags = tags_of(db, may, filter).await?;
    let terms = Terms { db, may, build: &live, interval, first, filter, tags: &tags };
    // Each is on the heap: together they are more than a thread's stack holds in a build for tests.
    let ((figures, figures_before), names, to_call_back) = tokio::try_join!(
        Box::pin(async {
            match filter.is_by_call() {
                true => Box::pin(by_call::figures(&terms, &period, before.as_ref())).await,
                false => Box::pin(by_day(&terms, &period, before.as_ref())).await,
            }
        }),
        Box::pin(async { read::number_names(db, may).await.map_err(Error::from) }),
        Box::pin(async { call_back::read(db, may, filter, &tags, false, MAX_TO_CALL_BACK).await.map_err(Error::from) }),
    )?;
    let Figures { totals, series, hours, numbers, sources } = figures;
    let (totals_before, series_before) =
        figures_before.map_or((None, Vec::new()), |(totals, series)| (Some(totals), series));
    let (groups, numbers) = (read::groups(&numbers, &names), read::named(&numbers, &names));
    Ok(Dashboard {
        period,
        before,
        is_rebuilding: next.is_some(),
        interval,
        totals,
        totals_before,
        series,
        series_before,
        hours,
        top_numbers: read::top(&numbers, MAX_TOPS, |(name, id), sums| {
            Some(TopNumber { id: *id, name: name.clone(), sums })
        }),
        top_sources: read::top(&sources, MAX_TOPS, |source, sums| Some(TopSource { source: source.clone(), sums })),
        top_groups: read::top(&groups, MAX_TOPS, |group, sums| {
            Some(TopGroup { group: group.clone().map(|(name, id)| (id, name)), sums })
        }),
        to_call_back,
    })
}

/// The figures of a period.
struct Figures {
    totals: Totals,
    series: Vec<Point>,
    hours: Vec<HourCount>,
    numbers: BTreeMap<NumberId, Sums>,
    sources: BTreeMap<String, Sums>,
}

/// Those of the period before, if there is one.
type FiguresBefore = Option<(Totals, Vec<Point>)>;

/// The question with its means.
struct Terms<'q> {
    db: &'q Db,
    may: &'q May<actions::SeeDashboard>,
    build: &'q Build,
    interval: Interval,
    first: Weekday,
    filter: &'q Filter,
    tags: &'q BTreeSet<TagId>,
}

/// The figures from the sums by day.
async fn by_day(
    terms: &Terms<'_>,
    period: &Period,
    before: Option<&Period>,
) -> Result<(Figures, FiguresBefore), Error> {
    let Terms { db, may, build, filter, .. } = *terms;
    let of_now = async {
        let Breakdown { days, hours, sources, numbers } = read::breakdown(db, may, build, period, filter).await?;
        let (totals, series) = over_time(terms, period, &days).await?;
        Ok::<_, Error>(Figures { totals, series, hours, numbers, sources })
    };
    let of_before = async {
        let Some(before) = before else { return Ok(None) };
        let days = read::by_day(db, may, build, before, filter).await?;
        over_time(terms, before, &days).await.map(Some)
    };
    tokio::try_join!(Box::pin(of_now), Box::pin(of_before))
}

/// The totals of a period, and its points.
async fn over_time(
    terms: &Terms<'_>,
    period: &Period,
    days: &BTreeMap<Date, Sums>,
) -> Result<(Totals, Vec<Point>), Error> {
    let Terms { db, may, interval, first, filter, .. } = *terms;
    let buckets = buckets(period, interval, first);
    let sums: Sums = days.values().copied().sum();
    let callers = read::unique_callers(db, may, period, filter, sums.calls).await?;
    let totals = Totals { sums, unique_callers: callers.count, unique_callers_is_estimate: callers.is_estimate };
    let series = match interval {
        Interval::Hour => {
            let hours = read::by_hour(db, may, period, filter, &buckets).await?;
            buckets.into_iter().zip(hours).map(|(bucket, sums)| Point { bucket, sums }).collect()
        }
        Interval::Day | Interval::Week | Interval::Month => {
            buckets.into_iter().map(|bucket| Point { bucket, sums: sum_of(days, &bucket) }).collect()
        }
    };
    Ok((totals, series))
}

fn sum_of(days: &BTreeMap<Date, Sums>, bucket: &Bucket) -> Sums {
    days.range(bucket.days.first()..=bucket.days.last()).map(|(_, sums)| *sums).sum()
}
