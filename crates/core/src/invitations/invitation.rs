//! An invitation.

use crate::access::{Action, BusinessSql, May, Role, Scoped, Thing, Viewpoint, actions, business_sql, may_grant};
use crate::db::{Db, Error, FromRow, Row, words};
use crate::ids::{InvitationId, MemberId};
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
    pub fn is_manageable_by(&self, viewpoint: &Viewpoint) -> bool {
        viewpoint.allows(actions::Invite) && may_grant(viewpoint.role(), self.role).is_ok()
    }
}

impl FromRow for Invitation {
    fn from_row(row: &Row<'_>) -> Result<Self, Error> {
        let mut columns = row.columns();
        Ok(Self {
            id: columns.take()?,
            name: columns.take()?,
            email: columns.take()?,
            role: columns.take()?,
            access: NumberAccess::from_columns(&mut columns)?,
            status: columns.take()?,
            invited_by: columns.take()?,
            inviter: columns.take()?,
            created_at: columns.take()?,
            sent_at: columns.take()?,
            expires_at: columns.take()?,
        })
    }
}

impl Thing for Invitation {
    type Id = InvitationId;

    async fn find<A: Action>(db: &Db, may: &May<A>, id: InvitationId) -> Result<Option<Self>, Error> {
        Ok(db.read(may, &FIND, &[&id, &db.now()]).await?.into_iter().next())
    }
}

/// The same within a transaction.
pub(super) async fn find_in_transaction(tx: &mut Scoped<'_>, id: InvitationId) -> Result<Option<Invitation>, Error> {
    let now = tx.now();
    tx.optional(&FIND, &[&id, &now]).await
}
