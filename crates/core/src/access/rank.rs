//! The rules between two people, as plain functions. The statements that change a member check them again, since
//! another request may change the same row.

use super::role::Role;
use crate::ids::MemberId;

/// A rule between two people that forbids an action.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Rule {
    /// The other is at or above one's own rank.
    #[error("You can't change a member of your own rank or above. Ask an Owner.")]
    Rank,
    /// The role to grant is at or above one's own rank.
    #[error("You can't give a role of your own rank or above. Choose a lower role, or ask an Owner.")]
    Grant,
    /// It would be a change of one's own role or access.
    #[error("You can't change your own role or access. Ask another Owner or Admin.")]
    OwnMembership,
    /// Log in as oneself, or as somebody at or above one's own rank.
    #[error("You can log in as members below your own rank only.")]
    LogInAs,
    /// It would leave the business without an Owner.
    #[error("This is the last Owner. Make somebody else an Owner first.")]
    LastOwner,
}

/// Whether somebody may change a member: below their own rank, or anyone if they are an Owner; never oneself.
///
/// # Errors
/// Returns the rule that forbids it.
pub fn may_act_on(actor: (MemberId, Role), other: (MemberId, Role)) -> Result<(), Rule> {
    if actor.0 == other.0 {
        return Err(Rule::OwnMembership);
    }
    if actor.1 == Role::Owner || actor.1.outranks(other.1) { Ok(()) } else { Err(Rule::Rank) }
}

/// Whether somebody may grant a role: below their own rank, or any if they are an Owner.
///
/// # Errors
/// Returns [`Rule::Grant`] for any other role.
pub fn may_grant(actor: Role, granted: Role) -> Result<(), Rule> {
    if actor == Role::Owner || actor.outranks(granted) { Ok(()) } else { Err(Rule::Grant) }
}

/// Whether somebody may log in as a member: below their own rank only, also for Owners; never as themselves.
///
/// # Errors
/// Returns [`Rule::LogInAs`] for any other member.
pub fn may_log_in_as(actor: (MemberId, Role), other: (MemberId, Role)) -> Result<(), Rule> {
    if actor.0 != other.0 && actor.1.outranks(other.1) { Ok(()) } else { Err(Rule::LogInAs) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_owners_act_on_their_own_rank() {
        let (one, two) = (MemberId::new(1), MemberId::new(2));
        for &actor in Role::ALL {
            for &other in Role::ALL {
                let may = may_act_on((one, actor), (two, other)).is_ok();
                assert_eq!(may, actor == Role::Owner || (actor as u8) < (other as u8), "{actor} {other}");
                assert_eq!(may_grant(actor, other), if may { Ok(()) } else { Err(Rule::Grant) });
                assert_eq!(may_act_on((one, actor), (one, other)), Err(Rule::OwnMembership));
                let may = may_log_in_as((one, actor), (two, other)).is_ok();
                assert_eq!(may, (actor as u8) < (other as u8), "{actor} {other}");
                assert_eq!(may_log_in_as((one, actor), (one, other)), Err(Rule::LogInAs));
            }
        }
    }
}
