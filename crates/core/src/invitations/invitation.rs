//! An invitation.

use super::Delivery;
use crate::access::{Action, BusinessSql, Held, May, Role, Scoped, Thing, Viewpoint, actions, business_sql, may_grant};
use crate::db::{Db, Error, FromRow, Row, words};
use crate::ids::{InvitationId, MemberId};
use crate::members::{AccessNames, NumberAccess};
use crate::time::Timestamp;

static FIND: BusinessSql = business_sql!("find.sql");

words! {
    /// The status of an invitation.
    pub enum Status {
        /// It can be accepted, and holds a seat.
        Pending = "pending",
        /// Somebody accepted it.
        Accepted = "accepted",
        /// It was cancelled or declined.
        Cancelled = "cancelled",
        /// It expired.
        Expired = "expired",
    }
}

/// An invitation, without its token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invitation {
    /// The invitation's id.
    pub id: InvitationId,
    /// The person's name.
    pub name: String,
    /// Their address, as typed.
    pub email: String,
    /// Their future role.
    pub role: Role,
    /// Their future number access.
    pub access: NumberAccess,
    /// Its status at the time of the query.
    pub status: Status,
    /// The member who sent it last.
    pub invited_by: MemberId,
    /// The name of that member.
    pub inviter: String,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was last sent.
    pub sent_at: Timestamp,
    /// When its link expires.
    pub expires_at: Timestamp,
    /// How far the letter with its link has come.
    pub delivery: Delivery,
}

impl Invitation {
    /// Whether the viewpoint may resend and cancel it, which needs the right to invite to its role.
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
            delivery: Delivery { status: columns.take()?, problem: columns.take()? },
        })
    }
}

impl Thing for Invitation {
    type Id = InvitationId;

    async fn find<A: Action>(db: &Db, may: &May<A>, id: InvitationId) -> Result<Option<Self>, Error> {
        Ok(db.read(may, &FIND, &[&id, &db.now()]).await?.into_iter().next())
    }
}

/// The names of the numbers and groups that an invitation promises.
///
/// # Errors
/// When the database fails.
pub async fn promised_names(db: &Db, held: &Held<Invitation, actions::SeeUsers>) -> Result<AccessNames, Error> {
    AccessNames::load(db, held, &held.access).await
}

/// Finds an invitation inside a transaction.
pub(super) async fn find_in_transaction(tx: &mut Scoped<'_>, id: InvitationId) -> Result<Option<Invitation>, Error> {
    let now = tx.now();
    tx.optional(&FIND, &[&id, &now]).await
}
