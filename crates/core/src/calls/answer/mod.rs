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
use crate::carrier::phone_number::PhoneNumber;
use crate::carrier::standby::Standby;
use crate::carrier::twiml::Document;
use crate::carrier::webhooks::Reason;
use crate::db::Db;
use crate::numbers;

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

/// The answer to a caller who waits for one.
#[derive(Debug)]
pub struct Answer {
    /// The carrier's next action.
    pub document: Document,
    /// Why the call could not be taken as it should, for the operator. The caller hears a sentence all the same, since an
    /// error would make the carrier say one of its own.
    pub trouble: Option<Reason>,
}

/// Records an event of a call and answers it. A call to a number that the business does not have, or no longer, is not
/// recorded; its caller hears that the number takes no calls.
///
/// # Errors
/// When the database fails.
pub async fn answer(db: &Db, carrier: &Authentic, event: &Event, addresses: &impl Addresses) -> Result<Answer, Error> {
    let (call, decision, trouble) = match event {
        Event::Arrival(call) => match intake::inbound(db, carrier, call).await {
            Ok(arrival) if arrival.is_blocked => (&call.call, Decision::Reject, None),
            Ok(arrival) => {
                let (target, trouble) = without_circle(db, &call.to, arrival.target).await?;
                (&call.call, Decision::on_arrival(call, target, arrival.records), trouble)
            }
            Err(error) if is_unknown(&error) => {
                let document = Decision::Unavailable.document(carrier.provider(), addresses)?;
                return Ok(Answer { document, trouble: Some(Reason::Number) });
            }
            Err(error) => return Err(error),
        },
        Event::DialEnded { outcome, arrival } => {
            let decision = Decision::after_dial(outcome);
            match intake::dial(db, carrier, outcome, arrival.as_ref()).await {
                Ok(_) => (&outcome.call, decision, None),
                Err(error) if is_unknown(&error) => {
                    let document = decision.document(carrier.provider(), addresses)?;
                    return Ok(Answer { document, trouble: Some(Reason::Call) });
                }
                Err(error) => return Err(error),
            }
        }
    };
    if decision.ends_call() {
        // The document ends the call, whether or not the carrier reports the end.
        intake::closed(db, carrier, call).await?;
    }
    Ok(Answer { document: decision.document(carrier.provider(), addresses)?, trouble })
}

/// Answers a call whose number can't be read: nothing is recorded.
///
/// # Errors
/// When the document can't be written.
pub fn answer_unreadable(carrier: &Authentic, addresses: &impl Addresses) -> Result<Answer, Error> {
    let document = Decision::Unavailable.document(carrier.provider(), addresses)?;
    Ok(Answer { document, trouble: Some(Reason::Number) })
}

/// Answers the end of a dial of a deleted business's call: nothing is recorded.
///
/// # Errors
/// When the document can't be written.
pub fn answer_after_dial(
    carrier: &Authentic,
    outcome: &DialOutcome,
    addresses: &impl Addresses,
) -> Result<Document, Error> {
    Ok(Decision::after_dial(outcome).document(carrier.provider(), addresses)?)
}

/// Answers a call whose first request failed. It only reads, since writing has probably just failed.
///
/// # Errors
/// When the database fails.
pub async fn answer_without_recording(
    db: &Db,
    carrier: &Authentic,
    call: &InboundCall,
    addresses: &impl Addresses,
) -> Result<Answer, Error> {
    let (target, trouble) = match intake::unrecorded(db, carrier, call).await? {
        Some(number) if number.is_blocked => {
            let document = Decision::Reject.document(carrier.provider(), addresses)?;
            return Ok(Answer { document, trouble: None });
        }
        Some(number) => without_circle(db, &call.to, number.target).await?,
        None => (None, Some(Reason::Number)),
    };
    Ok(Answer { document: Decision::from_memory(call, target).document(carrier.provider(), addresses)?, trouble })
}

/// Answers a call that arrives while the database is down: from memory alone, and nothing is recorded.
///
/// # Errors
/// When the document can't be written.
pub fn answer_from_memory(
    standby: &Standby,
    slug: &str,
    carrier: &Authentic,
    call: &InboundCall,
    addresses: &impl Addresses,
) -> Result<Answer, Error> {
    let number = standby.number(slug, &call.to);
    let trouble = number.is_none().then_some(Reason::Number);
    let target = number.flatten().cloned();
    Ok(Answer { document: Decision::from_memory(call, target).document(carrier.provider(), addresses)?, trouble })
}

/// The target, unless a call to it would come back to the number.
async fn without_circle(
    db: &Db,
    number: &PhoneNumber,
    target: Option<PhoneNumber>,
) -> Result<(Option<PhoneNumber>, Option<Reason>), Error> {
    let Some(target) = target else { return Ok((None, None)) };
    let comes_back = numbers::comes_back(db, &target, number).await?;
    Ok(if comes_back { (None, Some(Reason::Circle)) } else { (Some(target), None) })
}

fn is_unknown(error: &Error) -> bool {
    matches!(error, Error::Refused(Refusal::NotFound))
}
