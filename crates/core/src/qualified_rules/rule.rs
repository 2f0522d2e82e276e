//! A rule.

use super::{Conditions, Matches, Names};
use crate::access::{Action, BusinessSql, May, Role, Thing, business_sql};
use crate::db::{Columns, Db, Error, FromRow, Row};
use crate::ids::QualifiedRuleId;
use crate::time::Timestamp;

static FIND: BusinessSql = business_sql!("find.sql");

/// The most rules of a business.
pub const MAX_RULES: i64 = 20;

/// A rule that says of calls that they are qualified.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rule {
    /// Its id.
    pub id: QualifiedRuleId,
    /// Its name; empty for none.
    pub name: String,
    /// Whether a call has to meet all of its conditions, or any.
    pub matches: Matches,
    /// Its conditions.
    pub conditions: Conditions,
    /// When it was made.
    pub created_at: Timestamp,
}

impl FromRow for Rule {
    fn from_row(row: &Row<'_>) -> Result<Self, Error> {
        Self::from_columns(&mut row.columns())
    }
}

impl Rule {
    /// Reads the columns that come next in a row. Conditions that can't be read are met by no call: the intake of calls goes on, and
    /// the page of the rules says so.
    pub(super) fn from_columns(columns: &mut Columns<'_, '_>) -> Result<Self, Error> {
        let (id, name, matches) = (columns.take::<QualifiedRuleId>()?, columns.take()?, columns.take()?);
        let text = columns.take::<String>()?;
        let conditions = serde_json::from_str::<Conditions>(&text).ok().filter(Conditions::are_valid);
        if conditions.is_none() {
            tracing::error!(rule = %id, "the conditions of a rule for qualified calls can't be read");
        }
        Ok(Self { id, name, matches, conditions: conditions.unwrap_or_default(), created_at: columns.take()? })
    }

    /// As the audit log records it.
    pub(super) fn to_audit_json(&self, names: &Names) -> serde_json::Value {
        serde_json::json!({ "name": self.name, "rule": names.sentence(self) })
    }
}

impl Thing for Rule {
    type Id = QualifiedRuleId;

    /// Only for actions that no viewer may do: a rule names groups, sources and tags.
    async fn find<A: Action>(db: &Db, may: &May<A>, id: QualifiedRuleId) -> Result<Option<Self>, Error> {
        if A::ENTRY.roles.has(Role::Viewer) {
            return Ok(None);
        }
        Ok(db.read(may, &FIND, &[&id]).await?.into_iter().next())
    }
}
