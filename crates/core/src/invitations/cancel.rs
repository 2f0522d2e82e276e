//! Takes an invitation back.

use super::invitation::find_in;
use super::invite::{grantable, still_grants};
use super::{Invitation, Status};
use crate::Error;
use crate::access::{BusinessSql, Held, Refusal, actions, business_sql};
use crate::audit::Event;
use crate::db::Db;
use crate::members::told;
use crate::seats::hold_still;

static CANCEL: BusinessSql = business_sql!("cancel.sql");

/// Cancels an invitation: its link is dead from now on, and its seat is free.
///
/// # Errors
/// [`crate::access::Rule::Grant`]; [`Error::Gone`] where it was accepted or cancelled before; or that the database
/// failed.
pub async fn cancel(db: &Db, held: &Held<Invitation, actions::Invite>) -> Result<(), Error> {
    grantable(held.viewpoint().role(), held.role)?;
    let (id, role, by) = (held.id, held.role, held.viewpoint().member());
    db.change(held, move |tx| {
        Box::pin(async move {
            hold_still(tx).await?;
            still_grants(tx, by, role).await?;
            let before = find_in(tx, id).await?.ok_or(Refusal::NotFound)?;
            let now = tx.now();
            if tx.run(&CANCEL, &[&id, &now, &by]).await? == 0 {
                return Err(Error::Gone(match before.status {
                    Status::Accepted => "This invitation was accepted already. Remove the member instead.",
                    _ => "This invitation was cancelled already.",
                }));
            }
            let mut was = told(before.role, &before.name, &before.access);
            was["email"] = before.email.into();
            was["status"] = serde_json::json!(before.status);
            Ok(((), Event::of("invitation.cancelled", "invitation", id, before.name).before(was)))
        })
    })
    .await
}
