//! A member, found in the business of a proof.

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

/// An active member as they are now, inside a transaction.
///
/// # Errors
/// [`Refusal::NotFound`] for who is none any more.
pub(crate) async fn load_in_tx(tx: &mut Scoped<'_>, id: MemberId) -> Result<Member, crate::Error> {
    Ok(tx.optional::<Member>(&FIND, &[&id]).await?.ok_or(Refusal::NotFound)?)
}
