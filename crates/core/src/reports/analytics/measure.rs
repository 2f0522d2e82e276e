//! The measures of a row.

use crate::db::words;
use crate::reports::Totals;

words! {
    /// A figure of a row.
    pub enum Measure {
        /// Calls.
        Calls = "calls",
        /// Calls in which the two sides talked.
        Answered = "answered",
        /// All other calls that have ended without a message.
        Missed = "missed",
        /// Calls whose caller left a message.
        Voicemails = "voicemails",
        /// The share of the calls that were answered.
        AnswerRate = "answer_rate",
        /// Calls that were their caller's first to the number.
        FirstTimeCallers = "first_time_callers",
        /// Callers.
        UniqueCallers = "unique_callers",
        /// How long the two sides talked, in all.
        TalkSeconds = "talk_seconds",
        /// How long they talked on average.
        AverageTalkSeconds = "average_talk_seconds",
        /// How long callers waited for an answer on average.
        AverageAnswerSeconds = "average_answer_seconds",
        /// Qualified calls.
        Qualified = "qualified",
        /// The value of the calls.
        ValueCents = "value_cents",
    }
}

/// The share of all calls, in the unit of [`Measure::AnswerRate`].
const WHOLE: i64 = 10_000;

impl Measure {
    /// The figure, if it is known: seconds, hundredths of the currency, or a count. The answer rate is in hundredths of a
    /// percent, from 0 to 10,000.
    pub fn of(self, totals: &Totals) -> Option<i64> {
        let sums = &totals.sums;
        Some(match self {
            Self::Calls => sums.calls,
            Self::Answered => sums.answered,
            Self::Missed => sums.missed,
            Self::Voicemails => sums.voicemails,
            Self::AnswerRate => (sums.answered * WHOLE + sums.calls / 2).checked_div(sums.calls)?,
            Self::FirstTimeCallers => sums.first_time_callers,
            Self::UniqueCallers => totals.unique_callers,
            Self::TalkSeconds => sums.talk_seconds,
            Self::AverageTalkSeconds => sums.average_talk_seconds()?,
            Self::AverageAnswerSeconds => sums.average_answer_seconds()?,
            Self::Qualified => sums.qualified,
            Self::ValueCents => sums.value_cents,
        })
    }
}
