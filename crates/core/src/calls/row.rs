//! Reads a call from the columns of the view `listed_calls`, in their order.

use super::Call;
use super::call::{CallTag, RecordingBrief};
use crate::db::value::{Column, Scalar};
use crate::db::{Columns, Error, FromRow, IdCipher, Row};
use crate::ids::{BusinessId, RecordingId, TagId};
use crate::text;

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
            qualified: columns.take()?,
            qualified_by: columns.take()?,
            value_cents: columns.take()?,
            spam: columns.take()?,
            first_time: columns.take()?,
            blocked: columns.take()?,
            tags: columns.take::<Option<CallTags>>()?.map(|tags| tags.0).unwrap_or_default(),
        })
    }
}

impl Column for RecordingBrief {
    /// Reads `id kind status seconds`.
    fn read(scalar: Scalar<'_>, ids: &IdCipher) -> Option<Self> {
        let Scalar::Text(text) = scalar else { return None };
        let mut words = text.split(' ');
        let mut next = || words.next().unwrap_or_default();
        let (id, kind, status, seconds) = (next(), next(), next(), next());
        Some(Self {
            id: RecordingId::read(Scalar::Integer(id.parse().ok()?), ids)?,
            kind: kind.parse().ok()?,
            status: status.parse().ok()?,
            duration_seconds: seconds.parse().ok(),
        })
    }
}

/// The column of a call's tags.
struct CallTags(Vec<CallTag>);

impl Column for CallTags {
    /// Reads a line `id colour name` for each.
    fn read(scalar: Scalar<'_>, ids: &IdCipher) -> Option<Self> {
        let Scalar::Text(text) = scalar else { return None };
        let read = |line: &str| {
            let (id, rest) = line.split_once(' ')?;
            let (colour, name) = rest.split_once(' ')?;
            let id = TagId::read(Scalar::Integer(id.parse().ok()?), ids)?;
            Some(CallTag { id, name: name.to_owned(), colour: colour.parse().ok()? })
        };
        let mut tags = text.lines().map(read).collect::<Option<Vec<_>>>()?;
        tags.sort_by_cached_key(|tag| text::fold_case(&tag.name));
        Some(Self(tags))
    }
}
