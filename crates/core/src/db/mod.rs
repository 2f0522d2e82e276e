//! The database: one SQL text for each statement, on two engines. It knows nothing of the product.
//!
//! **Invariant.** The functions here that take a text are for `access` and `audit`, which bind the business from a
//! proof, and for migrations and tests; a lint forbids them elsewhere.

mod effects;
mod error;
mod migrate;
mod notifications;
mod postgres;
mod row;
mod sqlite;
mod target;
#[cfg(any(test, feature = "testing"))]
pub mod testing;
#[cfg(test)]
mod tests;
mod tls;
mod tx;
pub mod value;

use std::sync::Arc;

pub use effects::{AfterCommit, Effect};
pub use error::Error;
pub(crate) use notifications::Notification;
pub(crate) use row::{Columns, FromRow, Row, from_row};
pub use target::Target;
pub(crate) use tx::Tx;
pub use tx::Work;
pub use value::UnknownWord;
pub(crate) use value::{Value, Values, newtype_column, text_columns, words};

use crate::time::{Clock, Timestamp};

/// A handle on the database; cheap to clone.
#[derive(Clone)]
pub struct Db {
    inner: Arc<Inner>,
}

struct Inner {
    engine: Engine,
    clock: Clock,
    listeners: Arc<effects::Listeners>,
}

enum Engine {
    Sqlite(sqlite::Sqlite),
    Postgres(postgres::Postgres),
}

/// Which of the two engines a statement is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// The embedded file.
    Sqlite,
    /// The server.
    Postgres,
}

impl Db {
    /// Opens a database, creating and migrating it as needed.
    ///
    /// # Errors
    /// Returns one sentence that says why it can't be used: a newer schema, an unreadable file, a refused sign-in.
    pub async fn open(target: &Target, clock: Clock) -> Result<Self, Error> {
        let engine = match target {
            Target::Sqlite(path) => {
                migrate::run(target).await?;
                Engine::Sqlite(sqlite::Sqlite::start(path)?)
            }
            Target::Postgres(address) => {
                let postgres = postgres::Postgres::start(address)?;
                // The pool connects while the schema is checked. If it can't connect, the migration reports why.
                let (migrated, _) = tokio::join!(migrate::run(target), postgres.connection());
                migrated?;
                Engine::Postgres(postgres)
            }
        };
        Ok(Self { inner: Arc::new(Inner { engine, clock, listeners: Arc::default() }) })
    }

    /// Adds a listener, which runs the effects of each durable transaction for as long as it lives. Without a listener,
    /// effects are lost.
    pub fn after_commit(&self, listener: &Arc<dyn AfterCommit>) {
        self.inner.listeners.add(listener);
    }

    /// The engine underneath.
    pub fn kind(&self) -> Kind {
        match self.inner.engine {
            Engine::Sqlite(_) => Kind::Sqlite,
            Engine::Postgres(_) => Kind::Postgres,
        }
    }

    /// The moment now, by the clock that this database was opened with.
    pub fn now(&self) -> Timestamp {
        self.inner.clock.now()
    }

    /// The clock that this database was opened with.
    pub fn clock(&self) -> &Clock {
        &self.inner.clock
    }

    /// Checks that the database answers.
    ///
    /// # Errors
    /// When it does not answer.
    #[expect(clippy::disallowed_methods, reason = "it reads no business's rows")]
    pub async fn ping(&self) -> Result<(), Error> {
        self.raw_all::<(i64,)>("select cast(1 as bigint)", &[]).await.map(drop)
    }

    pub(crate) async fn raw_all<T: FromRow + Send>(&self, text: &str, values: Values<'_>) -> Result<Vec<T>, Error> {
        match &self.inner.engine {
            Engine::Sqlite(sqlite) => sqlite.read(text, values, |row| T::from_row(row)),
            Engine::Postgres(postgres) => postgres.read(text, values, |row| T::from_row(row)).await,
        }
    }

    pub(crate) async fn raw_write<T, E>(
        &self,
        work: impl for<'t> FnOnce(&'t mut Tx) -> Work<'t, Result<T, E>> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        let listeners = Arc::clone(&self.inner.listeners);
        match &self.inner.engine {
            Engine::Sqlite(sqlite) => sqlite.write(work, listeners).await,
            Engine::Postgres(postgres) => postgres.write(work, listeners).await,
        }
    }
}
