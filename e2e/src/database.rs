//! A fresh database for one run of the program.

use std::sync::atomic::{AtomicU32, Ordering};

use tempfile::TempDir;
use tokio_postgres::NoTls;

use crate::{Failure, Outcome, settings};

/// Which engine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Engine {
    /// A file.
    Sqlite,
    /// A server.
    Postgres,
}

impl Engine {
    /// Both.
    pub const BOTH: [Self; 2] = [Self::Sqlite, Self::Postgres];
}

/// An empty database that goes when this is dropped (SQLite) or closed (PostgreSQL).
pub struct Database {
    /// Its address, as `CREWLINE_DATABASE` takes it.
    pub url: String,
    on_server: Option<String>,
    _folder: TempDir,
}

static MADE: AtomicU32 = AtomicU32::new(0);

impl Database {
    /// Makes one.
    ///
    /// # Errors
    /// There is no PostgreSQL, or it refuses.
    pub async fn create(engine: Engine) -> Outcome<Self> {
        let folder = tempfile::tempdir()?;
        if engine == Engine::Sqlite {
            let url = format!("sqlite:{}", folder.path().join("crewline.db").display());
            return Ok(Self { url, on_server: None, _folder: folder });
        }
        let name = format!("e2e_{}_{}", std::process::id(), MADE.fetch_add(1, Ordering::Relaxed));
        let server = settings::postgres()?;
        on_server(&format!("create database {name}")).await?;
        let (server, _) =
            server.rsplit_once('/').ok_or_else(|| Failure::new("CREWLINE_TEST_POSTGRES names no database"))?;
        Ok(Self { url: format!("{server}/{name}"), on_server: Some(name), _folder: folder })
    }

    /// Removes it.
    ///
    /// # Errors
    /// PostgreSQL refuses.
    pub async fn close(&self) -> Outcome {
        match &self.on_server {
            Some(name) => on_server(&format!("drop database {name} with (force)")).await,
            None => Ok(()),
        }
    }
}

async fn on_server(statement: &str) -> Outcome {
    let (client, connection) = tokio_postgres::connect(&settings::postgres()?, NoTls).await?;
    let connection = tokio::spawn(connection);
    client.batch_execute(statement).await?;
    drop(client);
    connection.await??;
    Ok(())
}
