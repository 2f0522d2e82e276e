//! A call with its timeline and its recordings.

use super::Call;
use crate::access::{Action, BusinessSql, Held, business_sql};
use crate::carrier::status::CarrierStatus;
use crate::db::{Db, Error, Value, from_row};
use crate::ids::LegId;
use crate::recordings::{self, Recording};
use crate::time::Timestamp;

static LEGS: BusinessSql = business_sql!("legs.sql");
static NTH: BusinessSql = business_sql!("nth.sql");

/// A caller's calls to a number are counted up to this many.
pub const MAX_NTH: i64 = 1_000;

/// A call with its timeline and its recordings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Detail {
    /// The call.
    pub call: Call,
    /// The attempts to reach somebody, in the order of their first reports.
    pub legs: Vec<Leg>,
    /// Its recordings and voicemails, the oldest first.
    pub recordings: Vec<Recording>,
    /// Which of its caller's calls to this number it is, counted up to [`MAX_NTH`]; `None` for a caller that is hidden. The calls
    /// to other numbers are not in it, which the viewer may not see.
    pub nth: Option<i64>,
}

/// One attempt to reach somebody.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Leg {
    /// Its id.
    pub id: LegId,
    /// The carrier's id of it; empty if there is none.
    pub carrier_id: String,
    /// The address that was rung, if the carrier says.
    pub target: Option<String>,
    /// Its status at the carrier.
    pub status: Option<CarrierStatus>,
    /// When it was answered.
    pub answered_at: Option<Timestamp>,
    /// When it ended.
    pub ended_at: Option<Timestamp>,
    /// From the answer to the end.
    pub duration_seconds: Option<i64>,
    /// The result of the dial.
    pub dial_status: Option<CarrierStatus>,
    /// Whether the carrier said that the two sides were connected.
    pub dial_connected: Option<bool>,
    /// Whether they are presumed connected: the carrier did not say, and the leg was answered and lasted.
    pub dial_presumed: Option<bool>,
    /// How long the dialled leg lasted.
    pub dial_seconds: Option<i64>,
    /// When its first report came.
    pub created_at: Timestamp,
}

from_row!(Leg {
    id,
    carrier_id,
    target,
    status,
    answered_at,
    ended_at,
    duration_seconds,
    dial_status,
    dial_connected,
    dial_presumed,
    dial_seconds,
    created_at,
});

impl Leg {
    /// Whether the two sides talked on this leg.
    pub fn is_connected(&self) -> bool {
        self.dial_connected == Some(true) || self.dial_presumed == Some(true)
    }
}

/// Reads a call's timeline and recordings.
///
/// # Errors
/// When the database fails.
pub async fn detail<A: Action>(db: &Db, call: &Held<Call, A>) -> Result<Detail, Error> {
    let legs = db.read::<Leg>(call, &LEGS, &[&call.id]).await?;
    let recordings = recordings::of_call(db, call).await?;
    let nth = match &call.caller {
        Some(caller) => {
            let values: [&dyn Value; 5] = [&call.number_id, caller, &call.started_at, &call.id, &MAX_NTH];
            db.read::<(i64,)>(call, &NTH, &values).await?.first().map(|(count,)| *count)
        }
        None => None,
    };
    Ok(Detail { call: call.thing().clone(), legs, recordings, nth })
}
