//! The measures of analytics in words: their names, figures and changes, and the calls that a figure counts.

use crewline_core::reports::Totals;
use crewline_core::reports::analytics::Measure;

use super::change::{self, Aim, Change};
use super::counted_calls::Condition;
use crate::view::charts::{Unit, share_words};
use crate::view::{grouped, money_words};

/// The name of a measure, as the head of a column.
pub(super) fn label(measure: Measure) -> &'static str {
    match measure {
        Measure::Calls => "Calls",
        Measure::Answered => "Answered",
        Measure::Missed => "Missed",
        Measure::Voicemails => "Voicemails",
        Measure::AnswerRate => "Answer rate",
        Measure::FirstTimeCallers => "First-time callers",
        Measure::UniqueCallers => "Unique callers",
        Measure::TalkSeconds => "Talk time",
        Measure::AverageTalkSeconds => "Average talk time",
        Measure::AverageAnswerSeconds => "Time to answer",
        Measure::Qualified => "Qualified",
        Measure::ValueCents => "Value",
    }
}

/// The unit of its values in a chart.
pub(super) fn unit(measure: Measure, currency: &str) -> Unit {
    match measure {
        Measure::AnswerRate => Unit::Percent,
        Measure::TalkSeconds | Measure::AverageTalkSeconds | Measure::AverageAnswerSeconds => Unit::Seconds,
        Measure::ValueCents => Unit::Money(currency.to_owned()),
        _ => Unit::Count,
    }
}

/// The class of its colour in a chart.
pub(super) fn class(measure: Measure) -> &'static str {
    match measure {
        Measure::Answered => "answered",
        Measure::Missed => "missed",
        Measure::Voicemails => "voicemail",
        _ => "calls",
    }
}

/// Whether its values can be added up to those of several rows together.
pub(super) fn is_additive(measure: Measure) -> bool {
    !matches!(
        measure,
        Measure::AnswerRate | Measure::UniqueCallers | Measure::AverageTalkSeconds | Measure::AverageAnswerSeconds
    )
}

/// Its value in a chart: as core has it, but a rate in percent.
pub(super) fn value(measure: Measure, totals: &Totals) -> Option<i64> {
    let value = measure.of(totals)?;
    Some(if measure == Measure::AnswerRate { (value + 50) / 100 } else { value })
}

/// Its figure in words; a dash where none is known.
pub(super) fn figure(measure: Measure, totals: &Totals, currency: &str) -> String {
    match (measure, value(measure, totals)) {
        (_, None) => "–".to_owned(),
        (Measure::AnswerRate, Some(_)) => share_words(totals.sums.answered, totals.sums.calls),
        (Measure::UniqueCallers, Some(callers)) if totals.unique_callers_is_estimate => about(callers),
        (_, Some(value)) => unit(measure, currency).words(value),
    }
}

/// An estimate, without digits that it does not know: `about 12,400`.
fn about(estimate: i64) -> String {
    let magnitude = estimate.checked_ilog10().unwrap_or(0);
    let grain = 10_i64.pow(magnitude.saturating_sub(2));
    format!("about {}", grouped((estimate + grain / 2) / grain * grain))
}

/// Its change since the other period; `None` where one of the two is not known.
pub(super) fn change(measure: Measure, now: &Totals, before: &Totals, currency: &str) -> Option<Change> {
    let aim = match measure {
        Measure::Missed | Measure::AverageAnswerSeconds => Aim::Fewer,
        Measure::Voicemails | Measure::TalkSeconds | Measure::AverageTalkSeconds => Aim::Neither,
        _ => Aim::More,
    };
    let unit = match unit(measure, currency) {
        Unit::Count => change::Unit::Count,
        Unit::Percent => change::Unit::Percent,
        Unit::Seconds => change::Unit::Seconds,
        Unit::Money(_) => change::Unit::Money,
    };
    let was = match measure {
        Measure::ValueCents => Some(money_words(before.sums.value_cents, currency)),
        Measure::UniqueCallers => Some(figure(measure, before, currency)),
        _ => None,
    };
    Some(Change::of(value(measure, now)?, value(measure, before)?, unit, aim, was))
}

/// The condition of the calls that the figure counts, besides those of its row.
pub(super) fn condition(measure: Measure) -> Option<Condition<'static>> {
    match measure {
        Measure::Calls | Measure::UniqueCallers | Measure::ValueCents => None,
        Measure::Answered
        | Measure::AnswerRate
        | Measure::TalkSeconds
        | Measure::AverageTalkSeconds
        | Measure::AverageAnswerSeconds => Some(("outcome", "answered")),
        Measure::Missed => Some(("outcome", "missed")),
        Measure::Voicemails => Some(("outcome", "voicemail")),
        Measure::FirstTimeCallers => Some(("first_time", "true")),
        Measure::Qualified => Some(("qualified", "true")),
    }
}

#[cfg(test)]
mod tests {
    use crewline_core::calls::Sums;

    use super::*;

    fn totals(sums: Sums) -> Totals {
        Totals { sums, ..Totals::default() }
    }

    #[test]
    fn an_estimate_says_so_and_has_no_digits_that_it_does_not_know() {
        for (estimate, words) in [(0, "about 0"), (7, "about 7"), (999, "about 999"), (12_387, "about 12,400")] {
            assert_eq!(about(estimate), words);
        }
        let estimated = Totals { unique_callers: 12_387, unique_callers_is_estimate: true, ..Totals::default() };
        assert_eq!(figure(Measure::UniqueCallers, &estimated, "USD"), "about 12,400");
        let exact = Totals { unique_callers: 12_387, ..Totals::default() };
        assert_eq!(figure(Measure::UniqueCallers, &exact, "USD"), "12,387");
    }

    #[test]
    fn a_figure_has_the_words_of_its_measure() {
        let some = totals(Sums {
            calls: 900,
            answered: 899,
            talks: 2,
            talk_seconds: 368,
            value_cents: 1_250,
            ..Sums::default()
        });
        for (measure, words) in [
            (Measure::Calls, "900"),
            (Measure::AnswerRate, "99%"),
            (Measure::TalkSeconds, "6:08"),
            (Measure::AverageTalkSeconds, "3:04"),
            (Measure::AverageAnswerSeconds, "–"),
            (Measure::ValueCents, "$12.50"),
        ] {
            assert_eq!(figure(measure, &some, "USD"), words);
        }
    }

    #[test]
    fn a_change_says_whether_it_is_good() {
        let (now, before) = (
            totals(Sums { calls: 10, answered: 5, missed: 4, ..Sums::default() }),
            totals(Sums { calls: 8, answered: 6, missed: 2, ..Sums::default() }),
        );
        let said = |measure| {
            change(measure, &now, &before, "USD").map(|change| format!("{} {}", change.verdict, change.words))
        };
        assert_eq!(said(Measure::Calls).unwrap(), "Better 25% more than 8");
        assert_eq!(said(Measure::Missed).unwrap(), "Worse 100% more than 2");
        assert_eq!(said(Measure::AnswerRate).unwrap(), "Worse 25 points less than 75%");
        assert_eq!(said(Measure::AverageTalkSeconds), None);
    }
}
