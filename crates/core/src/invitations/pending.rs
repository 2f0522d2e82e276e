//! The invitations that wait for somebody who is signed in.

use crate::access::{GlobalSql, Role, global_sql};
use crate::accounts::Person;
use crate::db::{Db, Error, from_row};
use crate::ids::InvitationId;
use crate::time::Timestamp;

static LIST_PENDING: GlobalSql = global_sql!("pending.sql");

/// An invitation that waits for a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PendingInvitation {
    /// Which.
    pub id: InvitationId,
    /// Into which business.
    pub business: String,
    /// Its name in addresses.
    pub slug: String,
    /// By whom.
    pub inviter: String,
    /// As what.
    pub role: Role,
    /// Until when.
    pub expires_at: Timestamp,
}

from_row!(PendingInvitation { id, business, slug, inviter, role, expires_at });

/// The live invitations to the address of whoever is signed in, the newest first.
///
/// # Errors
/// When the database fails.
pub async fn list_pending(db: &Db, person: &Person) -> Result<Vec<PendingInvitation>, Error> {
    db.read_global(&LIST_PENDING, &[&person.user, &db.now()]).await
}
