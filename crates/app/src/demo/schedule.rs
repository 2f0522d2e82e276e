//! When people call: the hours of a day, the days of a week, the seasons of a year.

use jiff::civil::{Date, Weekday};

use super::agency::Trade;

/// The relative number of calls in each hour of a working day.
const WORKDAY_HOURS: [f64; 24] = [
    0.6, 0.4, 0.3, 0.3, 0.5, 1.2, 5.0, 19.0, 54.0, 84.0, 96.0, 91.0, 68.0, 77.0, 85.0, 81.0, 72.0, 50.0, 27.0, 16.0,
    9.0, 5.0, 2.5, 1.2,
];
/// The same on a Saturday or Sunday.
const WEEKEND_HOURS: [f64; 24] = [
    0.8, 0.5, 0.4, 0.3, 0.4, 0.8, 2.5, 7.0, 17.0, 30.0, 36.0, 34.0, 29.0, 25.0, 23.0, 20.0, 17.0, 13.0, 10.0, 7.0, 5.0,
    3.5, 2.0, 1.2,
];
/// The relative number of calls in each month, from January.
const PLUMBING_MONTHS: [f64; 12] = [1.5, 1.35, 1.05, 0.9, 0.85, 0.9, 0.95, 0.9, 0.85, 0.95, 1.1, 1.35];
const ROOFING_MONTHS: [f64; 12] = [0.5, 0.55, 0.9, 1.35, 1.55, 1.5, 1.25, 1.15, 1.1, 1.0, 0.7, 0.5];
const DENTAL_MONTHS: [f64; 12] = [1.25, 1.05, 1.05, 1.0, 0.95, 0.95, 0.9, 1.05, 1.1, 1.0, 0.9, 0.75];

fn is_weekend(day: Weekday) -> bool {
    matches!(day, Weekday::Saturday | Weekday::Sunday)
}

impl Trade {
    /// The relative number of calls in an hour of a day of the week.
    pub(super) fn hour(self, day: Weekday, hour: usize) -> f64 {
        let base = if is_weekend(day) { WEEKEND_HOURS[hour] } else { WORKDAY_HOURS[hour] };
        let (night_factor, weekend_factor) = match self {
            Self::Plumbing => (6.0, 1.0),
            Self::Roofing => (1.5, 0.8),
            Self::Dental => (0.6, 0.35),
            Self::Agency => (0.5, 0.15),
        };
        let at_night = if (6..20).contains(&hour) { 1.0 } else { night_factor };
        base * at_night * if is_weekend(day) { weekend_factor } else { 1.0 }
    }

    /// The relative number of calls on a day of the year.
    pub(super) fn season(self, date: Date) -> f64 {
        let month = usize::try_from(date.month() - 1).unwrap_or_default() % 12;
        let of_month = match self {
            Self::Plumbing => PLUMBING_MONTHS[month],
            Self::Roofing => ROOFING_MONTHS[month],
            Self::Dental => DENTAL_MONTHS[month],
            Self::Agency => 1.0,
        };
        // More people call on a Monday, after the weekend, than on a Friday.
        let of_day = match date.weekday() {
            Weekday::Monday => 1.18,
            Weekday::Friday => 0.92,
            _ => 1.0,
        };
        of_month * of_day
    }

    /// Whether somebody is there to answer.
    pub(super) fn is_open(self, day: Weekday, hour: usize) -> bool {
        match self {
            Self::Plumbing => (7..if is_weekend(day) { 19 } else { 21 }).contains(&hour),
            Self::Roofing | Self::Agency => !is_weekend(day) && (8..18).contains(&hour),
            Self::Dental => day != Weekday::Sunday && (8..17).contains(&hour),
        }
    }
}
