//! A transaction of either engine.

use std::pin::Pin;

use super::error::Error;
use super::row::FromRow;
use super::value::Values;
use super::{postgres, sqlite};

/// What a transaction does: ready at once on SQLite, awaited on PostgreSQL.
pub type Work<'t, T> = Pin<Box<dyn Future<Output = T> + Send + 't>>;

/// A transaction that has begun. Who began it ends it.
pub(crate) enum Tx {
    Sqlite(rusqlite::Connection),
    Postgres(deadpool_postgres::Object),
}

impl Tx {
    pub(crate) async fn all<T: FromRow + Send>(&mut self, text: &str, values: Values<'_>) -> Result<Vec<T>, Error> {
        match self {
            Self::Sqlite(connection) => sqlite::rows(connection, text, values, |row| T::from_row(row)),
            Self::Postgres(client) => postgres::rows(client, text, values, |row| T::from_row(row)).await,
        }
    }

    pub(crate) async fn optional<T: FromRow + Send>(
        &mut self,
        text: &str,
        values: Values<'_>,
    ) -> Result<Option<T>, Error> {
        Ok(self.all(text, values).await?.into_iter().next())
    }

    pub(crate) async fn one<T: FromRow + Send>(&mut self, text: &str, values: Values<'_>) -> Result<T, Error> {
        self.optional(text, values).await?.ok_or_else(|| Error::Fault("a statement that always answers did not".into()))
    }

    pub(crate) async fn execute(&mut self, text: &str, values: Values<'_>) -> Result<u64, Error> {
        match self {
            Self::Sqlite(connection) => sqlite::execute(connection, text, values),
            Self::Postgres(client) => postgres::execute(client, text, values).await,
        }
    }

    /// A word of transaction control on SQLite.
    pub(super) fn say(&mut self, words: &str) -> Result<(), Error> {
        match self {
            Self::Sqlite(connection) => sqlite::execute(connection, words, &[]).map(drop),
            Self::Postgres(_) => Err(Error::Fault("said to the wrong engine".into())),
        }
    }

    /// A word of transaction control on PostgreSQL.
    pub(super) async fn say_async(&mut self, words: &str) -> Result<(), Error> {
        match self {
            Self::Postgres(client) => Ok(client.batch_execute(words).await?),
            Self::Sqlite(_) => Err(Error::Fault("said to the wrong engine".into())),
        }
    }

    /// Leaves a connection whose state is unknown out of the pool.
    pub(super) fn discard(self) {
        if let Self::Postgres(client) = self {
            drop(deadpool_postgres::Object::take(client));
        }
    }
}
