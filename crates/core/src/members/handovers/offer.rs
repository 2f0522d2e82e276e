//! Offers ownership, and withdraws the offer.

use crate::Error;
use crate::access::{BusinessSql, Held, May, Refusal, Role, Rule, Scoped, actions, business_sql};
use crate::accounts::RecentPassword;
use crate::audit::Event;
use crate::db::{Db, from_row};
use crate::ids::{HandoverId, MemberId};
use crate::mail::EmailComposer;
use crate::members::Member;
use crate::members::find::load_in_tx;
use crate::members::recheck::recheck_in_transaction;
use crate::time::Timestamp;

static OFFER: BusinessSql = business_sql!("offer.sql");
static LAPSE: BusinessSql = business_sql!("lapse.sql");
static FIND_OPEN: BusinessSql = business_sql!("open.sql");
static CLOSE: BusinessSql = business_sql!("close.sql");
static ZONE: BusinessSql = business_sql!("zone.sql");

/// How long an offer is open, in seconds: 7 days.
pub const OFFER_SECONDS: i64 = 7 * 86_400;

/// An open offer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Handover {
    /// The offer's id.
    pub id: HandoverId,
    /// The Owner who offers.
    pub from: MemberId,
    /// Their display name.
    pub from_name: String,
    /// The member who is to be the Owner.
    pub to: MemberId,
    /// Their display name.
    pub to_name: String,
    /// When it was made.
    pub offered_at: Timestamp,
    /// When it expires.
    pub expires_at: Timestamp,
}

from_row!(Handover { id, from, from_name, to, to_name, offered_at, expires_at });

/// An offer that was made, for the letter about it.
#[derive(Clone, Debug)]
pub struct Offered {
    /// The business's name.
    pub business: String,
    /// The business's name in addresses.
    pub slug: String,
    /// The Owner who offers.
    pub by: String,
    /// The address of that Owner.
    pub by_email: String,
    /// The member who is to be the Owner.
    pub to: Member,
    /// Their time zone, or else the business's.
    pub time_zone: String,
    /// When it expires.
    pub expires_at: Timestamp,
}

/// Offers ownership to an active member who is not an Owner; the Owner has just entered their password. Only one offer can be
/// open at a time.
///
/// # Errors
/// Returns [`Rule::OwnMembership`], `already_owner`, `already_offered`, a refusal when a role has changed meanwhile, or a
/// database error.
pub async fn offer(
    db: &Db,
    held: &Held<Member, actions::HandOverOwnership>,
    _: &RecentPassword,
    composer: &EmailComposer<Offered>,
) -> Result<HandoverId, Error> {
    let (id, viewpoint, composer) = (held.id, held.viewpoint().clone(), composer.clone());
    db.change(held, move |tx| {
        Box::pin(async move {
            recheck_in_transaction(tx, &viewpoint, actions::HandOverOwnership).await?;
            let to = load_in_tx(tx, id).await?;
            if id == viewpoint.member() {
                return Err(Rule::OwnMembership.into());
            }
            if to.role == Role::Owner {
                let sentence = format!("{} is an Owner already.", to.name);
                return Err(Error::Conflict { code: "already_owner", sentence });
            }
            let (now, from) = (tx.now(), viewpoint.member());
            let expires_at = now.plus_seconds(OFFER_SECONDS);
            tx.run(&LAPSE, &[&now]).await?;
            let row = tx.optional::<(HandoverId,)>(&OFFER, &[&from, &id, &now, &expires_at]).await?;
            let (handover,) = row.ok_or_else(|| Error::Conflict {
                code: "already_offered",
                sentence: "Ownership is offered to somebody already. Withdraw that offer first.".into(),
            })?;
            let (business, slug) = (viewpoint.business_name().to_owned(), viewpoint.slug().to_owned());
            let (zone,) = tx.one::<(Option<String>,)>(&ZONE, &[&id]).await?;
            let time_zone = zone.unwrap_or_else(|| viewpoint.business_time_zone().to_owned());
            let (by, by_email) = (viewpoint.name().to_owned(), viewpoint.email().to_owned());
            let letter = Offered { business, slug, by, by_email, to, time_zone, expires_at };
            composer.queue(tx, "ownership_offered", &letter.to.email, &letter).await?;
            let event = Event::of("ownership.offered", "member", id, &letter.to.name);
            Ok((handover, event.after(serde_json::json!({ "expires_at": expires_at }))))
        })
    })
    .await
}

/// The open offer, if there is one.
///
/// # Errors
/// When the database fails.
pub async fn find_open(db: &Db, may: &May<actions::HandOverOwnership>) -> Result<Option<Handover>, Error> {
    Ok(db.read(may, &FIND_OPEN, &[&db.now(), &None::<MemberId>]).await?.into_iter().next())
}

/// Withdraws the open offer.
///
/// # Errors
/// Returns [`Refusal::NotFound`] when no offer is open, or a database error.
pub async fn withdraw(db: &Db, may: &May<actions::HandOverOwnership>) -> Result<(), Error> {
    let viewpoint = may.viewpoint().clone();
    db.change(may, move |tx| {
        Box::pin(async move {
            recheck_in_transaction(tx, &viewpoint, actions::HandOverOwnership).await?;
            let handover = find_open_in_tx(tx, None).await?;
            close(tx, handover.id, "withdrawn").await?;
            Ok(((), Event::of("ownership.withdrawn", "member", handover.to, handover.to_name)))
        })
    })
    .await
}

/// The open offer, or only one to a member, inside a transaction.
pub(super) async fn find_open_in_tx(tx: &mut Scoped<'_>, to: Option<MemberId>) -> Result<Handover, Error> {
    let now = tx.now();
    Ok(tx.optional(&FIND_OPEN, &[&now, &to]).await?.ok_or(Refusal::NotFound)?)
}

/// Ends an offer that is still open.
pub(super) async fn close(tx: &mut Scoped<'_>, id: HandoverId, status: &str) -> Result<(), Error> {
    let now = tx.now();
    if tx.run(&CLOSE, &[&id, &status, &now]).await? == 1 { Ok(()) } else { Err(Refusal::NotFound.into()) }
}
