//! The numbers and groups that an invitation promises.

use crate::access::{BusinessSql, Proof, Scoped, business_sql};
use crate::db::Db;
use crate::ids::{GroupId, InvitationId, NumberId};
use crate::members::{NumberAccess, batches, not_listed};
use crate::{Error, db};

static COUNT_NUMBERS: BusinessSql = business_sql!("scope_count_numbers.sql");
static COUNT_GROUPS: BusinessSql = business_sql!("scope_count_groups.sql");
static ADD_NUMBERS: BusinessSql = business_sql!("scope_add_numbers.sql");
static ADD_GROUPS: BusinessSql = business_sql!("scope_add_groups.sql");
static NUMBERS: BusinessSql = business_sql!("scope_numbers.sql");
static GROUPS: BusinessSql = business_sql!("scope_groups.sql");

/// Every number is one that the business has now, and every group is there.
pub(super) async fn check(tx: &mut Scoped<'_>, access: &NumberAccess) -> Result<(), Error> {
    let NumberAccess::Specific { numbers, groups } = access else { return Ok(()) };
    let mut there = 0;
    for batch in batches(numbers) {
        there += tx.one::<(i64,)>(&COUNT_NUMBERS, &batch.after(&[])).await?.0;
    }
    for batch in batches(groups) {
        there += tx.one::<(i64,)>(&COUNT_GROUPS, &batch.after(&[])).await?.0;
    }
    all_found(numbers.len() + groups.len(), there.unsigned_abs()).ok_or_else(not_listed)
}

/// The same before anything is begun.
pub(super) async fn check_before(db: &Db, proof: &impl Proof, access: &NumberAccess) -> Result<(), Error> {
    let NumberAccess::Specific { numbers, groups } = access else { return Ok(()) };
    let mut there = 0;
    for batch in batches(numbers) {
        let counted = db.read::<(i64,)>(proof, &COUNT_NUMBERS, &batch.after(&[])).await?;
        there += counted.first().map_or(0, |(count,)| *count);
    }
    for batch in batches(groups) {
        let counted = db.read::<(i64,)>(proof, &COUNT_GROUPS, &batch.after(&[])).await?;
        there += counted.first().map_or(0, |(count,)| *count);
    }
    all_found(numbers.len() + groups.len(), there.unsigned_abs()).ok_or_else(not_listed)
}

/// Keeps what is promised.
pub(super) async fn save(tx: &mut Scoped<'_>, id: InvitationId, access: &NumberAccess) -> Result<(), Error> {
    let NumberAccess::Specific { numbers, groups } = access else { return Ok(()) };
    let mut added = 0;
    for batch in batches(numbers) {
        added += tx.run(&ADD_NUMBERS, &batch.after(&[&id])).await?;
    }
    for batch in batches(groups) {
        added += tx.run(&ADD_GROUPS, &batch.after(&[&id])).await?;
    }
    // One that is not there is what the promise was bound to.
    all_found(numbers.len() + groups.len(), added).ok_or(Error::Db(db::Error::ForeignKeyViolation))
}

/// Whether as many were found as there are.
fn all_found(wanted: usize, found: u64) -> Option<()> {
    (u64::try_from(wanted) == Ok(found)).then_some(())
}

/// What is promised now: numbers released since and groups deleted since are not in it, as they could not be given now.
pub(super) async fn remaining(tx: &mut Scoped<'_>, id: InvitationId, sees: &str) -> Result<NumberAccess, Error> {
    if sees == "all" {
        return Ok(NumberAccess::All);
    }
    let numbers = tx.all::<(NumberId,)>(&NUMBERS, &[&id]).await?.into_iter().map(|(id,)| id).collect();
    let groups = tx.all::<(GroupId,)>(&GROUPS, &[&id]).await?.into_iter().map(|(id,)| id).collect();
    Ok(NumberAccess::Specific { numbers, groups })
}

/// Whether nothing is left of what was promised.
pub(super) fn is_empty(access: &NumberAccess) -> bool {
    matches!(access, NumberAccess::Specific { numbers, groups } if numbers.is_empty() && groups.is_empty())
}
