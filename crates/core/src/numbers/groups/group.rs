//! A number group.

use std::collections::BTreeSet;

use crate::access::{Action, May, Thing, VisibleSql, visible_sql};
use crate::db::{Db, Error, FromRow, Row};
use crate::ids::{GroupId, NumberId};
use crate::time::Timestamp;

pub(super) static FIND: VisibleSql = visible_sql!("find.sql");

/// A number group, as the viewpoint sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// Its id.
    pub id: GroupId,
    /// Its name.
    pub name: String,
    /// When it was made.
    pub created_at: Timestamp,
    /// Its active numbers, of those that the viewpoint sees. Released ones stay in it for their history, uncounted.
    pub number_ids: BTreeSet<NumberId>,
}

impl FromRow for Group {
    fn from_row(row: &Row<'_>) -> Result<Self, Error> {
        Ok(Self { id: row.get(0)?, name: row.get(1)?, created_at: row.get(2)?, number_ids: row.get_set(3)? })
    }
}

impl Thing for Group {
    type Id = GroupId;

    async fn find<A: Action>(db: &Db, may: &May<A>, id: GroupId) -> Result<Option<Self>, Error> {
        Ok(db.read_visible::<Self>(may, &FIND, &[&id]).await?.into_iter().next())
    }
}
