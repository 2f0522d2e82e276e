//! Releases a number.

use super::Number;
use super::draft::number_to_audit_json;
use super::edit::lock_and_load;
use crate::Error;
use crate::access::{BusinessSql, Held, actions, business_sql};
use crate::audit::Event;
use crate::db::Db;
use crate::members::{
    AccessEffect, Changed, Saving, count_promises_of_number, notify_all, recheck_in_transaction, viewers_of,
    with_effect,
};

static RELEASE: BusinessSql = business_sql!("release.sql");

/// Releases a number. Its calls, recordings and messages stay, and so does the access of its viewers. Pending invitations
/// no longer promise it. The same digits added again are a new number.
///
/// # Errors
/// Returns [`Error::Gone`] when it was released before, or a database error.
pub async fn release(db: &Db, held: &Held<Number, actions::ReleaseNumbers>) -> Result<(), Error> {
    release_if(db, held, Saving::Now).await.map(drop)
}

/// The same, saved depending on its effect.
///
/// # Errors
/// Returns the errors of [`release`].
pub async fn release_if(
    db: &Db,
    held: &Held<Number, actions::ReleaseNumbers>,
    saving: Saving,
) -> Result<Changed<()>, Error> {
    let (id, viewpoint) = (held.id, held.viewpoint().clone());
    db.change_if_decided(held, move |tx| {
        Box::pin(async move {
            recheck_in_transaction(tx, &viewpoint, actions::ReleaseNumbers).await?;
            let number = lock_and_load(tx, id).await?;
            let effect = AccessEffect::on_promises(0, count_promises_of_number(tx, id, number.group_id).await?);
            let now = tx.now();
            tx.run(&RELEASE, &[&id, &now]).await?;
            tx.reload_standby();
            // Its viewers still see it, but as a released one.
            let viewers = viewers_of(tx, id, number.group_id).await?;
            notify_all(tx, viewers.into_iter());
            let event = Event::of("number.released", "number", id, &number.friendly_name);
            let before = with_effect(number_to_audit_json(&number), &effect);
            Ok(Changed::decided((), effect, &saving, event.before(before)))
        })
    })
    .await
}
