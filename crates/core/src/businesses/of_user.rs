//! The businesses that a person is an active member of, for the switcher.

use crate::access::{GlobalSql, Role, global_sql};
use crate::db::{Db, Error, from_row};
use crate::ids::UserId;
use crate::time::Timestamp;

static OF_USER: GlobalSql = global_sql!("of_user.sql");

/// A business in the switcher.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MemberBusiness {
    /// Its name in addresses.
    pub slug: String,
    /// Its name.
    pub name: String,
    /// The person's role in it.
    pub role: Role,
    /// When it is removed for good, if it was deleted. Nobody is in it until then.
    pub removal_at: Option<Timestamp>,
}

from_row!(MemberBusiness { slug, name, role, removal_at });

/// A person's businesses, by name, deleted ones too.
///
/// # Errors
/// When the database fails.
pub async fn of_user(db: &Db, user: UserId) -> Result<Vec<MemberBusiness>, Error> {
    db.read_global(&OF_USER, &[&user]).await
}

static SLUGS: GlobalSql = global_sql!("slugs.sql");

/// The slug of every business of the instance that is not deleted, for the command line.
///
/// # Errors
/// When the database fails.
pub async fn slugs(db: &Db) -> Result<Vec<String>, Error> {
    Ok(db.read_global::<(String,)>(&SLUGS, &[]).await?.into_iter().map(|(slug,)| slug).collect())
}
