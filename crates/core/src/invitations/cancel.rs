//! Cancels an invitation.

use super::delivery::withdraw_letter;
use super::invitation::find_in_transaction;
use super::invite::check_grant;
use super::{Invitation, Status};
use crate::Error;
use crate::access::{BusinessSql, Held, Refusal, actions, business_sql};
use crate::audit::Event;
use crate::db::Db;
use crate::members::{member_to_audit_json, recheck_in_transaction};

static CANCEL: BusinessSql = business_sql!("cancel.sql");

/// Cancels an invitation. Its link stops working, and its seat is free.
///
/// # Errors
/// Returns [`crate::access::Rule::Grant`], [`Error::Gone`] when it was already accepted or cancelled, or a database error.
pub async fn cancel(db: &Db, held: &Held<Invitation, actions::Invite>) -> Result<(), Error> {
    check_grant(held.viewpoint().role(), held.role)?;
    let (id, granted_role, viewpoint) = (held.id, held.role, held.viewpoint().clone());
    db.change(held, move |tx| {
        Box::pin(async move {
            let role = recheck_in_transaction(tx, &viewpoint, actions::Invite).await?;
            check_grant(role, granted_role)?;
            let before = find_in_transaction(tx, id).await?.ok_or(Refusal::NotFound)?;
            let (now, by) = (tx.now(), viewpoint.actor().member);
            if tx.run(&CANCEL, &[&id, &now, &by]).await? == 0 {
                return Err(Error::Gone(match before.status {
                    Status::Accepted => "This invitation was accepted already. Remove the member instead.",
                    _ => "This invitation was cancelled already.",
                }));
            }
            withdraw_letter(tx, id).await?;
            let mut before_json = member_to_audit_json(&before.name, before.role, &before.access);
            before_json["email"] = before.email.into();
            before_json["status"] = serde_json::json!(before.status);
            Ok(((), Event::of("invitation.cancelled", "invitation", id, before.name).before(before_json)))
        })
    })
    .await
}
