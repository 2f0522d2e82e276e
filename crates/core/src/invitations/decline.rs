//! Says no to an invitation.

use super::Link;
use super::invitation::find_in_transaction;
use crate::Error;
use crate::access::{AuditActor, BusinessSql, Refusal, business_sql};
use crate::accounts::Person;
use crate::audit::Event;
use crate::db::Db;
use crate::members::{lock_team, member_to_audit_json};

static DECLINE: BusinessSql = business_sql!("decline.sql");

/// Declines the invitation of a link as whoever is signed in: it is over, and its seat is free. Nobody declines what is
/// another account's. `address` is the network address of the request, for the audit log.
///
/// # Errors
/// [`Error::Gone`] where there is nothing to decline any more, or it is another account's; or that the database failed.
pub async fn decline(db: &Db, link: &Link, person: &Person, address: &str) -> Result<(), Error> {
    let (id, person, address) = (link.id, person.clone(), address.to_owned());
    db.change_by_link(&link.proof, move |tx| {
        Box::pin(async move {
            lock_team(tx).await?;
            let before = find_in_transaction(tx, id).await?.ok_or(Refusal::NotFound)?;
            let now = tx.now();
            if tx.run(&DECLINE, &[&id, &now, &person.user]).await? == 0 {
                return Err(Error::Gone("This invitation was accepted, declined or cancelled already."));
            }
            let mut was = member_to_audit_json(&before.name, before.role, &before.access);
            was["email"] = before.email.into();
            let event = Event::of("invitation.declined", "invitation", id, before.name).before(was);
            Ok(((), AuditActor::joining(person.user, &person.name, &address), event))
        })
    })
    .await
}
