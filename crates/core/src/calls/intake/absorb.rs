//! Takes news of a call in: reads what is known, joins the news to it, writes what is new.

use super::known::{Kept, KeptRow};
use super::report::Heard;
use crate::access::{BusinessSql, Change, Scoped, business_sql};
use crate::carrier::id::CarrierId;
use crate::carrier::known::{Known, KnownLeg, merge};
use crate::carrier::outcome::verdict;
use crate::db::Error;
use crate::ids::CallId;
use crate::time::Timestamp;

static KNOWN: BusinessSql = business_sql!("known.sql");
static SAVE: BusinessSql = business_sql!("save.sql");
static SAVE_LEG: BusinessSql = business_sql!("save_leg.sql");

/// How often a call is read again because somebody else has just written it. Callbacks of one call are few.
const TRIES: usize = 32;

/// Joins news to what is known of a call. `None`: there is no such call. A repeat writes nothing.
pub(super) async fn absorb(
    tx: &mut Scoped<'_>,
    call: &CarrierId,
    news: &Known,
    started_at: Option<Timestamp>,
) -> Result<Option<Heard>, Error> {
    for _ in 0..TRIES {
        let Some(kept) = kept(tx, call).await? else { return Ok(None) };
        let known = merge(kept.known.clone(), news.clone());
        let started_at = started_at.map_or(kept.started_at, |at| at.min(kept.started_at));
        if known == kept.known && started_at == kept.started_at {
            return Ok(Some(Heard { call: kept.call, is_news: false }));
        }
        if save(tx, &kept, &known, started_at).await? {
            tx.notify(Change::Call(kept.call));
            return Ok(Some(Heard { call: kept.call, is_news: true }));
        }
        // Somebody else's news came in between: read what is known now.
    }
    Err(Error::Unavailable("a call is being written by too many at once".into()))
}

/// What is known of a call.
pub(super) async fn kept(tx: &mut Scoped<'_>, call: &CarrierId) -> Result<Option<Kept>, Error> {
    Kept::of(tx.all::<KeptRow>(&KNOWN, &[&call.as_str()]).await?)
}

/// Writes what is known; false where the row is no longer the one that was read.
async fn save(tx: &mut Scoped<'_>, kept: &Kept, known: &Known, started_at: Timestamp) -> Result<bool, Error> {
    let shown = verdict(known);
    let whole = known.whole_seconds.map(i64::from);
    let talk = shown.talk_seconds.map(i64::from);
    let saved = tx
        .run(
            &SAVE,
            &[
                &kept.call,
                &kept.revision,
                &shown.status,
                &shown.outcome,
                &known.status,
                &whole,
                &talk,
                &known.caller_gone,
                &known.closed,
                &known.screened,
                &known.voicemail,
                &started_at,
            ],
        )
        .await?;
    if saved == 0 {
        return Ok(false);
    }
    for (id, leg) in &known.legs {
        if kept.known.legs.get(id) != Some(leg) {
            save_leg(tx, kept.call, id.as_str(), leg).await?;
        }
    }
    if known.unnamed_dial != kept.known.unnamed_dial {
        let leg = KnownLeg { dial: known.unnamed_dial, ..KnownLeg::default() };
        save_leg(tx, kept.call, "", &leg).await?;
    }
    Ok(true)
}

async fn save_leg(tx: &mut Scoped<'_>, call: CallId, id: &str, leg: &KnownLeg) -> Result<(), Error> {
    let now = tx.now();
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
            &now,
        ],
    )
    .await
    .map(drop)
}
