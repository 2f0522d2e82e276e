//! The facts that a person may still be told of a business that they are out of: they were removed or left, or it was deleted.

use super::role::Role;
use super::sql::{GlobalSql, global_sql};
use crate::db::{Db, Error, from_row};
use crate::secret::Digest;
use crate::time::Timestamp;

static DEPARTED: GlobalSql = global_sql!("departed.sql");

/// A business that a person was a member of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Departed {
    /// Its name in addresses.
    pub slug: String,
    /// Its name when the membership ended.
    pub business: String,
    /// `None` when the membership has ended.
    pub deletion: Option<Deletion>,
}

/// The deletion of a business, for somebody who was a member of it then.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deletion {
    /// The name of the Owner who deleted it.
    pub by: String,
    /// When everything of it is removed.
    pub removal_at: Timestamp,
    /// The business's time zone.
    pub time_zone: String,
    /// Whether the person may still take it back.
    pub may_take_back: bool,
}

struct Row {
    slug: String,
    business: String,
    is_member: bool,
    role: Role,
    deleted_by: Option<String>,
    removal_at: Option<Timestamp>,
    is_open: Option<bool>,
    time_zone: String,
}

from_row!(Row { slug, business, is_member, role, deleted_by, removal_at, is_open, time_zone });

/// The business of this name that the person of a session was a member of. `None` also for a business that does not exist,
/// or that they were never in.
///
/// # Errors
/// When the database fails.
pub async fn departed(db: &Db, token: &Digest, slug: &str) -> Result<Option<Departed>, Error> {
    // PostgreSQL has no text with a NUL in it.
    if slug.contains('\0') {
        return Ok(None);
    }
    let row = db.read_global::<Row>(&DEPARTED, &[token, &slug, &db.now()]).await?.into_iter().next();
    Ok(row.map(|row| {
        let deletion = row.removal_at.filter(|_| row.is_member).map(|removal_at| Deletion {
            by: row.deleted_by.unwrap_or_default(),
            removal_at,
            time_zone: row.time_zone,
            may_take_back: row.role == Role::Owner && row.is_open == Some(true),
        });
        Departed { slug: row.slug, business: row.business, deletion }
    }))
}
