//! The job that goes over the calls that have ended, by the rules as they are now.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::{Duration, Instant};

use futures_util::future::BoxFuture;
use serde::Deserialize;

use super::judge::{judge_by, lock, may_be_judged, qualifying_rule};
use crate::access::{BusinessSql, Change, DueJob, Proof as _, Scoped, business_sql};
use crate::audit::{Event, append};
use crate::calls::QualifiedBy;
use crate::calls::tally::{self, Counted};
use crate::db::{Db, Error, FromRow, Row};
use crate::ids::{CallId, GroupId, IdBounds as _, TagId};
use crate::jobs::{Backoff, Job, Kind, OnStop, Outcome, Work};
use crate::qualified_rules::{Advance, Place, REVIEW_JOB, REVIEWED, Review, Rules, advance, lock_review};
use crate::time::Timestamp;

static BATCH: BusinessSql = business_sql!("batch.sql");

/// How many calls one transaction goes over.
pub const REVIEW_BATCH: i64 = 250;

/// After so many batches the claim of the job is renewed.
const RENEW_AFTER: usize = 20;

/// Reviews of past calls. A review is tried until it succeeds.
pub const QUALIFIED_CALLS: Kind = Kind {
    name: REVIEW_JOB,
    deadline: Duration::from_secs(600),
    max_attempts: 1_000_000,
    backoff: Backoff { first_seconds: 30, max_seconds: 3_600 },
    max_running: 1,
    max_running_per_business: 1,
    on_stop: OnStop::Release,
};

#[derive(Deserialize)]
struct Payload {
    generation: i64,
}

/// Goes over the calls of a business, from the newest on. An attempt that breaks off is taken up where it ended.
#[derive(Clone)]
pub struct ReviewCalls {
    /// The database.
    pub db: Db,
}

impl Work for ReviewCalls {
    fn run<'a>(&'a self, job: &'a Arc<Job>) -> BoxFuture<'a, Outcome> {
        Box::pin(self.review(job))
    }
}

impl ReviewCalls {
    async fn review(&self, job: &Job) -> Outcome {
        let (due, Payload { generation }) = (job.due()?, job.parse()?);
        for batch in 1.. {
            let began = Instant::now();
            let Some(review) = review_batch(&self.db, &due, generation).await? else { break };
            if review.finished_at.is_some() {
                let (calls, marked, unmarked) = (review.calls, review.marked, review.unmarked);
                tracing::info!(business = %due.business(), calls, marked, unmarked, "past calls are gone over by the rules");
                break;
            }
            if batch % RENEW_AFTER == 0 {
                job.renew(&self.db, &QUALIFIED_CALLS).await?;
            }
            // Others have the database for as long as this batch had it.
            tokio::time::sleep(began.elapsed()).await;
        }
        Ok(())
    }
}

/// A call, with all that rules look at.
struct ReviewedCall {
    id: CallId,
    qualified_by: Option<QualifiedBy>,
    group: Option<GroupId>,
    tags: BTreeSet<TagId>,
    counted: Counted,
}

impl FromRow for ReviewedCall {
    fn from_row(row: &Row<'_>) -> Result<Self, Error> {
        let mut columns = row.columns();
        let (id, qualified_by, group) = (columns.take()?, columns.take()?, columns.take()?);
        columns.take::<Option<String>>()?;
        Ok(Self { id, qualified_by, group, tags: row.get_set(3)?, counted: Counted::from_columns(&mut columns)? })
    }
}

impl ReviewedCall {
    /// Whether the rules say otherwise of it than its row, and no person has said anything.
    fn differs(&self, rules: &Rules) -> bool {
        let said = qualifying_rule(rules, &self.counted, self.group, &self.tags).map(|_| true);
        may_be_judged(&self.counted) && self.qualified_by != Some(QualifiedBy::Person) && said != self.counted.qualified
    }
}

/// Goes over the next calls of a review in one transaction. Returns how far it has come; `None` means that it has ended, or that a
/// later one has begun.
///
/// # Errors
/// When the database fails.
pub async fn review_batch(db: &Db, due: &DueJob, generation: i64) -> Result<Option<Review>, Error> {
    let actor = due.audit_actor();
    db.change_unaudited(due, move |tx| {
        Box::pin(async move {
            let Some(place) = lock_review(tx, generation).await? else { return Ok(None) };
            let progress = go_over(tx, place).await?;
            let review = advance(tx, progress).await?;
            if review.finished_at.is_some() {
                let Review { calls, marked, unmarked, .. } = review;
                let business = tx.scope().business();
                let counts =
                    serde_json::json!({ "calls": calls, "qualified": marked, "no_longer_qualified": unmarked });
                let event = Event::of("past_calls.review_finished", "business", business, REVIEWED).after(counts);
                append(tx, &actor, &event).await?;
            }
            Ok(Some(review))
        })
    })
    .await
}

/// Goes over the calls before a place, and says of each what the rules say.
async fn go_over(tx: &mut Scoped<'_>, place: Place) -> Result<Advance, Error> {
    let (at, id) = place.at.zip(place.call).unwrap_or((Timestamp::from_millis(i64::MAX), CallId::GREATEST));
    let rules = Rules::of(tx).await?;
    let calls = tx.all::<ReviewedCall>(&BATCH, &[&at, &id, &REVIEW_BATCH]).await?;
    let count = i64::try_from(calls.len()).unwrap_or(REVIEW_BATCH);
    let differing = calls.iter().filter(|call| call.differs(&rules)).map(|call| call.id);
    // In the order of ids, in which all transactions lock calls.
    let differing: BTreeSet<CallId> = differing.collect();
    let mut changes = Vec::new();
    for id in differing {
        // The call may have changed since it was read.
        let was = lock(tx, id).await?;
        let mut is = was.clone();
        if may_be_judged(&is) {
            judge_by(tx, &rules, id, &mut is).await?;
        }
        if is != was {
            tx.notify(Change::Call(id));
            changes.push((was, is));
        }
    }
    let marked = changes.iter().filter(|(_, is)| is.qualified.is_some()).count();
    let counted: Vec<_> = changes.iter().map(|(was, is)| (Some(was), Some(is))).collect();
    tally::record_many(tx, &counted).await?;
    let now = tx.now();
    let last = calls.last().map(|call| (call.counted.started_at, call.id));
    Ok(Advance {
        place: last.map_or(place, |(at, call)| Place { at: Some(at), call: Some(call) }),
        calls: count,
        marked: i64::try_from(marked).unwrap_or_default(),
        unmarked: i64::try_from(changes.len() - marked).unwrap_or_default(),
        finished_at: (count < REVIEW_BATCH).then_some(now),
    })
}
