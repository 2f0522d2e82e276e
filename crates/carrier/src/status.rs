//! The carrier's status of a call or a leg.

use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// The carrier's status of a call or a leg.
///
/// The statuses are in the order of time. The final ones are in the order of precedence when a
/// carrier says two things. So the greatest status that was reported is the status, in any order of
/// the reports.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CarrierStatus {
    /// It has not begun to ring.
    Queued,
    /// It rings.
    Ringing,
    /// It was answered: by a person, by a machine, or, for the inbound call, by our own document.
    InProgress,
    /// It was canceled before an answer.
    Canceled,
    /// It could not be placed.
    Failed,
    /// Nobody answered in time.
    NoAnswer,
    /// The line was busy.
    Busy,
    /// It was answered and is over.
    Completed,
}

/// The text is no status that a carrier sends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the carrier's status is not a known one")]
pub struct UnknownStatus;

impl CarrierStatus {
    /// Every status, in order.
    pub const ALL: [Self; 8] = [
        Self::Queued,
        Self::Ringing,
        Self::InProgress,
        Self::Canceled,
        Self::Failed,
        Self::NoAnswer,
        Self::Busy,
        Self::Completed,
    ];

    /// The form in the database and in timelines.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Queued => "queued",
            Self::Ringing => "ringing",
            Self::InProgress => "in_progress",
            Self::Canceled => "canceled",
            Self::Failed => "failed",
            Self::NoAnswer => "no_answer",
            Self::Busy => "busy",
            Self::Completed => "completed",
        }
    }

    /// How far along: 0 before the ring, 1 ringing, 2 answered, 3 over.
    #[must_use]
    pub fn rank(self) -> u8 {
        match self {
            Self::Queued => 0,
            Self::Ringing => 1,
            Self::InProgress => 2,
            Self::Canceled | Self::Failed | Self::NoAnswer | Self::Busy | Self::Completed => 3,
        }
    }

    /// Whether it is over.
    #[must_use]
    pub fn is_final(self) -> bool {
        self.rank() == 3
    }
}

/// Reads the words of every carrier, and our own.
impl FromStr for CarrierStatus {
    type Err = UnknownStatus;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Ok(match text.to_ascii_lowercase().as_str() {
            "queued" | "initiated" | "created" | "trying" => Self::Queued,
            "ringing" | "early" => Self::Ringing,
            "in-progress" | "in_progress" | "answered" => Self::InProgress,
            "canceled" | "cancelled" => Self::Canceled,
            "failed" => Self::Failed,
            "no-answer" | "no_answer" => Self::NoAnswer,
            "busy" => Self::Busy,
            "completed" | "ended" => Self::Completed,
            _ => return Err(UnknownStatus),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_status_reads_back_and_its_order_follows_its_rank() {
        for status in CarrierStatus::ALL {
            assert_eq!(status.as_str().parse(), Ok(status));
        }
        assert!(CarrierStatus::ALL.is_sorted());
        assert!(CarrierStatus::ALL.is_sorted_by_key(|status| status.rank()));
    }

    #[test]
    fn only_the_carriers_status_words_are_read() {
        for (text, status) in [
            ("no-answer", CarrierStatus::NoAnswer),
            ("in-progress", CarrierStatus::InProgress),
            ("answered", CarrierStatus::InProgress),
            ("initiated", CarrierStatus::Queued),
            ("Canceled", CarrierStatus::Canceled),
        ] {
            assert_eq!(text.parse(), Ok(status));
        }
        assert_eq!(" ringing".parse::<CarrierStatus>(), Err(UnknownStatus));
    }
}
