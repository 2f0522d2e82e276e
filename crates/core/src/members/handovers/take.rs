//! Accepts or declines an offer of ownership.

use super::offer::{Handover, close, find_open_in_tx};
use crate::Error;
use crate::access::{BusinessSql, Change, May, Refusal, actions, business_sql};
use crate::audit::Event;
use crate::db::Db;
use crate::mail::EmailComposer;
use crate::members::Member;
use crate::members::access::revoke_all_grants;
use crate::members::find::load_in_tx;
use crate::members::recheck::recheck_in_transaction;
use crate::members::revocation::revoke_excess;

static FIND_OPEN: BusinessSql = business_sql!("open.sql");
static TAKE: BusinessSql = business_sql!("take.sql");
static STEP_DOWN: BusinessSql = business_sql!("step_down.sql");

/// Ownership that changed hands, for the letter to the former Owner.
#[derive(Clone, Debug)]
pub struct HandedOver {
    /// The business's name.
    pub business: String,
    /// The business's name in addresses.
    pub slug: String,
    /// The former Owner, who is an Admin now.
    pub from: Member,
    /// The new Owner.
    pub to: Member,
}

/// The open offer to the requester, if there is one.
///
/// # Errors
/// When the database fails.
pub async fn find_own_offer(db: &Db, may: &May<actions::TakeOwnership>) -> Result<Option<Handover>, Error> {
    let me = Some(may.viewpoint().member());
    Ok(db.read(may, &FIND_OPEN, &[&db.now(), &me]).await?.into_iter().next())
}

/// Accepts the ownership offered to the requester, who becomes an Owner and sees all numbers. The former Owner becomes an
/// Admin. Live pages are notified.
///
/// # Errors
/// Returns [`Refusal::NotFound`] when no offer is open, or a database error.
pub async fn accept(
    db: &Db,
    may: &May<actions::TakeOwnership>,
    composer: &EmailComposer<HandedOver>,
) -> Result<HandedOver, Error> {
    let (viewpoint, composer) = (may.viewpoint().clone(), composer.clone());
    db.change(may, move |tx| {
        Box::pin(async move {
            recheck_in_transaction(tx, &viewpoint, actions::TakeOwnership).await?;
            let (me, now) = (viewpoint.member(), tx.now());
            let offer = find_open_in_tx(tx, Some(me)).await?;
            let (from, to) = (load_in_tx(tx, offer.from).await?, load_in_tx(tx, me).await?);
            if tx.run(&TAKE, &[&me, &offer.id, &now]).await? == 0 || tx.run(&STEP_DOWN, &[&from.id, &me]).await? == 0 {
                return Err(Refusal::NotFound.into());
            }
            close(tx, offer.id, "accepted").await?;
            revoke_all_grants(tx, me).await?;
            let (from_before, to_before) = (from, to);
            let (from, to) = (load_in_tx(tx, from_before.id).await?, load_in_tx(tx, me).await?);
            // The lock order is periods, then the audit log, as everywhere; the other order could deadlock.
            for after in [&from, &to] {
                revoke_excess(tx, after.id, Some(after.role)).await?;
                tx.notify(Change::Member(after.id));
            }
            let [from_event, to_event] = [(&from_before, &from), (&to_before, &to)].map(|(before, after)| {
                let event = Event::of("member.edited", "member", after.id, &after.name);
                event.before(before.to_audit_json()).after(after.to_audit_json())
            });
            let (business, slug) = (viewpoint.business_name().to_owned(), viewpoint.slug().to_owned());
            let letter = HandedOver { business, slug, from, to };
            composer.queue(tx, "ownership_handed_over", &letter.from.email, &letter).await?;
            let event = Event::of("ownership.handed_over", "member", me, &letter.to.name)
                .before(serde_json::json!({ "owner": letter.from.name, "owner_id": letter.from.id }))
                .after(serde_json::json!({ "owner": letter.to.name, "owner_id": letter.to.id }));
            Ok((letter, [from_event, to_event, event]))
        })
    })
    .await
}

/// Declines the ownership offered to the requester.
///
/// # Errors
/// Returns [`Refusal::NotFound`] when no offer is open, or a database error.
pub async fn decline(db: &Db, may: &May<actions::TakeOwnership>) -> Result<(), Error> {
    let viewpoint = may.viewpoint().clone();
    db.change(may, move |tx| {
        Box::pin(async move {
            recheck_in_transaction(tx, &viewpoint, actions::TakeOwnership).await?;
            let offer = find_open_in_tx(tx, Some(viewpoint.member())).await?;
            close(tx, offer.id, "declined").await?;
            Ok(((), Event::of("ownership.declined", "member", offer.from, offer.from_name)))
        })
    })
    .await
}
