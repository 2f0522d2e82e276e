//! Counts the members by role.

use crate::access::{BusinessSql, May, Role, actions, business_sql};
use crate::db::{Db, Error};

static BY_ROLE: BusinessSql = business_sql!("count_by_role.sql");

/// The number of active members of every role, including roles without members.
///
/// # Errors
/// When the database fails.
pub async fn count_by_role(db: &Db, may: &May<actions::SeeUsers>) -> Result<Vec<(Role, i64)>, Error> {
    let rows = db.read::<(Role, i64)>(may, &BY_ROLE, &[]).await?;
    let of = |role: Role| rows.iter().find(|(each, _)| *each == role).map_or(0, |(_, count)| *count);
    Ok(Role::ALL.iter().map(|&role| (role, of(role))).collect())
}
