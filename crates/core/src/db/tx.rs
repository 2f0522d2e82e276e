//! A transaction of either engine.

use std::pin::Pin;

use super::effects::Effect;
use super::error::Error;
use super::row::FromRow;
use super::value::Values;
use super::{postgres, sqlite};

/// What a transaction does: ready at once on SQLite, awaited on PostgreSQL.
pub type Work<'t, T> = Pin<Box<dyn Future<Output = T> + Send + 't>>;

/// A transaction that has begun. Who began it ends it.
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
            .ok_or_else(|| Error::Internal("a statement that always answers did not".into()))
    }

    pub(crate) async fn execute(&mut self, text: &str, values: Values<'_>) -> Result<u64, Error> {
        let outcome = match &self.connection {
            Connection::Sqlite(connection) => sqlite::execute(connection, text, values),
            Connection::Postgres(client) => postgres::execute(client, text, values).await,
        };
        self.failed |= outcome.is_err();
        outcome
    }

    /// Has an effect follow once the transaction is durable; the same effect follows once.
    pub(crate) fn after_commit(&mut self, effect: Effect) {
        if !self.effects.contains(&effect) {
            self.effects.push(effect);
        }
    }

    /// The effects that follow this transaction if it becomes durable.
    pub(super) fn take_effects(&mut self) -> Vec<Effect> {
        std::mem::take(&mut self.effects)
    }

    /// Forgets what failed, and what was to follow, in the transaction before on the same connection.
    pub(super) fn reset(&mut self) {
        self.failed = false;
        self.effects.clear();
    }

    /// What the work answered, unless it went on after a statement had failed. PostgreSQL has given such a transaction
    /// up, and says so to a commit only by rolling back; SQLite would keep half of it. Neither is what was meant.
    pub(super) fn unless_failed<T, E: From<Error>>(&self, outcome: Result<T, E>) -> Result<T, E> {
        if self.failed && outcome.is_ok() {
            return Err(Error::Internal("a transaction went on after a statement had failed".into()).into());
        }
        outcome
    }

    /// Whether the engine has the transaction still: SQLite ends it itself where the disk is full.
    pub(super) fn is_open(&self) -> bool {
        match &self.connection {
            Connection::Sqlite(connection) => !connection.is_autocommit(),
            Connection::Postgres(client) => !client.is_closed(),
        }
    }

    /// A word of transaction control on SQLite.
    pub(super) fn control(&mut self, words: &str) -> Result<(), Error> {
        match &self.connection {
            Connection::Sqlite(connection) => sqlite::execute(connection, words, &[]).map(drop),
            Connection::Postgres(_) => Err(Error::Internal("said to the wrong engine".into())),
        }
    }

    /// A word of transaction control on PostgreSQL.
    pub(super) async fn control_async(&mut self, words: &str) -> Result<(), Error> {
        match &self.connection {
            Connection::Postgres(client) => Ok(client.batch_execute(words).await?),
            Connection::Sqlite(_) => Err(Error::Internal("said to the wrong engine".into())),
        }
    }

    /// Leaves a connection whose state is unknown out of the pool.
    pub(super) fn discard(self) {
        if let Connection::Postgres(client) = self.connection {
            drop(deadpool_postgres::Object::take(client));
        }
    }
}
