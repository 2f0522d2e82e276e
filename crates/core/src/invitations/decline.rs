//! Declines an invitation.

use super::Link;
use super::delivery::withdraw_letter;
use super::invitation::find_in_transaction;
use crate::Error;
use crate::access::{AuditActor, BusinessSql, Refusal, business_sql};
use crate::accounts::Person;
use crate::audit::Event;
use crate::db::Db;
use crate::members::{lock_team, member_to_audit_json};

static DECLINE: BusinessSql = business_sql!("decline.sql");

/// Declines the invitation of a link as the signed-in person, and frees its seat. `address` is the network address of the
/// request, for the audit log.
///
/// # Errors
/// Returns [`Error::Gone`] when the invitation is no longer pending or is for another account, or a database error.
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
            withdraw_letter(tx, id).await?;
            let mut before_json = member_to_audit_json(&before.name, before.role, &before.access);
            before_json["email"] = before.email.into();
            let event = Event::of("invitation.declined", "invitation", id, before.name).before(before_json);
            Ok(((), AuditActor::joining(person.user, &person.name, &address), event))
        })
    })
    .await
}
