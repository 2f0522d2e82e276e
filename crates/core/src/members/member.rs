//! A member.

use super::NumberAccess;
use crate::access::{AccessKind, Action, CountScope, Held, Role, Viewpoint, actions, may_act_on, may_log_in_as};
use crate::db::{Error, FromRow, Row, words};
use crate::ids::MemberId;
use crate::time::Timestamp;

words! {
    /// The status of a membership.
    pub enum Status {
        /// The member is in the business.
        Active = "active",
        /// The member was removed or has left.
        Removed = "removed",
    }
}

/// A member.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    /// The member's id.
    pub id: MemberId,
    /// Their display name in this business.
    pub name: String,
    /// Their address, as typed.
    pub email: String,
    /// Their role.
    pub role: Role,
    /// Their number access.
    pub access: NumberAccess,
    /// Whether they are still in the business.
    pub status: Status,
    /// When they joined.
    pub joined_at: Timestamp,
    /// When they last did something here, to the minute.
    pub last_active_at: Option<Timestamp>,
}

impl Member {
    /// The scope for counting what a member sees. Only people who see the Users page may count it.
    pub fn count_scope(held: &Held<Self, actions::SeeUsers>) -> CountScope {
        let member = held.thing();
        let sees = if member.access == NumberAccess::All { AccessKind::All } else { AccessKind::Granted };
        CountScope::of_member(held, member.id, sees)
    }

    /// Whether the viewpoint may change their role and number access. Pages use this; the change checks it again.
    pub fn is_editable_by(&self, viewpoint: &Viewpoint) -> bool {
        self.is_outranked_by(viewpoint, actions::EditMembers)
    }

    /// Whether the viewpoint may remove them.
    pub fn is_removable_by(&self, viewpoint: &Viewpoint) -> bool {
        self.is_outranked_by(viewpoint, actions::RemoveMembers)
    }

    /// Whether the viewpoint may log in as them.
    pub fn allows_log_in_as_by(&self, viewpoint: &Viewpoint) -> bool {
        let (own, other) = ((viewpoint.member(), viewpoint.role()), (self.id, self.role));
        viewpoint.allows(actions::LogInAs) && may_log_in_as(own, other).is_ok()
    }

    fn is_outranked_by<A: Action>(&self, viewpoint: &Viewpoint, action: A) -> bool {
        let (own, other) = ((viewpoint.member(), viewpoint.role()), (self.id, self.role));
        viewpoint.allows(action) && self.id != viewpoint.actor().member && may_act_on(own, other).is_ok()
    }

    /// The form in the audit log.
    pub(crate) fn to_audit_json(&self) -> serde_json::Value {
        member_to_audit_json(&self.name, self.role, &self.access)
    }
}

/// A member in the form of the audit log.
pub(crate) fn member_to_audit_json(name: &str, role: Role, access: &NumberAccess) -> serde_json::Value {
    serde_json::json!({ "name": name, "role": role, "number_access": access.to_audit_json() })
}

impl FromRow for Member {
    fn from_row(row: &Row<'_>) -> Result<Self, Error> {
        let mut columns = row.columns();
        Ok(Self {
            id: columns.take()?,
            name: columns.take()?,
            email: columns.take()?,
            role: columns.take()?,
            access: NumberAccess::from_columns(&mut columns)?,
            status: columns.take()?,
            joined_at: columns.take()?,
            last_active_at: columns.take()?,
        })
    }
}
