//! The settings of a kind of job.

use std::time::Duration;

/// A kind of job.
#[derive(Clone, Copy, Debug)]
pub struct Kind {
    /// Its name in the table, in logs and in metrics.
    pub name: &'static str,
    /// How long one attempt may take without [`super::Job`] being renewed.
    pub deadline: Duration,
    /// Attempts before a job fails for good.
    pub max_attempts: i64,
    /// How long a job waits after a failed attempt.
    pub backoff: Backoff,
    /// Jobs that one process runs at the same time.
    pub max_running: usize,
    /// Of these, jobs of one business.
    pub max_running_per_business: usize,
    /// How a running job ends when the process stops.
    pub on_stop: OnStop,
}

/// How long a job waits after a failed attempt: twice as long each time, up to a maximum.
#[derive(Clone, Copy, Debug)]
pub struct Backoff {
    /// After the first attempt, in seconds.
    pub first_seconds: i64,
    /// At most, in seconds.
    pub max_seconds: i64,
}

/// How a running job ends when the process stops.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OnStop {
    /// It is released, and another process can claim it at once.
    Release,
    /// It is released, unless it has called [`super::Job::begin_effect`]: then it has a moment to end.
    FinishEffect,
}

/// How long a claim lasts beyond the deadline, in seconds: time to record the outcome.
const CLAIM_MARGIN_SECONDS: i64 = 60;

impl Kind {
    /// How long a claim of a job lasts, in seconds.
    pub(super) fn claim_seconds(&self) -> i64 {
        i64::try_from(self.deadline.as_secs()).unwrap_or(i64::MAX).saturating_add(CLAIM_MARGIN_SECONDS)
    }
}

impl Backoff {
    /// The wait after so many attempts, in seconds. The jitter spreads jobs that failed together over a quarter of it.
    pub fn seconds(&self, attempts: i64, jitter: u16) -> i64 {
        let doublings = u32::try_from((attempts - 1).clamp(0, 40)).unwrap_or_default();
        let wait = self.first_seconds.saturating_mul(1 << doublings).min(self.max_seconds);
        wait + wait * i64::from(jitter) / (4 * i64::from(u16::MAX))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_wait_doubles_up_to_the_maximum() {
        let backoff = Backoff { first_seconds: 10, max_seconds: 14_400 };
        let waits: Vec<_> = (1..=13).map(|attempts| backoff.seconds(attempts, 0)).collect();
        assert_eq!(waits, [10, 20, 40, 80, 160, 320, 640, 1_280, 2_560, 5_120, 10_240, 14_400, 14_400]);
        assert_eq!((backoff.seconds(0, 0), backoff.seconds(i64::MAX, 0)), (10, 14_400));
    }

    #[test]
    fn jitter_adds_up_to_a_quarter() {
        let backoff = Backoff { first_seconds: 100, max_seconds: 100 };
        assert_eq!([0, u16::MAX / 2, u16::MAX].map(|jitter| backoff.seconds(1, jitter)), [100, 112, 125]);
    }
}
