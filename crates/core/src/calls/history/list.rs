//! Reads the changes of a call's annotations.

use super::Changed;
use crate::access::{Action, BusinessSql, Held, business_sql};
use crate::calls::Call;
use crate::db::{Db, Error, FromRow, Row};
use crate::ids::{MemberId, QualifiedRuleId};
use crate::time::Timestamp;

static OF_CALL: BusinessSql = business_sql!("of_call.sql");

/// So many changes of a call are shown, the newest ones.
pub const MAX_CHANGES: i64 = 200;

/// A change of a call's annotations.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AnnotationChange {
    /// When it was made.
    pub at: Timestamp,
    /// The member who made it; `None` where the rules did by themselves.
    pub member: Option<MemberId>,
    /// The name of that member, also after the membership has ended.
    pub author: Option<String>,
    /// The rule that says by this change that the call is qualified. It may be removed by now.
    pub rule: Option<QualifiedRuleId>,
    /// The annotations that were changed.
    pub changed: Changed,
}

impl FromRow for AnnotationChange {
    fn from_row(row: &Row<'_>) -> Result<Self, Error> {
        let mut columns = row.columns();
        let (at, member, author) = (columns.take()?, columns.take()?, columns.take()?);
        let rule = columns.take()?;
        let text = columns.take::<String>()?;
        let changed = serde_json::from_str(&text);
        let changed = changed.map_err(|_| Error::Internal("a change of a call can't be read".to_owned()))?;
        Ok(Self { at, member, author, rule, changed })
    }
}

/// The newest changes of a call's annotations, the oldest of them first.
///
/// # Errors
/// When the database fails.
pub async fn annotation_changes<A: Action>(db: &Db, call: &Held<Call, A>) -> Result<Vec<AnnotationChange>, Error> {
    let mut changes = db.read::<AnnotationChange>(call, &OF_CALL, &[&call.id, &MAX_CHANGES]).await?;
    changes.reverse();
    Ok(changes)
}
