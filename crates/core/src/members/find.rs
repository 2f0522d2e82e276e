//! Finds a member of the proof's business.

use super::Member;
use crate::access::{Action, BusinessSql, Held, May, Refusal, Scoped, Thing, business_sql};
use crate::db::{Db, Error};
use crate::ids::MemberId;

static FIND: BusinessSql = business_sql!("find.sql");
static HAS_PROVED_ADDRESS: BusinessSql = business_sql!("has_proved_address.sql");

impl Thing for Member {
    type Id = MemberId;

    async fn find<A: Action>(db: &Db, may: &May<A>, id: MemberId) -> Result<Option<Self>, Error> {
        Ok(db.read::<Self>(may, &FIND, &[&id]).await?.into_iter().next())
    }
}

/// Whether the address of a member was proved to be theirs. Where it was not, whoever had their link may have their account.
///
/// # Errors
/// When the database fails.
pub async fn has_proved_address<A: Action>(db: &Db, held: &Held<Member, A>) -> Result<bool, Error> {
    let rows = db.read::<(bool,)>(held, &HAS_PROVED_ADDRESS, &[&held.id]).await?;
    Ok(rows.first().is_some_and(|(is_proved,)| *is_proved))
}

/// Loads an active member inside a transaction.
///
/// # Errors
/// Returns [`Refusal::NotFound`] when there is no such active member, or a database error.
pub(crate) async fn load_in_tx(tx: &mut Scoped<'_>, id: MemberId) -> Result<Member, crate::Error> {
    Ok(tx.optional::<Member>(&FIND, &[&id]).await?.ok_or(Refusal::NotFound)?)
}
