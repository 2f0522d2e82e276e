//! A row of `report_hours` as it is stored.

use crate::calls::tally::Key;
use crate::calls::{CountedKind, Sums};
use crate::db::{Columns, Error, FromRow, Row};
use crate::ids::NumberId;
use crate::time::day_from_number;

/// A row of `report_hours` without its build.
pub(super) struct StoredHour {
    pub(super) key: Key,
    pub(super) sums: Sums,
}

impl FromRow for StoredHour {
    fn from_row(row: &Row<'_>) -> Result<Self, Error> {
        Self::from_columns(&mut row.columns())
    }
}

impl StoredHour {
    /// Reads the columns that come next in a row.
    ///
    /// # Errors
    /// When they are of other types.
    pub(super) fn from_columns(columns: &mut Columns<'_, '_>) -> Result<Self, Error> {
        let number = columns.take::<NumberId>()?;
        let day = day_from_number(columns.take()?);
        let hour = u8::try_from(columns.take::<i64>()?).unwrap_or_default();
        let key = Key { number, day, hour, source: columns.take()?, kind: columns.take::<CountedKind>()? };
        Ok(Self { key, sums: Sums::from_columns(columns)? })
    }
}
