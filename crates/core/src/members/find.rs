//! A member, found in the business of a proof.

use super::Member;
use crate::access::{Action, BusinessSql, May, Scoped, Thing, business_sql};
use crate::db::{Db, Error};
use crate::ids::MemberId;

static FIND: BusinessSql = business_sql!("find.sql");

impl Thing for Member {
    type Id = MemberId;

    async fn find<A: Action>(db: &Db, may: &May<A>, id: MemberId) -> Result<Option<Self>, Error> {
        Ok(db.read::<Self>(may, &FIND, &[&id]).await?.into_iter().next())
    }
}

/// An active member, as a transaction that has just made them one sees them.
pub(crate) async fn find_in(tx: &mut Scoped<'_>, id: MemberId) -> Result<Option<Member>, Error> {
    tx.optional(&FIND, &[&id]).await
}
