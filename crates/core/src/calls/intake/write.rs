//! Inserts calls and their legs. Nothing else inserts them.

use crate::access::{BusinessSql, Scoped, business_sql};
use crate::calls::search::reversed;
use crate::calls::{CallerKind, Direction, derive_outcome};
use crate::carrier::caller::Caller;
use crate::carrier::facts::{CallFacts, LegFacts};
use crate::carrier::id::CarrierId;
use crate::carrier::phone_number::PhoneNumber;
use crate::db::Error;
use crate::ids::{CallId, NumberId};
use crate::text;
use crate::time::Timestamp;

static ADD: BusinessSql = business_sql!("add.sql");
static SAVE_LEG: BusinessSql = business_sql!("save_leg.sql");

/// A call that is to be added.
pub(crate) struct NewCall<'c> {
    pub(crate) number: NumberId,
    pub(crate) carrier_id: &'c CarrierId,
    pub(crate) facts: &'c CallFacts,
    pub(crate) from: &'c Caller,
    pub(crate) caller_name: Option<&'c str>,
    pub(crate) destination: &'c PhoneNumber,
    pub(crate) source: &'c str,
    pub(crate) started_at: Timestamp,
}

/// Adds a call with its facts, without its legs. `None` means that it is there already, and stays unchanged.
pub(crate) async fn insert_call(tx: &mut Scoped<'_>, call: NewCall<'_>) -> Result<Option<CallId>, Error> {
    let NewCall { facts, .. } = call;
    let result = derive_outcome(facts);
    let caller = call.from.number().map(PhoneNumber::as_str);
    let row = tx
        .optional::<(CallId,)>(
            &ADD,
            &[
                &call.number,
                &call.carrier_id.as_str(),
                &Direction::Inbound,
                &result.status,
                &result.outcome,
                &facts.status,
                &facts.caller_gone,
                &facts.closed,
                &facts.screened,
                &facts.voicemail,
                &caller,
                &caller.map(reversed),
                &CallerKind::from(call.from),
                &call.caller_name,
                &call.caller_name.map(text::fold_case),
                call.destination,
                &call.source,
                &call.started_at,
                &result.whole_seconds.map(i64::from),
                &result.talk_seconds.map(i64::from),
            ],
        )
        .await?;
    Ok(row.map(|(id,)| id))
}

/// Adds a leg, or updates it. A leg without an id is the dial whose leg the carrier did not name.
pub(crate) async fn save_leg(
    tx: &mut Scoped<'_>,
    call: CallId,
    id: &str,
    leg: &LegFacts,
    created_at: Timestamp,
) -> Result<(), Error> {
    let moment = |at: Option<jiff::Timestamp>| at.map(Timestamp::from);
    tx.run(
        &SAVE_LEG,
        &[
            &call,
            &id,
            &leg.status,
            &leg.seconds.map(i64::from),
            &leg.to,
            &moment(leg.answered_at),
            &moment(leg.ended_at),
            &leg.dial.map(|dial| dial.status),
            &leg.dial.map(|dial| dial.connected),
            &leg.dial.map(|dial| dial.presumed),
            &leg.dial.and_then(|dial| dial.seconds).map(i64::from),
            &created_at,
        ],
    )
    .await
    .map(drop)
}
