//! How a call is read from the columns of the view `listed_calls`, in their order.

use super::Call;
use super::call::RecordingBrief;
use crate::db::{Columns, Error, FromRow, Row};
use crate::ids::{BusinessId, RecordingId};

impl FromRow for Call {
    fn from_row(row: &Row<'_>) -> Result<Self, Error> {
        Self::from_columns(&mut row.columns())
    }
}

impl Call {
    /// Reads the columns of the view that come next in a row.
    pub(super) fn from_columns(columns: &mut Columns<'_, '_>) -> Result<Self, Error> {
        columns.take::<BusinessId>()?;
        Ok(Self {
            id: columns.take()?,
            number_id: columns.take()?,
            number_name: columns.take()?,
            direction: columns.take()?,
            status: columns.take()?,
            outcome: columns.take()?,
            caller: columns.take()?,
            caller_kind: columns.take()?,
            caller_name: columns.take()?,
            destination: columns.take()?,
            source: columns.take()?,
            started_at: columns.take()?,
            duration_seconds: columns.take()?,
            talk_seconds: columns.take()?,
            recording: columns.take::<Option<String>>()?.map(|text| brief(&text)).transpose()?,
        })
    }
}

/// Reads `id kind status seconds`.
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
