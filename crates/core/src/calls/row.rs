//! How a call is read from the columns that every statement of the list answers, in this order.

use super::Call;
use super::call::RecordingBrief;
use crate::db::{Error, FromRow, Row};
use crate::ids::RecordingId;

impl FromRow for Call {
    fn from_row(row: &Row<'_>) -> Result<Self, Error> {
        Ok(Self {
            id: row.get(0)?,
            number_id: row.get(1)?,
            number_name: row.get(2)?,
            direction: row.get(3)?,
            status: row.get(4)?,
            outcome: row.get(5)?,
            caller: row.get(6)?,
            caller_kind: row.get(7)?,
            caller_name: row.get(8)?,
            destination: row.get(9)?,
            source: row.get(10)?,
            started_at: row.get(11)?,
            duration_seconds: row.get(12)?,
            talk_seconds: row.get(13)?,
            recording: row.get::<Option<String>>(14)?.map(|text| brief(&text)).transpose()?,
        })
    }
}

/// A call that was looked at by a search, and whether it is one that was searched for.
pub(super) struct Looked {
    pub(super) call: Call,
    pub(super) is_match: bool,
    /// The last that was looked at, with more beyond it.
    pub(super) is_last: bool,
}

impl FromRow for Looked {
    fn from_row(row: &Row<'_>) -> Result<Self, Error> {
        Ok(Self {
            call: Call::from_row(row)?,
            is_match: row.get::<Option<bool>>(15)?.unwrap_or_default(),
            is_last: row.get(16)?,
        })
    }
}

/// Reads `id kind status seconds`. One column, because one look into the recordings per call is quicker than four,
/// and a join is at the mercy of the planner.
fn brief(text: &str) -> Result<RecordingBrief, Error> {
    let mut words = text.split(' ');
    let mut next = || words.next().unwrap_or_default();
    let unread = || Error::Fault("a recording's columns can't be read".into());
    let (id, kind, status, seconds) = (next(), next(), next(), next());
    Ok(RecordingBrief {
        id: RecordingId::new(id.parse().map_err(|_| unread())?),
        kind: kind.parse().map_err(|_| unread())?,
        status: status.parse().map_err(|_| unread())?,
        duration_seconds: seconds.parse().ok(),
    })
}
