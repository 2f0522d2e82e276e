//! Brings a database to this binary's schema, or says in one sentence why it can't be.

use std::path::Path;

use refinery::Runner;
use rusqlite::OpenFlags;
use tokio_postgres::error::SqlState;

use super::error::{Error, said};
use super::{Target, postgres, sqlite};

mod embedded {
    pub(super) mod sqlite {
        refinery::embed_migrations!("migrations/sqlite");
    }
    pub(super) mod postgres {
        refinery::embed_migrations!("migrations/postgres");
    }
}

/// A number that nobody else locks by: two processes that start at once migrate one after the other.
const LOCK: i64 = 0x63_72_65_77_6c_69_6e_65;

pub(super) fn runner(target: &Target) -> Runner {
    match target {
        Target::Sqlite(_) => embedded::sqlite::migrations::runner(),
        Target::Postgres(_) => embedded::postgres::migrations::runner(),
    }
}

pub(super) async fn run(target: &Target) -> Result<(), Error> {
    match target {
        Target::Sqlite(path) => sqlite_file(path, runner(target)),
        Target::Postgres(address) => postgres_server(address, &runner(target)).await,
    }
}

fn newest(runner: &Runner) -> i64 {
    runner.get_migrations().iter().map(|each| i64::from(each.version())).max().unwrap_or(0)
}

fn newer(known: i64, found: i64) -> Result<(), Error> {
    if found > known {
        return Err(Error::Unfit(format!(
            "the database has schema {found}, and this crewline knows schema {known} at most: run the newer crewline"
        )));
    }
    Ok(())
}

fn failed(error: &dyn std::fmt::Display) -> Error {
    Error::Unfit(format!("the database could not be migrated: {error}"))
}

fn sqlite_file(path: &Path, runner: Runner) -> Result<(), Error> {
    let unreadable = |error: &dyn std::fmt::Display| {
        Error::Unfit(format!("{} can't be used as a database: {error}", path.display()))
    };
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE;
    let mut connection = sqlite::open(path, flags).map_err(|error| unreadable(&error))?;
    let applied = applied_sqlite(&connection).map_err(|error| unreadable(&error))?;
    newer(newest(&runner), applied)?;
    if applied == newest(&runner) {
        return Ok(());
    }
    connection.pragma_update(None, "journal_mode", "wal").map_err(|error| unreadable(&error))?;
    runner.run(&mut connection).map_err(|error| failed(&error))?;
    Ok(())
}

/// The newest migration that a file has had; 0 for a new one. Refuses a database of somebody else's.
fn applied_sqlite(connection: &rusqlite::Connection) -> Result<i64, rusqlite::Error> {
    let count = |text: &str| connection.query_row(text, [], |row| row.get::<_, i64>(0));
    if count("select count(*) from sqlite_master where name = 'refinery_schema_history'")? == 0 {
        return match count("select count(*) from sqlite_master")? {
            0 => Ok(0),
            _ => Err(rusqlite::Error::ToSqlConversionFailure("it is another program's database".into())),
        };
    }
    count("select coalesce(max(version), 0) from refinery_schema_history")
}

async fn postgres_server(address: &str, runner: &Runner) -> Result<(), Error> {
    let (mut client, connection) =
        postgres::config(address)?.connect(postgres::tls()?).await.map_err(|error| refused(&error))?;
    let driver = tokio::spawn(connection);
    let outcome = migrate_postgres(&mut client, runner).await;
    drop(client);
    // The connection ends with its client; how it ended no longer matters.
    let _ended = driver.await;
    outcome
}

async fn migrate_postgres(client: &mut tokio_postgres::Client, runner: &Runner) -> Result<(), Error> {
    client.execute("select pg_advisory_lock($1)", &[&LOCK]).await?;
    let known =
        client.query_one("select to_regclass('refinery_schema_history') is not null", &[]).await?.get::<_, bool>(0);
    if known {
        let row =
            client.query_one("select coalesce(max(version), 0)::bigint from refinery_schema_history", &[]).await?;
        newer(newest(runner), row.get(0))?;
        if row.get::<_, i64>(0) == newest(runner) {
            return Ok(());
        }
    }
    runner.run_async(client).await.map_err(|error| failed(&error))?;
    Ok(())
}

fn refused(error: &tokio_postgres::Error) -> Error {
    let sentence = match error.code() {
        Some(code) if *code == SqlState::INVALID_PASSWORD || *code == SqlState::INVALID_AUTHORIZATION_SPECIFICATION => {
            "PostgreSQL refused the sign-in: check the user and password in CREWLINE_DATABASE".to_owned()
        }
        Some(code) if *code == SqlState::UNDEFINED_DATABASE => {
            "PostgreSQL has no database of that name: create it, or correct CREWLINE_DATABASE".to_owned()
        }
        _ => format!("PostgreSQL can't be reached: {}", said(error)),
    };
    Error::Unfit(sentence)
}
