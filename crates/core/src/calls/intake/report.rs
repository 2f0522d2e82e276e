//! News of a call: its own status, its legs, what came of dialling.

use super::absorb::absorb;
use super::inbound::{arrive, called};
use super::recording;
use crate::access::Refusal;
use crate::carrier::Authentic;
use crate::carrier::call::CallUpdate;
use crate::carrier::dial::DialOutcome;
use crate::carrier::id::CarrierId;
use crate::carrier::inbound::InboundCall;
use crate::carrier::known::Known;
use crate::carrier::leg::LegUpdate;
use crate::carrier::recording::{RecordingSource, RecordingStatus, RecordingUpdate};
use crate::db::Db;
use crate::ids::CallId;

/// What came of a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Heard {
    /// The call that it was about.
    pub call: CallId,
    /// Whether it said anything that was not known.
    pub is_news: bool,
}

/// News of the call itself. `arrival` is what the same request says of the call as one that arrives, where it says so
/// much: then a call whose first request never got here is noted now.
///
/// # Errors
/// [`Refusal::NotFound`] for a call that is not there and can't be noted, and then nothing is left; or that the
/// database failed.
pub async fn status(
    db: &Db,
    carrier: &Authentic,
    update: &CallUpdate,
    arrival: Option<&InboundCall>,
) -> Result<Heard, crate::Error> {
    hear(db, carrier, &update.call, Known::from(update), arrival).await
}

/// News of one of the call's legs. `arrival` as for [`status`], where the address that was called carries it.
///
/// # Errors
/// As [`status`].
pub async fn leg(
    db: &Db,
    carrier: &Authentic,
    update: &LegUpdate,
    arrival: Option<&InboundCall>,
) -> Result<Heard, crate::Error> {
    hear(db, carrier, &update.call, Known::from(update), arrival).await
}

/// What came of dialling, with the recording if it tells of one.
///
/// # Errors
/// As [`status`].
pub async fn dial(
    db: &Db,
    carrier: &Authentic,
    outcome: &DialOutcome,
    arrival: Option<&InboundCall>,
) -> Result<Heard, crate::Error> {
    let heard = hear(db, carrier, &outcome.call, Known::from(outcome), arrival).await?;
    if let (Some(recording), Some(url)) = (&outcome.recording, &outcome.recording_url) {
        let update = RecordingUpdate {
            recording: recording.clone(),
            call: outcome.call.clone(),
            account: outcome.account.clone(),
            status: RecordingStatus::Completed,
            url: Some(url.clone()),
            seconds: None,
            channels: None,
            source: RecordingSource::Call,
            started_at: None,
        };
        recording::recording(db, carrier, &update).await?;
    }
    Ok(heard)
}

/// Our own news: the call was answered with a document that hangs up.
///
/// # Errors
/// As [`status`].
pub async fn hung_up(db: &Db, carrier: &Authentic, call: &CarrierId) -> Result<Heard, crate::Error> {
    hear(db, carrier, call, Known::closed(), None).await
}

async fn hear(
    db: &Db,
    carrier: &Authentic,
    call: &CarrierId,
    news: Known,
    arrival: Option<&InboundCall>,
) -> Result<Heard, crate::Error> {
    // What a request says of another call does not make this one.
    let arrival = arrival.filter(|arrival| arrival.call == *call).cloned();
    let id = call.clone();
    let (again, first) = (news.clone(), news);
    let known =
        db.record(carrier.proof(), move |tx| Box::pin(async move { absorb(tx, &id, &first, None).await })).await?;
    match (known, arrival) {
        (Some(heard), _) => Ok(heard),
        (None, None) => Err(Refusal::NotFound.into()),
        (None, Some(arrival)) => {
            let called = called(db, carrier, &arrival).await?.ok_or(Refusal::NotFound)?;
            db.record(carrier.proof(), move |tx| {
                Box::pin(async move {
                    let seconds = again.whole_seconds.map_or(0, i64::from);
                    let started_at = tx.now().plus_seconds(-seconds);
                    let heard = arrive(tx, &called, &arrival, started_at).await?;
                    absorb(tx, &arrival.call, &again, None).await?;
                    Ok::<_, crate::Error>(heard)
                })
            })
            .await
        }
    }
}
