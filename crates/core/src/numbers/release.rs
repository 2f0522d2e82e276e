//! Gives a number up.

use super::Number;
use super::draft::told;
use super::edit::hold_still;
use crate::Error;
use crate::access::{BusinessSql, Change, Held, actions, business_sql};
use crate::audit::Event;
use crate::db::Db;

static RELEASE: BusinessSql = business_sql!("release.sql");

/// Releases a number. Its calls, recordings and messages stay, and so does the access of those who had it; the same
/// digits added again are a new number.
///
/// # Errors
/// [`Error::Gone`] where it was released before; or that the database failed.
pub async fn release(db: &Db, held: &Held<Number, actions::ReleaseNumbers>) -> Result<(), Error> {
    let id = held.id;
    db.change(held, move |tx| {
        Box::pin(async move {
            let number = hold_still(tx, id).await?;
            let now = tx.now();
            tx.run(&RELEASE, &[&id, &now]).await?;
            tx.notify(Change::Access);
            let event = Event::of("number.released", "number", id, &number.friendly_name);
            Ok(((), event.before(told(&number))))
        })
    })
    .await
}
