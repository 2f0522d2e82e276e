//! Brings a database to this binary's schema, or says in one sentence why that fails.

use std::io::Read;
use std::path::Path;

use refinery::Migration;
use rusqlite::OpenFlags;

#[cfg(any(test, feature = "testing"))]
use super::Target;
use super::error::Error;
use super::postgres_connection::Connection;
use super::{migrate_postgres, sqlite};
use crate::time::Clock;

mod embedded {
    pub(super) mod sqlite {
        refinery::embed_migrations!("migrations/sqlite");
    }
    pub(super) mod postgres {
        refinery::embed_migrations!("migrations/postgres");
    }
}

#[cfg(any(test, feature = "testing"))]
pub(super) fn runner(target: &Target) -> refinery::Runner {
    match target {
        Target::Sqlite(_) => embedded::sqlite::migrations::runner(),
        Target::Postgres(_) => embedded::postgres::migrations::runner(),
    }
}

/// Whether a new or empty database becomes Crewline's.
#[derive(Clone, Debug)]
pub enum IfEmpty {
    /// It does.
    Create,
    /// It does not. The sentence says why.
    Refuse(String),
}

impl IfEmpty {
    /// # Errors
    /// When the history is empty, and such a database is refused.
    pub(super) fn check(&self, history: &History) -> Result<(), Error> {
        match self {
            Self::Refuse(sentence) if history.is_empty() => Err(Error::Unusable(sentence.clone())),
            _ => Ok(()),
        }
    }
}

#[cfg(any(test, feature = "testing"))]
pub(super) async fn run(target: &Target, if_empty: &IfEmpty) -> Result<(), Error> {
    run_with(target, runner(target).get_migrations(), if_empty).await
}

/// Applies all migrations to a file.
pub(super) fn run_on_file(path: &Path, if_empty: &IfEmpty) -> Result<(), Error> {
    migrate_sqlite(path, embedded::sqlite::migrations::runner().get_migrations(), if_empty)
}

/// Applies all migrations to a server's database, on a connection that has been checked.
pub(super) async fn run_on_server(connection: &Connection, if_empty: &IfEmpty) -> Result<(), Error> {
    let runner = embedded::postgres::migrations::runner();
    migrate_postgres::run(connection, runner.get_migrations(), if_empty, migrate_postgres::LOCK_TIMEOUT).await
}

/// Applies those migrations that the database has not had. All of them and their rows in the history are one
/// transaction: a process that is killed leaves the database as it was.
#[cfg(any(test, feature = "testing"))]
pub(super) async fn run_with(target: &Target, migrations: &[Migration], if_empty: &IfEmpty) -> Result<(), Error> {
    match target {
        Target::Sqlite(path) => migrate_sqlite(path, migrations, if_empty),
        Target::Postgres(address) => {
            let address = super::postgres_address::Address::parse(address)?;
            let connection = Connection::open(&address).await?;
            migrate_postgres::run(&connection, migrations, if_empty, migrate_postgres::LOCK_TIMEOUT).await
        }
    }
}

/// One migration that a database has had.
pub(super) struct Applied {
    pub(super) version: i64,
    pub(super) name: String,
    pub(super) checksum: String,
}

/// The migrations that a database has had.
pub(super) type History = Vec<Applied>;

/// The history's table, as refinery makes it.
const CREATE_HISTORY: &str = "create table if not exists refinery_schema_history (version int8 primary key, \
    name varchar(255), applied_on varchar(255), checksum varchar(255))";
pub(super) const READ_HISTORY: &str = "select version, name, checksum from refinery_schema_history order by version";

/// The migrations that the database needs.
///
/// # Errors
/// When the schema is newer than this binary's, another build's, or another program's.
pub(super) fn pending<'m>(migrations: &'m [Migration], history: &History) -> Result<Vec<&'m Migration>, Error> {
    let newest_known = migrations.iter().map(Migration::version).max().unwrap_or(0);
    let newest = history.iter().map(|applied| applied.version).max().unwrap_or(0);
    if newest > newest_known {
        return Err(Error::Unusable(format!(
            "the database has schema {newest}, and this crewline knows schema {newest_known} at most: run the newer crewline",
        )));
    }
    for applied in history {
        let own = migrations.iter().find(|own| own.version() == applied.version && own.name() == applied.name);
        let own = own.ok_or_else(foreign_database_error)?;
        if own.checksum().to_string() != applied.checksum {
            return Err(Error::Unusable(format!(
                "the database was made by another build of crewline, whose schema {} differs from this one's: run the \
                 crewline that made it, or give this one a new database",
                applied.version
            )));
        }
    }
    let is_new = |own: &&Migration| history.iter().all(|applied| applied.version != own.version());
    Ok(migrations.iter().filter(is_new).collect())
}

/// The statements of migrations, each followed by its row in the history.
pub(super) fn script(pending: &[&Migration]) -> String {
    let mut script = format!("{CREATE_HISTORY};\n");
    for migration in pending {
        // The names are those of files of ours, and hold no quotation mark.
        script.push_str(&format!(
            "{}\n;\ninsert into refinery_schema_history (version, name, applied_on, checksum) values ({}, '{}', '{}', '{}');\n",
            migration.sql().unwrap_or_default(),
            migration.version(),
            migration.name(),
            Clock::System.now().jiff(),
            migration.checksum(),
        ));
    }
    script
}

pub(super) fn foreign_database_error() -> Error {
    Error::Unusable("the database is another program's: give Crewline one of its own".into())
}

/// The error's first line: SQLite adds the statement.
pub(super) fn migration_failed(database: &dyn std::fmt::Display, error: &dyn std::fmt::Display) -> Error {
    let error = error.to_string();
    Error::Unusable(format!("{database} could not be migrated: {}", error.lines().next().unwrap_or_default()))
}

fn migrate_sqlite(path: &Path, migrations: &[Migration], if_empty: &IfEmpty) -> Result<(), Error> {
    let unreadable = |error: &dyn std::fmt::Display| {
        Error::Unusable(format!("{} can't be used as a database: {error}", path.display()))
    };
    let exists = std::fs::metadata(path).is_ok_and(|file| file.is_dir() || file.len() > 0);
    if exists {
        if !is_sqlite(path).map_err(|error| unreadable(&error))? {
            return Err(unreadable(&"file is not a database"));
        }
        // Read-only: a writing connection would change a file that may be another program's.
        let connection = sqlite::open(path, OpenFlags::SQLITE_OPEN_READ_ONLY).map_err(|error| unreadable(&error))?;
        let history = sqlite_history(&connection).map_err(|error| unreadable(&error))?;
        if pending(migrations, &history)?.is_empty() {
            return Ok(());
        }
        if_empty.check(&history)?;
    } else {
        if_empty.check(&History::new())?;
    }
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE;
    let mut connection = sqlite::open(path, flags).map_err(|error| unreadable(&error))?;
    sqlite::use_write_ahead_log(&connection).map_err(|error| unreadable(&error))?;
    let transaction = connection
        .transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)
        .map_err(|error| unreadable(&error))?;
    // Another process may have migrated it since.
    let history = sqlite_history(&transaction).map_err(|error| unreadable(&error))?;
    let pending = pending(migrations, &history)?;
    if !pending.is_empty() {
        let failed = |error: rusqlite::Error| migration_failed(&path.display(), &error);
        transaction.execute_batch(&script(&pending)).map_err(failed)?;
        transaction.commit().map_err(failed)?;
    }
    Ok(())
}

/// Whether a file has SQLite's header. SQLite itself treats a file of one byte as a new one. A path that is not a file
/// is left to SQLite to refuse.
fn is_sqlite(path: &Path) -> std::io::Result<bool> {
    const HEADER: &[u8] = b"SQLite format 3\0";
    if !path.is_file() {
        return Ok(true);
    }
    let mut start = Vec::new();
    std::fs::File::open(path)?.take(HEADER.len() as u64).read_to_end(&mut start)?;
    Ok(start == HEADER)
}

/// The history of a file; empty for a new one.
fn sqlite_history(connection: &rusqlite::Connection) -> Result<History, Error> {
    let count = |text: &str| connection.query_row(text, [], |row| row.get::<_, i64>(0));
    if count("select count(*) from sqlite_master where name = 'refinery_schema_history'")? == 0 {
        return if count("select count(*) from sqlite_master")? == 0 {
            Ok(History::new())
        } else {
            Err(foreign_database_error())
        };
    }
    let mut statement = connection.prepare(READ_HISTORY)?;
    let rows = statement
        .query_map([], |row| Ok(Applied { version: row.get(0)?, name: row.get(1)?, checksum: row.get(2)? }))?;
    Ok(rows.collect::<Result<_, _>>()?)
}
