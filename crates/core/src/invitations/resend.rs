//! Resends an invitation with a new link, which replaces the old one.

use secrecy::SecretString;

use super::invitation::find_in_transaction;
use super::invite::{Terms, check_grant, ensure_not_invited, no_seat_error};
use super::letter::{InvitationLetter, Occasion, delivery_word};
use super::{Invitation, Status, scope, sends};
use crate::access::{BusinessSql, Held, Refusal, Scoped, actions, business_sql};
use crate::accounts::{Email, find_account};
use crate::audit::Event;
use crate::db::{self, Db};
use crate::mail::{self, EmailComposer};
use crate::members::recheck_in_transaction;
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
    let viewpoint = held.viewpoint();
    check_grant(viewpoint.role(), held.role)?;
    let email = Email::read(&held.email).map_err(|error| db::Error::Internal(error.to_string()))?;
    let account = find_account(db, &email).await?;
    let (token, hash) = secret::token("")?;
    let expires_at = db.now().plus_seconds(terms.life_seconds);
    let zone = account.as_ref().and_then(|account| account.time_zone.as_deref());
    let has_account = account.is_some();
    let occasion = Occasion::Invited { token: token.clone(), expires_at, again: true, has_account };
    let to = (held.name.as_str(), email.typed(), zone);
    let letter = composer.compose(
        "invitation",
        to.1,
        &InvitationLetter::new(viewpoint, to, (held.role, &held.access), occasion),
    )?;
    let (id, granted_role, viewpoint, plans) = (held.id, held.role, viewpoint.clone(), terms.plans.clone());
    let is_by_hand = letter.is_none();
    let invitation = db
        .change(held, move |tx| {
            Box::pin(async move {
                let role = recheck_in_transaction(tx, &viewpoint, actions::Invite).await?;
                check_grant(role, granted_role)?;
                let seats = LockedSeats::load(tx, &plans).await?;
                let before = ensure_open(tx, id, &email).await?;
                sends::record_send(tx, email.canonical()).await?;
                let (now, limit, inviter) = (tx.now(), seats.limit(), viewpoint.actor().member);
                if tx.run(&RESEND, &[&id, &hash, &expires_at, &now, &inviter, &limit]).await? == 0 {
                    return Err(no_seat_error(tx, &seats).await?);
                }
                if let Some(letter) = &letter {
                    mail::queue_email(tx, letter).await?;
                }
                let invitation = find_in_transaction(tx, id).await?.ok_or(Refusal::NotFound)?;
                let event = Event::of("invitation.resent", "invitation", id, &invitation.name)
                    .before(serde_json::json!({ "status": before.status, "expires_at": before.expires_at }))
                    .after(serde_json::json!({
                        "status": invitation.status, "expires_at": expires_at, "delivery": delivery_word(letter.is_some()),
                    }));
                Ok((invitation, event))
            })
        })
        .await?;
    Ok(Resent { invitation, link: is_by_hand.then_some(token) })
}

/// Loads the invitation, and checks that it can still be sent.
async fn ensure_open(tx: &mut Scoped<'_>, id: crate::ids::InvitationId, email: &Email) -> Result<Invitation, Error> {
    let invitation = find_in_transaction(tx, id).await?.ok_or(Refusal::NotFound)?;
    match invitation.status {
        Status::Accepted => return Err(Error::Gone("This invitation was accepted already.")),
        Status::Cancelled => return Err(Error::Gone("This invitation was cancelled. Invite the person anew.")),
        Status::Pending | Status::Expired => {}
    }
    if scope::is_empty(&invitation.access) {
        let sentence =
            "The numbers and groups that this invitation was for are gone. Cancel it, and invite the person anew.";
        return Err(Error::Conflict { code: "conflict", sentence: sentence.into() });
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
