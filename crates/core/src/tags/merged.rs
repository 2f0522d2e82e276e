//! The tags that were merged into others, so that what has kept the id of one finds the other.

use std::collections::BTreeMap;

use crate::access::{BusinessSql, Change, May, Scoped, actions, business_sql};
use crate::db::{Db, Error};
use crate::ids::{NumberId, TagId};

static MERGED: BusinessSql = business_sql!("merged.sql");
static NUMBERS_OF: BusinessSql = business_sql!("numbers_of.sql");

/// The tags that were merged, each with the one that its calls carry now. It says nothing of whether the viewpoint sees a call
/// that carries it, so it is not shown.
///
/// # Errors
/// When the database fails.
pub(crate) async fn merged(db: &Db, may: &May<actions::SeeCalls>) -> Result<BTreeMap<TagId, TagId>, Error> {
    Ok(db.read::<(TagId, TagId)>(may, &MERGED, &[]).await?.into_iter().collect())
}

/// Notifies those who see a call with a tag that the tag has changed. It comes before the calls lose it.
///
/// # Errors
/// When the database fails.
pub(super) async fn notify_viewers(tx: &mut Scoped<'_>, tag: TagId) -> Result<(), Error> {
    for (number,) in tx.all::<(NumberId,)>(&NUMBERS_OF, &[&tag]).await? {
        tx.notify(Change::CallTags(number));
    }
    Ok(())
}
