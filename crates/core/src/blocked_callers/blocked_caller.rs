//! A caller whose calls are rejected.

use crate::access::{Action, BusinessSql, May, Role, Thing, business_sql};
use crate::db::{Db, Error, from_row};
use crate::ids::BlockedCallerId;
use crate::time::Timestamp;

static FIND: BusinessSql = business_sql!("find.sql");

/// A caller whose calls are rejected.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BlockedCaller {
    /// The id of the block.
    pub id: BlockedCallerId,
    /// The caller's telephone number in E.164, or else its address, as calls have it.
    pub caller: String,
    /// The name of the member who blocked it.
    pub blocked_by: String,
    /// When it was blocked.
    pub blocked_at: Timestamp,
}

from_row!(BlockedCaller { id, caller, blocked_by, blocked_at });

impl Thing for BlockedCaller {
    type Id = BlockedCallerId;

    /// Only for actions that no viewer may do.
    async fn find<A: Action>(db: &Db, may: &May<A>, id: BlockedCallerId) -> Result<Option<Self>, Error> {
        if A::ENTRY.roles.has(Role::Viewer) {
            return Ok(None);
        }
        Ok(db.read(may, &FIND, &[&id]).await?.into_iter().next())
    }
}
