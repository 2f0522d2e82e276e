//! Lists the holders of the seats, for a team that has none left.

use crate::access::{BusinessSql, May, Role, actions, business_sql, may_grant};
use crate::db::{Db, Error};
use crate::ids::{InvitationId, MemberId};
use crate::time::Timestamp;

static MEMBERS: BusinessSql = business_sql!("holding_members.sql");
static INVITATIONS: BusinessSql = business_sql!("holding_invitations.sql");

/// A member or an invited person who holds a seat.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Holder<Id> {
    /// The member or the invitation.
    pub id: Id,
    /// Their name.
    pub name: String,
    /// Their address, as typed.
    pub email: String,
    /// Their role.
    pub role: Role,
    /// When the member was last active, or when the invitation was made.
    pub since: Option<Timestamp>,
}

impl<Id: crate::db::value::Column> crate::db::FromRow for Holder<Id> {
    fn from_row(row: &crate::db::Row<'_>) -> Result<Self, Error> {
        Ok(Self { id: row.get(0)?, name: row.get(1)?, email: row.get(2)?, role: row.get(3)?, since: row.get(4)? })
    }
}

/// The holders of the seats.
#[derive(Clone, Debug)]
pub struct Holders {
    /// The active members, longest inactive first.
    pub members: Vec<Holder<MemberId>>,
    /// The live invitations, oldest first.
    pub invitations: Vec<Holder<InvitationId>>,
    /// The listed invitations that the viewpoint may cancel.
    pub may_cancel: Vec<InvitationId>,
}

/// At most `limit` members and `limit` invitations that hold seats. [`super::usage()`] counts all of them.
///
/// # Errors
/// When the database fails.
pub async fn holders(db: &Db, may: &May<actions::SeeUsers>, limit: i64) -> Result<Holders, Error> {
    let members = db.read(may, &MEMBERS, &[&limit]).await?;
    let invitations = db.read::<Holder<InvitationId>>(may, &INVITATIONS, &[&db.now(), &limit]).await?;
    let viewpoint = may.viewpoint();
    let may_invite = viewpoint.allows(actions::Invite);
    let cancellable = invitations.iter().filter(|each| may_invite && may_grant(viewpoint.role(), each.role).is_ok());
    let may_cancel = cancellable.map(|each| each.id).collect();
    Ok(Holders { members, invitations, may_cancel })
}
