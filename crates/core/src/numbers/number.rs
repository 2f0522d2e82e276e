//! A number.

use super::PhoneNumber;
use crate::access::{Action, May, Thing, VisibleSql, visible_sql};
use crate::db::{Db, Error, from_row, words};
use crate::ids::{GroupId, NumberId};
use crate::time::Timestamp;

pub(super) static FIND: VisibleSql = visible_sql!("find.sql");

words! {
    /// Whether the business has a number now.
    pub enum Status {
        /// The business has it.
        Active = "active",
        /// The business had it. Its history stays.
        Released = "released",
    }
}

/// A tracking number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Number {
    /// Its id.
    pub id: NumberId,
    /// Its digits.
    pub phone_number: PhoneNumber,
    /// Its friendly name.
    pub friendly_name: String,
    /// Where its calls come from: the advertisement, the campaign. Empty if unknown.
    pub source: String,
    /// Its group.
    pub group_id: Option<GroupId>,
    /// The group's name.
    pub group_name: Option<String>,
    /// The number that its calls are forwarded to.
    pub forward_to: Option<PhoneNumber>,
    /// Whether its calls are recorded.
    pub records_calls: bool,
    /// Whether it is active or released.
    pub status: Status,
    /// When it was added.
    pub created_at: Timestamp,
    /// When it was released.
    pub released_at: Option<Timestamp>,
}

from_row!(Number {
    id,
    phone_number,
    friendly_name,
    source,
    group_id,
    group_name,
    forward_to,
    records_calls,
    status,
    created_at,
    released_at,
});

impl Thing for Number {
    type Id = NumberId;

    async fn find<A: Action>(db: &Db, may: &May<A>, id: NumberId) -> Result<Option<Self>, Error> {
        Ok(db.read_visible::<Self>(may, &FIND, &[&id]).await?.into_iter().next())
    }
}
