//! Going over the calls that have ended already, by the rules as they are now: what a person has asked for, and how far it has come.

use crate::Error;
use crate::access::{BusinessSql, May, Scoped, actions, business_sql};
use crate::audit::Event;
use crate::db::{self, Db, from_row};
use crate::ids::CallId;
use crate::jobs::{NewJob, enqueue};
use crate::time::Timestamp;

static BEGIN: BusinessSql = business_sql!("begin_review.sql");
static FIND: BusinessSql = business_sql!("find_review.sql");
static LOCK: BusinessSql = business_sql!("lock_review.sql");
static ADVANCE: BusinessSql = business_sql!("advance_review.sql");

/// The name of the job that goes over past calls.
pub(crate) const REVIEW_JOB: &str = "qualified_calls";

/// The name of what is gone over, in the audit log.
pub(crate) const REVIEWED: &str = "Calls that have ended";

/// How long the job waits: by then every request has ended that began before the change, and says of a call what the rules said then.
const DELAY_SECONDS: i64 = 10;

/// How far the calls of the past are gone over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Review {
    /// When a person asked for it.
    pub requested_at: Timestamp,
    /// The newest calls down to this moment are gone over; `None` before the first of them.
    pub reached: Option<Timestamp>,
    /// How many calls that is.
    pub calls: i64,
    /// Of these, those that are qualified by it and were not before.
    pub marked: i64,
    /// Of these, those that were qualified by a rule and are not any more.
    pub unmarked: i64,
    /// When it ended.
    pub finished_at: Option<Timestamp>,
}

from_row!(Review { requested_at, reached, calls, marked, unmarked, finished_at });

/// The place to go on from: calls before it are still to be gone over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Place {
    pub(crate) at: Option<Timestamp>,
    pub(crate) call: Option<CallId>,
}

from_row!(Place { at, call });

/// The progress of one batch.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Advance {
    /// Where the next one goes on.
    pub(crate) place: Place,
    pub(crate) calls: i64,
    pub(crate) marked: i64,
    pub(crate) unmarked: i64,
    pub(crate) finished_at: Option<Timestamp>,
}

/// The newest review of past calls; `None` if nobody has ever asked for one.
///
/// # Errors
/// When the database fails.
pub async fn find_review(db: &Db, may: &May<actions::SeeQualifiedRules>) -> Result<Option<Review>, db::Error> {
    Ok(db.read(may, &FIND, &[]).await?.into_iter().next())
}

/// Has a job go over the calls that have ended already, by the rules as they are.
///
/// # Errors
/// When the database fails.
pub async fn review_past(db: &Db, may: &May<actions::EditQualifiedRules>) -> Result<(), Error> {
    db.change(may, move |tx| Box::pin(async move { Ok(((), begin_review(tx).await?)) })).await
}

/// Has a job go over the past calls, from the newest on. One that is under way begins anew.
pub(super) async fn begin_review(tx: &mut Scoped<'_>) -> Result<Event, Error> {
    let now = tx.now();
    let (generation,) = tx.one::<(i64,)>(&BEGIN, &[&now]).await?;
    let payload = serde_json::json!({ "generation": generation }).to_string();
    let business = tx.scope().business();
    let unique_key = Some(format!("{business} {generation}"));
    let due_at = now.plus_seconds(DELAY_SECONDS);
    enqueue(tx, NewJob { kind: REVIEW_JOB, unique_key, payload: payload.as_bytes(), due_at }).await?;
    Ok(Event::of("past_calls.review_started", "business", business, REVIEWED))
}

/// Locks a review until the transaction ends. `None` when it has ended, or a later one has begun.
pub(crate) async fn lock_review(tx: &mut Scoped<'_>, generation: i64) -> Result<Option<Place>, db::Error> {
    tx.optional(&LOCK, &[&generation]).await
}

/// Writes how far a review has come. Returns it.
pub(crate) async fn advance(tx: &mut Scoped<'_>, batch: Advance) -> Result<Review, db::Error> {
    let Advance { place, calls, marked, unmarked, finished_at } = batch;
    tx.one(&ADVANCE, &[&place.at, &place.call, &calls, &marked, &unmarked, &finished_at]).await
}
