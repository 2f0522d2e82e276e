//! The figures of a dashboard from the calls, for filters that look at each of them.

use std::collections::{BTreeMap, HashSet};

use super::{Figures, FiguresBefore, HourCount, Point, Terms, Totals};
use crate::Error;
use crate::calls::Sums;
use crate::reports::analytics::{self, Facts, Groupings, Item, Limits, Names, Query, Reading, When, totals};
use crate::reports::calendar::{Period, buckets, hour_of_week};
use crate::reports::read::WeekCounts;
use crate::time::Timestamp;

/// The figures of a period and of the one before it.
pub(super) async fn figures(
    terms: &Terms<'_>,
    period: &Period,
    before: Option<&Period>,
) -> Result<(Figures, FiguresBefore), Error> {
    let groupings = Groupings::default();
    let tags = terms.tags.clone();
    let query = Query { groupings: &groupings, filter: terms.filter, tags, names: Names::default() };
    let facts = Facts { number: true, source: true, time: true, ..query.facts() };
    let of_before = async {
        match before {
            Some(before) => read(terms, before, &query, facts).await.map(Some),
            None => Ok(None),
        }
    };
    let (now, then) = tokio::try_join!(Box::pin(read(terms, period, &query, facts)), Box::pin(of_before))?;
    let figures_before = before.zip(then).map(|(before, reading)| (in_all(&reading), series(terms, before, &reading)));
    let figures = Figures {
        totals: in_all(&now),
        series: series(terms, period, &now),
        hours: hours(period, &now),
        numbers: by_key(&now, |item| item.number),
        sources: by_key(&now, |item| item.source.clone()),
    };
    Ok((figures, figures_before))
}

/// The calls of a period. A dashboard is answered at once, so those that are too many are refused.
async fn read(terms: &Terms<'_>, period: &Period, query: &Query<'_>, facts: Facts) -> Result<Reading, Error> {
    let reading = analytics::read(terms.db, terms.may, terms.build, period, query, facts, Limits::default());
    reading.await?.ok_or_else(analytics::too_many)
}

fn in_all(reading: &Reading) -> Totals {
    let sums = reading.items.iter().map(|item| item.sums).sum();
    let with_callers = reading.sample.as_ref().map_or(&reading.items, |(_, items)| items);
    let callers: HashSet<&str> = with_callers.iter().filter_map(|item| item.caller.as_deref()).collect();
    totals(sums, callers.len(), reading.sample.as_ref().map(|(sample, _)| *sample))
}

/// The moment of calls: each has one here.
fn moment(item: &Item) -> Option<Timestamp> {
    match item.when? {
        When::Moment(at) => Some(at),
        When::Day(_) | When::Hour(..) => None,
    }
}

fn series(terms: &Terms<'_>, period: &Period, reading: &Reading) -> Vec<Point> {
    let buckets = buckets(period, terms.interval, terms.first);
    let mut points: Vec<Point> = buckets.into_iter().map(|bucket| Point { bucket, sums: Sums::default() }).collect();
    for item in &reading.items {
        let Some(at) = moment(item) else { continue };
        let place = points.partition_point(|point| point.bucket.to <= at);
        if let Some(point) = points.get_mut(place) {
            point.sums += item.sums;
        }
    }
    points
}

fn hours(period: &Period, reading: &Reading) -> Vec<HourCount> {
    let mut week = WeekCounts::default();
    for item in &reading.items {
        if let Some(at) = moment(item) {
            week.add(hour_of_week(at, period.zone()), &item.sums);
        }
    }
    week.into_counts()
}

fn by_key<K: Ord>(reading: &Reading, key: impl Fn(&Item) -> Option<K>) -> BTreeMap<K, Sums> {
    let mut all = BTreeMap::<K, Sums>::new();
    for item in &reading.items {
        if let Some(key) = key(item) {
            *all.entry(key).or_default() += item.sums;
        }
    }
    all
}
