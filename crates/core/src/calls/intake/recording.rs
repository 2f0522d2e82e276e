//! News of a recording: noted, to be fetched.

use super::absorb::{absorb, kept};
use super::report::Heard;
use crate::access::{BusinessSql, Change, Refusal, business_sql};
use crate::carrier::Authentic;
use crate::carrier::known::Known;
use crate::carrier::recording::{RecordingSource, RecordingStatus, RecordingUpdate};
use crate::db::Db;
use crate::recordings::{Kind, Status};

static NOTE: BusinessSql = business_sql!("note_recording.sql");

/// Notes what is said of a recording; one that can be fetched is due at once.
///
/// # Errors
/// [`Refusal::NotFound`] for a recording of a call that is not there; or that the database failed.
pub async fn recording(db: &Db, carrier: &Authentic, update: &RecordingUpdate) -> Result<Heard, crate::Error> {
    let update = update.clone();
    db.record(carrier.proof(), move |tx| {
        Box::pin(async move {
            let kept = kept(tx, &update.call).await?.ok_or(Refusal::NotFound)?;
            let kind = match update.source {
                RecordingSource::Voicemail => Kind::Voicemail,
                RecordingSource::Call | RecordingSource::Unknown => Kind::Call,
            };
            let now = tx.now();
            let (status, url, due) = match update.status {
                RecordingStatus::InProgress => (Status::Waiting, None, None),
                RecordingStatus::Absent => (Status::Absent, None, None),
                RecordingStatus::Failed => (Status::Failed, None, None),
                RecordingStatus::Completed => (Status::Waiting, update.url.clone(), Some(now)),
            };
            let noted = tx
                .run(
                    &NOTE,
                    &[
                        &kept.call,
                        &kept.number,
                        &update.recording.as_str(),
                        &kind,
                        &status,
                        &url,
                        &update.seconds.map(i64::from),
                        &update.channels.map(i64::from),
                        &due,
                        &now,
                    ],
                )
                .await?;
            if noted > 0 {
                tx.notify(Change::Call(kept.call));
            }
            if due.is_some() {
                tx.wake_jobs();
            }
            let known = Known::from(&update);
            // Most recordings say nothing of how the call stands.
            let changed = known != Known::default()
                && absorb(tx, &update.call, &known, None).await?.is_some_and(|heard| heard.is_news);
            Ok::<_, crate::Error>(Heard { call: kept.call, is_news: noted > 0 || changed })
        })
    })
    .await
}
