//! Records a call that arrives.

use super::Applied;
use super::merge::{Report, merge_report};
use super::write::{self, NewCall, save_legs};
use crate::access::{BusinessSql, Change, Refusal, Scoped, business_sql};
use crate::carrier::Authentic;
use crate::carrier::facts::{CallFacts, merge};
use crate::carrier::inbound::InboundCall;
use crate::carrier::phone_number::PhoneNumber;
use crate::db::{self, Db, from_row};
use crate::ids::{CallId, NumberId};
use crate::time::Timestamp;

static CALLED_NUMBER: BusinessSql = business_sql!("called_number.sql");

/// A call that arrived, with the settings of its number that the answer depends on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Arrival {
    /// The call.
    pub call: CallId,
    /// The number that was called.
    pub number: NumberId,
    /// The target that its calls are forwarded to.
    pub target: Option<PhoneNumber>,
    /// Whether its calls are recorded.
    pub records: bool,
    /// Whether the caller is blocked, so that the call is to be rejected.
    pub is_blocked: bool,
}

pub(super) struct CalledNumber {
    id: NumberId,
    source: String,
    forward_to: Option<PhoneNumber>,
    records_calls: bool,
    is_blocked: bool,
}

from_row!(CalledNumber { id, source, forward_to, records_calls, is_blocked });

/// Records a call that arrives. The call keeps the number's current source.
///
/// # Errors
/// Returns [`Refusal::NotFound`] when the business has no such number, or a database error.
pub async fn inbound(db: &Db, carrier: &Authentic, call: &InboundCall) -> Result<Arrival, crate::Error> {
    let number = called_number(db, carrier, call).await?.ok_or(Refusal::NotFound)?;
    let (number_id, target, records) = (number.id, number.forward_to.clone(), number.records_calls);
    let is_blocked = number.is_blocked;
    let call = call.clone();
    let applied = db
        .change_unaudited(carrier.proof(), move |tx| {
            Box::pin(async move {
                let now = tx.now();
                let answer = if is_blocked { CallFacts::blocked() } else { CallFacts::default() };
                let report = CallFacts::from(&call);
                // Where the call is there already, the first answer holds.
                insert_call(tx, &number, &call, now, merge(report.clone(), answer), report).await
            })
        })
        .await?;
    Ok(Arrival { call: applied.id, number: number_id, target, records, is_blocked })
}

/// The facts that an answer to a call depends on, where the call could not be recorded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unrecorded {
    /// The target that the number's calls are forwarded to.
    pub target: Option<PhoneNumber>,
    /// Whether the caller is blocked.
    pub is_blocked: bool,
}

/// The facts that the answer to a call depends on; `None` if the business has no such number. It only reads.
///
/// # Errors
/// When the database fails.
pub async fn unrecorded(db: &Db, carrier: &Authentic, call: &InboundCall) -> Result<Option<Unrecorded>, crate::Error> {
    let number = called_number(db, carrier, call).await?;
    Ok(number.map(|number| Unrecorded { target: number.forward_to, is_blocked: number.is_blocked }))
}

/// The number that was called, if the business has it.
pub(super) async fn called_number(
    db: &Db,
    carrier: &Authentic,
    call: &InboundCall,
) -> Result<Option<CalledNumber>, db::Error> {
    let caller = call.from.address();
    Ok(db.read::<CalledNumber>(carrier.proof(), &CALLED_NUMBER, &[&call.to, &caller]).await?.into_iter().next())
}

/// Adds the call with these facts and their legs, or merges the `repeated` ones into it if it is there already.
pub(super) async fn insert_call(
    tx: &mut Scoped<'_>,
    number: &CalledNumber,
    call: &InboundCall,
    started_at: Timestamp,
    facts: CallFacts,
    repeated: CallFacts,
) -> Result<Applied, crate::Error> {
    let new = NewCall {
        number: number.id,
        carrier_id: &call.call,
        facts: &facts,
        from: &call.from,
        caller_name: call.caller_name.as_deref(),
        destination: &call.to,
        source: &number.source,
        started_at,
    };
    match write::insert_call(tx, new).await? {
        Some(id) => {
            let now = tx.now();
            save_legs(tx, id, &CallFacts::default(), &facts, now).await?;
            tx.notify(Change::Call(id));
            Ok(Applied { id, is_new: true })
        }
        None => {
            let report = Report { facts: repeated, started_at: Some(started_at) };
            let is_gone = || db::Error::Internal("a call was neither inserted nor found".into());
            Ok(merge_report(tx, &call.call, report).await?.ok_or_else(is_gone)?)
        }
    }
}
