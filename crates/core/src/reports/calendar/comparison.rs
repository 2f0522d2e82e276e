//! The period that another is compared with.

use jiff::ToSpan;
use jiff::civil::{Date, DateTime};

use super::days::plus;
use super::period::Unit;
use super::{Days, Period};
use crate::db::words;
use crate::time::{Timestamp, day_start};

words! {
    /// The choice of the period to compare with.
    #[derive(Default)]
    pub enum Compare {
        /// The period before.
        #[default]
        Previous = "previous",
        /// The same days a year earlier.
        Year = "year",
        /// Nothing.
        None = "none",
    }
}

impl Period {
    /// The period that this one is compared with. While this one is running, it is the same part of the earlier one: as many of
    /// its days, and of the last of them the time up to the hour and minute that it is now.
    pub fn before(&self, compare: Compare) -> Option<Self> {
        let days = self.days();
        let months = match (compare, self.unit()) {
            (Compare::None, _) => return None,
            (Compare::Year, _) | (Compare::Previous, Unit::Year) => 12,
            (Compare::Previous, Unit::Months) => months_in(days),
            (Compare::Previous, Unit::Days) => 0,
        };
        let earlier = |day: Date| match months {
            0 => plus(day, -days.count()),
            months => day.saturating_sub(months.months()),
        };
        let whole = match (compare, self.unit()) {
            // Months end on different days.
            (Compare::Previous, Unit::Months | Unit::Year) => Days::new(earlier(days.first()), plus(days.first(), -1))?,
            _ => Days::new(earlier(days.first()), earlier(days.last()))?,
        };
        if !self.is_running() {
            return Some(self.with(whole, None));
        }
        let today = self.today();
        let same = earlier(today).min(whole.last());
        let part = Days::new(whole.first(), same)?;
        // The earlier month was shorter, so all of it has been reached.
        let is_over = months > 0 && same.day() != today.day();
        Some(self.with(part, (!is_over).then(|| self.same_time(same))))
    }

    /// The moment of a day at which its clock shows the time that it is now.
    fn same_time(&self, day: Date) -> Timestamp {
        let time = self.zone().to_datetime(self.now().jiff()).time();
        let at = DateTime::from_parts(day, time);
        let at = self.zone().to_ambiguous_timestamp(at).compatible().map(Timestamp::from);
        let (from, to) = (day_start(day, self.zone()), day_start(plus(day, 1), self.zone()));
        at.unwrap_or(to).clamp(from, to)
    }
}

/// How many months the days touch.
fn months_in(days: Days) -> i32 {
    let months = |day: Date| i32::from(day.year()) * 12 + i32::from(day.month());
    months(days.last()) - months(days.first()) + 1
}
