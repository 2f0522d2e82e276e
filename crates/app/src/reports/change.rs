//! How a figure has changed since the other period, and whether that is good.

use crate::view::{Tone, duration, grouped};

/// Which way a figure should go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Aim {
    /// More is better.
    More,
    /// Fewer is better.
    Fewer,
    /// Neither is better.
    Neither,
}

/// The kind of a figure, so that its change has the right words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unit {
    /// Things that are counted.
    Count,
    /// Seconds.
    Seconds,
    /// Percent. It changes by points.
    Percent,
    /// Cents, of which the words are made elsewhere.
    Money,
}

/// The change, in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Change {
    /// Whether it is good: `Better`, `Worse`, or nothing.
    pub(crate) verdict: &'static str,
    /// The class that carries the colour.
    pub(crate) tone: Tone,
    /// The rest of the sentence: `12% fewer than 48`.
    pub(crate) words: String,
}

impl Change {
    /// The change of a figure. `was` is the figure before, in words, if the unit does not say it.
    pub(crate) fn of(now: i64, before: i64, unit: Unit, aim: Aim, was: Option<String>) -> Self {
        let was = was.unwrap_or_else(|| match unit {
            Unit::Count | Unit::Money => grouped(before),
            Unit::Seconds => duration(u64::try_from(before).ok()),
            Unit::Percent => format!("{before}%"),
        });
        let is_more = now > before;
        let (verdict, tone) = match aim {
            _ if now == before => ("", Tone::Plain),
            Aim::Neither => ("", Tone::Plain),
            Aim::More if is_more => ("Better", Tone::Good),
            Aim::Fewer if !is_more => ("Better", Tone::Good),
            _ => ("Worse", Tone::Bad),
        };
        let direction = match (unit, is_more) {
            (Unit::Seconds, true) => "longer",
            (Unit::Seconds, false) => "shorter",
            (Unit::Count, false) => "fewer",
            (Unit::Percent | Unit::Money, false) => "less",
            (_, true) => "more",
        };
        let words = if now == before {
            format!("Unchanged: {was} before")
        } else if unit == Unit::Percent {
            let points = (now - before).abs();
            format!("{points} {} {direction} than {was}", if points == 1 { "point" } else { "points" })
        } else {
            match amount(now, before) {
                Some(amount) => format!("{amount} {direction} than {was}"),
                None => format!("{was} before"),
            }
        };
        Self { verdict, tone, words }
    }

    /// The class that carries the colour.
    pub(crate) fn class(&self) -> &'static str {
        self.tone.class()
    }
}

/// By how much: `12%`, or `8 times` where a percentage would not be read. `None` where there was nothing before.
fn amount(now: i64, before: i64) -> Option<String> {
    if before <= 0 {
        return None;
    }
    let percent = ((now as f64 - before as f64).abs() * 100.0 / before as f64).round();
    Some(match percent {
        0.0 => "<1%".to_owned(),
        percent if percent >= 1_000.0 => format!("{} times", grouped((now as f64 / before as f64).round() as i64)),
        percent => format!("{percent}%"),
    })
}

#[cfg(test)]
mod tests {
    use super::{Aim, Change, Unit};

    fn said(now: i64, before: i64, unit: Unit, aim: Aim) -> String {
        let change = Change::of(now, before, unit, aim, None);
        format!("{} {} {}", change.class(), change.verdict, change.words)
    }

    #[test]
    fn fewer_missed_calls_are_better_and_fewer_calls_are_worse() {
        assert_eq!(said(42, 48, Unit::Count, Aim::Fewer), "good Better 13% fewer than 48");
        assert_eq!(said(54, 48, Unit::Count, Aim::Fewer), "bad Worse 13% more than 48");
        assert_eq!(said(42, 48, Unit::Count, Aim::More), "bad Worse 13% fewer than 48");
        assert_eq!(said(1_500, 1_200, Unit::Count, Aim::More), "good Better 25% more than 1,200");
    }

    #[test]
    fn a_change_that_is_neither_good_nor_bad_has_no_verdict() {
        assert_eq!(said(200, 184, Unit::Seconds, Aim::Neither), "plain  9% longer than 3:04");
        assert_eq!(said(48, 48, Unit::Count, Aim::More), "plain  Unchanged: 48 before");
    }

    #[test]
    fn shares_change_by_points() {
        assert_eq!(said(71, 72, Unit::Percent, Aim::More), "bad Worse 1 point less than 72%");
        assert_eq!(said(80, 72, Unit::Percent, Aim::More), "good Better 8 points more than 72%");
    }

    #[test]
    fn extreme_changes_are_in_words_that_people_read() {
        assert_eq!(said(5, 0, Unit::Count, Aim::More), "good Better 0 before");
        assert_eq!(said(0, 0, Unit::Count, Aim::More), "plain  Unchanged: 0 before");
        assert_eq!(said(24_000, 3, Unit::Count, Aim::More), "good Better 8,000 times more than 3");
        assert_eq!(said(100_001, 100_000, Unit::Count, Aim::More), "good Better <1% more than 100,000");
        assert_eq!(said(0, 9, Unit::Count, Aim::Fewer), "good Better 100% fewer than 9");
    }
}
