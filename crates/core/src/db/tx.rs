//! A transaction of either engine.

use std::pin::Pin;
use std::sync::Arc;

use super::effects::Effect;
use super::error::Error;
use super::keys::{CodeKey, Keys};
use super::patience::Patience;
use super::pool::Lease;
use super::row::FromRow;
use super::value::Values;
use super::{postgres, sqlite};

/// The work of a transaction: ready at once on SQLite, awaited on PostgreSQL.
pub type Work<'t, T> = Pin<Box<dyn Future<Output = T> + Send + 't>>;

/// A transaction that has begun. The code that began it also ends it.
pub(crate) struct Tx {
    connection: Connection,
    keys: Arc<Keys>,
    failed: bool,
    /// Whether the database could not be used, since this was last asked.
    unavailable: bool,
    effects: Vec<Effect>,
}

enum Connection {
    Sqlite(rusqlite::Connection),
    Postgres(Lease, Patience),
}

impl Tx {
    pub(super) fn sqlite(connection: rusqlite::Connection, keys: Arc<Keys>) -> Self {
        Self::new(Connection::Sqlite(connection), keys)
    }

    pub(super) fn postgres(lease: Lease, patience: Patience, keys: Arc<Keys>) -> Self {
        Self::new(Connection::Postgres(lease, patience), keys)
    }

    fn new(connection: Connection, keys: Arc<Keys>) -> Self {
        Self { connection, keys, failed: false, unavailable: false, effects: Vec::new() }
    }

    pub(crate) async fn all<T: FromRow + Send>(&mut self, text: &str, values: Values<'_>) -> Result<Vec<T>, Error> {
        let outcome = match &self.connection {
            Connection::Sqlite(connection) => {
                sqlite::rows(connection, text, values, &self.keys.ids, |row| T::from_row(row))
            }
            Connection::Postgres(lease, patience) => {
                postgres::rows(lease, patience, text, values, &self.keys.ids, |row| T::from_row(row)).await
            }
        };
        self.note(&outcome);
        outcome
    }

    pub(crate) async fn optional<T: FromRow + Send>(
        &mut self,
        text: &str,
        values: Values<'_>,
    ) -> Result<Option<T>, Error> {
        Ok(self.all(text, values).await?.into_iter().next())
    }

    pub(crate) async fn one<T: FromRow + Send>(&mut self, text: &str, values: Values<'_>) -> Result<T, Error> {
        self.optional(text, values)
            .await?
            .ok_or_else(|| Error::Internal("a statement that always returns a row returned none".into()))
    }

    pub(crate) async fn execute(&mut self, text: &str, values: Values<'_>) -> Result<u64, Error> {
        let outcome = match &self.connection {
            Connection::Sqlite(connection) => sqlite::execute(connection, text, values, &self.keys.ids),
            Connection::Postgres(lease, patience) => {
                postgres::execute(lease, patience, text, values, &self.keys.ids).await
            }
        };
        self.note(&outcome);
        outcome
    }

    /// The key for authentication codes.
    pub(crate) fn code_key(&self) -> Result<CodeKey, Error> {
        self.keys.code().cloned()
    }

    fn note<T>(&mut self, outcome: &Result<T, Error>) {
        self.failed |= outcome.is_err();
        self.unavailable |= matches!(outcome, Err(Error::Unavailable(_)));
    }

    /// Registers an effect, to run once the transaction is durable. Equal effects run once.
    pub(crate) fn after_commit(&mut self, effect: Effect) {
        if !self.effects.contains(&effect) {
            self.effects.push(effect);
        }
    }

    /// Takes the effects to run if this transaction becomes durable.
    pub(super) fn take_effects(&mut self) -> Vec<Effect> {
        std::mem::take(&mut self.effects)
    }

    /// Clears the failure and the effects of the previous transaction on this connection.
    pub(super) fn reset(&mut self) {
        self.failed = false;
        self.effects.clear();
    }

    /// The work's outcome, or an error when the work succeeded although a statement had failed. At the commit of such a
    /// transaction PostgreSQL would roll back without an error, and SQLite would keep half of it.
    pub(super) fn refuse_after_failure<T, E: From<Error>>(&self, outcome: Result<T, E>) -> Result<T, E> {
        if self.failed && outcome.is_ok() {
            return Err(Error::Internal("a transaction continued after a statement had failed".into()).into());
        }
        outcome
    }

    /// Whether the transaction is still open: SQLite ends it when the disk is full.
    pub(super) fn is_open(&self) -> bool {
        match &self.connection {
            Connection::Sqlite(connection) => !connection.is_autocommit(),
            Connection::Postgres(lease, _) => !lease.is_lost(),
        }
    }

    /// Whether a statement failed since the last call because the database could not be used.
    pub(super) fn was_unavailable(&mut self) -> bool {
        std::mem::take(&mut self.unavailable)
    }

    /// Runs a pragma on SQLite that returns one row of up to three numbers.
    pub(super) fn pragma(&mut self, text: &str) -> Result<(i64, i64, i64), Error> {
        let Connection::Sqlite(connection) = &self.connection else { return Err(wrong_engine()) };
        let number =
            |row: &rusqlite::Row<'_>, place| if place < row.as_ref().column_count() { row.get(place) } else { Ok(0) };
        Ok(connection
            .query_row(&format!("pragma {text}"), [], |row| Ok((number(row, 0)?, number(row, 1)?, number(row, 2)?)))?)
    }

    /// Sets how long SQLite waits for other processes.
    pub(super) fn set_busy_timeout(&mut self, timeout: std::time::Duration) -> Result<(), Error> {
        let Connection::Sqlite(connection) = &self.connection else { return Err(wrong_engine()) };
        Ok(connection.busy_timeout(timeout)?)
    }

    /// Writes the whole SQLite database to a new file.
    pub(super) fn vacuum_into(&mut self, path: &std::path::Path) -> Result<(), Error> {
        let Connection::Sqlite(connection) = &self.connection else { return Err(wrong_engine()) };
        connection.execute("vacuum into ?1", [path.to_string_lossy()])?;
        Ok(())
    }

    /// Runs a transaction-control statement on SQLite.
    pub(super) fn control(&mut self, text: &str) -> Result<(), Error> {
        match &self.connection {
            Connection::Sqlite(connection) => sqlite::execute(connection, text, &[], &self.keys.ids).map(drop),
            Connection::Postgres(..) => Err(wrong_engine()),
        }
    }

    /// The connection to PostgreSQL, on which the transaction is still open.
    pub(super) fn into_lease(self) -> Option<Lease> {
        match self.connection {
            Connection::Postgres(lease, _) => Some(lease),
            Connection::Sqlite(_) => None,
        }
    }
}

fn wrong_engine() -> Error {
    Error::Internal("transaction control for the wrong engine".into())
}
