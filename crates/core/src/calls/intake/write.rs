//! Inserts calls and their legs. Nothing else inserts them.

use crate::access::{BusinessSql, Scoped, business_sql};
use crate::calls::outcome::{answer_seconds, derive_outcome, whole_seconds};
use crate::calls::qualification::judge;
use crate::calls::search::{reversed, without_scheme};
use crate::calls::tally::{self, Counted};
use crate::calls::{CallerKind, Direction};
use crate::carrier::caller::Caller;
use crate::carrier::facts::{CallFacts, LegFacts};
use crate::carrier::id::CarrierId;
use crate::carrier::phone_number::PhoneNumber;
use crate::db::Error;
use crate::ids::{CallId, NumberId};
use crate::text;
use crate::time::Timestamp;

static ADD: BusinessSql = business_sql!("add.sql");
static FIND: BusinessSql = business_sql!("find_added.sql");
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

/// How often a call is inserted anew because other calls of its caller were inserted at the same moment.
const MAX_ATTEMPTS: usize = 8;

/// Adds a call with its facts, without its legs, and records it in the reports. `None` means that it is there already, and stays
/// unchanged.
pub(crate) async fn insert_call(tx: &mut Scoped<'_>, call: NewCall<'_>) -> Result<Option<CallId>, Error> {
    let mut made_way: Vec<(Counted, Counted)> = Vec::new();
    for _ in 0..MAX_ATTEMPTS {
        let id = add(tx, &call).await?;
        if id.is_some() || tx.optional::<(CallId,)>(&FIND, &[&call.carrier_id.as_str()]).await?.is_some() {
            let added = match id {
                Some(id) if derive_outcome(call.facts).outcome.is_some() => {
                    let mut added = tally::find(tx, id).await?;
                    judge(tx, id, &mut added).await?;
                    Some(added)
                }
                _ => None,
            };
            let mut changes: Vec<_> = made_way.iter().map(|(was, is)| (Some(was), Some(is))).collect();
            changes.extend(added.as_ref().map(|added| (None, Some(added))));
            tally::record_many(tx, &changes).await?;
            return Ok(id);
        }
        // A later call was its caller's first so far, or another one became it at this moment.
        if let Some(caller) = call.from.address() {
            made_way.extend(tally::make_way(tx, call.number, &caller, call.started_at.plus_millis(1)).await?);
        }
    }
    Err(Error::Unavailable("too many calls of one caller come at once".into()))
}

/// Adds the row. `None` means that the call is there already, or that another is its caller's first call to the number.
async fn add(tx: &mut Scoped<'_>, call: &NewCall<'_>) -> Result<Option<CallId>, Error> {
    let facts = call.facts;
    let result = derive_outcome(facts);
    let caller = call.from.address();
    // A caller without a name is found by its address, without the scheme.
    let address = caller.as_deref().filter(|_| call.from.number().is_none()).map(without_scheme);
    let searched_name = call.caller_name.or(address).map(text::fold_case);
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
                &caller.as_deref().map(reversed),
                &CallerKind::from(call.from),
                &call.caller_name,
                &searched_name,
                call.destination,
                &call.source,
                &call.started_at,
                &whole_seconds(facts, call.started_at.jiff()).map(i64::from),
                &result.talk_seconds.map(i64::from),
                &facts.carrier_seconds.map(i64::from),
                &facts.ended_at.map(Timestamp::from),
                &facts.blocked,
                &answer_seconds(facts, call.started_at.jiff()).map(i64::from),
                &caller.as_deref().map_or(0, tally::sample_level),
            ],
        )
        .await?;
    Ok(row.map(|(id,)| id))
}

/// Saves the legs that differ between two states of a call's facts. A dial whose leg the carrier did not name is one of them.
pub(crate) async fn save_legs(
    tx: &mut Scoped<'_>,
    call: CallId,
    before: &CallFacts,
    after: &CallFacts,
    created_at: Timestamp,
) -> Result<(), Error> {
    for (id, leg) in &after.legs {
        if before.legs.get(id) != Some(leg) {
            save_leg(tx, call, id.as_str(), leg, created_at).await?;
        }
    }
    if after.unnamed_dial != before.unnamed_dial {
        let leg = LegFacts { dial: after.unnamed_dial, ..LegFacts::default() };
        save_leg(tx, call, "", &leg, created_at).await?;
    }
    Ok(())
}

/// Adds a leg, or updates it. A leg without an id is the dial whose leg the carrier did not name.
async fn save_leg(
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
