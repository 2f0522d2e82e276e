//! One connection to a PostgreSQL server: opened as libpq's `sslmode` says, with our settings, and with its prepared
//! statements.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tokio::task::JoinHandle;
use tokio_postgres::config::SslMode;
use tokio_postgres::tls::MakeTlsConnect;
use tokio_postgres::{Client, SimpleQueryMessage, Socket, Statement};
use tokio_postgres_rustls::MakeRustlsConnect;

use super::error::Error;
use super::postgres_address::{Address, MARK, TlsMode};
use super::postgres_refusals::{Refusal, is_startup_parameter, needs_other_mode, refusal};
use super::tls;

/// How long a server may take to open a connection, with TLS and the sign-in.
pub(super) const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);
/// How long the cancelling of a statement may take.
const CANCEL_TIMEOUT: Duration = Duration::from_secs(5);

/// The driver's half of a connection, which has to be polled.
pub(super) type Driver = tokio_postgres::Connection<Socket, <MakeRustlsConnect as MakeTlsConnect<Socket>>::Stream>;

/// A connection, which ends when it is dropped.
pub(super) struct Connection {
    client: Client,
    driver: JoinHandle<()>,
    tls: MakeRustlsConnect,
    statements: Mutex<HashMap<Box<str>, Statement>>,
}

impl Drop for Connection {
    fn drop(&mut self) {
        self.driver.abort();
    }
}

impl std::ops::Deref for Connection {
    type Target = Client;
    fn deref(&self) -> &Client {
        &self.client
    }
}

impl Connection {
    /// Opens a connection with our settings.
    ///
    /// # Errors
    /// Returns a sentence: [`Error::Unavailable`] if the server may take a connection later.
    pub(super) async fn open(address: &Address) -> Result<Self, Refusal> {
        let opening = async {
            let (client, driver, tls) = connect(address).await?;
            let driver = tokio::spawn(async move {
                if let Err(error) = driver.await {
                    tracing::debug!(%error, "a connection to PostgreSQL ended");
                }
            });
            let connection = Self { client, driver, tls, statements: Mutex::default() };
            connection.settle(address).await.map_err(|error| refusal(address, &error))?;
            Ok(connection)
        };
        tokio::time::timeout(CONNECT_TIMEOUT, opening).await.unwrap_or_else(|_| Err(did_not_answer().into()))
    }

    /// Makes our settings by a statement, if a pooler has dropped them.
    async fn settle(&self, address: &Address) -> Result<(), tokio_postgres::Error> {
        if address.has_pooler() {
            self.client.batch_execute(&Address::settings()).await?;
        }
        Ok(())
    }

    /// Checks that our settings have reached the server, and makes them by a statement from now on if they have not.
    pub(super) async fn check_settings(&self, address: &Address) -> Result<(), tokio_postgres::Error> {
        if address.has_pooler() {
            return Ok(());
        }
        if first_value(&self.client, &format!("select current_setting('{MARK}', true)")).await?.as_deref() != Some("on")
        {
            address.set_pooler();
        }
        self.settle(address).await
    }

    /// A statement, prepared once for this connection.
    pub(super) async fn prepare_cached(&self, text: &str) -> Result<Statement, tokio_postgres::Error> {
        let cached = self.statements.lock().unwrap_or_else(PoisonError::into_inner).get(text).cloned();
        if let Some(statement) = cached {
            return Ok(statement);
        }
        let statement = self.client.prepare(text).await?;
        self.statements.lock().unwrap_or_else(PoisonError::into_inner).insert(text.into(), statement.clone());
        Ok(statement)
    }

    /// Ends the connection, after the server was asked to give up the statement that it still runs.
    pub(super) async fn cancel(self) {
        let token = self.client.cancel_token();
        let cancelling = token.cancel_query(self.tls.clone());
        // The server ends an unfinished statement in its own time, too.
        let _outcome = tokio::time::timeout(CANCEL_TIMEOUT, cancelling).await;
    }
}

pub(super) fn did_not_answer() -> Error {
    Error::Unavailable(format!("PostgreSQL did not answer within {} seconds", CONNECT_TIMEOUT.as_secs()))
}

/// The first value of the first row of one statement.
pub(super) async fn first_value(client: &Client, text: &str) -> Result<Option<String>, tokio_postgres::Error> {
    let messages = client.simple_query(text).await?;
    Ok(messages.iter().find_map(|message| match message {
        SimpleQueryMessage::Row(row) => row.get(0).map(str::to_owned),
        _ => None,
    }))
}

/// Opens a connection whose driver the caller polls. It has no settings behind a pooler.
///
/// # Errors
/// As [`Connection::open`].
pub(super) async fn connect(address: &Address) -> Result<(Client, Driver, MakeRustlsConnect), Refusal> {
    let tls = tls::connector(address)?;
    let (first, second) = match address.mode {
        _ if address.is_local() => (SslMode::Disable, None),
        TlsMode::Disable => (SslMode::Disable, None),
        TlsMode::Allow => (SslMode::Disable, Some(SslMode::Require)),
        TlsMode::Prefer => (SslMode::Prefer, Some(SslMode::Disable)),
        TlsMode::Require | TlsMode::VerifyCa | TlsMode::VerifyFull => (SslMode::Require, None),
    };
    let error = match connect_with(address, first, &tls).await {
        Ok((client, driver)) => return Ok((client, driver, tls)),
        Err(error) => error,
    };
    if let Some(second) = second.filter(|_| needs_other_mode(&error))
        && let Ok((client, driver)) = connect_with(address, second, &tls).await
    {
        return Ok((client, driver, tls));
    }
    Err(refusal(address, &error))
}

/// Opens a connection in one mode, without options if there is a pooler that takes none.
async fn connect_with(
    address: &Address,
    mode: SslMode,
    tls: &MakeRustlsConnect,
) -> Result<(Client, Driver), tokio_postgres::Error> {
    let attempt = async |config: &tokio_postgres::Config| config.clone().ssl_mode(mode).connect(tls.clone()).await;
    if address.has_pooler() {
        return attempt(&address.without_settings).await;
    }
    match attempt(&address.config).await {
        Err(error) if is_startup_parameter(&error) && !address.has_own_options() => {
            address.set_pooler();
            attempt(&address.without_settings).await
        }
        outcome => outcome,
    }
}
