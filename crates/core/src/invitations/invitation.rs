//! An invitation.

use crate::access::{Action, BusinessSql, May, Role, Scoped, Thing, Viewpoint, actions, business_sql, may_grant};
use crate::db::{Db, Error, FromRow, Row, words};
use crate::ids::{GroupId, InvitationId, MemberId, NumberId};
use crate::members::NumberAccess;
use crate::time::Timestamp;

static FIND: BusinessSql = business_sql!("find.sql");

words! {
    /// What became of an invitation.
    pub enum Status {
        /// It can be accepted, and holds a seat.
        Pending = "pending",
        /// Somebody came in by it.
        Accepted = "accepted",
        /// It was taken back.
        Cancelled = "cancelled",
        /// Its time is over.
        Expired = "expired",
    }
}

/// An invitation; never its token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invitation {
    /// Which.
    pub id: InvitationId,
    /// What the person is to be called.
    pub name: String,
    /// Their address, as typed.
    pub email: String,
    /// What they are to be.
    pub role: Role,
    /// Which numbers they are to see.
    pub access: NumberAccess,
    /// What became of it, as of the moment it was asked for.
    pub status: Status,
    /// The member who answers for it: who invited, or sent it again since.
    pub invited_by: MemberId,
    /// What that member is called.
    pub inviter: String,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was last sent.
    pub sent_at: Timestamp,
    /// When its link dies, or died.
    pub expires_at: Timestamp,
}

impl Invitation {
    /// Whether somebody may resend and cancel it: whoever might invite to its role.
    pub fn is_in_the_hands_of(&self, viewpoint: &Viewpoint) -> bool {
        viewpoint.allows(actions::Invite) && may_grant(viewpoint.role(), self.role).is_ok()
    }
}

impl FromRow for Invitation {
    fn from_row(row: &Row<'_>) -> Result<Self, Error> {
        Ok(Self {
            id: row.get(0)?,
            name: row.get(1)?,
            email: row.get(2)?,
            role: row.get(3)?,
            access: access(row, 4)?,
            status: row.get(7)?,
            invited_by: row.get(8)?,
            inviter: row.get(9)?,
            created_at: row.get(10)?,
            sent_at: row.get(11)?,
            expires_at: row.get(12)?,
        })
    }
}

/// The three columns of a number access: `sees`, numbers, groups.
pub(super) fn access(row: &Row<'_>, place: usize) -> Result<NumberAccess, Error> {
    if row.get::<String>(place)? == "all" {
        return Ok(NumberAccess::All);
    }
    let numbers = row.get_set(place + 1, NumberId::new)?;
    Ok(NumberAccess::Specific { numbers, groups: row.get_set(place + 2, GroupId::new)? })
}

impl Thing for Invitation {
    type Id = InvitationId;

    async fn find<A: Action>(db: &Db, may: &May<A>, id: InvitationId) -> Result<Option<Self>, Error> {
        Ok(db.read(may, &FIND, &[&id, &db.now()]).await?.into_iter().next())
    }
}

/// The same within a transaction.
pub(super) async fn find_in(tx: &mut Scoped<'_>, id: InvitationId) -> Result<Option<Invitation>, Error> {
    let now = tx.now();
    tx.optional(&FIND, &[&id, &now]).await
}
