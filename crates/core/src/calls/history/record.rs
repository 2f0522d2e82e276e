//! Records a change of a call's annotations.

use super::Changed;
use crate::access::{BusinessSql, Scoped, business_sql};
use crate::db::Error;
use crate::ids::{CallId, MemberId, QualifiedRuleId};
use crate::time::Timestamp;

static ADD: BusinessSql = business_sql!("add.sql");

/// Records a change of a call's annotations, made now: by a member, or else by the rules alone. `rule` is the one that says now that the
/// call is qualified.
///
/// # Errors
/// When the database fails.
pub(in crate::calls) async fn record(
    tx: &mut Scoped<'_>,
    call: CallId,
    member: Option<MemberId>,
    rule: Option<QualifiedRuleId>,
    changed: &Changed,
) -> Result<(), Error> {
    let now = tx.now();
    record_at(tx, call, member, rule, changed, now).await
}

/// The same for a change that was made at another moment, in the history of a demo.
///
/// # Errors
/// When the database fails.
pub(crate) async fn record_at(
    tx: &mut Scoped<'_>,
    call: CallId,
    member: Option<MemberId>,
    rule: Option<QualifiedRuleId>,
    changed: &Changed,
    at: Timestamp,
) -> Result<(), Error> {
    let text = serde_json::to_string(changed).map_err(|error| Error::Internal(error.to_string()))?;
    tx.run(&ADD, &[&call, &member, &rule, &text, &at]).await.map(drop)
}
