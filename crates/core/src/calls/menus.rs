//! What the list can be narrowed to: only what the viewer's own calls have.

use crate::access::{BusinessSql, May, Sees, VisibleSql, actions, business_sql, visible_sql};
use crate::db::{Db, Error};

static OF_ALL: BusinessSql = business_sql!("sources_of_all.sql");
static SOURCES: VisibleSql = visible_sql!("sources.sql");

/// The most sources that a menu has.
const MOST: i64 = 500;

/// The sources of the calls that the viewer sees, by name.
///
/// # Errors
/// When the database fails.
pub async fn sources(db: &Db, may: &May<actions::SeeCalls>) -> Result<Vec<String>, Error> {
    let found = match may.viewpoint().sees() {
        Sees::All => db.read::<(String,)>(may, &OF_ALL, &[&MOST]).await?,
        Sees::Granted => db.see(may, &SOURCES, &[&MOST]).await?,
    };
    Ok(found.into_iter().map(|(source,)| source).collect())
}
