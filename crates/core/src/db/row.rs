//! A row of either engine, and reading a struct from it.

use std::collections::BTreeSet;

use super::error::Error;
use super::id_cipher::IdCipher;
use super::value::{Column, Scalar};

/// A row of either engine.
pub(crate) struct Row<'r> {
    cells: Cells<'r>,
    /// Encrypts the ids that are read.
    ids: &'r IdCipher,
}

enum Cells<'r> {
    Sqlite(&'r rusqlite::Row<'r>),
    Postgres(&'r tokio_postgres::Row),
}

impl<'r> Row<'r> {
    pub(super) fn sqlite(row: &'r rusqlite::Row<'r>, ids: &'r IdCipher) -> Self {
        Self { cells: Cells::Sqlite(row), ids }
    }

    pub(super) fn postgres(row: &'r tokio_postgres::Row, ids: &'r IdCipher) -> Self {
        Self { cells: Cells::Postgres(row), ids }
    }

    /// The column at an index, from 0.
    pub(crate) fn get<T: Column>(&self, place: usize) -> Result<T, Error> {
        let scalar = match self.cells {
            Cells::Sqlite(row) => Scalar::of_sqlite(row.get_ref(place)?),
            Cells::Postgres(row) => Some(row.try_get::<_, Scalar<'_>>(place)?),
        };
        scalar.and_then(|scalar| T::read(scalar, self.ids)).ok_or_else(|| {
            Error::Internal(format!("the column {place} can't be read as {}", std::any::type_name::<T>()))
        })
    }

    /// The columns, in order.
    pub(crate) fn columns(&self) -> Columns<'_, 'r> {
        Columns { row: self, place: 0 }
    }

    /// A column of comma-separated ids, as `string_agg` makes it.
    pub(crate) fn get_set<T: Ord + Column>(&self, place: usize) -> Result<BTreeSet<T>, Error> {
        let text = self.get::<Option<String>>(place)?.unwrap_or_default();
        let ids = text.split(',').filter(|part| !part.is_empty());
        let read = |part: &str| T::read(Scalar::Integer(part.parse().ok()?), self.ids);
        ids.map(|part| read(part).ok_or_else(|| Error::Internal(format!("{part:?} is no id")))).collect()
    }
}

/// The columns of a row, in order. When a view gains a column, only the code that reads the view changes.
pub(crate) struct Columns<'a, 'r> {
    row: &'a Row<'r>,
    place: usize,
}

impl Columns<'_, '_> {
    /// The next column.
    pub(crate) fn take<T: Column>(&mut self) -> Result<T, Error> {
        let place = self.place;
        self.place += 1;
        self.row.get(place)
    }

    /// The next column, of comma-separated ids.
    pub(crate) fn take_set<T: Ord + Column>(&mut self) -> Result<BTreeSet<T>, Error> {
        let place = self.place;
        self.place += 1;
        self.row.get_set(place)
    }
}

/// Read from the columns of a row, in their order.
pub(crate) trait FromRow: Sized {
    fn from_row(row: &Row<'_>) -> Result<Self, Error>;
}

/// `from_row!(Group { id, name })`: the fields are the columns, in this order.
macro_rules! from_row {
    ($Name:ident { $($field:ident),* $(,)? }) => {
        impl $crate::db::FromRow for $Name {
            fn from_row(row: &$crate::db::Row<'_>) -> Result<Self, $crate::db::Error> {
                let mut columns = row.columns();
                $(let $field = columns.take()?;)*
                Ok(Self { $($field),* })
            }
        }
    };
}
pub(crate) use from_row;

macro_rules! tuples {
    ($($T:ident $place:tt),*) => {
        impl<$($T: Column),*> FromRow for ($($T,)*) {
            fn from_row(row: &Row<'_>) -> Result<Self, Error> {
                Ok(($(row.get::<$T>($place)?,)*))
            }
        }
    };
}
tuples!(A 0);
tuples!(A 0, B 1);
tuples!(A 0, B 1, C 2);
tuples!(A 0, B 1, C 2, D 3);
tuples!(A 0, B 1, C 2, D 3, E 4);
tuples!(A 0, B 1, C 2, D 3, E 4, F 5);
