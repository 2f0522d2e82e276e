//! How long callers wait for a PostgreSQL server. A request has a few seconds in all, whatever it asks for, so that it is
//! answered even when the server hangs. Background work waits longer.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

use super::error::Error;

/// Waits up to this long cost a request nothing, so that a request of many quick statements is not cut off.
const FREE_WAIT: Duration = Duration::from_millis(100);
/// How long background work waits for one answer: a little longer than the server lets a statement run.
const BACKGROUND_WAIT: Duration = Duration::from_secs(35);

tokio::task_local! {
    static CURRENT: Patience;
}

/// How long the present caller waits.
#[derive(Clone, Debug)]
pub(super) struct Patience(Kind);

#[derive(Clone, Debug)]
enum Kind {
    /// The time that is left for all waits together.
    InAll(Arc<Mutex<Duration>>),
    /// The same for each wait.
    Each(Duration),
}

/// The wait took longer than the caller may wait.
#[derive(Clone, Copy, Debug)]
pub(super) struct OutOfPatience;

impl From<OutOfPatience> for Error {
    fn from(_: OutOfPatience) -> Self {
        Self::Unavailable("PostgreSQL did not answer in time".into())
    }
}

/// Runs work that waits for the database for so long at most in all; beyond it, everything that it asks of the database
/// fails at once. SQLite has limits of its own.
pub async fn within_patience<F: Future>(in_all: Duration, work: F) -> F::Output {
    CURRENT.scope(Patience::in_all(in_all), work).await
}

/// Runs work that waits for each answer of the database for so long at most, however many they are.
pub async fn within_each_wait<F: Future>(limit: Duration, work: F) -> F::Output {
    CURRENT.scope(Patience::each(limit), work).await
}

impl Patience {
    fn in_all(duration: Duration) -> Self {
        Self(Kind::InAll(Arc::new(Mutex::new(duration))))
    }

    /// So long for each wait.
    pub(super) fn each(duration: Duration) -> Self {
        Self(Kind::Each(duration))
    }

    /// The patience of background work.
    pub(super) fn of_background() -> Self {
        Self::each(BACKGROUND_WAIT)
    }

    /// The patience of the present caller.
    pub(super) fn current() -> Self {
        CURRENT.try_with(Clone::clone).unwrap_or_else(|_| Self::of_background())
    }

    fn left(&self) -> Duration {
        match &self.0 {
            Kind::InAll(left) => *left.lock().unwrap_or_else(PoisonError::into_inner),
            Kind::Each(duration) => *duration,
        }
    }

    /// Whether the caller waits for nothing more.
    pub(super) fn is_at_an_end(&self) -> bool {
        self.left().is_zero()
    }

    /// Waits for an answer.
    pub(super) async fn wait<F: Future>(&self, answer: F) -> Result<F::Output, OutOfPatience> {
        self.wait_at_most(Duration::MAX, answer).await
    }

    /// Waits for an answer, and no longer than a limit.
    pub(super) async fn wait_at_most<F: Future>(&self, limit: Duration, answer: F) -> Result<F::Output, OutOfPatience> {
        let limit = self.left().min(limit);
        if limit.is_zero() {
            return Err(OutOfPatience);
        }
        let began = Instant::now();
        let outcome = tokio::time::timeout(limit, answer).await.map_err(|_| OutOfPatience);
        if let Kind::InAll(left) = &self.0 {
            let cost = began.elapsed().saturating_sub(FREE_WAIT);
            let mut left = left.lock().unwrap_or_else(PoisonError::into_inner);
            // A caller who has waited in vain waits for nothing more.
            *left = if outcome.is_err() { Duration::ZERO } else { left.saturating_sub(cost) };
        }
        outcome
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Completes after a while.
    async fn lasting(while_: Duration) {
        let _elapsed = tokio::time::timeout(while_, std::future::pending::<()>()).await;
    }

    #[tokio::test]
    async fn a_request_waits_for_so_long_in_all() {
        let in_all = Duration::from_millis(600);
        let work = async {
            let patience = Patience::current();
            for _ in 0..20 {
                patience.wait(lasting(Duration::from_millis(40))).await.expect("quick answers cost nothing");
            }
            patience.wait(lasting(Duration::from_millis(300))).await.expect("an answer in time");
            let began = Instant::now();
            assert!(patience.wait(std::future::pending::<()>()).await.is_err());
            assert!(began.elapsed() < Duration::from_millis(500), "{:?}", began.elapsed());
            assert!(Patience::current().wait(std::future::ready(())).await.is_err(), "it waits for nothing more");
        };
        within_patience(in_all, work).await;
    }

    #[tokio::test]
    async fn background_work_waits_for_each_answer() {
        assert_eq!(Patience::current().left(), BACKGROUND_WAIT);
        let patience = Patience::each(Duration::from_millis(50));
        for _ in 0..3 {
            assert!(patience.wait(std::future::pending::<()>()).await.is_err());
            patience.wait(std::future::ready(())).await.expect("an answer in time");
        }
        let limit = Duration::from_millis(10);
        assert!(Patience::of_background().wait_at_most(limit, std::future::pending::<()>()).await.is_err());
    }
}
