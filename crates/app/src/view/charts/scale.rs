use super::unit::Unit;

/// The most steps between the lines of a vertical axis.
const MAX_STEPS: i64 = 4;

/// A vertical axis from zero, in the round steps of its unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Scale {
    top: i64,
    step: i64,
}

/// A line of a vertical axis.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Line {
    /// How far from the top of the drawing.
    pub(crate) y: Percent,
    /// The value, in short.
    pub(crate) label: String,
}

impl Scale {
    /// The axis that has room for this value.
    pub(crate) fn up_to(max: i64, unit: &Unit) -> Self {
        let max = max.max(0);
        let mut steps = unit.steps();
        let step = steps.find(|step| step.saturating_mul(MAX_STEPS) >= max).unwrap_or(i64::MAX);
        let steps = (max / step + i64::from(max % step > 0)).max(1);
        Self { top: step.saturating_mul(steps), step }
    }

    /// How far from the bottom a value lies, in parts of a thousand. A value above zero is at least a thin line.
    pub(crate) fn height(self, value: i64) -> i64 {
        const THIN: i64 = 5;
        let height = (value.max(0) as f64 / self.top as f64 * 1000.0).round() as i64;
        if value > 0 { height.max(THIN) } else { 0 }
    }

    /// The lines from the bottom to the top. An axis of nothing but zeros has the line of zero alone.
    pub(crate) fn lines(self, max: i64, unit: &Unit) -> Vec<Line> {
        let steps = if max <= 0 { 0 } else { self.top / self.step };
        (0..=steps)
            .map(|at| {
                let value = at * self.step;
                Line { y: Percent::of(self.top - value, self.top), label: unit.short(value) }
            })
            .collect()
    }
}

/// A part of the drawing's width or height.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Percent(f64);

impl Eq for Percent {}

impl Percent {
    /// The share that `part` is of `whole`; nothing of an empty whole.
    pub(crate) fn of(part: i64, whole: i64) -> Self {
        Self(if whole == 0 { 0.0 } else { part as f64 * 100.0 / whole as f64 })
    }

    /// The middle of one of `count` equal slots.
    pub(crate) fn middle(slot: usize, count: usize) -> Self {
        Self((slot as f64 + 0.5) * 100.0 / count.max(1) as f64)
    }
}

/// `12.5%`, with two decimals at most.
impl std::fmt::Display for Percent {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let text = format!("{:.2}", self.0);
        write!(out, "{}%", text.trim_end_matches('0').trim_end_matches('.'))
    }
}

impl askama::filters::HtmlSafe for Percent {}

#[cfg(test)]
mod tests {
    use super::{Percent, Scale, Unit};

    fn labels(max: i64, unit: &Unit) -> Vec<String> {
        Scale::up_to(max, unit).lines(max, unit).into_iter().map(|line| line.label).collect()
    }

    #[test]
    fn an_axis_of_time_has_steps_that_people_count_by() {
        assert_eq!(labels(95, &Unit::Seconds), ["0", "30 s", "1 min", "1:30", "2 min"]);
        assert_eq!(labels(4_000, &Unit::Seconds), ["0", "20 min", "40 min", "60 min", "80 min"]);
        assert_eq!(labels(180_000, &Unit::Seconds), ["0", "20 h", "40 h", "60 h"]);
    }

    #[test]
    fn an_axis_has_few_lines_in_round_steps() {
        for (max, expected) in [
            (0, vec!["0"]),
            (1, vec!["0", "1"]),
            (3, vec!["0", "1", "2", "3"]),
            (5, vec!["0", "2", "4", "6"]),
            (9, vec!["0", "5", "10"]),
            (23, vec!["0", "10", "20", "30"]),
            (47, vec!["0", "20", "40", "60"]),
            (120, vec!["0", "50", "100", "150"]),
            (4_000, vec!["0", "1,000", "2,000", "3,000", "4,000"]),
            (17_000, vec!["0", "5,000", "10k", "15k", "20k"]),
            (5_500_000, vec!["0", "2M", "4M", "6M"]),
        ] {
            assert_eq!(labels(max, &Unit::Count), expected, "{max}");
        }
    }

    #[test]
    fn every_value_has_room_and_no_axis_has_more_than_five_lines() {
        for max in (0..4_000).chain((0..62).map(|power| 1_i64 << power)).chain([i64::MAX]) {
            let scale = Scale::up_to(max, &Unit::Count);
            assert!(scale.top >= max, "{max}: {scale:?}");
            assert!((1..=5).contains(&scale.lines(max, &Unit::Count).len()), "{max}: {scale:?}");
            assert!(scale.height(max) <= 1000, "{max}: {scale:?}");
        }
    }

    #[test]
    fn one_call_beside_a_million_is_still_seen() {
        let scale = Scale::up_to(1_000_000, &Unit::Count);
        assert_eq!((scale.height(0), scale.height(1), scale.height(1_000_000)), (0, 5, 1000));
    }

    #[test]
    fn a_percentage_is_short() {
        let texts = [Percent::of(1, 3), Percent::of(1, 2), Percent::of(0, 0), Percent::middle(0, 4)];
        assert_eq!(texts.map(|percent| percent.to_string()), ["33.33%", "50%", "0%", "12.5%"]);
    }
}
