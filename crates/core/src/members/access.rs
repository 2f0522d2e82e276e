//! Reads and writes the number access of members.

use std::collections::BTreeSet;

use super::access_draft::not_listed;
use super::batch::batches;
use crate::access::{AccessKind, BusinessSql, May, Scoped, actions, business_sql};
use crate::db::{Columns, Db, Error, Value};
use crate::ids::{GroupId, MemberId, NumberId};

static ADD_NUMBERS: BusinessSql = business_sql!("grant_numbers.sql");
static ADD_GROUPS: BusinessSql = business_sql!("grant_groups.sql");
static DROP_NUMBERS: BusinessSql = business_sql!("drop_number_grants.sql");
static NUMBERS: BusinessSql = business_sql!("granted_numbers.sql");
static GROUPS: BusinessSql = business_sql!("granted_groups.sql");
static DROP_GROUPS: BusinessSql = business_sql!("drop_group_grants.sql");
static GRANT_NUMBER: BusinessSql = business_sql!("grant_active_number.sql");
static GRANT_GROUP: BusinessSql = business_sql!("grant_known_group.sql");
static REVOKE_NUMBER: BusinessSql = business_sql!("revoke_number.sql");
static REVOKE_GROUP: BusinessSql = business_sql!("revoke_group.sql");

/// Which numbers a member sees.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum NumberAccess {
    /// All Numbers.
    All,
    /// Specific Numbers: these numbers, and those of these groups. When both are empty, the member sees nothing.
    Specific {
        /// The numbers.
        numbers: BTreeSet<NumberId>,
        /// The groups, including numbers that join them later.
        groups: BTreeSet<GroupId>,
    },
}

impl NumberAccess {
    /// The value for the column `sees`.
    pub(crate) const fn kind(&self) -> &'static str {
        match self {
            Self::All => "all",
            Self::Specific { .. } => "specific",
        }
    }

    /// Reads the next three columns of a row: `sees`, numbers and groups.
    pub(crate) fn from_columns(columns: &mut Columns<'_, '_>) -> Result<Self, Error> {
        let sees = columns.take::<String>()?;
        let (numbers, groups) = (columns.take_set()?, columns.take_set()?);
        Ok(if sees == "all" { Self::All } else { Self::Specific { numbers, groups } })
    }

    /// The form in the audit log.
    pub(crate) fn to_audit_json(&self) -> serde_json::Value {
        match self {
            Self::All => serde_json::json!({ "kind": "all" }),
            Self::Specific { numbers, groups } => {
                serde_json::json!({ "kind": "specific", "number_ids": numbers, "group_ids": groups })
            }
        }
    }

    fn as_sets(&self) -> (BTreeSet<NumberId>, BTreeSet<GroupId>) {
        match self {
            Self::All => Default::default(),
            Self::Specific { numbers, groups } => (numbers.clone(), groups.clone()),
        }
    }
}

/// The statements that change the grants of one kind of viewer, by the viewer's id and that of the number or group.
pub(super) struct GrantStatements {
    pub(super) grant_number: &'static BusinessSql,
    pub(super) grant_group: &'static BusinessSql,
    pub(super) revoke_number: &'static BusinessSql,
    pub(super) revoke_group: &'static BusinessSql,
}

static OF_MEMBERS: GrantStatements = GrantStatements {
    grant_number: &GRANT_NUMBER,
    grant_group: &GRANT_GROUP,
    revoke_number: &REVOKE_NUMBER,
    revoke_group: &REVOKE_GROUP,
};

/// Changes a member's grants.
pub(super) async fn change_grants(
    tx: &mut Scoped<'_>,
    member: MemberId,
    before: &NumberAccess,
    after: &NumberAccess,
) -> Result<(), crate::Error> {
    change_grants_of(tx, &OF_MEMBERS, member, before, after).await
}

/// Changes the grants of a viewer. Existing grants stay, even of a number released since. A new grant needs an active number or
/// an existing group.
pub(super) async fn change_grants_of<I: Value + Copy + Send>(
    tx: &mut Scoped<'_>,
    statements: &GrantStatements,
    viewer: I,
    before: &NumberAccess,
    after: &NumberAccess,
) -> Result<(), crate::Error> {
    let ((numbers, groups), (new_numbers, new_groups)) = (before.as_sets(), after.as_sets());
    for number in numbers.difference(&new_numbers) {
        tx.run(statements.revoke_number, &[&viewer, number]).await?;
    }
    for group in groups.difference(&new_groups) {
        tx.run(statements.revoke_group, &[&viewer, group]).await?;
    }
    for number in new_numbers.difference(&numbers) {
        if tx.run(statements.grant_number, &[&viewer, number]).await? == 0 {
            return Err(not_listed());
        }
    }
    for group in new_groups.difference(&groups) {
        if tx.run(statements.grant_group, &[&viewer, group]).await? == 0 {
            return Err(not_listed());
        }
    }
    Ok(())
}

/// Revokes all grants of a member.
pub(super) async fn revoke_all_grants(tx: &mut Scoped<'_>, member: MemberId) -> Result<(), Error> {
    tx.run(&DROP_NUMBERS, &[&member]).await?;
    tx.run(&DROP_GROUPS, &[&member]).await?;
    Ok(())
}

/// Replaces a member's grants. Refuses a number or group of another business.
pub(crate) async fn replace_grants(tx: &mut Scoped<'_>, member: MemberId, access: &NumberAccess) -> Result<(), Error> {
    revoke_all_grants(tx, member).await?;
    if let NumberAccess::Specific { numbers, groups } = access {
        let mut row_count = 0;
        for batch in batches(numbers) {
            row_count += tx.run(&ADD_NUMBERS, &batch.after(&[&member])).await?;
        }
        for batch in batches(groups) {
            row_count += tx.run(&ADD_GROUPS, &batch.after(&[&member])).await?;
        }
        // A number or group without a row breaks the grant's foreign key.
        if u64::try_from(numbers.len() + groups.len()) != Ok(row_count) {
            return Err(Error::ForeignKeyViolation);
        }
    }
    Ok(())
}

/// The member's own number access, as granted.
///
/// # Errors
/// When the database fails.
pub async fn own_access(db: &Db, may: &May<actions::SeeNumbers>) -> Result<NumberAccess, Error> {
    if may.viewpoint().access_kind() == AccessKind::All {
        return Ok(NumberAccess::All);
    }
    let member = may.viewpoint().member();
    let numbers = db.read::<(NumberId,)>(may, &NUMBERS, &[&member]).await?;
    let groups = db.read::<(GroupId,)>(may, &GROUPS, &[&member]).await?;
    Ok(NumberAccess::Specific {
        numbers: numbers.into_iter().map(|(id,)| id).collect(),
        groups: groups.into_iter().map(|(id,)| id).collect(),
    })
}
