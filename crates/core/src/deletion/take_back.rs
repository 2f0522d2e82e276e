//! An Owner takes a deleted business back, within its seven days.

use super::letter::{DeletionLetter, DeletionOccasion, write_to_owners};
use crate::Error;
use crate::access::{BusinessSql, May, Refusal, actions, business_sql};
use crate::audit::Event;
use crate::db::{self, Db, from_row};
use crate::mail::EmailComposer;
use crate::members::lock_team;
use crate::time::Timestamp;

static FIND: BusinessSql = business_sql!("find.sql");
static TAKE_BACK: BusinessSql = business_sql!("take_back.sql");

/// A deleted business that may be taken back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeletedBusiness {
    /// The name of the Owner who deleted it.
    pub by: String,
    /// When.
    pub deleted_at: Timestamp,
    /// When everything of it is removed.
    pub removal_at: Timestamp,
}

from_row!(DeletedBusiness { by, deleted_at, removal_at });

/// The deletion of the business. `None` if it is not deleted, or can't be taken back any more.
///
/// # Errors
/// When the database fails.
pub async fn find_deleted(db: &Db, may: &May<actions::DeleteBusiness>) -> Result<Option<DeletedBusiness>, db::Error> {
    Ok(db.read(may, &FIND, &[&db.now()]).await?.into_iter().next())
}

/// Takes the business back: everything is as it was, but for Log in as, which has ended. Its Owners get a letter.
///
/// # Errors
/// Returns [`Refusal::NotFound`] when it is not deleted, its removal has begun, or the requester is no longer its Owner, or a
/// database error.
pub async fn take_back(
    db: &Db,
    may: &May<actions::DeleteBusiness>,
    composer: &EmailComposer<DeletionLetter>,
) -> Result<(), Error> {
    let (viewpoint, composer) = (may.viewpoint().clone(), composer.clone());
    db.change(may, move |tx| {
        Box::pin(async move {
            lock_team(tx).await?;
            let now = tx.now();
            if tx.run(&TAKE_BACK, &[&viewpoint.member(), &now]).await? == 0 {
                return Err(Refusal::NotFound.into());
            }
            let by = viewpoint.name().to_owned();
            write_to_owners(tx, &composer, "business_taken_back", |owner| DeletionLetter {
                occasion: DeletionOccasion::TakenBack { by: by.clone() },
                business: viewpoint.business_name().to_owned(),
                slug: viewpoint.slug().to_owned(),
                name: owner.name.clone(),
                time_zone: owner.time_zone.clone(),
            })
            .await?;
            tx.reload_standby();
            tx.wake_jobs();
            Ok(((), Event::of("business.taken_back", "business", viewpoint.business(), viewpoint.business_name())))
        })
    })
    .await
}
