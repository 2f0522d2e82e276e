//! Finds a member of the proof's business.

use super::Member;
use crate::access::{Action, BusinessSql, May, Refusal, Scoped, Thing, business_sql};
use crate::db::{Db, Error};
use crate::ids::MemberId;

static FIND: BusinessSql = business_sql!("find.sql");

impl Thing for Member {
    type Id = MemberId;

    async fn find<A: Action>(db: &Db, may: &May<A>, id: MemberId) -> Result<Option<Self>, Error> {
        Ok(db.read::<Self>(may, &FIND, &[&id]).await?.into_iter().next())
    }
}

/// Loads an active member inside a transaction.
///
/// # Errors
/// Returns [`Refusal::NotFound`] when there is no such active member, or a database error.
pub(crate) async fn load_in_tx(tx: &mut Scoped<'_>, id: MemberId) -> Result<Member, crate::Error> {
    Ok(tx.optional::<Member>(&FIND, &[&id]).await?.ok_or(Refusal::NotFound)?)
}
