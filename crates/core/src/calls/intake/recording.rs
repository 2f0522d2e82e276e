//! Reports on a recording, which is to be fetched.

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

/// Records a report on a recording. A recording that can be fetched is due at once.
///
/// # Errors
/// [`Refusal::NotFound`] for a recording of a call that is not there; or that the database failed.
pub async fn recording(db: &Db, carrier: &Authentic, update: &RecordingUpdate) -> Result<Applied, crate::Error> {
    let update = update.clone();
    db.record(carrier.proof(), move |tx| {
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
            // Most recordings say nothing of the call's status.
            let changed = facts != CallFacts::default()
                && merge_report(tx, &update.call, facts).await?.is_some_and(|applied| applied.is_news);
            Ok::<_, crate::Error>(Applied { id: stored.call, is_news: saved > 0 || changed })
        })
    })
    .await
}
