//! The demands on a PostgreSQL server, and on a pooler in front of it. Each refusal says what to do about it.

use std::time::Duration;

use tokio_postgres::SimpleQueryMessage;
use tokio_postgres::{Client, SimpleQueryRow};

use super::error::{Error, server_message};
use super::postgres_address::Address;
use super::postgres_connection::{Connection, first_value};
use super::postgres_refusals::Refusal;

/// The oldest version that Crewline's statements run on.
const MIN_VERSION: i64 = 13;
/// How long each answer may take.
const ANSWER_TIMEOUT: Duration = Duration::from_secs(10);
/// How long a pooler may take to give a second connection.
const SECOND_TIMEOUT: Duration = Duration::from_secs(5);

/// The rights of this user in the schema that new tables are made in.
const SCHEMA: &str = "select current_user, current_schema(), \
    coalesce(has_schema_privilege(current_schema(), 'create'), false), \
    current_setting('server_encoding'), current_setting('server_version_num')";
/// The first of our tables and views that this user can't use. Ours have the owner of the history of migrations, and
/// belong to no extension. The sequence of an identity needs no right of its own.
const UNUSABLE: &str = "select c.relname from pg_class c where c.relnamespace = current_schema()::regnamespace and case c.relkind \
        when 'r' then not (has_table_privilege(c.oid, 'select') and has_table_privilege(c.oid, 'insert') \
            and has_table_privilege(c.oid, 'update') and has_table_privilege(c.oid, 'delete')) \
        when 'v' then not has_table_privilege(c.oid, 'select') \
        else false end \
        and c.relowner = (select h.relowner from pg_class h where h.oid = to_regclass('refinery_schema_history')) \
        and not exists (select from pg_depend d where d.objid = c.oid and d.deptype = 'e') \
    order by c.relname limit 1";

/// The rights of the user on the schema.
pub(super) struct Rights {
    user: String,
    schema: String,
    can_create: bool,
}

/// Waits for an answer of a server that is being opened.
pub(super) async fn answer<T>(asked: impl Future<Output = Result<T, tokio_postgres::Error>>) -> Result<T, Error> {
    match tokio::time::timeout(ANSWER_TIMEOUT, asked).await {
        Ok(outcome) => Ok(outcome?),
        Err(_) => {
            let seconds = ANSWER_TIMEOUT.as_secs();
            Err(Error::Unavailable(format!("PostgreSQL did not answer within {seconds} seconds")))
        }
    }
}

/// Checks that a database can be Crewline's: its version, its encoding, and a schema that this user may use.
///
/// # Errors
/// Returns a sentence.
pub(super) async fn check_database(client: &Client) -> Result<Rights, Error> {
    let messages = answer(client.simple_query(SCHEMA)).await?;
    let row = first_row(&messages).ok_or_else(|| Error::Internal("a server without settings".into()))?;
    let text = |place| row.get(place).unwrap_or_default().to_owned();
    let (encoding, version) = (text(3), text(4).parse::<i64>().unwrap_or(0) / 10_000);
    if version < MIN_VERSION {
        return Err(Error::Unusable(format!(
            "the server is PostgreSQL {version}, and Crewline needs {MIN_VERSION} or a newer one"
        )));
    }
    if encoding != "UTF8" {
        return Err(Error::Unusable(format!(
            "the database has the encoding {encoding}, and Crewline needs UTF8, since names and texts have letters of every \
             script: make one by `create database NAME encoding 'UTF8' template template0`"
        )));
    }
    let rights = Rights { user: text(0), schema: text(1), can_create: text(2) == "t" };
    if rights.schema.is_empty() {
        let user = &rights.user;
        return Err(Error::Unusable(format!(
            "the user {user} may use no schema of the search path: `grant usage, create on schema public to {user}` lets it"
        )));
    }
    Ok(rights)
}

impl Rights {
    /// Checks that the user may make tables.
    ///
    /// # Errors
    /// Returns a sentence.
    pub(super) fn check_create(&self) -> Result<(), Error> {
        let Self { user, schema, can_create } = self;
        if *can_create {
            return Ok(());
        }
        Err(Error::Unusable(format!(
            "permission denied for schema {schema}: the user {user} may make no tables there; `grant create on schema \
             {schema} to {user}` lets it, or make it the owner of the database"
        )))
    }

    /// Checks that the user may use all tables of a migrated database.
    ///
    /// # Errors
    /// Returns a sentence about the first that it may not use.
    pub(super) async fn check_tables(&self, client: &Client) -> Result<(), Error> {
        let messages = answer(client.simple_query(UNUSABLE)).await?;
        let Some(row) = first_row(&messages) else { return Ok(()) };
        let (name, Self { user, schema, .. }) = (row.get(0).unwrap_or_default(), self);
        Err(Error::Unusable(format!(
            "permission denied for table {name}: connect as the owner of the tables, or let the user {user} use them by \
             `grant select, insert, update, delete on all tables in schema {schema} to {user}`"
        )))
    }
}

fn first_row(messages: &[SimpleQueryMessage]) -> Option<&SimpleQueryRow> {
    messages.iter().find_map(|message| match message {
        SimpleQueryMessage::Row(row) => Some(row),
        _ => None,
    })
}

/// Checks that a pooler, if there is one, gives a connection to the server for as long as the client has its own: what
/// PgBouncer calls session pooling. Notifications, prepared statements and settings belong to a session.
///
/// # Errors
/// Returns a sentence.
pub(super) async fn check_pooler(connection: &Connection, address: &Address) -> Result<(), Error> {
    answer(connection.check_settings(address)).await.map_err(|error| match error {
        Error::Internal(words) => pooler_refusal(&words),
        other => other,
    })?;
    if !address.has_pooler() {
        return Ok(());
    }
    let second = async {
        let second = Connection::open(address).await?;
        let first_process = process(connection).await?;
        second.batch_execute("begin").await.map_err(|error| pooler_refusal(&server_message(&error)))?;
        let second_process = process(&second).await?;
        // The first would wait for the server's only connection.
        let is_shared = first_process == second_process || process(connection).await? != first_process;
        Ok::<_, Refusal>(is_shared)
    };
    match tokio::time::timeout(SECOND_TIMEOUT, second).await {
        Ok(Ok(false)) => Ok(()),
        Ok(Ok(true)) => Err(Error::Unusable(
            "the pooler before PostgreSQL gives each transaction another connection (pool_mode = transaction), and Crewline \
             needs one for a whole session, for notifications and prepared statements: set pool_mode = session for this \
             database, or write the address of PostgreSQL itself in CREWLINE_DATABASE"
                .into(),
        )),
        Ok(Err(refusal)) => Err(refusal.error),
        Err(_) => Err(Error::Unavailable(format!(
            "the pooler before PostgreSQL gave no second connection within {} seconds: Crewline needs at least 3, and uses \
             up to 18 (default_pool_size)",
            SECOND_TIMEOUT.as_secs()
        ))),
    }
}

fn pooler_refusal(words: &str) -> Error {
    Error::Unusable(format!(
        "the pooler before PostgreSQL refuses transactions or settings: {words}: set pool_mode = session for this database, \
         or write the address of PostgreSQL itself in CREWLINE_DATABASE"
    ))
}

async fn process(connection: &Connection) -> Result<Option<String>, Error> {
    Ok(first_value(connection, "select pg_backend_pid()").await?)
}
