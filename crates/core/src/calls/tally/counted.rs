//! The counts of one call.

use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::Sums;
use crate::calls::CallStatus;
use crate::db::{Columns, Error, FromRow, Row, words};
use crate::ids::NumberId;
use crate::time::{Timestamp, day_of};

words! {
    /// Where reports count a call.
    pub enum Kind {
        /// Among the calls.
        Call = "call",
        /// Among the spam.
        Spam = "spam",
        /// Among the calls of blocked callers.
        Blocked = "blocked",
    }
}

words! {
    /// The outcome that reports count a call as.
    pub enum CountedOutcome {
        /// The two sides talked.
        Answered = "answered",
        /// All else that has ended.
        Missed = "missed",
        /// The caller left a message.
        Voicemail = "voicemail",
        /// It has not ended.
        UnderWay = "under_way",
    }
}

impl CallStatus {
    /// The outcome that reports count a call of this status as.
    #[must_use]
    pub const fn counted_outcome(self) -> CountedOutcome {
        match self {
            Self::Ringing | Self::InProgress => CountedOutcome::UnderWay,
            Self::Completed => CountedOutcome::Answered,
            Self::Voicemail => CountedOutcome::Voicemail,
            Self::Missed | Self::Busy | Self::Failed => CountedOutcome::Missed,
        }
    }
}

/// The facts of a call that reports count: the columns of the view `counted_calls`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Counted {
    pub(crate) number: NumberId,
    pub(crate) source: String,
    pub(crate) started_at: Timestamp,
    pub(crate) status: CallStatus,
    pub(crate) talk_seconds: Option<i64>,
    pub(crate) answer_seconds: Option<i64>,
    pub(crate) first_time: bool,
    pub(crate) qualified: Option<bool>,
    pub(crate) value_cents: Option<i64>,
    pub(crate) spam: bool,
    pub(crate) blocked: bool,
}

impl FromRow for Counted {
    fn from_row(row: &Row<'_>) -> Result<Self, Error> {
        Self::from_columns(&mut row.columns())
    }
}

/// The row that counts a call: its number, source and kind, and its day and hour in a time zone.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Key {
    pub(crate) number: NumberId,
    pub(crate) day: Date,
    pub(crate) hour: u8,
    pub(crate) source: String,
    pub(crate) kind: Kind,
}

impl Counted {
    /// Reads the columns that come next in a row.
    pub(crate) fn from_columns(columns: &mut Columns<'_, '_>) -> Result<Self, Error> {
        Ok(Self {
            number: columns.take()?,
            source: columns.take()?,
            started_at: columns.take()?,
            status: columns.take()?,
            talk_seconds: columns.take()?,
            answer_seconds: columns.take()?,
            first_time: columns.take()?,
            qualified: columns.take()?,
            value_cents: columns.take()?,
            spam: columns.take()?,
            blocked: columns.take()?,
        })
    }

    /// Where reports count it.
    pub(crate) fn kind(&self) -> Kind {
        match (self.blocked, self.spam) {
            (true, _) => Kind::Blocked,
            (false, true) => Kind::Spam,
            (false, false) => Kind::Call,
        }
    }

    /// Whether it has ended. A call under way is in no row: reports read it itself.
    pub(crate) fn has_ended(&self) -> bool {
        self.status.counted_outcome() != CountedOutcome::UnderWay
    }

    /// The row that counts it in a time zone.
    pub(crate) fn key(&self, zone: &TimeZone) -> Key {
        let hour = zone.to_datetime(self.started_at.jiff()).hour();
        Key {
            number: self.number,
            day: day_of(self.started_at, zone),
            hour: u8::try_from(hour).unwrap_or_default(),
            source: self.source.clone(),
            kind: self.kind(),
        }
    }

    /// Its addition to the sums.
    pub(crate) fn sums(&self) -> Sums {
        let is = |condition: bool| i64::from(condition);
        let outcome = self.status.counted_outcome();
        let is_answered = outcome == CountedOutcome::Answered;
        let (talk, answer) = (self.talk_seconds.filter(|_| is_answered), self.answer_seconds.filter(|_| is_answered));
        Sums {
            calls: 1,
            answered: is(is_answered),
            missed: is(outcome == CountedOutcome::Missed),
            voicemails: is(outcome == CountedOutcome::Voicemail),
            first_time_callers: is(self.first_time),
            talks: is(talk.is_some()),
            talk_seconds: talk.unwrap_or_default(),
            answers: is(answer.is_some()),
            answer_seconds: answer.unwrap_or_default(),
            qualified: is(self.qualified == Some(true)),
            value_cents: self.value_cents.unwrap_or_default(),
        }
    }
}
