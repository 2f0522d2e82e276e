//! Whether a member with Specific Numbers sees other numbers or groups than before.

use std::fmt::{self, Display};
use std::hash::{DefaultHasher, Hash, Hasher};

use crate::access::{AccessKind, BusinessSql, May, VisibleSql, actions, business_sql, visible_sql};
use crate::db::{Db, Error, from_row};
use crate::ids::{GroupId, NumberId};

static NUMBERS: VisibleSql = visible_sql!("fingerprint.sql");
static GROUPS: BusinessSql = business_sql!("fingerprint_groups.sql");

/// All that a member with Specific Numbers sees of numbers and groups, in short: two are equal if the member sees the same.
/// It covers what [`crate::access::Change::Access`] and [`crate::access::Change::Numbers`] announce, and nothing else. Otherwise a change of something that the
/// member does not see would show that something else had changed earlier.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fingerprint(u64);

impl Display for Fingerprint {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{:016x}", self.0)
    }
}

#[derive(Hash)]
struct SeenNumber {
    id: NumberId,
    friendly_name: String,
    source: String,
    status: String,
    forward_to: Option<String>,
    records_calls: bool,
    group_id: Option<GroupId>,
    group_name: Option<String>,
}

from_row!(SeenNumber { id, friendly_name, source, status, forward_to, records_calls, group_id, group_name });

/// The fingerprint of what the viewpoint sees now. `None` if it sees all numbers.
///
/// # Errors
/// When the database fails.
pub async fn fingerprint(db: &Db, may: &May<actions::SeeNumbers>) -> Result<Option<Fingerprint>, Error> {
    if may.viewpoint().access_kind() == AccessKind::All {
        return Ok(None);
    }
    let mut hasher = DefaultHasher::new();
    db.read_visible::<SeenNumber>(may, &NUMBERS, &[]).await?.hash(&mut hasher);
    let member = may.viewpoint().member();
    db.read::<(GroupId, String)>(may, &GROUPS, &[&member]).await?.hash(&mut hasher);
    Ok(Some(Fingerprint(hasher.finish())))
}
