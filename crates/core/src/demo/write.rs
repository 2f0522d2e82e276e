//! Writes calls of the past.

use super::annotate::annotate;
use super::{PastCall, PastRecording};
use crate::access::{BusinessSql, Carrier, Operator, Scoped, business_sql};
use crate::calls::intake::{NewCall, insert_call, save_legs};
use crate::calls::tally;
use crate::carrier::facts::CallFacts;
use crate::db::{Db, Error};
use crate::ids::CallId;
use crate::recordings::Status;

static ADD_RECORDING: BusinessSql = business_sql!("add_recording.sql");

/// Writes calls of the past in one transaction, with their legs, recordings and annotations. Returns their ids, in their order.
///
/// # Errors
/// When the database fails or has one of these calls already. Then none of them is written.
pub async fn write_past_calls(db: &Db, operator: &Operator, calls: Vec<PastCall>) -> Result<Vec<CallId>, crate::Error> {
    db.change_unaudited(&Carrier::of_demo(operator), move |tx| {
        Box::pin(async move {
            let (mut ids, mut annotated) = (Vec::with_capacity(calls.len()), Vec::new());
            for call in &calls {
                let new = NewCall {
                    number: call.number,
                    carrier_id: &call.carrier_id,
                    facts: &call.facts,
                    from: &call.from,
                    caller_name: call.caller_name.as_deref(),
                    destination: &call.destination,
                    source: &call.source,
                    started_at: call.started_at,
                };
                let id = insert_call(tx, new).await?.ok_or(Error::UniqueViolation)?;
                save_legs(tx, id, &CallFacts::default(), &call.facts, call.started_at).await?;
                if let Some(recording) = &call.recording {
                    add_recording(tx, id, call, recording).await?;
                }
                annotate(tx, id, call, &mut annotated).await?;
                ids.push(id);
            }
            let annotated: Vec<_> = annotated.iter().map(|(was, is)| (Some(was), Some(is))).collect();
            tally::record_many(tx, &annotated).await?;
            Ok::<_, crate::Error>(ids)
        })
    })
    .await
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
