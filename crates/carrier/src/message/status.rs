//! The status of a text.

use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::status::UnknownStatus;

/// The status of a text.
///
/// The statuses of a text that is sent are in the order of time. The last ones are in the order of precedence when a
/// carrier says two things. So the greatest status that was reported is the status, in any order of the reports.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MessageStatus {
    /// It came in. It has no other status later.
    Received,
    /// It waits to be sent.
    Queued,
    /// It is being sent.
    Sending,
    /// The network has it. Without further reports, this is the last status.
    Sent,
    /// It was canceled before it was sent.
    Canceled,
    /// It could not be sent.
    Failed,
    /// It was sent, and did not reach every recipient.
    Undelivered,
    /// It reached every recipient.
    Delivered,
    /// It was read.
    Read,
}

impl MessageStatus {
    /// Every status, in order.
    pub const ALL: [Self; 9] = [
        Self::Received,
        Self::Queued,
        Self::Sending,
        Self::Sent,
        Self::Canceled,
        Self::Failed,
        Self::Undelivered,
        Self::Delivered,
        Self::Read,
    ];

    /// The form in the API and the database.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Received => "received",
            Self::Queued => "queued",
            Self::Sending => "sending",
            Self::Sent => "sent",
            Self::Canceled => "canceled",
            Self::Failed => "failed",
            Self::Undelivered => "undelivered",
            Self::Delivered => "delivered",
            Self::Read => "read",
        }
    }

    /// Reads the words of every carrier for a text that is sent; `None` for a word that no carrier uses.
    #[must_use]
    pub fn from_carrier_word(text: &str) -> Option<Self> {
        Some(match text.to_ascii_lowercase().as_str() {
            "accepted" | "scheduled" | "created" | "queued" => Self::Queued,
            "sending" => Self::Sending,
            "sent" | "delivery_unconfirmed" => Self::Sent,
            "canceled" | "cancelled" => Self::Canceled,
            "failed" | "sending_failed" | "expired" => Self::Failed,
            "undelivered" | "delivery_failed" | "partially_delivered" => Self::Undelivered,
            "delivered" => Self::Delivered,
            "read" => Self::Read,
            _ => return None,
        })
    }
}

/// Reads our own words; [`MessageStatus::from_carrier_word`] reads a carrier's.
impl FromStr for MessageStatus {
    type Err = UnknownStatus;

    fn from_str(word: &str) -> Result<Self, UnknownStatus> {
        Self::ALL.into_iter().find(|status| status.as_str() == word).ok_or(UnknownStatus)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn carrier_status_words_are_read_and_received_is_no_sent_status() {
        for status in MessageStatus::ALL {
            let expected = (status != MessageStatus::Received).then_some(status);
            assert_eq!(MessageStatus::from_carrier_word(status.as_str()), expected);
            assert_eq!(status.as_str().parse(), Ok(status));
            assert_eq!(serde_json::json!(status), status.as_str());
        }
        for text in ["", "dancing", " sent", "webhook_delivered", "receiving"] {
            assert_eq!(MessageStatus::from_carrier_word(text), None, "{text}");
        }
    }

    #[test]
    fn message_statuses_are_ordered_by_time_then_certainty() {
        let order =
            ["accepted", "sending", "sent", "canceled", "sending_failed", "delivery_failed", "Delivered", "read"];
        let statuses: Vec<_> = order.iter().map(|text| MessageStatus::from_carrier_word(text).unwrap()).collect();
        assert!(statuses.is_sorted() && statuses.windows(2).all(|pair| pair[0] != pair[1]));
    }
}
