//! The days of the week against the hours of the day: when calls are missed, or another measure.

use askama::Template;
use jiff::civil::Weekday;

use super::super::grouped;
use super::scale::Percent;
use super::unit::Unit;
use super::week::weekday_name;

/// The levels of colour.
const LEVELS: i64 = 5;

/// The calls of one hour of the week.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct HourOfWeek {
    pub(crate) calls: i64,
    /// Those that were missed, or the other measure.
    pub(crate) value: i64,
}

/// The measure that is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum HeatMeasure {
    /// The missed ones of all calls.
    Missed,
    /// Another.
    Other {
        /// Its name.
        name: &'static str,
        /// The class of its colour.
        class: &'static str,
        unit: Unit,
    },
}

impl HeatMeasure {
    fn class(&self) -> &'static str {
        match self {
            Self::Missed => "missed",
            Self::Other { class, .. } => class,
        }
    }

    /// The head of the table.
    fn head(&self) -> &'static str {
        match self {
            Self::Missed => "Missed of all calls",
            Self::Other { name, .. } => name,
        }
    }

    /// The words beside the strongest colour.
    fn most(&self) -> &'static str {
        match self {
            Self::Missed => "Most missed",
            Self::Other { .. } => "Most",
        }
    }

    /// A value in a square.
    fn short(&self, value: i64) -> String {
        match self {
            Self::Missed | Self::Other { unit: Unit::Count, .. } => compact(value),
            Self::Other { unit, .. } => unit.short(value),
        }
    }

    /// An hour in the table.
    fn words(&self, hour: &HourOfWeek) -> String {
        match self {
            Self::Missed => format!("{} of {}", grouped(hour.value), grouped(hour.calls)),
            Self::Other { unit, .. } => unit.words(hour.value),
        }
    }
}

/// The chart.
#[derive(Clone, Debug, Template)]
#[template(path = "view/charts/heat_map.html")]
pub(crate) struct HeatMap {
    /// Its id in the page.
    pub(crate) id: &'static str,
    /// Its content, in words.
    pub(crate) title: String,
    pub(crate) measure: HeatMeasure,
    /// The hours of each day, Monday first.
    pub(crate) days: [[HourOfWeek; 24]; 7],
    /// The day on which weeks begin.
    pub(crate) first_weekday: Weekday,
}

impl askama::filters::HtmlSafe for HeatMap {}

/// A square of the drawing.
struct Square {
    x: Percent,
    y: Percent,
    /// The middle, for the text.
    middle: (Percent, Percent),
    /// The class of its colour: `none` without a call, then `l0` where the value is zero, up to `l5`.
    class: String,
    /// The value, in short.
    text: String,
}

impl HeatMap {
    /// The days in the order of the country.
    fn week(&self) -> Vec<(&'static str, &[HourOfWeek; 24])> {
        let days = self.first_weekday.cycle_forward().take(7);
        days.map(|day| (weekday_name(day), &self.days[usize::try_from(day.to_monday_zero_offset()).unwrap_or(0)]))
            .collect()
    }

    fn most(&self) -> i64 {
        self.days.iter().flatten().map(|hour| hour.value).max().unwrap_or(0)
    }

    fn squares(&self) -> Vec<Square> {
        let most = self.most();
        let square = |day: usize, hour: usize, value: &HourOfWeek| Square {
            x: Percent::of(hour as i64, 24),
            y: Percent::of(day as i64, 7),
            middle: (Percent::middle(hour, 24), Percent::middle(day, 7)),
            class: match value {
                HourOfWeek { calls: 0, .. } => "none".to_owned(),
                HourOfWeek { value: ..=0, .. } => "l0".to_owned(),
                // The widest share of the most that the level has: one missed call among a thousand is at the first.
                HourOfWeek { value, .. } => format!("l{}", level(*value, most)),
            },
            text: if value.value > 0 { self.measure.short(value.value) } else { String::new() },
        };
        let week = self.week();
        let squares = week
            .iter()
            .enumerate()
            .flat_map(|(day, (_, hours))| hours.iter().enumerate().map(move |(hour, value)| square(day, hour, value)));
        squares.collect()
    }

    /// The labels of the days: their middles and short names.
    fn day_labels(&self) -> Vec<(Percent, &'static str)> {
        let names = self.week().into_iter().enumerate();
        names.map(|(day, (name, _))| (Percent::middle(day, 7), &name[..3])).collect()
    }

    /// The labels of the hours.
    fn hour_labels(&self) -> Vec<(Percent, String, &'static str)> {
        let label = |hour: usize| {
            let widths = match hour {
                hour if hour.is_multiple_of(6) => "w1 w2 w3",
                hour if hour.is_multiple_of(3) => "w2 w3",
                _ => "w3",
            };
            (Percent::middle(hour, 24), format!("{hour:02}"), widths)
        };
        (0..24).map(label).collect()
    }

    /// The hour with the highest value, in a sentence; `None` when all are zero.
    fn highest(&self) -> Option<String> {
        let most = self.most();
        let week = self.week();
        let (day, hour, value) = week.iter().find_map(|(day, hours)| {
            let hour = hours.iter().position(|hour| hour.value == most)?;
            Some((*day, hour, hours[hour]))
        })?;
        let until = (hour + 1) % 24;
        let when = format!("on {day}s between {hour:02}:00 and {until:02}:00");
        (most > 0).then(|| match &self.measure {
            HeatMeasure::Missed => format!("Most are missed {when}: {} calls.", self.measure.words(&value)),
            HeatMeasure::Other { name, unit, .. } => format!("{name}: the most {when}, {}.", unit.words(most)),
        })
    }

    /// The table: each day with a cell an hour.
    fn rows(&self) -> Vec<(&'static str, Vec<String>)> {
        let cell = |hour: &HourOfWeek| self.measure.words(hour);
        self.week().into_iter().map(|(day, hours)| (day, hours.iter().map(cell).collect())).collect()
    }
}

fn level(value: i64, most: i64) -> i64 {
    (value as f64 / most.max(1) as f64 * LEVELS as f64).ceil().clamp(1.0, LEVELS as f64) as i64
}

/// A count that fits into a square.
fn compact(count: i64) -> String {
    match count {
        ..=999 => count.to_string(),
        1_000..=999_999 => format!("{}k", count / 1_000),
        _ => format!("{}M", grouped(count / 1_000_000)),
    }
}

#[cfg(test)]
mod tests {
    use super::super::samples::heat_map;
    use super::*;

    #[test]
    fn the_days_are_in_the_order_of_the_country() {
        let mut map = heat_map("hours", 0);
        map.days[6][9] = HourOfWeek { calls: 4, value: 3 };
        map.first_weekday = Weekday::Sunday;
        assert_eq!(map.rows()[0].0, "Sunday");
        assert_eq!(map.rows()[0].1[9], "3 of 4");
        map.first_weekday = Weekday::Monday;
        assert_eq!((map.rows()[6].0, map.rows()[6].1[9].as_str()), ("Sunday", "3 of 4"));
        assert_eq!(map.highest().unwrap(), "Most are missed on Sundays between 09:00 and 10:00: 3 of 4 calls.");
    }

    #[test]
    fn a_colour_tells_no_call_from_no_missed_call() {
        let mut map = HeatMap { first_weekday: Weekday::Monday, ..heat_map("hours", 0) };
        map.days[0][0] = HourOfWeek { calls: 1_000, value: 1_000 };
        map.days[0][1] = HourOfWeek { calls: 9, value: 1 };
        map.days[0][2] = HourOfWeek { calls: 9, value: 0 };
        let classes: Vec<String> = map.squares().into_iter().take(4).map(|square| square.class).collect();
        assert_eq!(classes, ["l5", "l1", "l0", "none"]);
    }

    #[test]
    fn a_week_without_calls_names_no_hour() {
        assert_eq!(heat_map("hours", 0).highest(), None);
    }
}
