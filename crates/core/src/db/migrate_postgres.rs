//! Migrates a database of a PostgreSQL server.

use std::time::Duration;

use refinery::Migration;
use tokio_postgres::error::SqlState;

use super::error::{Error, server_message};
use super::migrate::{
    Applied, History, IfEmpty, READ_HISTORY, foreign_database_error, migration_failed, pending, script,
};
use super::postgres_checks::{answer, check_database};
use super::postgres_connection::Connection;

/// The key of an advisory lock, so that two processes that start at once migrate one after the other.
pub(super) const MIGRATION_LOCK: i64 = 0x63_72_65_77_6c_69_6e_65;
/// How long a process waits for another one's migration, and a migration for a lock that others hold.
pub(super) const LOCK_TIMEOUT: Duration = Duration::from_secs(60);
/// How long after that the server may take to say so.
const GRACE: Duration = Duration::from_secs(5);

/// Applies those migrations that the database has not had, in one transaction. The lock is the transaction's, so that no
/// pooler keeps it.
pub(super) async fn run(
    connection: &Connection,
    migrations: &[Migration],
    if_empty: &IfEmpty,
    lock_timeout: Duration,
) -> Result<(), Error> {
    let rights = check_database(connection).await?;
    rights.check_tables(connection).await?;
    let known = history(connection).await?;
    if !pending(migrations, &known)?.is_empty() {
        if_empty.check(&known)?;
        rights.check_create()?;
        if let Err(error) = apply(connection, migrations, if_empty, lock_timeout).await {
            // If that fails, the connection ends the transaction when it is closed.
            let _rolled_back = connection.batch_execute("rollback").await;
            return Err(error);
        }
    }
    Ok(())
}

async fn apply(
    connection: &Connection,
    migrations: &[Migration],
    if_empty: &IfEmpty,
    lock_timeout: Duration,
) -> Result<(), Error> {
    // A migration of a large table may take longer than a request may.
    let begin =
        format!("begin; set local statement_timeout = 0; set local lock_timeout = {}", lock_timeout.as_millis());
    answer(connection.batch_execute(&begin)).await?;
    let lock = format!("select pg_advisory_xact_lock({MIGRATION_LOCK})");
    match tokio::time::timeout(lock_timeout + GRACE, connection.batch_execute(&lock)).await {
        Ok(Ok(())) => {}
        Ok(Err(error)) if error.code() != Some(&SqlState::LOCK_NOT_AVAILABLE) => return Err(error.into()),
        _ => {
            return Err(Error::Unavailable(format!(
                "another process has been migrating the database for {} seconds: try again when it is done, or end it",
                lock_timeout.as_secs()
            )));
        }
    }
    // Another process may have migrated it since.
    let history = history(connection).await?;
    let pending = pending(migrations, &history)?;
    if !pending.is_empty() {
        if_empty.check(&history)?;
        connection.batch_execute(&script(&pending)).await.map_err(|error| failure(&error, lock_timeout))?;
    }
    connection.batch_execute("commit").await.map_err(|error| failure(&error, lock_timeout))
}

fn failure(error: &tokio_postgres::Error, lock_timeout: Duration) -> Error {
    let words = server_message(error);
    match error.code() {
        Some(code) if *code == SqlState::READ_ONLY_SQL_TRANSACTION => {
            Error::Unusable(format!("the database could not be migrated, since the server is read-only: {words}"))
        }
        Some(code) if *code == SqlState::LOCK_NOT_AVAILABLE => Error::Unavailable(format!(
            "the database could not be migrated, since another process has held a table for {} seconds: {words}",
            lock_timeout.as_secs()
        )),
        _ => migration_failed(&"the database", &words),
    }
}

/// The history of a database; empty without tables. An extension's tables do not count.
async fn history(client: &Connection) -> Result<History, Error> {
    let as_bool = |row: tokio_postgres::Row| row.get::<_, bool>(0);
    let has_history = "select to_regclass('refinery_schema_history') is not null";
    if !as_bool(answer(client.query_one(has_history, &[])).await?) {
        let has_tables = "select exists (select from pg_class c where c.relnamespace = current_schema()::regnamespace \
            and c.relkind in ('r', 'p') and not exists (select from pg_depend d where d.objid = c.oid and d.deptype = 'e'))";
        return if as_bool(answer(client.query_one(has_tables, &[])).await?) {
            Err(foreign_database_error())
        } else {
            Ok(History::new())
        };
    }
    // The columns of another program's history may have other types.
    let casts = READ_HISTORY.replacen("version, name, checksum", "version::bigint, name::text, checksum::text", 1);
    let rows = answer(client.query(&casts, &[])).await?;
    Ok(rows.iter().map(|row| Applied { version: row.get(0), name: row.get(1), checksum: row.get(2) }).collect())
}
