//! The pending invitations of a signed-in person.

use crate::access::{GlobalSql, Role, global_sql};
use crate::accounts::Person;
use crate::db::{Db, Error, from_row};
use crate::ids::InvitationId;
use crate::time::Timestamp;

static LIST_PENDING: GlobalSql = global_sql!("pending.sql");

/// A pending invitation to a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PendingInvitation {
    /// The invitation's id.
    pub id: InvitationId,
    /// The business's name.
    pub business: String,
    /// Its name in addresses.
    pub slug: String,
    /// The inviter's name.
    pub inviter: String,
    /// The role that it offers.
    pub role: Role,
    /// When it expires.
    pub expires_at: Timestamp,
}

from_row!(PendingInvitation { id, business, slug, inviter, role, expires_at });

/// The live invitations to the person's address, newest first.
///
/// # Errors
/// When the database fails.
pub async fn list_pending(db: &Db, person: &Person) -> Result<Vec<PendingInvitation>, Error> {
    db.read_global(&LIST_PENDING, &[&person.user, &db.now()]).await
}
