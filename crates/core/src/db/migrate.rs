//! Brings a database to this binary's schema, or says in one sentence why that fails.

use std::io::Read;
use std::path::Path;

use refinery::Runner;
use rusqlite::OpenFlags;
use tokio_postgres::error::SqlState;

use super::error::{Error, server_message};
use super::{Target, postgres, sqlite, tls};

mod embedded {
    pub(super) mod sqlite {
        refinery::embed_migrations!("migrations/sqlite");
    }
    pub(super) mod postgres {
        refinery::embed_migrations!("migrations/postgres");
    }
}

/// The key of an advisory lock, so that two processes that start at once migrate one after the other.
const MIGRATION_LOCK: i64 = 0x63_72_65_77_6c_69_6e_65;

pub(super) fn runner(target: &Target) -> Runner {
    match target {
        Target::Sqlite(_) => embedded::sqlite::migrations::runner(),
        Target::Postgres(_) => embedded::postgres::migrations::runner(),
    }
}

pub(super) async fn run(target: &Target) -> Result<(), Error> {
    run_with(target, runner(target)).await
}

pub(super) async fn run_with(target: &Target, runner: Runner) -> Result<(), Error> {
    match target {
        Target::Sqlite(path) => migrate_sqlite(path, &runner),
        Target::Postgres(address) => migrate_postgres(address, &runner).await,
    }
}

/// The migrations that a database has had: the version and name of each.
type History = Vec<(i64, String)>;

/// Whether the schema is this binary's.
///
/// # Errors
/// When the schema is newer than this binary's, or another program's.
fn is_current(runner: &Runner, history: &History) -> Result<bool, Error> {
    let own_migrations: History =
        runner.get_migrations().iter().map(|each| (each.version(), each.name().to_owned())).collect();
    let newest = |of: &History| of.iter().map(|(version, _)| *version).max().unwrap_or(0);
    if newest(history) > newest(&own_migrations) {
        return Err(Error::Unusable(format!(
            "the database has schema {}, and this crewline knows schema {} at most: run the newer crewline",
            newest(history),
            newest(&own_migrations),
        )));
    }
    if history.iter().any(|each| !own_migrations.contains(each)) {
        return Err(foreign_database_error());
    }
    Ok(history.len() == own_migrations.len())
}

fn foreign_database_error() -> Error {
    Error::Unusable("the database is another program's: give Crewline one of its own".into())
}

fn migration_failed(error: &dyn std::fmt::Display) -> Error {
    Error::Unusable(format!("the database could not be migrated: {error}"))
}

fn migrate_sqlite(path: &Path, runner: &Runner) -> Result<(), Error> {
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
        if is_current(runner, &sqlite_history(&connection).map_err(|error| unreadable(&error))?)? {
            return Ok(());
        }
    }
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE;
    let mut connection = sqlite::open(path, flags).map_err(|error| unreadable(&error))?;
    connection.pragma_update(None, "journal_mode", "wal").map_err(|error| unreadable(&error))?;
    runner.run(&mut connection).map_err(|error| migration_failed(&error))?;
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
    let mut statement = connection.prepare("select version, name from refinery_schema_history order by version")?;
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

async fn migrate_postgres(address: &str, runner: &Runner) -> Result<(), Error> {
    let (mut client, connection) =
        postgres::config(address)?.connect(tls::connector()?).await.map_err(|error| connect_error(&error))?;
    let driver = tokio::spawn(connection);
    let outcome = migrate_connected(&mut client, runner).await;
    drop(client);
    // The connection ends with its client; how it ended no longer matters.
    let _ended = driver.await;
    outcome
}

async fn migrate_connected(client: &mut tokio_postgres::Client, runner: &Runner) -> Result<(), Error> {
    // Migrating a large table, or waiting for another process's migration, may take longer than a request may.
    client.batch_execute("set statement_timeout = 0; set lock_timeout = 0").await?;
    client.execute("select pg_advisory_lock($1)", &[&MIGRATION_LOCK]).await?;
    if is_current(runner, &postgres_history(client).await?)? {
        return Ok(());
    }
    runner.run_async(client).await.map_err(|error| migration_failed(&error))?;
    Ok(())
}

/// The history of a database; empty without tables. An extension's tables do not count.
async fn postgres_history(client: &tokio_postgres::Client) -> Result<History, Error> {
    let as_bool = |row: tokio_postgres::Row| row.get::<_, bool>(0);
    if !as_bool(client.query_one("select to_regclass('refinery_schema_history') is not null", &[]).await?) {
        let has_tables = "select exists (select from pg_class c where c.relnamespace = current_schema()::regnamespace \
            and c.relkind in ('r', 'p') and not exists (select from pg_depend d where d.objid = c.oid and d.deptype = 'e'))";
        return if as_bool(client.query_one(has_tables, &[]).await?) {
            Err(foreign_database_error())
        } else {
            Ok(History::new())
        };
    }
    let rows =
        client.query("select version::bigint, name::text from refinery_schema_history order by version", &[]).await?;
    Ok(rows.iter().map(|row| (row.get(0), row.get(1))).collect())
}

fn connect_error(error: &tokio_postgres::Error) -> Error {
    let sentence = match error.code() {
        Some(code) if *code == SqlState::INVALID_PASSWORD || *code == SqlState::INVALID_AUTHORIZATION_SPECIFICATION => {
            "PostgreSQL refused the sign-in: check the user and password in CREWLINE_DATABASE".to_owned()
        }
        Some(code) if *code == SqlState::UNDEFINED_DATABASE => {
            "PostgreSQL has no database of that name: create it, or correct CREWLINE_DATABASE".to_owned()
        }
        _ => format!("PostgreSQL can't be reached: {}", server_message(error)),
    };
    Error::Unusable(sentence)
}
