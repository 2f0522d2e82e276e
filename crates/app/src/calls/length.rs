//! How long a call takes: the whole call, from its first ring to its end. Of a call under way, since its first ring.

use std::fmt;

use crewline_core::calls::{Call, CallStatus};
use jiff::Timestamp;

use crate::view::duration;

/// Seconds as [`duration`] takes them.
pub(super) fn seconds(seconds: Option<i64>) -> Option<u64> {
    seconds.and_then(|seconds| u64::try_from(seconds).ok())
}

/// How long a call takes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum CallLength {
    /// It is over, and took as long, if that is known.
    Over(String),
    /// It goes on.
    Running {
        /// Since when, for the running clock.
        since: String,
        /// How long by now.
        text: String,
    },
}

impl CallLength {
    /// The length of a call at a moment.
    pub(crate) fn of(call: &Call, now: Timestamp) -> Self {
        match call.status {
            CallStatus::Ringing | CallStatus::InProgress => Self::running(call.started_at.jiff(), now),
            _ => Self::Over(duration(seconds(call.duration_seconds))),
        }
    }

    /// The length of a call that goes on.
    pub(crate) fn running(since: Timestamp, now: Timestamp) -> Self {
        let by_now = now.duration_since(since).as_secs();
        Self::Running { since: since.to_string(), text: duration(seconds(Some(by_now.max(0)))) }
    }
}

/// A running clock, which a script keeps going; without it, it is the time until the page was made.
impl fmt::Display for CallLength {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Over(text) => out.write_str(text),
            Self::Running { since, text } => write!(out, r#"<span class="clock" data-since="{since}">{text}</span>"#),
        }
    }
}

/// It holds digits and moments only.
impl askama::filters::HtmlSafe for CallLength {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_call_under_way_shows_the_time_since_its_first_ring() {
        let at = |text: &str| text.parse::<Timestamp>().unwrap();
        let running = CallLength::running(at("2026-11-24T12:00:05Z"), at("2026-11-24T12:01:12.9Z"));
        assert_eq!(running.to_string(), r#"<span class="clock" data-since="2026-11-24T12:00:05Z">1:07</span>"#);
        let ahead = CallLength::running(at("2026-11-24T12:00:05Z"), at("2026-11-24T12:00:00Z"));
        assert!(ahead.to_string().contains(">0:00<"), "clocks differ");
        assert_eq!(CallLength::Over("0:41".to_owned()).to_string(), "0:41");
    }
}
