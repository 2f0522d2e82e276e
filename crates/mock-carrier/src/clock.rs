//! Virtual time: every call has its own clock.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

/// The speed of virtual time.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Time {
    /// No waiting: time is only counted.
    #[default]
    Instant,
    /// Virtual seconds for each real second; 1 is real time.
    Scaled(f64),
}

/// The clock of one call.
#[derive(Debug, Clone)]
pub(crate) struct Clock {
    time: Time,
    started_at: Timestamp,
    now_ms: u64,
}

impl Clock {
    pub(crate) fn new(time: Time, started_at: Timestamp) -> Self {
        Self { time, started_at, now_ms: 0 }
    }

    /// Milliseconds since the call started.
    pub(crate) fn now_ms(&self) -> u64 {
        self.now_ms
    }

    /// The virtual time of day.
    pub(crate) fn timestamp(&self) -> Timestamp {
        let elapsed = SignedDuration::from_millis(i64::try_from(self.now_ms).unwrap_or(i64::MAX));
        self.started_at.checked_add(elapsed).unwrap_or(Timestamp::MAX)
    }

    /// Waits until the moment, if it is ahead.
    pub(crate) async fn until(&mut self, at_ms: u64) {
        let Some(ahead) = at_ms.checked_sub(self.now_ms) else {
            return;
        };
        // An invalid speed does not wait.
        if let Time::Scaled(factor) = self.time
            && let Ok(wait) = Duration::try_from_secs_f64(Duration::from_millis(ahead).as_secs_f64() / factor)
        {
            tokio::time::sleep(wait).await;
        }
        self.now_ms = at_ms;
    }
}

/// The date format of forms and REST answers, e.g. `Tue, 24 Nov 2026 03:30:00 +0000`.
pub(crate) fn rfc2822(at: Timestamp) -> String {
    at.strftime("%a, %d %b %Y %H:%M:%S +0000").to_string()
}
