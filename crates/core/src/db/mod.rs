//! The database: one SQL text for each statement, on two engines. It knows nothing of the product.
//!
//! **Invariant.** The functions here that take a text are for `access` and `audit`, which bind the business from a
//! proof, and for migrations and tests; a lint forbids them elsewhere.

mod copy;
mod effects;
mod error;
mod id_cipher;
mod keys;
mod migrate;
mod migrate_postgres;
mod notifications;
mod patience;
mod pool;
mod postgres;
mod postgres_address;
mod postgres_checks;
mod postgres_connection;
mod postgres_refusals;
mod row;
mod serving_lock;
mod sqlite;
mod sqlite_files;
mod sqlite_writer;
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
pub(crate) use id_cipher::IdCipher;
pub use id_cipher::OpaqueId;
pub(crate) use keys::CodeKey;
pub use migrate::IfEmpty;
pub(crate) use notifications::Notification;
pub use patience::{within_each_wait, within_patience};
pub(crate) use row::{Columns, FromRow, Row, from_row};
pub use serving_lock::{ServingLock, served_before};
pub use target::Target;
pub(crate) use tx::Tx;
pub use tx::Work;
pub use value::UnknownWord;
pub(crate) use value::{Value, Values, newtype_column, text_columns, words};

use self::postgres_address::Address;
use self::postgres_connection::Connection;
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
    keys: Arc<keys::Keys>,
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
        Self::open_if(target, clock, &IfEmpty::Create).await
    }

    /// Like [`Self::open`], and refuses a new or empty database if it is told to.
    ///
    /// # Errors
    /// As [`Self::open`], and with the sentence of [`IfEmpty::Refuse`].
    pub async fn open_if(target: &Target, clock: Clock, if_empty: &IfEmpty) -> Result<Self, Error> {
        let (engine, keys) = match target {
            Target::Sqlite(path) => {
                migrate::run_on_file(path, if_empty)?;
                let keys = Arc::new(keys::Keys::new(sqlite::id_cipher(path)?));
                (Engine::Sqlite(sqlite::Sqlite::start(path, Arc::clone(&keys))?), keys)
            }
            Target::Postgres(address) => {
                let address = Arc::new(Address::parse(address)?);
                let connection = Connection::open(&address).await?;
                postgres_checks::check_pooler(&connection, &address).await?;
                let postgres = postgres::Postgres::new(address);
                // The pool connects while the schema is checked. If it can't connect, the first statement reports why.
                let (migrated, _) = tokio::join!(migrate::run_on_server(&connection, if_empty), postgres.connection());
                migrated?;
                drop(connection);
                let keys = Arc::new(keys::Keys::new(postgres.id_cipher().await?));
                (Engine::Postgres(postgres), keys)
            }
        };
        Ok(Self { inner: Arc::new(Inner { engine, clock, listeners: Arc::default(), keys }) })
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

    /// Checks that SQLite's files are still there, whole and those that were opened, and copies the write-ahead log into
    /// the database. A server looks after its own.
    ///
    /// # Errors
    /// Returns [`Error::Unusable`] with a sentence for the operator about a file that is not.
    pub async fn check_files(&self) -> Result<(), Error> {
        match &self.inner.engine {
            Engine::Sqlite(sqlite) => sqlite.check_files().await,
            Engine::Postgres(_) => Ok(()),
        }
    }

    /// The length of SQLite's file; `None` for a server.
    ///
    /// # Errors
    /// When the file can't be asked.
    pub fn file_length(&self) -> Result<Option<u64>, Error> {
        match &self.inner.engine {
            Engine::Sqlite(sqlite) => sqlite.length().map(Some),
            Engine::Postgres(_) => Ok(None),
        }
    }

    /// Reads all of SQLite's file and returns the first fault in its structure. `is_thorough` compares the indexes with
    /// the tables, too. A server has checksums of its own.
    ///
    /// # Errors
    /// When the file can't be read.
    pub async fn find_damage(&self, is_thorough: bool) -> Result<Option<String>, Error> {
        let db = self.clone();
        let check = tokio::task::spawn_blocking(move || match &db.inner.engine {
            Engine::Sqlite(sqlite) => sqlite.find_damage(is_thorough),
            Engine::Postgres(_) => Ok(None),
        });
        check.await.unwrap_or_else(|error| Err(Error::Internal(error.to_string())))
    }

    /// Closes the database when the process ends; nothing can be changed afterwards. On SQLite the file is then the whole
    /// database. If the file was deleted or replaced meanwhile, everything is written to a new one, whose path is
    /// returned.
    ///
    /// # Errors
    /// When not all of it could be written into the file.
    pub async fn close(&self) -> Result<Option<std::path::PathBuf>, Error> {
        match &self.inner.engine {
            Engine::Sqlite(sqlite) => sqlite.close().await,
            Engine::Postgres(_) => Ok(None),
        }
    }

    pub(crate) async fn raw_all<T: FromRow + Send>(&self, text: &str, values: Values<'_>) -> Result<Vec<T>, Error> {
        match &self.inner.engine {
            Engine::Sqlite(sqlite) => sqlite.read(text, values, &self.inner.keys.ids, |row| T::from_row(row)),
            Engine::Postgres(postgres) => {
                postgres.read(text, values, &self.inner.keys.ids, |row| T::from_row(row)).await
            }
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
            Engine::Postgres(postgres) => postgres.write(work, listeners, Arc::clone(&self.inner.keys)).await,
        }
    }
}
