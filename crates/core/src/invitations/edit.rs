//! Changes an open invitation: its name, its address, and the role and number access that it promises.

use serde_json::json;

use super::Invitation;
use super::changes::{Changes, add_changed_values, stored_values};
use super::invitation::find_in_transaction;
use super::invite::{Terms, check_grant, refuse_missing_grant};
use super::letter::InvitationLetter;
use super::resend::{Resent, ensure_open, send_again};
use crate::access::{Held, Refusal, actions};
use crate::accounts::Email;
use crate::audit::Event;
use crate::db::Db;
use crate::mail::EmailComposer;
use crate::members::{self, DesiredMember, recheck_in_transaction};
use crate::{Error, Fields};

/// The values of an invitation to change. Values left out stay.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Edit {
    /// The address. A new one gets a letter with a new link.
    pub email: Option<String>,
    /// The name, the role and the number access.
    pub membership: members::Draft,
}

/// Changes an open invitation. It keeps its seat, and its link too unless the address changes: then the link that went to the
/// old address stops working, and a new one is sent, as for [`super::resend()`]. A change of nothing leaves no audit entry.
///
/// # Errors
/// Returns [`Error::Fields`] (`name`, `email`, `role`, `number_access`), [`crate::access::Rule::Grant`], [`Error::Gone`] when it was accepted
/// or cancelled, a conflict when somebody else has changed it meanwhile, for a new address the errors of [`super::resend()`], or
/// a database error.
pub async fn edit(
    db: &Db,
    held: &Held<Invitation, actions::Invite>,
    terms: &Terms,
    composer: &EmailComposer<InvitationLetter>,
    edit: &Edit,
) -> Result<Resent, Error> {
    let viewpoint = held.viewpoint().clone();
    check_grant(viewpoint.role(), held.role)?;
    let (email, after) = edit.checked(held)?;
    check_grant(viewpoint.role(), after.role)?;
    let changes = Changes { seen: Invitation::clone(held), after };
    if email.typed() != held.email {
        let sent = send_again(db, held, terms, composer, email, Some(changes)).await;
        return sent.map_err(refuse_missing_grant);
    }
    let id = held.id;
    let edited = db.change(held, move |tx| {
        Box::pin(async move {
            let role = recheck_in_transaction(tx, &viewpoint, actions::Invite).await?;
            let before = ensure_open(tx, id, &email).await?;
            changes.write(tx, &before, role, viewpoint.actor().member).await?;
            let after = find_in_transaction(tx, id).await?.ok_or(Refusal::NotFound)?;
            let (mut old, mut new) = (json!({}), json!({}));
            add_changed_values(&mut old, &before, &after);
            add_changed_values(&mut new, &after, &before);
            let event = Event::of("invitation.edited", "invitation", id, &before.name).before(old).after(new);
            let is_changed = stored_values(&before) != stored_values(&after);
            Ok((after, is_changed.then_some(event)))
        })
    });
    Ok(Resent { invitation: edited.await.map_err(refuse_missing_grant)?, link: None })
}

impl Edit {
    /// Checks the values without the database. Returns the address and the other values after the change.
    fn checked(&self, before: &Invitation) -> Result<(Email, DesiredMember), Error> {
        let mut fields = Fields::none();
        let email = fields.checked("email", Email::read(self.email.as_deref().unwrap_or(&before.email)));
        let desired = self.membership.check().and_then(|draft| draft.apply_to(&stored_values(before)));
        match (email, desired) {
            (Some(email), Ok(desired)) => Ok((email, desired)),
            (None, Ok(_)) => Err(Error::Fields(fields)),
            (_, Err(Error::Fields(others))) => {
                fields.0.extend(others.0);
                Err(Error::Fields(fields))
            }
            (_, Err(error)) => Err(error),
        }
    }
}
