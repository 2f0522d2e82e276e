//! A fresh database for one run of the program.

use std::sync::atomic::{AtomicU32, Ordering};

use tempfile::TempDir;
use tokio_postgres::NoTls;

use crate::{Failure, Outcome, settings};

/// A database engine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Engine {
    /// The embedded file.
    Sqlite,
    /// The server.
    Postgres,
}

impl Engine {
    /// Both.
    pub const BOTH: [Self; 2] = [Self::Sqlite, Self::Postgres];
}

/// An empty database. It is removed when this is dropped (SQLite) or closed (PostgreSQL).
pub struct Database {
    /// Its address, as `CREWLINE_DATABASE` takes it.
    pub url: String,
    server_name: Option<String>,
    _folder: TempDir,
}

static CREATED_COUNT: AtomicU32 = AtomicU32::new(0);

impl Database {
    /// Creates one.
    ///
    /// # Errors
    /// When there is no PostgreSQL, or it refuses.
    pub async fn create(engine: Engine) -> Outcome<Self> {
        let folder = tempfile::tempdir()?;
        if engine == Engine::Sqlite {
            let url = format!("sqlite:{}", folder.path().join("crewline.db").display());
            return Ok(Self { url, server_name: None, _folder: folder });
        }
        let name = format!("e2e_{}_{}", std::process::id(), CREATED_COUNT.fetch_add(1, Ordering::Relaxed));
        let server = settings::postgres()?;
        run_on_server(&format!("create database {name}")).await?;
        let (server, _) =
            server.rsplit_once('/').ok_or_else(|| Failure::new("CREWLINE_TEST_POSTGRES names no database"))?;
        Ok(Self { url: format!("{server}/{name}"), server_name: Some(name), _folder: folder })
    }

    /// Removes it.
    ///
    /// # Errors
    /// When PostgreSQL refuses.
    pub async fn close(&self) -> Outcome {
        match &self.server_name {
            Some(name) => run_on_server(&format!("drop database {name} with (force)")).await,
            None => Ok(()),
        }
    }
}

async fn run_on_server(statement: &str) -> Outcome {
    let (client, connection) = tokio_postgres::connect(&settings::postgres()?, NoTls).await?;
    let connection = tokio::spawn(connection);
    client.batch_execute(statement).await?;
    drop(client);
    connection.await??;
    Ok(())
}
