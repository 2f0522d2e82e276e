//! Releases a number.

use super::Number;
use super::draft::number_to_audit_json;
use super::edit::lock_and_load;
use crate::Error;
use crate::access::{BusinessSql, Change, Held, actions, business_sql};
use crate::audit::Event;
use crate::db::Db;

static RELEASE: BusinessSql = business_sql!("release.sql");

/// Releases a number. Its calls, recordings and messages stay, and so does the access of its viewers. The same digits
/// added again are a new number.
///
/// # Errors
/// Returns [`Error::Gone`] when it was released before, or a database error.
pub async fn release(db: &Db, held: &Held<Number, actions::ReleaseNumbers>) -> Result<(), Error> {
    let id = held.id;
    db.change(held, move |tx| {
        Box::pin(async move {
            let number = lock_and_load(tx, id).await?;
            let now = tx.now();
            tx.run(&RELEASE, &[&id, &now]).await?;
            tx.notify(Change::Access);
            let event = Event::of("number.released", "number", id, &number.friendly_name);
            Ok(((), event.before(number_to_audit_json(&number))))
        })
    })
    .await
}
