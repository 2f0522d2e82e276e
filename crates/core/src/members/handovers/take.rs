//! The other takes ownership, or declines it.

use super::offer::{Handover, close, standing_offer};
use crate::Error;
use crate::access::{BusinessSql, Change, May, Refusal, actions, business_sql};
use crate::audit::Event;
use crate::db::Db;
use crate::mail::EmailComposer;
use crate::members::Member;
use crate::members::access::drop_all;
use crate::members::ends::what_no_longer_fits;
use crate::members::find::within;
use crate::members::standing::standing;

static OPEN: BusinessSql = business_sql!("open.sql");
static TAKE: BusinessSql = business_sql!("take.sql");
static STEP_DOWN: BusinessSql = business_sql!("step_down.sql");

/// Ownership that changed hands, for the letter that tells the former Owner.
#[derive(Clone, Debug)]
pub struct HandedOver {
    /// The business's name.
    pub business: String,
    /// The business's name in addresses.
    pub slug: String,
    /// The former Owner, an Admin now.
    pub from: Member,
    /// The Owner.
    pub to: Member,
}

/// The offer to oneself that stands, if there is one.
///
/// # Errors
/// When the database fails.
pub async fn to_me(db: &Db, may: &May<actions::TakeOwnership>) -> Result<Option<Handover>, Error> {
    let me = Some(may.viewpoint().member());
    Ok(db.read(may, &OPEN, &[&db.now(), &me]).await?.into_iter().next())
}

/// Takes the ownership that is offered to oneself: one is an Owner from now on and sees all numbers, and who offered it
/// is an Admin. Who watches is told.
///
/// # Errors
/// [`Refusal::NotFound`] where no offer stands any more, or that the database failed.
pub async fn accept(
    db: &Db,
    may: &May<actions::TakeOwnership>,
    composer: &EmailComposer<HandedOver>,
) -> Result<HandedOver, Error> {
    let (viewpoint, composer) = (may.viewpoint().clone(), composer.clone());
    db.change(may, move |tx| {
        Box::pin(async move {
            standing(tx, &viewpoint, actions::TakeOwnership).await?;
            let (me, now) = (viewpoint.member(), tx.now());
            let offer = standing_offer(tx, Some(me)).await?;
            let (from, to) = (within(tx, offer.from).await?, within(tx, me).await?);
            if tx.run(&TAKE, &[&me, &offer.id, &now]).await? == 0 || tx.run(&STEP_DOWN, &[&from.id, &me]).await? == 0 {
                return Err(Refusal::NotFound.into());
            }
            close(tx, offer.id, "accepted").await?;
            drop_all(tx, me).await?;
            let (was_from, was_to) = (from, to);
            let (from, to) = (within(tx, was_from.id).await?, within(tx, me).await?);
            // What ends comes before the audit log, as it does where somebody returns to their account: whoever
            // takes the two the other way round waits for who waits for them.
            for after in [&from, &to] {
                what_no_longer_fits(tx, after.id, Some(after.role)).await?;
                tx.notify(Change::Member(after.id));
            }
            let [of_from, of_to] = [(&was_from, &from), (&was_to, &to)].map(|(before, after)| {
                let event = Event::of("member.edited", "member", after.id, &after.name);
                event.before(before.told()).after(after.told())
            });
            let (business, slug) = (viewpoint.business_name().to_owned(), viewpoint.slug().to_owned());
            let handed = HandedOver { business, slug, from, to };
            composer.post(tx, "ownership_handed_over", &handed.from.email, &handed).await?;
            let event = Event::of("ownership.handed_over", "member", me, &handed.to.name)
                .before(serde_json::json!({ "owner": handed.from.name, "owner_id": handed.from.id }))
                .after(serde_json::json!({ "owner": handed.to.name, "owner_id": handed.to.id }));
            Ok((handed, [of_from, of_to, event]))
        })
    })
    .await
}

/// Declines it.
///
/// # Errors
/// [`Refusal::NotFound`] where no offer stands any more, or that the database failed.
pub async fn decline(db: &Db, may: &May<actions::TakeOwnership>) -> Result<(), Error> {
    let viewpoint = may.viewpoint().clone();
    db.change(may, move |tx| {
        Box::pin(async move {
            standing(tx, &viewpoint, actions::TakeOwnership).await?;
            let offer = standing_offer(tx, Some(viewpoint.member())).await?;
            close(tx, offer.id, "declined").await?;
            Ok(((), Event::of("ownership.declined", "member", offer.from, offer.from_name)))
        })
    })
    .await
}
