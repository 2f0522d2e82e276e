//! Sends an invitation again with a new link, which replaces the old one.

use secrecy::SecretString;

use super::changes::{Changes, add_changed_values, stored_values};
use super::delivery::letter_columns;
use super::invitation::find_in_transaction;
use super::invite::{Terms, check_grant, ensure_not_invited, no_seat_error};
use super::letter::{InvitationLetter, Occasion, delivery_word};
use super::{Invitation, Status, scope, sends};
use crate::access::{BusinessSql, Held, Refusal, Scoped, actions, business_sql};
use crate::accounts::{Email, find_account};
use crate::audit::Event;
use crate::db::{self, Db};
use crate::ids::InvitationId;
use crate::mail::{self, EmailComposer};
use crate::members::{NumberAccess, recheck_in_transaction};
use crate::seats::LockedSeats;
use crate::{Error, secret};

static RESEND: BusinessSql = business_sql!("resend.sql");
static MARK_EXPIRED: BusinessSql = business_sql!("mark_expired.sql");

/// An invitation that was sent again.
#[derive(Clone, Debug)]
pub struct Resent {
    /// The invitation after it was resent.
    pub invitation: Invitation,
    /// The token for the link, when no letter is sent. It is returned only once.
    pub link: Option<SecretString>,
}

/// Resends an invitation with a new token and expiry. The old link stops working, and the actor becomes the inviter. An
/// expired invitation takes a seat again.
///
/// # Errors
/// Returns [`crate::access::Rule::Grant`], [`Error::Gone`] when it was accepted or cancelled, [`Error::AlreadyMember`] or
/// [`Error::AlreadyInvited`] when the person joined or was invited in another way, [`Error::SeatLimit`],
/// [`Error::TooOften`], a conflict when none of its numbers and groups are left, or a database error.
pub async fn resend(
    db: &Db,
    held: &Held<Invitation, actions::Invite>,
    terms: &Terms,
    composer: &EmailComposer<InvitationLetter>,
) -> Result<Resent, Error> {
    let email = Email::read(&held.email).map_err(|error| db::Error::Internal(error.to_string()))?;
    send_again(db, held, terms, composer, email, None).await
}

/// Sends an invitation with a new link to an address, with changed values if any are given.
pub(super) async fn send_again(
    db: &Db,
    held: &Held<Invitation, actions::Invite>,
    terms: &Terms,
    composer: &EmailComposer<InvitationLetter>,
    email: Email,
    changes: Option<Changes>,
) -> Result<Resent, Error> {
    let viewpoint = held.viewpoint();
    check_grant(viewpoint.role(), held.role)?;
    let stored = stored_values(held);
    let values = changes.as_ref().map_or(&stored, |changes| &changes.after);
    let account = find_account(db, &email).await?.filter(|account| account.is_proved);
    let (token, hash) = secret::token("")?;
    let expires_at = db.now().plus_seconds(terms.life_seconds);
    let is_corrected = email.typed() != held.email;
    let occasion = Occasion::Invited {
        token: token.clone(),
        expires_at,
        // A corrected address has received nothing before.
        again: !is_corrected,
        has_account: account.is_some(),
    };
    let zone = account.as_ref().and_then(|account| account.time_zone.as_deref());
    let to = (values.name.as_str(), email.typed(), zone);
    let letter = match composer.is_disabled() {
        true => None,
        false => {
            let contents = InvitationLetter::load(db, viewpoint, to, (values.role, &values.access), occasion).await?;
            composer.compose("invitation", email.typed(), &contents)?
        }
    };
    let (id, granted_role, viewpoint, plans) = (held.id, held.role, viewpoint.clone(), terms.plans.clone());
    let (is_by_hand, hourly) = (letter.is_none(), terms.hourly);
    let invitation = db
        .change(held, move |tx| {
            Box::pin(async move {
                let role = recheck_in_transaction(tx, &viewpoint, actions::Invite).await?;
                check_grant(role, granted_role)?;
                let seats = LockedSeats::load(tx, &plans).await?;
                let before = ensure_open(tx, id, &email).await?;
                let (now, limit, inviter) = (tx.now(), seats.limit(), viewpoint.actor().member);
                match &changes {
                    Some(changes) => changes.write(tx, &before, role, inviter).await?,
                    None => ensure_not_empty(&before.access)?,
                }
                hourly.check(tx, inviter, 1).await?;
                sends::record_send(tx, email.canonical(), inviter).await?;
                let (letter_column, letter_key) = letter_columns(letter.as_ref());
                // An earlier letter that was not sent would bring a dead link.
                mail::withdraw_invitation(tx, id).await?;
                let (typed, canonical, is_mailed) = (email.typed(), email.canonical(), letter.is_some());
                let values: db::Values<'_> = &[
                    &id,
                    &hash,
                    &expires_at,
                    &now,
                    &inviter,
                    &limit,
                    &letter_column,
                    &typed,
                    &canonical,
                    &letter_key,
                    &is_mailed,
                ];
                if tx.run(&RESEND, values).await? == 0 {
                    return Err(no_seat_error(tx, &seats).await?);
                }
                if let Some(letter) = &letter {
                    mail::queue_invitation(tx, letter).await?;
                }
                let invitation = find_in_transaction(tx, id).await?.ok_or(Refusal::NotFound)?;
                let mut before_json = serde_json::json!({ "status": before.status, "expires_at": before.expires_at });
                let mut after_json = serde_json::json!({
                    "status": invitation.status, "expires_at": expires_at, "delivery": delivery_word(letter.is_some()),
                });
                let action = if is_corrected { "invitation.address_corrected" } else { "invitation.resent" };
                if is_corrected {
                    before_json["email"] = before.email.clone().into();
                    after_json["email"] = typed.into();
                }
                if changes.is_some() {
                    add_changed_values(&mut before_json, &before, &invitation);
                    add_changed_values(&mut after_json, &invitation, &before);
                }
                let event = Event::of(action, "invitation", id, &invitation.name).before(before_json).after(after_json);
                Ok((invitation, event))
            })
        })
        .await?;
    Ok(Resent { invitation, link: is_by_hand.then_some(token) })
}

/// Refuses an invitation that promises nothing any more.
fn ensure_not_empty(access: &NumberAccess) -> Result<(), Error> {
    if !scope::is_empty(access) {
        return Ok(());
    }
    let sentence = "The numbers and groups that this invitation was for are gone. Choose others, or cancel it.";
    Err(Error::Conflict { code: "conflict", sentence: sentence.into() })
}

/// Loads the invitation, and checks that it can still be sent to the address.
pub(super) async fn ensure_open(tx: &mut Scoped<'_>, id: InvitationId, email: &Email) -> Result<Invitation, Error> {
    let invitation = find_in_transaction(tx, id).await?.ok_or(Refusal::NotFound)?;
    match invitation.status {
        Status::Accepted => return Err(Error::Gone("This invitation was accepted already.")),
        Status::Cancelled => return Err(Error::Gone("This invitation was cancelled. Invite the person anew.")),
        Status::Pending | Status::Expired => {}
    }
    if invitation.status == Status::Expired {
        // It may have been replaced by a newer one, as for a new invitation.
        let now = tx.now();
        tx.run(&MARK_EXPIRED, &[&id, &now]).await?;
        ensure_not_invited(tx, email.canonical()).await?;
    } else {
        match ensure_not_invited(tx, email.canonical()).await {
            Err(Error::AlreadyInvited(other)) if other == id => {}
            other => other?,
        }
    }
    Ok(invitation)
}
