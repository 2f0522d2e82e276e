//! The numbers and groups that an invitation promises.

use crate::Error;
use crate::access::{BusinessSql, Proof, Scoped, business_sql};
use crate::db::Db;
use crate::ids::{GroupId, InvitationId, NumberId};
use crate::members::{NumberAccess, not_listed};

static NUMBER: BusinessSql = business_sql!("scope_number.sql");
static GROUP: BusinessSql = business_sql!("scope_group.sql");
static ADD_NUMBER: BusinessSql = business_sql!("scope_add_number.sql");
static ADD_GROUP: BusinessSql = business_sql!("scope_add_group.sql");
static NUMBERS: BusinessSql = business_sql!("scope_numbers.sql");
static GROUPS: BusinessSql = business_sql!("scope_groups.sql");

/// Every number is one that the business has now, and every group is there.
pub(super) async fn check(tx: &mut Scoped<'_>, access: &NumberAccess) -> Result<(), Error> {
    let NumberAccess::Specific { numbers, groups } = access else { return Ok(()) };
    for number in numbers {
        tx.optional::<(NumberId,)>(&NUMBER, &[number]).await?.ok_or_else(not_listed)?;
    }
    for group in groups {
        tx.optional::<(GroupId,)>(&GROUP, &[group]).await?.ok_or_else(not_listed)?;
    }
    Ok(())
}

/// The same before anything is begun.
pub(super) async fn check_before(db: &Db, proof: &impl Proof, access: &NumberAccess) -> Result<(), Error> {
    let NumberAccess::Specific { numbers, groups } = access else { return Ok(()) };
    for number in numbers {
        db.read::<(NumberId,)>(proof, &NUMBER, &[number]).await?.first().ok_or_else(not_listed)?;
    }
    for group in groups {
        db.read::<(GroupId,)>(proof, &GROUP, &[group]).await?.first().ok_or_else(not_listed)?;
    }
    Ok(())
}

/// Keeps what is promised.
pub(super) async fn keep(tx: &mut Scoped<'_>, id: InvitationId, access: &NumberAccess) -> Result<(), Error> {
    let NumberAccess::Specific { numbers, groups } = access else { return Ok(()) };
    for number in numbers {
        tx.run(&ADD_NUMBER, &[&id, number]).await?;
    }
    for group in groups {
        tx.run(&ADD_GROUP, &[&id, group]).await?;
    }
    Ok(())
}

/// What is promised now: numbers released since are in it, for their history; groups deleted since are not.
pub(super) async fn now(tx: &mut Scoped<'_>, id: InvitationId, sees: &str) -> Result<NumberAccess, Error> {
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
