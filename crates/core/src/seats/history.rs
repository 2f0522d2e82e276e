//! The plan changes of a business, from its audit log.

use serde::Deserialize;

use crate::access::{BusinessSql, May, actions, business_sql};
use crate::db::{Db, Error};
use crate::time::Timestamp;

static CHANGES: BusinessSql = business_sql!("plan_changes.sql");

/// A plan as it was when it was set.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
pub struct RecordedPlan {
    /// Its name.
    pub name: String,
    /// How many seats it had. `None` means unlimited.
    pub seats: Option<i64>,
}

/// One change of plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlanChange {
    /// When it changed.
    pub at: Timestamp,
    /// The name of the person who changed it.
    pub by: String,
    /// The plan before.
    pub from: RecordedPlan,
    /// The plan after.
    pub to: RecordedPlan,
}

/// At most `limit` plan changes, newest first.
///
/// # Errors
/// When the database fails.
pub async fn plan_changes(db: &Db, may: &May<actions::SeeBilling>, limit: i64) -> Result<Vec<PlanChange>, Error> {
    let rows = db.read::<(Timestamp, String, Option<String>, Option<String>)>(may, &CHANGES, &[&limit]).await?;
    let plan = |json: Option<String>| json.and_then(|json| serde_json::from_str(&json).ok()).unwrap_or_default();
    let change = |(at, by, from, to)| PlanChange { at, by, from: plan(from), to: plan(to) };
    Ok(rows.into_iter().map(change).collect())
}
