//! Answers calls: records the carrier's report, decides what happens next, and writes the document for it.
//!
//! The decision is pure ([`decision`]). A call flow will replace it.

mod addresses;
mod decision;

use super::intake;
use crate::Error;
use crate::access::Refusal;
use crate::carrier::Authentic;
use crate::carrier::dial::DialOutcome;
use crate::carrier::inbound::InboundCall;
use crate::carrier::standby::Standby;
use crate::carrier::twiml::Document;
use crate::db::Db;

pub use addresses::{Addresses, Callback};
use decision::Decision;

/// A request of the carrier that needs an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// A call arrives.
    Arrival(InboundCall),
    /// A dial has ended.
    DialEnded {
        /// Its result.
        outcome: DialOutcome,
        /// The same request read as a call that arrives, if it has the fields.
        arrival: Option<InboundCall>,
    },
}

/// Records an event of a call and answers it.
///
/// # Errors
/// Returns [`Refusal::NotFound`] when the business has no such number or call, or a database error.
pub async fn answer(
    db: &Db,
    carrier: &Authentic,
    event: &Event,
    addresses: &impl Addresses,
) -> Result<Document, Error> {
    let (call, decision) = match event {
        Event::Arrival(call) => {
            let arrival = intake::inbound(db, carrier, call).await?;
            (&call.call, Decision::on_arrival(call, arrival.target, arrival.records))
        }
        Event::DialEnded { outcome, arrival } => {
            intake::dial(db, carrier, outcome, arrival.as_ref()).await?;
            (&outcome.call, Decision::after_dial(outcome))
        }
    };
    if decision.ends_call() {
        // The document ends the call, whether or not the carrier reports the end.
        intake::closed(db, carrier, call).await?;
    }
    Ok(decision.document(carrier.provider(), addresses)?)
}

/// Answers a call that arrives while the database is down: from memory alone, and nothing is recorded.
///
/// # Errors
/// Returns [`Refusal::NotFound`] when the business had no such number at the last load of the memory.
pub fn answer_from_memory(
    standby: &Standby,
    carrier: &Authentic,
    call: &InboundCall,
    addresses: &impl Addresses,
) -> Result<Document, Error> {
    let target = standby.number(carrier.business(), &call.to).ok_or(Refusal::NotFound)?;
    Ok(Decision::from_memory(call, target.cloned()).document(carrier.provider(), addresses)?)
}
