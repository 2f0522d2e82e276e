//! The letters to the Owners of a business: when it is deleted, taken back, and removed for good.

use crate::Error;
use crate::access::{BusinessSql, Scoped, business_sql};
use crate::db::from_row;
use crate::ids::MemberId;
use crate::mail::EmailComposer;
use crate::time::Timestamp;

static OWNERS: BusinessSql = business_sql!("owners.sql");

/// A letter about a deletion. It belongs to no business, since the jobs of a deleted one are not run.
#[derive(Clone, Debug)]
pub struct DeletionLetter {
    /// The event.
    pub occasion: DeletionOccasion,
    /// The business's name.
    pub business: String,
    /// Its name in addresses.
    pub slug: String,
    /// The Owner's display name.
    pub name: String,
    /// The Owner's time zone: their own, else the business's.
    pub time_zone: String,
}

/// The event of a business that a letter tells of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DeletionOccasion {
    /// It was deleted, and may be taken back until it is removed.
    Deleted {
        /// The name of the Owner who did it.
        by: String,
        /// When everything of it is removed.
        removal_at: Timestamp,
    },
    /// It was taken back.
    TakenBack {
        /// The name of the Owner who did it.
        by: String,
    },
    /// Everything of it is removed.
    Removed,
}

/// An Owner of a business, as a letter addresses them.
pub(super) struct Owner {
    id: MemberId,
    pub(super) name: String,
    email: String,
    pub(super) time_zone: String,
}

from_row!(Owner { id, name, email, time_zone });

/// Writes to every Owner. The letters are sent whatever becomes of the business.
pub(super) async fn write_to_owners(
    tx: &mut Scoped<'_>,
    composer: &EmailComposer<DeletionLetter>,
    kind: &str,
    letter: impl Fn(&Owner) -> DeletionLetter,
) -> Result<Vec<MemberId>, Error> {
    let owners = tx.all::<Owner>(&OWNERS, &[]).await?;
    for owner in &owners {
        composer.queue_for_no_business(tx, kind, &owner.email, &letter(owner)).await?;
    }
    Ok(owners.into_iter().map(|owner| owner.id).collect())
}
