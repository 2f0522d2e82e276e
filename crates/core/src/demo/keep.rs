//! Writes calls of the past.

use super::{PastCall, PastRecording};
use crate::access::{BusinessSql, Carrier, Operator, Scoped, business_sql};
use crate::calls::{CallerKind, Direction, search::backwards};
use crate::carrier::e164::E164;
use crate::carrier::known::KnownLeg;
use crate::carrier::outcome::verdict;
use crate::db::{Db, Error};
use crate::ids::CallId;
use crate::recordings::Status;
use crate::text;
use crate::time::Timestamp;

static ADD_CALL: BusinessSql = business_sql!("add_call.sql");
static ADD_LEG: BusinessSql = business_sql!("add_leg.sql");
static ADD_RECORDING: BusinessSql = business_sql!("add_recording.sql");

/// Writes calls of the past in one transaction, with their legs and recordings.
///
/// # Errors
/// When the database fails, or has one of these calls already; then none of them is written.
pub async fn keep(db: &Db, operator: &Operator, calls: Vec<PastCall>) -> Result<(), crate::Error> {
    db.record(&Carrier::of_demo(operator), move |tx| {
        Box::pin(async move {
            for call in &calls {
                let id = add_call(tx, call).await?;
                for (leg_id, leg) in &call.known.legs {
                    add_leg(tx, id, call.started_at, leg_id.as_str(), leg).await?;
                }
                if let Some(recording) = &call.recording {
                    add_recording(tx, id, call, recording).await?;
                }
            }
            Ok::<_, crate::Error>(())
        })
    })
    .await
}

async fn add_call(tx: &mut Scoped<'_>, call: &PastCall) -> Result<CallId, Error> {
    let PastCall { known, .. } = call;
    let shown = verdict(known);
    let caller = call.from.number().map(E164::as_str);
    let name = call.caller_name.as_deref();
    let (id,) = tx
        .one::<(CallId,)>(
            &ADD_CALL,
            &[
                &call.number,
                &call.carrier_id.as_str(),
                &Direction::Inbound,
                &shown.status,
                &shown.outcome,
                &known.status,
                &known.caller_gone,
                &known.closed,
                &known.voicemail,
                &caller,
                &caller.map(backwards),
                &CallerKind::from(&call.from),
                &name,
                &name.map(text::folded),
                &call.destination.as_str(),
                &call.source,
                &call.started_at,
                &shown.whole_seconds.map(i64::from),
                &shown.talk_seconds.map(i64::from),
            ],
        )
        .await?;
    Ok(id)
}

async fn add_leg(tx: &mut Scoped<'_>, call: CallId, at: Timestamp, id: &str, leg: &KnownLeg) -> Result<(), Error> {
    let moment = |at: Option<jiff::Timestamp>| at.map(Timestamp::from);
    tx.run(
        &ADD_LEG,
        &[
            &call,
            &id,
            &leg.to,
            &leg.status,
            &moment(leg.answered_at),
            &moment(leg.ended_at),
            &leg.seconds.map(i64::from),
            &leg.dial.map(|dial| dial.status),
            &leg.dial.map(|dial| dial.connected),
            &leg.dial.map(|dial| dial.presumed),
            &leg.dial.and_then(|dial| dial.seconds).map(i64::from),
            &at,
        ],
    )
    .await
    .map(drop)
}

async fn add_recording(
    tx: &mut Scoped<'_>,
    id: CallId,
    call: &PastCall,
    recording: &PastRecording,
) -> Result<(), Error> {
    tx.run(
        &ADD_RECORDING,
        &[
            &id,
            &call.number,
            &recording.carrier_id.as_str(),
            &recording.kind,
            &Status::Stored,
            &recording.place,
            &recording.media_type,
            &recording.bytes,
            &recording.duration_seconds,
            &recording.channels,
            &recording.stored_at,
        ],
    )
    .await
    .map(drop)
}
