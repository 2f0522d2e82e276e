//! Databases to measure on: fresh ones, and large ones that are kept.

use std::path::{Path, PathBuf};

use crewline_core::db::Target;
use tempfile::TempDir;
use tokio_postgres::{Client, NoTls};

use crate::Outcome;
use crate::engine::Engine;

/// The place where databases are created.
#[derive(Debug)]
pub(crate) struct Databases {
    folder: TempDir,
    keep: Option<PathBuf>,
    server: String,
}

impl Databases {
    /// Uses a temporary folder, inside `keep` if there is one.
    pub(crate) fn new(keep: Option<PathBuf>, server: String) -> Outcome<Self> {
        if let Some(keep) = &keep {
            std::fs::create_dir_all(keep)?;
        }
        let folder = match &keep {
            Some(keep) => TempDir::new_in(keep)?,
            None => TempDir::new()?,
        };
        Ok(Self { folder, keep, server })
    }

    /// The temporary folder.
    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// A session on the server.
    pub(crate) async fn server(&self) -> Outcome<Client> {
        session(&self.server).await
    }

    /// Creates an empty database, in place of an earlier one of this name.
    pub(crate) async fn create(&self, engine: Engine, name: &str) -> Outcome<Target> {
        match engine {
            Engine::Sqlite => {
                let folder = self.folder().join(name);
                if folder.exists() {
                    std::fs::remove_dir_all(&folder)?;
                }
                std::fs::create_dir(&folder)?;
                Ok(Target::Sqlite(folder.join("crewline.db")))
            }
            Engine::Postgres => {
                let name = format!("crewline_bench_{name}");
                let server = self.server().await?;
                server.batch_execute(&format!("drop database if exists {name} with (force)")).await?;
                server.batch_execute(&format!("create database {name}")).await?;
                Ok(Target::Postgres(self.address(&name)?))
            }
        }
    }

    /// A database that an earlier run has filled and kept, if there is one.
    pub(crate) async fn find_filled(&self, engine: Engine, name: &str) -> Outcome<Option<Target>> {
        match engine {
            Engine::Sqlite => Ok(self.file(name).filter(|file| file.exists()).map(Target::Sqlite)),
            Engine::Postgres => {
                let name = format!("crewline_kept_{name}");
                let server = self.server().await?;
                let row = server.query_opt("select 1 from pg_database where datname = $1", &[&name]).await?;
                row.map(|_| self.address(&name).map(Target::Postgres)).transpose()
            }
        }
    }

    /// Keeps a filled database for later runs, if any are to be kept.
    pub(crate) async fn keep_filled(&self, filled: Target, name: &str) -> Outcome<Target> {
        match &filled {
            Target::Sqlite(path) => {
                let Some(file) = self.file(name) else { return Ok(filled) };
                std::fs::rename(path, &file)?;
                Ok(Target::Sqlite(file))
            }
            Target::Postgres(_) => {
                let (from, to) = (format!("crewline_bench_{name}"), format!("crewline_kept_{name}"));
                self.server().await?.batch_execute(&format!("alter database {from} rename to {to}")).await?;
                Ok(Target::Postgres(self.address(&to)?))
            }
        }
    }

    /// The file of another program's database, in the folder of those that are kept if there is one.
    pub(crate) fn peer_file(&self, name: &str) -> PathBuf {
        self.keep.as_deref().unwrap_or(self.folder()).join(name)
    }

    fn file(&self, name: &str) -> Option<PathBuf> {
        self.keep.as_ref().map(|folder| folder.join(format!("{name}.db")))
    }

    fn address(&self, name: &str) -> Outcome<String> {
        let (before, _) = self.server.rsplit_once('/').ok_or("the server's address names no database")?;
        Ok(format!("{before}/{name}"))
    }
}

/// A session on a database.
pub(crate) async fn session(address: &str) -> Outcome<Client> {
    let (client, connection) = tokio_postgres::connect(address, NoTls).await?;
    // It ends when the client is dropped. Its result does not matter then.
    tokio::spawn(connection);
    Ok(client)
}

/// Runs statements by the driver alone.
pub(crate) async fn execute(target: &Target, texts: &str) -> Outcome {
    match target {
        Target::Sqlite(path) => {
            let connection = rusqlite::Connection::open(path)?;
            connection.busy_timeout(std::time::Duration::from_secs(10))?;
            Ok(connection.execute_batch(texts)?)
        }
        Target::Postgres(address) => Ok(session(address).await?.batch_execute(texts).await?),
    }
}

/// The number that a statement returns.
pub(crate) async fn query_number(target: &Target, text: &str) -> Outcome<i64> {
    match target {
        Target::Sqlite(path) => Ok(rusqlite::Connection::open(path)?.query_row(text, [], |row| row.get(0))?),
        Target::Postgres(address) => Ok(session(address).await?.query_one(text, &[]).await?.try_get(0)?),
    }
}
