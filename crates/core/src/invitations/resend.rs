//! Sends an invitation again: a new link, and the old one is dead.

use secrecy::SecretString;

use super::invitation::find_in;
use super::invite::{Terms, grantable, is_new, refused};
use super::post::{Occasion, Told, delivery};
use super::{Invitation, Status, scope, sends};
use crate::access::{BusinessSql, Held, Refusal, Scoped, actions, business_sql};
use crate::audit::Event;
use crate::db::{self, Db};
use crate::mail::{self, EmailComposer};
use crate::members::standing;
use crate::people::{Email, find_account};
use crate::seats::Team;
use crate::{Error, secret};

static RESEND: BusinessSql = business_sql!("resend.sql");
static MARK_EXPIRED: BusinessSql = business_sql!("mark_expired.sql");

/// An invitation that was sent again.
#[derive(Clone, Debug)]
pub struct Resent {
    /// As it is now.
    pub invitation: Invitation,
    /// The token for the link, to be handed over; only where no letter is sent, and only this once.
    pub link: Option<SecretString>,
}

/// Sends an invitation again: a new token and a new expiry; the link before is dead. Who resends answers for it from
/// now on. One whose time was over takes a seat again.
///
/// # Errors
/// [`crate::access::Rule::Grant`]; [`Error::Gone`] where it was accepted or cancelled; [`Error::AlreadyMember`] and
/// [`Error::AlreadyInvited`], where the person came in or was invited otherwise; [`Error::SeatLimit`];
/// [`Error::TooOften`]; a conflict where nothing is left of its numbers; or that the database failed.
pub async fn resend(
    db: &Db,
    held: &Held<Invitation, actions::Invite>,
    terms: &Terms,
    composer: &EmailComposer<Told>,
) -> Result<Resent, Error> {
    let viewpoint = held.viewpoint();
    grantable(viewpoint.role(), held.role)?;
    let email = Email::read(&held.email).map_err(|error| db::Error::Fault(error.to_string()))?;
    let account = find_account(db, &email).await?;
    let (token, hash) = secret::token("")?;
    let expires_at = db.now().plus_seconds(terms.life_seconds);
    let zone = account.as_ref().and_then(|account| account.time_zone.as_deref());
    let has_account = account.is_some();
    let occasion = Occasion::Invited { token: token.clone(), expires_at, again: true, has_account };
    let to = (held.name.as_str(), email.typed(), zone);
    let letter = composer.compose("invitation", to.1, &Told::by(viewpoint, to, (held.role, &held.access), occasion))?;
    let (id, granted, viewpoint, plans) = (held.id, held.role, viewpoint.clone(), terms.plans.clone());
    let is_by_hand = letter.is_none();
    let invitation = db
        .change(held, move |tx| {
            Box::pin(async move {
                let role = standing(tx, &viewpoint, actions::Invite).await?;
                grantable(role, granted)?;
                let team = Team::of(tx, &plans).await?;
                let before = still_open(tx, id, &email).await?;
                sends::note(tx, email.canonical()).await?;
                let (now, limit, inviter) = (tx.now(), team.limit(), viewpoint.actor().member);
                if tx.run(&RESEND, &[&id, &hash, &expires_at, &now, &inviter, &limit]).await? == 0 {
                    return Err(refused(tx, &team).await?);
                }
                if let Some(letter) = &letter {
                    mail::post(tx, letter).await?;
                }
                let invitation = find_in(tx, id).await?.ok_or(Refusal::NotFound)?;
                let event = Event::of("invitation.resent", "invitation", id, &invitation.name)
                    .before(serde_json::json!({ "status": before.status, "expires_at": before.expires_at }))
                    .after(serde_json::json!({
                        "status": invitation.status, "expires_at": expires_at, "delivery": delivery(letter.is_some()),
                    }));
                Ok((invitation, event))
            })
        })
        .await?;
    Ok(Resent { invitation, link: is_by_hand.then_some(token) })
}

/// The invitation as it is, if it can still be sent.
async fn still_open(tx: &mut Scoped<'_>, id: crate::ids::InvitationId, email: &Email) -> Result<Invitation, Error> {
    let invitation = find_in(tx, id).await?.ok_or(Refusal::NotFound)?;
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
        // Whether another one took its place is looked at as for a new one.
        let now = tx.now();
        tx.run(&MARK_EXPIRED, &[&id, &now]).await?;
        is_new(tx, email.canonical()).await?;
    } else {
        match is_new(tx, email.canonical()).await {
            Err(Error::AlreadyInvited(other)) if other == id => {}
            other => other?,
        }
    }
    Ok(invitation)
}
