//! The calendar: periods, comparisons, and buckets in zones whose clocks do what clocks do.

use jiff::civil::{Date, Weekday, date};
use jiff::tz::TimeZone;
use proptest::prelude::*;

use super::*;
use crate::time::{Timestamp, day_of};

/// Zones with the clock changes and offsets that calendars get wrong, and a day near one of them.
const ZONES: [(&str, Date); 18] = [
    ("UTC", date(2026, 12, 31)),
    // Changes both ways.
    ("America/New_York", date(2026, 3, 8)),
    ("America/New_York", date(2026, 11, 1)),
    ("Europe/Berlin", date(2026, 3, 29)),
    ("Europe/Berlin", date(2025, 10, 26)),
    // Offsets of +5:30, +12:45 and -3:30.
    ("Asia/Kolkata", date(2026, 1, 1)),
    ("Pacific/Chatham", date(2026, 4, 5)),
    ("America/St_Johns", date(2026, 3, 8)),
    // A day that did not exist.
    ("Pacific/Apia", date(2011, 12, 30)),
    // No midnight.
    ("America/Sao_Paulo", date(2018, 11, 4)),
    ("Africa/Cairo", date(2024, 4, 26)),
    // Midnight twice.
    ("America/Havana", date(2026, 11, 1)),
    // The clock went back over midnight.
    ("America/Goose_Bay", date(2010, 11, 7)),
    // Half an hour, and two hours.
    ("Australia/Lord_Howe", date(2026, 4, 5)),
    ("Australia/Lord_Howe", date(2026, 10, 4)),
    ("Antarctica/Troll", date(2026, 3, 29)),
    // Years with 53 weeks.
    ("Europe/London", date(2026, 12, 31)),
    ("America/Chicago", date(2020, 12, 31)),
];

fn zone(name: &str) -> TimeZone {
    TimeZone::get(name).unwrap()
}

fn moment(text: &str) -> Timestamp {
    text.parse::<jiff::Timestamp>().unwrap().into()
}

/// A period of days around one of the zones' days.
fn periods() -> impl Strategy<Value = Period> {
    (0..ZONES.len(), -40_i64..40, 1_i64..500, 0_i64..86_400).prop_map(|(place, shift, count, second)| {
        let (name, day) = ZONES[place];
        let days = Days::ending(days::plus(day, shift), 1).first();
        let to = days::plus(days, count - 1);
        let now = crate::time::day_start(days::plus(to, -count / 2), &zone(name)).plus_seconds(second);
        Period::new(PeriodChoice::Days { from: days, to }, &zone(name), now).unwrap()
    })
}

fn first_weekdays() -> impl Strategy<Value = Weekday> {
    prop_oneof![Just(Weekday::Monday), Just(Weekday::Sunday), Just(Weekday::Saturday), Just(Weekday::Friday)]
}

fn indexes(buckets: &[Bucket], at: Timestamp) -> Vec<usize> {
    (0..buckets.len()).filter(|place| buckets[*place].from <= at && at < buckets[*place].to).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn every_call_is_in_one_bucket_of_every_interval_and_totals_never_change(
        period in periods(), first in first_weekdays(), parts in prop::collection::vec(0.0..1.0_f64, 1..60),
    ) {
        let (from, to) = (period.from(), period.to());
        // A day that did not exist has no moments.
        prop_assume!(from < to);
        let length = (to.millis() - from.millis()) as f64;
        let mut calls: Vec<Timestamp> =
            parts.iter().map(|part| Timestamp::from_millis(from.millis() + (length * part) as i64)).collect();
        calls.extend([from, Timestamp::from_millis(to.millis() - 1)]);
        for interval in Interval::ALL {
            let buckets = buckets(&period, *interval, first);
            prop_assert_eq!(buckets.first().map(|bucket| bucket.from), Some(from));
            prop_assert_eq!(buckets.last().map(|bucket| bucket.to), Some(to));
            prop_assert!(buckets.windows(2).all(|pair| pair[0].to == pair[1].from && pair[0].days.last() <= pair[1].days.first()));
            let mut total = 0;
            for call in &calls {
                let places = indexes(&buckets, *call);
                prop_assert_eq!(places.len(), 1, "{} {}", interval, call);
                let bucket = buckets[places[0]];
                let day = day_of(*call, period.zone());
                prop_assert!(bucket.days.has(day), "{:?} has {}", bucket, day);
                prop_assert!(*interval != Interval::Hour || bucket.hour == hour_of_week(*call, period.zone()).hour.into());
                total += places.len();
            }
            prop_assert_eq!(total, calls.len());
            // A call's day alone finds its bucket, as the rows by day need.
            if *interval != Interval::Hour {
                for day in period.days().iter() {
                    prop_assert_eq!(buckets.iter().filter(|bucket| bucket.days.has(day)).count(), 1);
                }
            }
        }
    }

    #[test]
    fn the_period_before_is_as_long_as_what_has_passed_and_ends_before_it(period in periods()) {
        let before = period.before(Compare::Previous).unwrap();
        prop_assert!(before.to() <= period.from() && before.from() <= before.to());
        if !period.is_running() && period.unit() == period::Unit::Days {
            prop_assert_eq!(before.days().count(), period.days().count());
            prop_assert_eq!(before.to(), period.from());
        }
        let year = period.before(Compare::Year).unwrap();
        prop_assert!(year.from() < period.from() && year.to() < period.to());
        prop_assert_eq!(period.before(Compare::None), None);
        for interval in Interval::ALL {
            let all = buckets(&before, *interval, Weekday::Monday);
            prop_assert!(all.windows(2).all(|pair| pair[0].to == pair[1].from));
            prop_assert!(before.from() == before.to() || all.last().map(|bucket| bucket.to) == Some(before.to()));
        }
    }

    #[test]
    fn the_hours_of_a_day_are_at_most_an_hour_long(place in 0..ZONES.len(), shift in -400_i64..400) {
        let (name, day) = ZONES[place];
        let day = days::plus(day, shift);
        let period = Period::new(PeriodChoice::Days { from: day, to: day }, &zone(name), Timestamp::default());
        // A day of 2027 is out of range for a reader of 1970.
        let period = period.or_else(|_| {
            Period::new(PeriodChoice::Days { from: day, to: day }, &zone(name), moment("2027-06-01T00:00:00Z"))
        });
        let hours = buckets(&period.unwrap(), Interval::Hour, Weekday::Monday);
        prop_assert!(hours.iter().all(|hour| (1..=3_600_000).contains(&(hour.to.millis() - hour.from.millis()))));
        prop_assert!(hours.len() <= 26, "{}", hours.len());
    }
}

fn period(name: NamedPeriod, zone_name: &str, now: &str) -> Period {
    Period::new(PeriodChoice::Named(name), &zone(zone_name), moment(now)).unwrap()
}

fn shown(period: &Period) -> String {
    let (days, cut) = (period.days(), if period.is_cut() { format!(" until {}", period.to()) } else { String::new() });
    format!("{}..{}{cut}", days.first(), days.last())
}

#[test]
fn named_periods_move_with_the_day_of_the_zone() {
    // It is still the 30th in New York.
    let now = "2026-12-01T03:30:00Z";
    let days = |name| shown(&period(name, "America/New_York", now));
    assert_eq!(days(NamedPeriod::Today), "2026-11-30..2026-11-30");
    assert_eq!(days(NamedPeriod::Yesterday), "2026-11-29..2026-11-29");
    assert_eq!(days(NamedPeriod::Last7Days), "2026-11-24..2026-11-30");
    assert_eq!(days(NamedPeriod::Last30Days), "2026-11-01..2026-11-30");
    assert_eq!(days(NamedPeriod::Last90Days), "2026-09-02..2026-11-30");
    assert_eq!(days(NamedPeriod::ThisMonth), "2026-11-01..2026-11-30");
    assert_eq!(days(NamedPeriod::LastMonth), "2026-10-01..2026-10-31");
    assert_eq!(days(NamedPeriod::ThisYear), "2026-01-01..2026-11-30");
    assert_eq!(shown(&period(NamedPeriod::ThisMonth, "UTC", now)), "2026-12-01..2026-12-01");
}

#[test]
fn a_running_period_is_compared_with_the_same_part_of_the_earlier_one() {
    let before = |name, now, compare| shown(&period(name, "America/New_York", now).before(compare).unwrap());
    let noon = "2026-07-15T16:00:00Z";
    let previous = |name| before(name, noon, Compare::Previous);
    assert_eq!(previous(NamedPeriod::Today), "2026-07-14..2026-07-14 until 2026-07-14T16:00:00Z");
    assert_eq!(previous(NamedPeriod::Yesterday), "2026-07-13..2026-07-13");
    assert_eq!(previous(NamedPeriod::Last7Days), "2026-07-02..2026-07-08 until 2026-07-08T16:00:00Z");
    assert_eq!(previous(NamedPeriod::ThisMonth), "2026-06-01..2026-06-15 until 2026-06-15T16:00:00Z");
    assert_eq!(previous(NamedPeriod::LastMonth), "2026-05-01..2026-05-31");
    assert_eq!(previous(NamedPeriod::ThisYear), "2025-01-01..2025-07-15 until 2025-07-15T16:00:00Z");
    let year = |name| before(name, noon, Compare::Year);
    assert_eq!(year(NamedPeriod::Today), "2025-07-15..2025-07-15 until 2025-07-15T16:00:00Z");
    assert_eq!(year(NamedPeriod::LastMonth), "2025-06-01..2025-06-30");
    // February is over on its 28th.
    let end_of_march = before(NamedPeriod::ThisMonth, "2026-03-31T16:00:00Z", Compare::Previous);
    assert_eq!(end_of_march, "2026-02-01..2026-02-28");
    let leap_day = before(NamedPeriod::ThisMonth, "2024-02-29T17:00:00Z", Compare::Year);
    assert_eq!(leap_day, "2023-02-01..2023-02-28");
    // The same time of the clock, on the other side of a change.
    let after_change = before(NamedPeriod::Today, "2026-03-08T16:00:00Z", Compare::Previous);
    assert_eq!(after_change, "2026-03-07..2026-03-07 until 2026-03-07T17:00:00Z");
}

#[test]
fn chosen_days_are_compared_with_as_many_and_months_with_months() {
    let before = |from, to, compare| {
        let now = moment("2026-07-15T16:00:00Z");
        let period = Period::new(PeriodChoice::Days { from, to }, &TimeZone::UTC, now).unwrap();
        shown(&period.before(compare).unwrap())
    };
    let previous = |from, to| before(from, to, Compare::Previous);
    assert_eq!(previous(date(2026, 1, 1), date(2026, 1, 15)), "2025-12-17..2025-12-31");
    assert_eq!(previous(date(2026, 3, 1), date(2026, 3, 31)), "2026-02-01..2026-02-28");
    assert_eq!(previous(date(2026, 3, 1), date(2026, 4, 30)), "2026-01-01..2026-02-28");
    // A running month of which the end was chosen.
    assert_eq!(previous(date(2026, 7, 1), date(2026, 7, 31)), "2026-06-01..2026-06-15 until 2026-06-15T16:00:00Z");
    assert_eq!(before(date(2024, 2, 29), date(2024, 2, 29), Compare::Year), "2023-02-28..2023-02-28");
}

#[test]
fn reversed_and_absurd_periods_are_refused() {
    let error = |from, to| {
        let choice = PeriodChoice::Days { from, to };
        Period::new(choice, &TimeZone::UTC, moment("2026-07-15T16:00:00Z")).map(|period| shown(&period)).unwrap_err()
    };
    assert_eq!(error(date(2026, 2, 1), date(2026, 1, 31)), InvalidPeriod::Reversed);
    assert_eq!(error(date(1999, 12, 31), date(2026, 1, 31)), InvalidPeriod::OutOfRange);
    assert_eq!(error(date(2026, 1, 1), date(2028, 1, 1)), InvalidPeriod::OutOfRange);
    assert_eq!(error(date(2010, 1, 1), date(2026, 1, 1)), InvalidPeriod::TooLong);
}

#[test]
fn weeks_begin_as_the_country_begins_them_and_the_interval_fits() {
    let choice = PeriodChoice::Days { from: date(2026, 12, 30), to: date(2027, 1, 4) };
    let period = Period::new(choice, &TimeZone::UTC, moment("2026-07-15T16:00:00Z")).unwrap();
    let weeks = |country| {
        let all = buckets(&period, Interval::Week, first_weekday(country));
        all.iter()
            .map(|week| format!("{} {}-{}", week.day, week.days.first().day(), week.days.last().day()))
            .collect::<Vec<_>>()
    };
    assert_eq!(weeks("DE"), ["2026-12-28 30-3", "2027-01-04 4-4"]);
    assert_eq!(weeks("US"), ["2026-12-27 30-2", "2027-01-03 3-4"]);
    assert_eq!(weeks("EG"), ["2026-12-26 30-1", "2027-01-02 2-4"]);
    assert_eq!(
        [1, 2, 45, 46, 200, 201].map(|count| Interval::for_days(Days::ending(date(2026, 1, 1), count))),
        [Interval::Hour, Interval::Day, Interval::Day, Interval::Week, Interval::Week, Interval::Month,]
    );
}

#[test]
fn hours_follow_the_clock_over_its_changes() {
    let hours = |name, day| {
        let period =
            Period::new(PeriodChoice::Days { from: day, to: day }, &zone(name), moment("2026-07-15T16:00:00Z"));
        buckets(&period.unwrap(), Interval::Hour, Weekday::Monday)
            .iter()
            .filter_map(|hour| hour.hour)
            .collect::<Vec<_>>()
    };
    assert_eq!(hours("America/New_York", date(2026, 3, 8))[..4], [0, 1, 3, 4]);
    assert_eq!(hours("America/New_York", date(2026, 11, 1))[..4], [0, 1, 1, 2]);
    assert_eq!(hours("Asia/Kolkata", date(2026, 1, 1)), (0..24).collect::<Vec<_>>());
    assert_eq!(hours("America/Sao_Paulo", date(2018, 11, 4))[..2], [1, 2]);
    // Half an hour back, from 2:00 to 1:30.
    assert_eq!(hours("Australia/Lord_Howe", date(2026, 4, 5))[..4], [0, 1, 1, 2]);
    assert!(hours("Pacific/Apia", date(2011, 12, 30)).is_empty());
    assert_eq!(HourOfWeek { day: Weekday::Sunday, hour: 23 }.place(), 167);
}
