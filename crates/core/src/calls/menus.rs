//! What the list can be narrowed to: only what the viewer's own numbers have.

use crate::access::{May, VisibleSql, actions, visible_sql};
use crate::db::{Db, Error};

static SOURCES: VisibleSql = visible_sql!("sources.sql");

/// The most sources that a menu has.
const MOST: i64 = 500;

/// The sources that the numbers that the viewer sees have had, so those of all the calls that they see, by name.
///
/// # Errors
/// When the database fails.
pub async fn sources(db: &Db, may: &May<actions::SeeCalls>) -> Result<Vec<String>, Error> {
    Ok(db.see::<(String,)>(may, &SOURCES, &[&MOST]).await?.into_iter().map(|(source,)| source).collect())
}
