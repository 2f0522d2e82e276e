//! The server engine: a pool of connections, each with its prepared statements.

use std::panic::AssertUnwindSafe;
use std::sync::Arc;

use deadpool_postgres::{Manager, ManagerConfig, Object, Pool, RecyclingMethod};
use futures_util::{FutureExt, TryStreamExt};

use super::effects::Listeners;
use super::error::Error;
use super::row::Row;
use super::tls;
use super::tx::{Tx, Work};
use super::value::Values;

/// The most connections of a process.
const MAX_CONNECTIONS: usize = 16;

pub(super) struct Postgres {
    pool: Pool,
    address: String,
}

/// Parses an address, and adds the settings of all our connections.
pub(super) fn config(address: &str) -> Result<tokio_postgres::Config, Error> {
    let mut config: tokio_postgres::Config = address
        .parse()
        .map_err(|error: tokio_postgres::Error| Error::Unusable(format!("this is no PostgreSQL address: {error}")))?;
    config.application_name("crewline").connect_timeout(std::time::Duration::from_secs(5));
    if config.get_options().is_none() {
        config.options(
            // Each statement is written for one plan, by an index. Planning it anew takes longer than most statements
            // run, and a plan that was made while a table was small would scan all of it once it has grown.
            "-c statement_timeout=30s -c lock_timeout=10s -c idle_in_transaction_session_timeout=60s -c jit=off \
             -c plan_cache_mode=force_generic_plan -c enable_seqscan=off",
        );
    }
    Ok(config)
}

impl Postgres {
    pub(super) fn start(address: &str) -> Result<Self, Error> {
        let manager = Manager::from_config(
            config(address)?,
            tls::connector()?,
            ManagerConfig { recycling_method: RecyclingMethod::Fast },
        );
        let pool = Pool::builder(manager)
            .max_size(MAX_CONNECTIONS)
            .runtime(deadpool_postgres::Runtime::Tokio1)
            .wait_timeout(Some(std::time::Duration::from_secs(10)))
            .build()
            .map_err(|error| Error::Unusable(error.to_string()))?;
        Ok(Self { pool, address: address.to_owned() })
    }

    /// The server's address, for a connection outside the pool.
    pub(super) fn address(&self) -> &str {
        &self.address
    }

    pub(super) async fn connection(&self) -> Result<Object, Error> {
        Ok(self.pool.get().await?)
    }

    pub(super) async fn read<T>(
        &self,
        text: &str,
        values: Values<'_>,
        each: impl FnMut(&Row<'_>) -> Result<T, Error>,
    ) -> Result<Vec<T>, Error> {
        rows(&self.connection().await?, text, values, each).await
    }

    /// Runs a transaction and its effects in a task of its own, so that a dropped caller can't interrupt them.
    pub(super) async fn write<T, E>(
        &self,
        work: impl for<'t> FnOnce(&'t mut Tx) -> Work<'t, Result<T, E>> + Send + 'static,
        listeners: Arc<Listeners>,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        let mut tx = Tx::postgres(self.connection().await?);
        let task = tokio::spawn(async move {
            if let Err(error) = tx.control_async("begin").await {
                tx.discard();
                return Err(error.into());
            }
            // A connection must not go back to the pool with a transaction open: the next one would commit it.
            let Ok(outcome) = AssertUnwindSafe(async { work(&mut tx).await }).catch_unwind().await else {
                tx.discard();
                return Err(Error::Internal("a transaction panicked".into()).into());
            };
            let outcome = tx.refuse_after_failure(outcome);
            let end = if outcome.is_ok() { "commit" } else { "rollback" };
            if let Err(error) = tx.control_async(end).await {
                tx.discard();
                return outcome.and(Err(E::from(error)));
            }
            if outcome.is_ok() {
                listeners.committed(&tx.take_effects());
            }
            outcome
        });
        task.await.unwrap_or_else(|error| Err(Error::Internal(error.to_string()).into()))
    }
}

/// The rows of one statement.
pub(super) async fn rows<T>(
    client: &Object,
    text: &str,
    values: Values<'_>,
    mut each: impl FnMut(&Row<'_>) -> Result<T, Error>,
) -> Result<Vec<T>, Error> {
    let statement = client.prepare_cached(text).await?;
    let rows = client.query_raw(&statement, values.iter().map(|value| value.scalar())).await?;
    let mut rows = std::pin::pin!(rows);
    let mut all = Vec::new();
    while let Some(row) = rows.try_next().await? {
        all.push(each(&Row::Postgres(&row))?);
    }
    Ok(all)
}

/// Runs a statement for its changes; returns how many rows it affected.
pub(super) async fn execute(client: &Object, text: &str, values: Values<'_>) -> Result<u64, Error> {
    let statement = client.prepare_cached(text).await?;
    Ok(client.execute_raw(&statement, values.iter().map(|value| value.scalar())).await?)
}
