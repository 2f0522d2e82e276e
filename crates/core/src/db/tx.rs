//! A transaction of either engine.

use std::pin::Pin;

use super::effects::Effect;
use super::error::Error;
use super::row::FromRow;
use super::value::Values;
use super::{postgres, sqlite};

/// The work of a transaction: ready at once on SQLite, awaited on PostgreSQL.
pub type Work<'t, T> = Pin<Box<dyn Future<Output = T> + Send + 't>>;

/// A transaction that has begun. The code that began it also ends it.
pub(crate) struct Tx {
    connection: Connection,
    failed: bool,
    effects: Vec<Effect>,
}

enum Connection {
    Sqlite(rusqlite::Connection),
    Postgres(deadpool_postgres::Object),
}

impl Tx {
    pub(super) fn sqlite(connection: rusqlite::Connection) -> Self {
        Self { connection: Connection::Sqlite(connection), failed: false, effects: Vec::new() }
    }

    pub(super) fn postgres(client: deadpool_postgres::Object) -> Self {
        Self { connection: Connection::Postgres(client), failed: false, effects: Vec::new() }
    }

    pub(crate) async fn all<T: FromRow + Send>(&mut self, text: &str, values: Values<'_>) -> Result<Vec<T>, Error> {
        let outcome = match &self.connection {
            Connection::Sqlite(connection) => sqlite::rows(connection, text, values, |row| T::from_row(row)),
            Connection::Postgres(client) => postgres::rows(client, text, values, |row| T::from_row(row)).await,
        };
        self.failed |= outcome.is_err();
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
            Connection::Sqlite(connection) => sqlite::execute(connection, text, values),
            Connection::Postgres(client) => postgres::execute(client, text, values).await,
        };
        self.failed |= outcome.is_err();
        outcome
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
            Connection::Postgres(client) => !client.is_closed(),
        }
    }

    /// Runs a transaction-control statement on SQLite.
    pub(super) fn control(&mut self, text: &str) -> Result<(), Error> {
        match &self.connection {
            Connection::Sqlite(connection) => sqlite::execute(connection, text, &[]).map(drop),
            Connection::Postgres(_) => Err(Error::Internal("transaction control for the wrong engine".into())),
        }
    }

    /// Runs a transaction-control statement on PostgreSQL.
    pub(super) async fn control_async(&mut self, text: &str) -> Result<(), Error> {
        match &self.connection {
            Connection::Postgres(client) => Ok(client.batch_execute(text).await?),
            Connection::Sqlite(_) => Err(Error::Internal("transaction control for the wrong engine".into())),
        }
    }

    /// Closes a connection in an unknown state instead of returning it to the pool.
    pub(super) fn discard(self) {
        if let Connection::Postgres(client) = self.connection {
            drop(deadpool_postgres::Object::take(client));
        }
    }
}
