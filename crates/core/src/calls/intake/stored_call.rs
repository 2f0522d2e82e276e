//! Reads the facts of a call from its rows.

use crate::calls::CallStatus;
use crate::carrier::facts::{CallFacts, DialFacts, LegFacts};
use crate::carrier::id::CarrierId;
use crate::carrier::status::CarrierStatus;
use crate::db::{Error, FromRow, Row};
use crate::ids::{CallId, NumberId};
use crate::time::Timestamp;

/// The facts of a call, with the keys of its row.
pub(super) struct StoredCall {
    pub(super) call: CallId,
    pub(super) number: NumberId,
    pub(super) revision: i64,
    pub(super) started_at: Timestamp,
    pub(super) caller: Option<String>,
    pub(super) status: CallStatus,
    pub(super) talk_seconds: Option<i64>,
    pub(super) answer_seconds: Option<i64>,
    pub(super) facts: CallFacts,
}

/// The call and one of its legs. A call has one such row for each leg, and at least one.
pub(super) struct StoredCallRow {
    stored: StoredCall,
    leg: Option<(String, LegFacts)>,
}

impl FromRow for StoredCallRow {
    fn from_row(row: &Row<'_>) -> Result<Self, Error> {
        let facts = CallFacts {
            status: row.get(3)?,
            carrier_seconds: seconds(row, 4)?,
            caller_gone: row.get(5)?,
            closed: row.get(6)?,
            screened: row.get(7)?,
            voicemail: row.get(8)?,
            overdue: row.get(10)?,
            blocked: row.get(22)?,
            ended_at: row.get::<Option<Timestamp>>(21)?.map(Timestamp::jiff),
            ..CallFacts::default()
        };
        let stored = StoredCall {
            call: row.get(0)?,
            number: row.get(1)?,
            revision: row.get(2)?,
            started_at: row.get(9)?,
            status: row.get(23)?,
            talk_seconds: row.get(24)?,
            answer_seconds: row.get(25)?,
            caller: row.get(26)?,
            facts,
        };
        let leg = match row.get::<Option<String>>(11)? {
            Some(id) => Some((id, leg(row)?)),
            None => None,
        };
        Ok(Self { stored, leg })
    }
}

fn leg(row: &Row<'_>) -> Result<LegFacts, Error> {
    let moment = |place| Ok::<_, Error>(row.get::<Option<Timestamp>>(place)?.map(Timestamp::jiff));
    let dial = match row.get::<Option<CarrierStatus>>(17)? {
        Some(status) => Some(DialFacts {
            status,
            connected: row.get::<Option<bool>>(18)?.unwrap_or_default(),
            presumed: row.get::<Option<bool>>(19)?.unwrap_or_default(),
            seconds: seconds(row, 20)?,
        }),
        None => None,
    };
    Ok(LegFacts {
        status: row.get(12)?,
        seconds: seconds(row, 13)?,
        to: row.get(14)?,
        answered_at: moment(15)?,
        ended_at: moment(16)?,
        dial,
    })
}

fn seconds(row: &Row<'_>, place: usize) -> Result<Option<u32>, Error> {
    Ok(row.get::<Option<i64>>(place)?.and_then(|seconds| u32::try_from(seconds).ok()))
}

impl StoredCall {
    /// Reads a call from all of its rows. A leg without an id is the dial whose leg the carrier did not name.
    pub(super) fn of(rows: Vec<StoredCallRow>) -> Result<Option<Self>, Error> {
        let mut rows = rows.into_iter();
        let Some(StoredCallRow { mut stored, leg }) = rows.next() else { return Ok(None) };
        for (id, leg) in leg.into_iter().chain(rows.filter_map(|row| row.leg)) {
            if id.is_empty() {
                stored.facts.unnamed_dial = leg.dial;
            } else {
                let id = CarrierId::new(&id).map_err(|_| Error::Internal("a leg's id can't be read".into()))?;
                stored.facts.legs.insert(id, leg);
            }
        }
        Ok(Some(stored))
    }
}
