//! The list of callers to call back.

use std::collections::BTreeSet;

use crate::access::{May, Proof, VisibleSql, actions, visible_sql};
use crate::calls::CallStatus;
use crate::db::{Db, Error, FromRow, Row};
use crate::ids::{CallId, NumberId, TagId};
use crate::reports::filter::{Chosen, ChosenByCall, Filter, tags_of};
use crate::time::Timestamp;

static LIST: VisibleSql = visible_sql!("list.sql");

/// How far back a call may lie: nobody waits for longer.
const MAX_AGE_SECONDS: i64 = 30 * 86_400;
/// How many of the newest calls that nobody answered are looked at.
const MAX_CALLS: i64 = 300;

/// A caller to call back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ToCallBack {
    /// Their last call.
    pub call: CallId,
    /// The number that it was to.
    pub number: NumberId,
    /// The caller.
    pub caller: String,
    /// The caller's name, if the network gave one.
    pub caller_name: Option<String>,
    /// Whether the call was missed, or a message was left.
    pub status: CallStatus,
    /// When it came.
    pub at: Timestamp,
    /// How often the caller has tried since somebody last talked to them.
    pub times: i64,
    /// The member who marked them as called back.
    pub called_back: Option<CalledBack>,
}

/// A mark that a caller was called back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CalledBack {
    /// When it was made.
    pub at: Timestamp,
    /// By whom.
    pub by: String,
}

impl FromRow for ToCallBack {
    fn from_row(row: &Row<'_>) -> Result<Self, Error> {
        let mut columns = row.columns();
        Ok(Self {
            call: columns.take()?,
            number: columns.take()?,
            caller: columns.take()?,
            caller_name: columns.take()?,
            status: columns.take()?,
            at: columns.take()?,
            times: columns.take()?,
            called_back: columns
                .take::<Option<Timestamp>>()?
                .zip(columns.take::<Option<String>>()?)
                .map(|(at, by)| CalledBack { at, by }),
        })
    }
}

/// The callers to call back, the newest first; or instead those who were marked as called back. Their last calls pass the filter.
///
/// # Errors
/// When the database fails.
pub async fn list(
    db: &Db,
    may: &May<actions::SeeDashboard>,
    filter: &Filter,
    is_done: bool,
    limit: i64,
) -> Result<Vec<ToCallBack>, crate::Error> {
    let tags = tags_of(db, may, filter).await?;
    Ok(read(db, may, filter, &tags, is_done, limit).await?)
}

pub(in crate::reports) async fn read(
    db: &Db,
    proof: &(impl Proof + ?Sized),
    filter: &Filter,
    tags: &BTreeSet<TagId>,
    is_done: bool,
    limit: i64,
) -> Result<Vec<ToCallBack>, Error> {
    if filter.matches_nothing() {
        return Ok(Vec::new());
    }
    let since = db.now().plus_seconds(-MAX_AGE_SECONDS);
    let (chosen, by_call) = (Chosen::of(filter), ChosenByCall::of(filter, tags));
    let values = by_call.after(chosen.values(&[&since, &MAX_CALLS, &is_done, &limit]));
    db.read_visible(proof, &LIST, &values).await
}
