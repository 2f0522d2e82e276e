//! Records reports on a recording, and enqueues its fetch.

use super::Applied;
use super::merge::merge_report;
use super::stored_call::StoredCall;
use crate::access::{BusinessSql, Change, Refusal, business_sql};
use crate::carrier::Authentic;
use crate::carrier::facts::CallFacts;
use crate::carrier::recording::{RecordingSource, RecordingStatus, RecordingUpdate};
use crate::carrier::report::Reported;
use crate::db::Db;
use crate::recordings::{Kind, Status, enqueue_fetch};

static SAVE: BusinessSql = business_sql!("save_recording.sql");
static FETCHABLE: BusinessSql = business_sql!("fetchable_recording.sql");

/// Records a report on a recording. A recording that can be fetched is fetched at once.
///
/// # Errors
/// Returns [`Refusal::NotFound`] when the call is not there, or a database error.
pub async fn recording(db: &Db, carrier: &Authentic, update: &RecordingUpdate) -> Result<Applied, crate::Error> {
    let update = update.clone();
    db.change_unaudited(carrier.proof(), move |tx| {
        Box::pin(async move {
            let stored = StoredCall::find(tx, &update.call).await?.ok_or(Refusal::NotFound)?;
            let kind = match update.source {
                RecordingSource::Voicemail => Kind::Voicemail,
                RecordingSource::Call | RecordingSource::Unknown => Kind::Call,
            };
            let now = tx.now();
            let (status, url) = match update.status {
                RecordingStatus::InProgress => (Status::Waiting, None),
                RecordingStatus::Absent => (Status::Absent, None),
                RecordingStatus::Failed => (Status::Failed, None),
                RecordingStatus::Completed => (Status::Waiting, update.url.clone()),
            };
            let saved = tx
                .run(
                    &SAVE,
                    &[
                        &stored.call,
                        &stored.number,
                        &update.recording.as_str(),
                        &kind,
                        &status,
                        &url,
                        &update.seconds.map(i64::from),
                        &update.channels.map(i64::from),
                        &now,
                    ],
                )
                .await?;
            if saved > 0 {
                tx.notify(Change::Call(stored.call));
            }
            let carrier_id = update.recording.as_str();
            if let Some((recording,)) = tx.optional(&FETCHABLE, &[&carrier_id, &stored.call]).await? {
                enqueue_fetch(tx, stored.call, recording).await?;
            }
            let facts = CallFacts::from(&update);
            // Most reports on recordings say nothing about the call's status.
            let changed = facts != CallFacts::default()
                && merge_report(tx, &update.call, facts).await?.is_some_and(|applied| applied.is_new);
            Ok::<_, crate::Error>(Applied { id: stored.call, is_new: saved > 0 || changed })
        })
    })
    .await
}
