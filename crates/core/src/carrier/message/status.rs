//! How far a text got.

use crate::db::words;

words! {
    /// How far a text got.
    ///
    /// The order of those of a text that is sent is the order of time, and among the last ones the order of what is
    /// believed when a carrier says two things: so the greatest of all that was heard is the status, in whatever order
    /// it was heard.
    pub enum MessageStatus {
        /// It came in. Nothing more becomes of it.
        Received = "received",
        /// It waits to be sent.
        Queued = "queued",
        /// It is being sent.
        Sending = "sending",
        /// The network has it. Where no more is ever heard, it stays so.
        Sent = "sent",
        /// It was taken back before it was sent.
        Canceled = "canceled",
        /// It could not be sent.
        Failed = "failed",
        /// It was sent, and did not get to everybody that it was for.
        Undelivered = "undelivered",
        /// It got there.
        Delivered = "delivered",
        /// It was read.
        Read = "read",
    }
}

impl MessageStatus {
    /// Reads the words of every carrier for a text that is sent; `None` for one that no carrier says.
    #[must_use]
    pub fn of_carrier(text: &str) -> Option<Self> {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn our_own_words_are_understood_and_a_text_that_came_in_is_never_news_of_one_that_was_sent() {
        for status in MessageStatus::ALL {
            let expected = (*status != MessageStatus::Received).then_some(*status);
            assert_eq!(MessageStatus::of_carrier(status.word()), expected);
        }
        for text in ["", "dancing", " sent", "webhook_delivered", "receiving"] {
            assert_eq!(MessageStatus::of_carrier(text), None, "{text}");
        }
    }

    #[test]
    fn the_order_is_that_of_time_and_then_of_what_is_believed() {
        let order =
            ["accepted", "sending", "sent", "canceled", "sending_failed", "delivery_failed", "Delivered", "read"];
        let statuses: Vec<_> = order.iter().map(|text| MessageStatus::of_carrier(text).unwrap()).collect();
        assert!(statuses.is_sorted() && statuses.windows(2).all(|pair| pair[0] != pair[1]));
    }
}
