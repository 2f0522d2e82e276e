//! Reports on a call's own status and on its legs.

use super::Applied;
use super::inbound::{called_number, insert_call};
use super::merge::merge_report;
use crate::access::Refusal;
use crate::carrier::Authentic;
use crate::carrier::call::CallUpdate;
use crate::carrier::facts::{CallFacts, merge};
use crate::carrier::id::CarrierId;
use crate::carrier::inbound::InboundCall;
use crate::carrier::leg::LegUpdate;
use crate::carrier::status::CarrierStatus;
use crate::db::Db;

/// Merges a report on the call itself. `arrival` is the same request read as a call that arrives, if it has the fields.
/// With it, a call whose first request never got here is added now.
///
/// # Errors
/// Returns [`Refusal::NotFound`], and writes nothing, when the call is not there and can't be added. Fails too when the
/// database does.
pub async fn status(
    db: &Db,
    carrier: &Authentic,
    update: &CallUpdate,
    arrival: Option<&InboundCall>,
) -> Result<Applied, crate::Error> {
    let mut facts = CallFacts::from(update);
    if update.status.is_some_and(CarrierStatus::is_final) && facts.ended_at.is_none() {
        // The carrier does not say when, and reports it at once.
        facts.ended_at = Some(db.now().jiff());
    }
    apply(db, carrier, &update.call, facts, arrival).await
}

/// Merges a report on one of the call's legs. `arrival` is as for [`status`].
///
/// # Errors
/// As [`status`].
pub async fn leg(
    db: &Db,
    carrier: &Authentic,
    update: &LegUpdate,
    arrival: Option<&InboundCall>,
) -> Result<Applied, crate::Error> {
    apply(db, carrier, &update.call, CallFacts::from(update), arrival).await
}

/// Merges our own report: the call was answered with a document that hangs up.
///
/// # Errors
/// As [`status`].
pub async fn closed(db: &Db, carrier: &Authentic, call: &CarrierId) -> Result<Applied, crate::Error> {
    apply(db, carrier, call, CallFacts::closed(), None).await
}

pub(super) async fn apply(
    db: &Db,
    carrier: &Authentic,
    call: &CarrierId,
    facts: CallFacts,
    arrival: Option<&InboundCall>,
) -> Result<Applied, crate::Error> {
    // A request about another call does not add this one.
    let arrival = arrival.filter(|arrival| arrival.call == *call).cloned();
    let (call, first) = (call.clone(), facts.clone());
    let applied = db
        .change_unaudited(carrier.proof(), move |tx| Box::pin(async move { merge_report(tx, &call, first).await }))
        .await?;
    match (applied, arrival) {
        (Some(applied), _) => Ok(applied),
        (None, None) => Err(Refusal::NotFound.into()),
        (None, Some(arrival)) => {
            let number = called_number(db, carrier, &arrival).await?.ok_or(Refusal::NotFound)?;
            db.change_unaudited(carrier.proof(), move |tx| {
                Box::pin(async move {
                    let seconds = facts.carrier_seconds.map_or(0, i64::from);
                    let started_at = tx.now().plus_seconds(-seconds);
                    // All at once: a transaction that has locked a row of the sums must not wait for a call again.
                    let facts = merge(CallFacts::from(&arrival), facts);
                    insert_call(tx, &number, &arrival, started_at, facts.clone(), facts).await
                })
            })
            .await
        }
    }
}
