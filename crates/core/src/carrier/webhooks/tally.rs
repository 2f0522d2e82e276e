//! Counts a process's webhooks in memory, and saves the counts now and then.
//!
//! Anybody can post forged webhooks, as many as they like. So a request only adds to a count of an existing business, of
//! which there are as many as there are reasons, and the database is written to every few seconds at most.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, PoisonError};

use super::Reason;
use crate::access::{GlobalSql, global_sql};
use crate::db::{Db, Error};
use crate::ids::BusinessId;
use crate::time::Timestamp;

static SAVE_GOOD: GlobalSql = global_sql!("save_good.sql");
static SAVE_REFUSED: GlobalSql = global_sql!("save_refused.sql");

/// The moment of the newest good webhook is saved this often.
const GOOD_SECONDS: i64 = 15;
/// A refusal for one reason is logged this often.
const LOG_SECONDS: i64 = 60;

/// The counts of a process; cheap to clone.
#[derive(Clone, Debug, Default)]
pub struct Tally(Arc<Shared>);

#[derive(Debug, Default)]
struct Shared {
    counts: Mutex<HashMap<BusinessId, Counts>>,
    /// One saves at a time, so that who saves knows afterwards that everything counted before is saved.
    saving: tokio::sync::Mutex<()>,
}

#[derive(Debug, Default)]
struct Counts {
    /// The newest good webhook, if it is not saved.
    good_at: Option<Timestamp>,
    saved_good_at: Option<Timestamp>,
    refused: BTreeMap<Reason, Refused>,
}

#[derive(Debug, Default)]
struct Refused {
    /// Those that are not saved.
    count: i64,
    last_at: Option<Timestamp>,
    logged_at: Option<Timestamp>,
    /// Those since the last one that was logged.
    unlogged: u64,
}

/// The mend for a refusal that was counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Noted {
    /// It is to be logged. The number is of those before it that were not.
    Log(u64),
    /// One like it was logged within the last minute.
    Silent,
}

/// The newest good webhook of a business.
type GoodWebhook = (BusinessId, Timestamp);

/// How many webhooks of a business were refused for a reason, and when the last one was.
type RefusedWebhooks = (BusinessId, Reason, i64, Timestamp);

impl Tally {
    fn with<T>(&self, change: impl FnOnce(&mut HashMap<BusinessId, Counts>) -> T) -> T {
        change(&mut self.0.counts.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Counts a webhook that was taken. `true` means that it is the business's first in a while, and is worth saving now.
    pub fn good(&self, business: BusinessId, at: Timestamp) -> bool {
        self.with(|all| {
            let counts = all.entry(business).or_default();
            counts.good_at = counts.good_at.max(Some(at));
            counts.saved_good_at.is_none()
        })
    }

    /// Counts a webhook that was refused. The business has to exist.
    pub fn refused(&self, business: BusinessId, reason: Reason, at: Timestamp) -> Noted {
        self.with(|all| {
            let refused = all.entry(business).or_default().refused.entry(reason).or_default();
            refused.count += 1;
            refused.last_at = refused.last_at.max(Some(at));
            match refused.logged_at {
                Some(logged_at) if at < logged_at.plus_seconds(LOG_SECONDS) => {
                    refused.unlogged += 1;
                    Noted::Silent
                }
                _ => {
                    refused.logged_at = Some(at);
                    Noted::Log(std::mem::take(&mut refused.unlogged))
                }
            }
        })
    }

    /// Saves what has been counted since the last time. Counts that could not be saved are saved the next time.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn save(&self, db: &Db) -> Result<(), Error> {
        let _saving = self.0.saving.lock().await;
        let (good, refused) = self.take();
        if good.is_empty() && refused.is_empty() {
            return Ok(());
        }
        let (saved_good, saved_refused) = (good.clone(), refused.clone());
        let saved = db
            .global_change(move |tx| {
                Box::pin(async move {
                    for (business, at) in saved_good {
                        tx.run(&SAVE_GOOD, &[&business, &at]).await?;
                    }
                    for (business, reason, count, at) in saved_refused {
                        tx.run(&SAVE_REFUSED, &[&business, &reason, &count, &at]).await?;
                    }
                    Ok::<_, Error>(())
                })
            })
            .await;
        if saved.is_err() {
            self.put_back(good, refused);
        }
        saved
    }

    fn take(&self) -> (Vec<GoodWebhook>, Vec<RefusedWebhooks>) {
        self.with(|all| {
            let (mut good, mut refused) = (Vec::new(), Vec::new());
            for (business, counts) in all.iter_mut() {
                let is_due =
                    |at: &Timestamp| counts.saved_good_at.is_none_or(|saved| *at >= saved.plus_seconds(GOOD_SECONDS));
                if let Some(at) = counts.good_at.filter(is_due) {
                    counts.good_at = None;
                    counts.saved_good_at = Some(at);
                    good.push((*business, at));
                }
                for (reason, each) in counts.refused.iter_mut().filter(|(_, each)| each.count > 0) {
                    if let Some(at) = each.last_at {
                        refused.push((*business, *reason, std::mem::take(&mut each.count), at));
                    }
                }
            }
            good.sort_unstable();
            refused.sort_unstable();
            (good, refused)
        })
    }

    fn put_back(&self, good: Vec<(BusinessId, Timestamp)>, refused: Vec<(BusinessId, Reason, i64, Timestamp)>) {
        self.with(|all| {
            for (business, at) in good {
                let counts = all.entry(business).or_default();
                counts.good_at = counts.good_at.max(Some(at));
                counts.saved_good_at = None;
            }
            for (business, reason, count, _) in refused {
                all.entry(business).or_default().refused.entry(reason).or_default().count += count;
            }
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_millis(seconds * 1_000)
    }

    #[test]
    fn a_flood_of_refusals_is_few_rows_and_few_lines() {
        let (tally, business) = (Tally::default(), BusinessId::new(1));
        let lines =
            (0..100_000).filter(|count| tally.refused(business, Reason::Signature, at(count / 1_000)) != Noted::Silent);
        assert_eq!(lines.count(), 2, "one a minute");
        let (good, refused) = tally.take();
        assert_eq!((good.len(), refused), (0, vec![(business, Reason::Signature, 100_000, at(99))]));
        assert_eq!(tally.take().1, [], "counted once");
    }

    #[test]
    fn the_first_good_webhook_is_saved_at_once_and_later_ones_now_and_then() {
        let (tally, business) = (Tally::default(), BusinessId::new(1));
        assert!(tally.good(business, at(1)));
        assert_eq!(tally.take().0, [(business, at(1))]);
        assert!(!tally.good(business, at(2)));
        assert_eq!(tally.take().0, []);
        assert!(!tally.good(business, at(20)));
        assert_eq!(tally.take().0, [(business, at(20))]);
        tally.put_back(vec![(business, at(20))], Vec::new());
        assert_eq!(tally.take().0, [(business, at(20))], "it could not be saved");
    }
}
