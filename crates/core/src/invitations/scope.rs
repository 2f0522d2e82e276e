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
static DROP_NUMBERS: BusinessSql = business_sql!("scope_drop_numbers.sql");
static DROP_GROUPS: BusinessSql = business_sql!("scope_drop_groups.sql");
static NUMBERS: BusinessSql = business_sql!("scope_numbers.sql");
static GROUPS: BusinessSql = business_sql!("scope_groups.sql");

/// Checks that the business has every number now, and that every group exists.
pub(super) async fn check(tx: &mut Scoped<'_>, access: &NumberAccess) -> Result<(), Error> {
    let NumberAccess::Specific { numbers, groups } = access else { return Ok(()) };
    let mut row_count = 0;
    for batch in batches(numbers) {
        row_count += tx.one::<(i64,)>(&COUNT_NUMBERS, &batch.after(&[])).await?.0;
    }
    for batch in batches(groups) {
        row_count += tx.one::<(i64,)>(&COUNT_GROUPS, &batch.after(&[])).await?.0;
    }
    check_count(numbers.len() + groups.len(), row_count.unsigned_abs()).ok_or_else(not_listed)
}

/// The same check, before the transaction.
pub(super) async fn check_before(db: &Db, proof: &impl Proof, access: &NumberAccess) -> Result<(), Error> {
    let NumberAccess::Specific { numbers, groups } = access else { return Ok(()) };
    let mut row_count = 0;
    for batch in batches(numbers) {
        let rows = db.read::<(i64,)>(proof, &COUNT_NUMBERS, &batch.after(&[])).await?;
        row_count += rows.first().map_or(0, |(count,)| *count);
    }
    for batch in batches(groups) {
        let rows = db.read::<(i64,)>(proof, &COUNT_GROUPS, &batch.after(&[])).await?;
        row_count += rows.first().map_or(0, |(count,)| *count);
    }
    check_count(numbers.len() + groups.len(), row_count.unsigned_abs()).ok_or_else(not_listed)
}

/// Saves the promised numbers and groups.
pub(super) async fn save(tx: &mut Scoped<'_>, id: InvitationId, access: &NumberAccess) -> Result<(), Error> {
    let NumberAccess::Specific { numbers, groups } = access else { return Ok(()) };
    let mut row_count = 0;
    for batch in batches(numbers) {
        row_count += tx.run(&ADD_NUMBERS, &batch.after(&[&id])).await?;
    }
    for batch in batches(groups) {
        row_count += tx.run(&ADD_GROUPS, &batch.after(&[&id])).await?;
    }
    // A number or group without a row breaks the promise's foreign key.
    check_count(numbers.len() + groups.len(), row_count).ok_or(Error::Db(db::Error::ForeignKeyViolation))
}

/// Promises other numbers and groups than before.
pub(super) async fn replace(tx: &mut Scoped<'_>, id: InvitationId, access: &NumberAccess) -> Result<(), Error> {
    check(tx, access).await?;
    tx.run(&DROP_NUMBERS, &[&id]).await?;
    tx.run(&DROP_GROUPS, &[&id]).await?;
    save(tx, id, access).await
}

/// Checks that there is one row for each id.
fn check_count(ids: usize, row_count: u64) -> Option<()> {
    (u64::try_from(ids) == Ok(row_count)).then_some(())
}

/// Loads the promised access, without numbers released and groups deleted since.
pub(super) async fn load(tx: &mut Scoped<'_>, id: InvitationId, sees: &str) -> Result<NumberAccess, Error> {
    if sees == "all" {
        return Ok(NumberAccess::All);
    }
    let numbers = tx.all::<(NumberId,)>(&NUMBERS, &[&id]).await?.into_iter().map(|(id,)| id).collect();
    let groups = tx.all::<(GroupId,)>(&GROUPS, &[&id]).await?.into_iter().map(|(id,)| id).collect();
    Ok(NumberAccess::Specific { numbers, groups })
}

/// Whether no numbers and groups are left.
pub(super) fn is_empty(access: &NumberAccess) -> bool {
    matches!(access, NumberAccess::Specific { numbers, groups } if numbers.is_empty() && groups.is_empty())
}
