use jiff::civil::{DateTime, Weekday};

use super::scale::Percent;

/// How long each part of a chart over time is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Interval {
    Hour,
    Day,
    Week,
    Month,
}

impl Interval {
    /// `by day`.
    pub(crate) fn words(self) -> &'static str {
        match self {
            Self::Hour => "by hour",
            Self::Day => "by day",
            Self::Week => "by week",
            Self::Month => "by month",
        }
    }

    /// The head of a column of such times.
    pub(crate) fn title(self) -> &'static str {
        match self {
            Self::Hour => "Hour",
            Self::Day => "Day",
            Self::Week => "Week",
            Self::Month => "Month",
        }
    }
}

/// The horizontal axis of a chart over time: slots of equal width.
#[derive(Clone, Debug)]
pub(crate) struct TimeAxis {
    /// How long each slot is.
    pub(crate) interval: Interval,
    /// The beginning of each slot, by the clock of the business.
    pub(crate) starts: Vec<DateTime>,
    /// The day on which weeks begin.
    pub(crate) first_weekday: Weekday,
}

/// A label below the axis.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Tick {
    /// The middle of its slot.
    pub(crate) x: Percent,
    /// Its text.
    pub(crate) text: String,
    /// The widths at which it shows, as classes: `w1` narrow, `w2` middling, `w3` wide.
    pub(crate) widths: String,
}

/// The least widths of a drawing, in pixels, for which labels are chosen. The stylesheet knows the same.
const WIDTHS: [(usize, &str); 3] = [(270, "w1"), (520, "w2"), (860, "w3")];

/// Ways to label an axis, and the width that each label takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Labels {
    /// Hours of which the number is a multiple.
    Hours(i8),
    /// Days at midnight, among hours.
    Midnights,
    /// Every so many days, counted from the first.
    Days(usize),
    /// Every so many weeks.
    Weeks(usize),
    /// Months of which the number, from zero, is a multiple.
    Months(i8),
}

impl Labels {
    /// The pixels that a label needs with the room around it.
    fn width(self) -> usize {
        match self {
            Self::Hours(_) | Self::Midnights => 44,
            Self::Days(_) => 50,
            Self::Weeks(_) => 52,
            Self::Months(_) => 36,
        }
    }
}

impl TimeAxis {
    /// How many slots there are.
    pub(crate) fn len(&self) -> usize {
        self.starts.len()
    }

    /// The full name of a slot, as tables and readouts say it.
    pub(crate) fn name(&self, slot: usize) -> String {
        let Some(start) = self.starts.get(slot) else { return String::new() };
        match self.interval {
            Interval::Hour => {
                let day = if self.spans_days() { start.strftime("%a %-d %b, ").to_string() } else { String::new() };
                format!("{day}{}–{:02}:00", start.strftime("%H:%M"), (start.hour() + 1) % 24)
            }
            Interval::Day => start.strftime("%a %-d %b %Y").to_string(),
            Interval::Week => format!("Week of {}", start.strftime("%-d %b %Y")),
            Interval::Month => start.strftime("%B %Y").to_string(),
        }
    }

    /// The labels below the axis. At each width they are as many as fit without touching each other.
    pub(crate) fn ticks(&self) -> Vec<Tick> {
        let chosen = WIDTHS.map(|(width, class)| (self.labels(width), class));
        let tick = |slot: usize| {
            let mut shown = chosen.iter().filter(|(labels, _)| self.is_labelled(*labels, slot));
            let widths: Vec<&str> = shown.clone().map(|(_, class)| *class).collect();
            let (labels, _) = shown.next_back()?;
            let text = self.label(*labels, slot);
            Some(Tick { x: Percent::middle(slot, self.len()), text, widths: widths.join(" ") })
        };
        (0..self.len()).filter_map(tick).collect()
    }

    /// The finest labels that fit into a width.
    fn labels(&self, width: usize) -> Labels {
        let choices = self.choices();
        let fits = |labels: &&Labels| {
            let slots: Vec<usize> = (0..self.len()).filter(|slot| self.is_labelled(**labels, *slot)).collect();
            // The first two may be nearer to each other than the rest: a month that begins late in the period.
            let gap = slots.windows(2).map(|pair| pair[1] - pair[0]).min().unwrap_or(self.len());
            gap * width >= labels.width() * self.len()
        };
        choices.iter().find(fits).or(choices.last()).copied().unwrap_or(Labels::Days(1))
    }

    /// The ways to label this axis, the finest first.
    fn choices(&self) -> Vec<Labels> {
        use Labels::{Days, Hours, Midnights, Months, Weeks};
        match self.interval {
            Interval::Hour if self.len() > 30 => vec![Hours(6), Hours(12), Midnights],
            Interval::Hour => vec![Hours(1), Hours(3), Hours(6), Hours(12)],
            Interval::Day if self.len() <= 15 => vec![Days(1), Days(2), Days(4)],
            Interval::Day => vec![Weeks(1), Weeks(2), Months(1), Months(3), Months(12)],
            Interval::Week => vec![Weeks(1), Weeks(2), Weeks(4), Months(3), Months(12)],
            Interval::Month => vec![Months(1), Months(3), Months(6), Months(12)],
        }
    }

    fn is_labelled(&self, labels: Labels, slot: usize) -> bool {
        let Some(start) = self.starts.get(slot) else { return false };
        // A slot of weeks labels the month that begins in it.
        let begins_month = match self.interval {
            Interval::Week => start.day() <= 7,
            _ => start.day() == 1,
        };
        match labels {
            Labels::Hours(step) => start.hour() % step == 0,
            Labels::Midnights => start.hour() == 0,
            Labels::Days(step) => slot.is_multiple_of(step),
            Labels::Weeks(step) if self.interval == Interval::Week => slot.is_multiple_of(step),
            Labels::Weeks(step) => self.week(slot).is_some_and(|week| week.is_multiple_of(step)),
            Labels::Months(step) => begins_month && (start.month() - 1) % step == 0,
        }
    }

    /// Which week of the axis begins with this day; `None` when none does.
    fn week(&self, slot: usize) -> Option<usize> {
        let begins = |start: &DateTime| start.date().weekday() == self.first_weekday;
        self.starts.get(slot).filter(|start| begins(start))?;
        let first = self.starts.iter().position(begins)?;
        Some((slot - first) / 7)
    }

    fn label(&self, labels: Labels, slot: usize) -> String {
        let Some(start) = self.starts.get(slot) else { return String::new() };
        let form = match labels {
            Labels::Hours(_) if start.hour() == 0 && self.spans_days() => "%a %-d",
            Labels::Hours(_) => "%H:%M",
            Labels::Midnights | Labels::Days(_) => "%a %-d",
            Labels::Weeks(_) => "%-d %b",
            Labels::Months(_) if start.month() == 1 => "%Y",
            Labels::Months(_) => "%b",
        };
        start.strftime(form).to_string()
    }

    fn spans_days(&self) -> bool {
        self.starts.first().map(|start| start.date()) != self.starts.last().map(|start| start.date())
    }
}

#[cfg(test)]
mod tests {
    use jiff::ToSpan;
    use jiff::civil::{DateTime, Weekday, date};

    use super::{Interval, TimeAxis, WIDTHS};

    fn axis(interval: Interval, first: DateTime, count: i64) -> TimeAxis {
        let start = |at: i64| match interval {
            Interval::Hour => first + at.hours(),
            Interval::Day => first + at.days(),
            Interval::Week => first + at.weeks(),
            Interval::Month => first + at.months(),
        };
        TimeAxis { interval, starts: (0..count).map(start).collect(), first_weekday: Weekday::Monday }
    }

    fn texts(axis: &TimeAxis, width: &str) -> Vec<String> {
        axis.ticks().into_iter().filter(|tick| tick.widths.contains(width)).map(|tick| tick.text).collect()
    }

    fn midnight(year: i16, month: i8, day: i8) -> DateTime {
        date(year, month, day).at(0, 0, 0, 0)
    }

    #[test]
    fn a_day_is_labelled_at_hours_that_people_count_by() {
        let day = axis(Interval::Hour, midnight(2026, 11, 24), 24);
        assert_eq!(texts(&day, "w1"), ["00:00", "06:00", "12:00", "18:00"]);
        assert_eq!(texts(&day, "w3").len(), 8);
    }

    #[test]
    fn a_month_is_labelled_at_the_days_on_which_weeks_begin() {
        let month = axis(Interval::Day, midnight(2026, 11, 1), 30);
        assert_eq!(texts(&month, "w3"), ["2 Nov", "9 Nov", "16 Nov", "23 Nov", "30 Nov"]);
        let sundays = TimeAxis { first_weekday: Weekday::Sunday, ..month };
        assert_eq!(texts(&sundays, "w3"), ["1 Nov", "8 Nov", "15 Nov", "22 Nov", "29 Nov"]);
    }

    #[test]
    fn a_year_is_labelled_at_months_and_january_by_its_year() {
        let year = axis(Interval::Day, midnight(2025, 12, 1), 365);
        assert_eq!(texts(&year, "w3")[..3], ["Dec", "2026", "Feb"]);
        assert_eq!(texts(&year, "w1"), ["2026", "Apr", "Jul", "Oct"]);
        let months = axis(Interval::Month, midnight(2026, 1, 1), 12);
        assert_eq!(texts(&months, "w1"), ["2026", "Apr", "Jul", "Oct"]);
        assert_eq!(texts(&months, "w2").len(), 12);
    }

    #[test]
    fn labels_never_touch_each_other_at_any_width() {
        let intervals = [(Interval::Hour, 50), (Interval::Day, 400), (Interval::Week, 120), (Interval::Month, 40)];
        for (interval, most) in intervals {
            for count in 1..=most {
                let axis = axis(interval, midnight(2026, 10, 14), count);
                for (width, class) in WIDTHS {
                    let ticks = axis.ticks();
                    let shown: Vec<f64> = ticks
                        .iter()
                        .filter(|tick| tick.widths.contains(class))
                        .map(|tick| tick.x.to_string().trim_end_matches('%').parse::<f64>().unwrap())
                        .collect();
                    for pair in shown.windows(2) {
                        let gap = (pair[1] - pair[0]) / 100.0 * width as f64;
                        assert!(gap >= 32.0, "{interval:?}, {count} slots, {width} wide: {gap}");
                    }
                }
            }
        }
    }

    #[test]
    fn a_slot_has_a_full_name() {
        let name = |interval| axis(interval, midnight(2026, 11, 23), 3).name(0);
        assert_eq!(name(Interval::Hour), "00:00–01:00");
        assert_eq!(name(Interval::Day), "Mon 23 Nov 2026");
        assert_eq!(name(Interval::Week), "Week of 23 Nov 2026");
        assert_eq!(name(Interval::Month), "November 2026");
        assert_eq!(axis(Interval::Hour, midnight(2026, 11, 23), 30).name(25), "Tue 24 Nov, 01:00–02:00");
    }
}
