//! Offers ownership, and withdraws the offer.

use crate::Error;
use crate::access::{BusinessSql, Held, May, Refusal, Role, Rule, Scoped, actions, business_sql};
use crate::audit::Event;
use crate::db::{Db, from_row};
use crate::ids::{HandoverId, MemberId};
use crate::mail::EmailComposer;
use crate::members::Member;
use crate::members::find::within;
use crate::members::standing::standing;
use crate::time::Timestamp;

static OFFER: BusinessSql = business_sql!("offer.sql");
static LAPSE: BusinessSql = business_sql!("lapse.sql");
static OPEN: BusinessSql = business_sql!("open.sql");
static CLOSE: BusinessSql = business_sql!("close.sql");
static ZONE: BusinessSql = business_sql!("zone.sql");

/// How long an offer stands, in seconds: 7 days.
pub const LIFE_SECONDS: i64 = 7 * 86_400;

/// An offer that stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Handover {
    /// Which.
    pub id: HandoverId,
    /// Who hands over.
    pub from: MemberId,
    /// Their display name.
    pub from_name: String,
    /// Who is to be the Owner.
    pub to: MemberId,
    /// Their display name.
    pub to_name: String,
    /// Since when.
    pub offered_at: Timestamp,
    /// Until when.
    pub expires_at: Timestamp,
}

from_row!(Handover { id, from, from_name, to, to_name, offered_at, expires_at });

/// An offer that was made, for the letter that tells of it.
#[derive(Clone, Debug)]
pub struct Offered {
    /// The business's name.
    pub business: String,
    /// The business's name in addresses.
    pub slug: String,
    /// The Owner who offers.
    pub by: String,
    /// To whom.
    pub to: Member,
    /// Their time zone, or else the business's.
    pub time_zone: String,
    /// Until when.
    pub expires_at: Timestamp,
}

/// Offers ownership to an active member who is no Owner. One offer stands at a time.
///
/// # Errors
/// [`Rule::Oneself`], `already_owner`, `already_offered`, a refusal where somebody is not what they were, or that the
/// database failed.
pub async fn offer(
    db: &Db,
    held: &Held<Member, actions::HandOverOwnership>,
    composer: &EmailComposer<Offered>,
) -> Result<HandoverId, Error> {
    let (id, viewpoint, composer) = (held.id, held.viewpoint().clone(), composer.clone());
    db.change(held, move |tx| {
        Box::pin(async move {
            standing(tx, &viewpoint, actions::HandOverOwnership).await?;
            let to = within(tx, id).await?;
            if id == viewpoint.member() {
                return Err(Rule::Oneself.into());
            }
            if to.role == Role::Owner {
                let sentence = format!("{} is an Owner already.", to.name);
                return Err(Error::Conflict { code: "already_owner", sentence });
            }
            let (now, from) = (tx.now(), viewpoint.member());
            let expires_at = now.plus_seconds(LIFE_SECONDS);
            tx.run(&LAPSE, &[&now]).await?;
            let added = tx.optional::<(HandoverId,)>(&OFFER, &[&from, &id, &now, &expires_at]).await?;
            let (handover,) = added.ok_or_else(|| Error::Conflict {
                code: "already_offered",
                sentence: "Ownership is offered to somebody already. Withdraw that offer first.".into(),
            })?;
            let (business, slug) = (viewpoint.business_name().to_owned(), viewpoint.slug().to_owned());
            let (zone,) = tx.one::<(Option<String>,)>(&ZONE, &[&id]).await?;
            let time_zone = zone.unwrap_or_else(|| viewpoint.business_time_zone().to_owned());
            let offered = Offered { business, slug, by: viewpoint.name().to_owned(), to, time_zone, expires_at };
            composer.post(tx, "ownership_offered", &offered.to.email, &offered).await?;
            let event = Event::of("ownership.offered", "member", id, &offered.to.name);
            Ok((handover, event.after(serde_json::json!({ "expires_at": expires_at }))))
        })
    })
    .await
}

/// The offer that stands, if there is one.
///
/// # Errors
/// When the database fails.
pub async fn open(db: &Db, may: &May<actions::HandOverOwnership>) -> Result<Option<Handover>, Error> {
    Ok(db.read(may, &OPEN, &[&db.now(), &None::<MemberId>]).await?.into_iter().next())
}

/// Withdraws the offer that stands.
///
/// # Errors
/// [`Refusal::NotFound`] where none stands any more, or that the database failed.
pub async fn withdraw(db: &Db, may: &May<actions::HandOverOwnership>) -> Result<(), Error> {
    let viewpoint = may.viewpoint().clone();
    db.change(may, move |tx| {
        Box::pin(async move {
            standing(tx, &viewpoint, actions::HandOverOwnership).await?;
            let handover = standing_offer(tx, None).await?;
            close(tx, handover.id, "withdrawn").await?;
            Ok(((), Event::of("ownership.withdrawn", "member", handover.to, handover.to_name)))
        })
    })
    .await
}

/// The offer that stands (to somebody), inside a transaction.
pub(super) async fn standing_offer(tx: &mut Scoped<'_>, to: Option<MemberId>) -> Result<Handover, Error> {
    let now = tx.now();
    Ok(tx.optional(&OPEN, &[&now, &to]).await?.ok_or(Refusal::NotFound)?)
}

/// Ends an offer, once.
pub(super) async fn close(tx: &mut Scoped<'_>, id: HandoverId, status: &str) -> Result<(), Error> {
    let now = tx.now();
    if tx.run(&CLOSE, &[&id, &status, &now]).await? == 1 { Ok(()) } else { Err(Refusal::NotFound.into()) }
}
