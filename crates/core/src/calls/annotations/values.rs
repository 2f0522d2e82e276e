//! The annotations that a call's row holds.

use crate::access::{VisibleSql, visible_sql};
use crate::db::{from_row, words};
use crate::ids::{CallId, NumberId};
use crate::time::Timestamp;

/// Locks a call until the transaction ends, and reads it.
pub(super) static LOCK: VisibleSql = visible_sql!("lock.sql");

words! {
    /// The source of the word on whether a call is qualified.
    pub enum QualifiedBy {
        /// A person, which wins over a rule.
        Person = "person",
        /// A rule of the business.
        Rule = "rule",
    }
}

/// A call as it is locked for a change of its annotations.
#[derive(Clone, Debug)]
pub(super) struct LockedCall {
    pub(super) id: CallId,
    pub(super) number: NumberId,
    pub(super) started_at: Timestamp,
    pub(super) caller: Option<String>,
    pub(super) values: Values,
}

/// The annotations that a call's row holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Values {
    pub(super) qualified: Option<bool>,
    pub(super) qualified_by: Option<QualifiedBy>,
    pub(super) value_cents: Option<i64>,
    pub(super) spam: bool,
}

/// The columns of a locked call.
pub(super) struct LockedRow {
    id: CallId,
    number: NumberId,
    started_at: Timestamp,
    caller: Option<String>,
    qualified: Option<bool>,
    qualified_by: Option<QualifiedBy>,
    value_cents: Option<i64>,
    spam: bool,
}

from_row!(LockedRow { id, number, started_at, caller, qualified, qualified_by, value_cents, spam });

impl From<LockedRow> for LockedCall {
    fn from(row: LockedRow) -> Self {
        let LockedRow { id, number, started_at, caller, qualified, qualified_by, value_cents, spam } = row;
        Self { id, number, started_at, caller, values: Values { qualified, qualified_by, value_cents, spam } }
    }
}
