//! Reads a call from the columns of the view `listed_calls`, in their order.

use super::Call;
use super::call::RecordingBrief;
use crate::db::value::{Column, Scalar};
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
            recording: columns.take()?,
        })
    }
}

impl Column for RecordingBrief {
    /// Reads `id kind status seconds`.
    fn read(scalar: Scalar<'_>) -> Option<Self> {
        let Scalar::Text(text) = scalar else { return None };
        let mut words = text.split(' ');
        let mut next = || words.next().unwrap_or_default();
        let (id, kind, status, seconds) = (next(), next(), next(), next());
        Some(Self {
            id: RecordingId::new(id.parse().ok()?),
            kind: kind.parse().ok()?,
            status: status.parse().ok()?,
            duration_seconds: seconds.parse().ok(),
        })
    }
}
