//! The grants of an outside recipient.

use crate::Error;
use crate::access::{BusinessSql, Scoped, business_sql};
use crate::ids::OutsideRecipientId;
use crate::members::NumberAccess;
use crate::members::access::{GrantStatements, change_grants_of};

static GRANT_NUMBER: BusinessSql = business_sql!("grant_number.sql");
static GRANT_GROUP: BusinessSql = business_sql!("grant_group.sql");
static REVOKE_NUMBER: BusinessSql = business_sql!("revoke_number.sql");
static REVOKE_GROUP: BusinessSql = business_sql!("revoke_group.sql");

static OUTSIDE: GrantStatements = GrantStatements {
    grant_number: &GRANT_NUMBER,
    grant_group: &GRANT_GROUP,
    revoke_number: &REVOKE_NUMBER,
    revoke_group: &REVOKE_GROUP,
};

/// Changes the grants of an outside recipient, as those of a member are changed.
pub(crate) async fn change_outside_grants(
    tx: &mut Scoped<'_>,
    recipient: OutsideRecipientId,
    before: &NumberAccess,
    after: &NumberAccess,
) -> Result<(), Error> {
    change_grants_of(tx, &OUTSIDE, recipient, before, after).await
}
