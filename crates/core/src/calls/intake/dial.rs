//! The result of a dial, with its recording.

use super::Applied;
use super::recording::recording;
use super::status::apply;
use crate::carrier::Authentic;
use crate::carrier::dial::DialOutcome;
use crate::carrier::facts::CallFacts;
use crate::carrier::inbound::InboundCall;
use crate::carrier::left_out::LeftOut;
use crate::carrier::recording::{RecordingSource, RecordingStatus, RecordingUpdate};
use crate::db::Db;

/// Merges the result of a dial, and records its recording if it names one. `arrival` as for [`super::status()`].
///
/// # Errors
/// As [`super::status()`].
pub async fn dial(
    db: &Db,
    carrier: &Authentic,
    outcome: &DialOutcome,
    arrival: Option<&InboundCall>,
) -> Result<Applied, crate::Error> {
    let applied = apply(db, carrier, &outcome.call, CallFacts::from(outcome), arrival).await?;
    if let (Some(id), Some(url)) = (&outcome.recording, &outcome.recording_url) {
        let update = RecordingUpdate {
            recording: id.clone(),
            call: outcome.call.clone(),
            account: outcome.account.clone(),
            status: RecordingStatus::Completed,
            url: Some(url.clone()),
            seconds: None,
            channels: None,
            source: RecordingSource::Call,
            started_at: None,
            left_out: LeftOut::default(),
        };
        recording(db, carrier, &update).await?;
    }
    Ok(applied)
}
