//! The values that an edit of an invitation changes without a new link.

use serde_json::Value;

use super::invite::check_grant;
use super::{Invitation, scope};
use crate::access::{BusinessSql, Role, Rule, Scoped, business_sql};
use crate::ids::MemberId;
use crate::members::{DesiredMember, member_to_audit_json};
use crate::{Error, db, text};

static EDIT: BusinessSql = business_sql!("edit.sql");

/// The values that somebody saw, and those that they want in their place.
#[derive(Clone, Debug)]
pub(super) struct Changes {
    pub(super) seen: Invitation,
    pub(super) after: DesiredMember,
}

impl Changes {
    /// Writes the values that differ. The statement checks the rights again.
    ///
    /// # Errors
    /// Returns a conflict when the invitation is no longer as it was seen, [`Rule::Grant`], or a database error.
    pub(super) async fn write(
        &self,
        tx: &mut Scoped<'_>,
        before: &Invitation,
        role: Role,
        by: MemberId,
    ) -> Result<(), Error> {
        check_grant(role, before.role)?;
        check_grant(role, self.after.role)?;
        if before.email != self.seen.email || stored_values(before) != stored_values(&self.seen) {
            let sentence = "Somebody else has changed this invitation meanwhile. Open it again.";
            return Err(Error::Conflict { code: "conflict", sentence: sentence.into() });
        }
        let DesiredMember { role, name, access } = &self.after;
        let values: db::Values<'_> = &[&before.id, name, &text::fold_case(name), role, &access.kind(), &by];
        if tx.run(&EDIT, values).await? == 0 {
            return Err(Rule::Grant.into());
        }
        if before.access == *access {
            return Ok(());
        }
        scope::replace(tx, before.id, access).await
    }
}

/// The values of an invitation that an edit changes without a new link.
pub(super) fn stored_values(invitation: &Invitation) -> DesiredMember {
    DesiredMember { role: invitation.role, name: invitation.name.clone(), access: invitation.access.clone() }
}

/// Adds the values of an invitation to its side of an audit entry, as far as they differ from the other side's.
pub(super) fn add_changed_values(values: &mut Value, of: &Invitation, other: &Invitation) {
    let side = |invitation: &Invitation| member_to_audit_json(&invitation.name, invitation.role, &invitation.access);
    let (Value::Object(own), other) = (side(of), side(other)) else { return };
    for (key, value) in own.into_iter().filter(|(key, value)| other.get(key) != Some(value)) {
        values[key] = value;
    }
}
