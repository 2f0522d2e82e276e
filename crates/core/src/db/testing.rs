//! A fresh database for each test, in milliseconds, on both engines.
//!
//! SQLite: a file in a temporary folder, copied from one that was migrated once. PostgreSQL: a database created from
//! a template that was migrated once, on the server in `CREWLINE_TEST_POSTGRES` (`cargo xtask test` starts one).

pub mod proxy;
pub mod raw;

use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};

use tokio::sync::OnceCell;

use super::{Db, IfEmpty, Kind, Target};
use crate::secret::Seal;
use crate::time::{Clock, Timestamp};

/// The initial time of every test database: 2026-03-02, a Monday, 12:00 UTC.
pub const START: Timestamp = Timestamp::from_millis(1_772_452_800_000);

/// The key of test instances.
pub const KEY: &str = "b2bSNsX1pwyJ0vZ2bQ0Yf3pJrF3mQd0b3m0m2Zt7c4k";

/// A test database. SQLite's is deleted when this is dropped, PostgreSQL's with the test server.
pub struct TestDatabase {
    /// The database.
    pub db: Db,
    /// Its location, for a second process.
    pub target: Target,
    folder: tempfile::TempDir,
}

impl TestDatabase {
    /// A folder that is deleted with the database. SQLite's file is in it.
    pub fn folder(&self) -> &std::path::Path {
        self.folder.path()
    }
}

/// A fresh, migrated, empty database.
///
/// # Panics
/// When there is no PostgreSQL for tests.
pub async fn test_database(kind: Kind) -> TestDatabase {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let target = match kind {
        Kind::Sqlite => new_sqlite_database(folder.path().join("test.db")).await,
        Kind::Postgres => new_postgresql_database().await,
    };
    let db = open(&target, Clock::at(START)).await;
    TestDatabase { db, target, folder }
}

/// Opens a database that may exist already, as a process of the test instance.
///
/// # Panics
/// When it can't be opened.
pub async fn open(target: &Target, clock: Clock) -> Db {
    let db = Db::open(target, clock).await.expect("a database");
    let seal = Seal::from_text(&KEY.into()).expect("a key");
    crate::instance::use_key(&db, &seal).expect("the first key");
    db
}

async fn new_sqlite_database(path: PathBuf) -> Target {
    static TEMPLATE: OnceCell<Vec<u8>> = OnceCell::const_new();
    let bytes = TEMPLATE
        .get_or_init(|| async {
            let folder = tempfile::tempdir().expect("a temporary folder");
            let path = folder.path().join("template.db");
            super::migrate::run(&Target::Sqlite(path.clone()), &IfEmpty::Create).await.expect("migrations");
            tokio::fs::read(path).await.expect("the template")
        })
        .await;
    tokio::fs::write(&path, bytes).await.expect("a copy of the template");
    Target::Sqlite(path)
}

/// The migrations of an engine: the version and name of each.
pub fn migrations(kind: Kind) -> Vec<(i64, String)> {
    let target = match kind {
        Kind::Sqlite => Target::Sqlite(PathBuf::new()),
        Kind::Postgres => Target::Postgres(String::new()),
    };
    let runner = super::migrate::runner(&target);
    runner.get_migrations().iter().map(|each| (each.version(), each.name().to_owned())).collect()
}

/// Brings a database to a version of the schema, as the binary of that time would have.
pub async fn migrate_to(target: &Target, version: i64) {
    let runner = super::migrate::runner(target);
    let migrations: Vec<_> = runner.get_migrations().iter().filter(|each| each.version() <= version).cloned().collect();
    super::migrate::run_with(target, &migrations, &IfEmpty::Create).await.expect("migrations");
}

/// The location of a database that was never opened.
pub async fn unopened_database(kind: Kind) -> (Target, tempfile::TempDir) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let target = match kind {
        Kind::Sqlite => Target::Sqlite(folder.path().join("test.db")),
        Kind::Postgres => empty_database().await,
    };
    (target, folder)
}

async fn empty_database() -> Target {
    let name = unique_name();
    execute_on_server(&format!("create database {name}")).await;
    Target::Postgres(address_of(&name))
}

fn unique_name() -> String {
    static COUNT: AtomicU64 = AtomicU64::new(0);
    // Process ids are reused, and an earlier process's databases stay as long as the server.
    let random = getrandom::u32().expect("random bytes");
    format!("test_{}_{random:08x}_{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed))
}

/// The server that tests may create databases on.
///
/// # Panics
/// When there is none.
pub fn server() -> String {
    std::env::var("CREWLINE_TEST_POSTGRES").unwrap_or_else(|_| {
        panic!(
            "this test needs PostgreSQL: start one with `cargo xtask postgres` and put the address that it prints into \
             CREWLINE_TEST_POSTGRES, or run the tests that need none with `cargo xtask check`"
        )
    })
}

/// The same server's address with another database.
fn address_of(database: &str) -> String {
    let server = server();
    let (base, _) = server.rsplit_once('/').expect("a database in the address");
    format!("{base}/{database}")
}

async fn new_postgresql_database() -> Target {
    static TEMPLATE: OnceCell<String> = OnceCell::const_new();
    let template = TEMPLATE.get_or_init(template).await;
    let name = unique_name();
    execute_on_server(&format!("create database {name} template {template}")).await;
    Target::Postgres(address_of(&name))
}

/// The template of all processes of a test run. It is named by the migrations, and the first process makes it.
async fn template() -> String {
    use sha2::{Digest, Sha256};
    let mut texts = Sha256::new();
    for migration in super::migrate::runner(&Target::Postgres(server())).get_migrations() {
        texts.update(migration.sql().unwrap_or_default());
    }
    let digest = texts.finalize();
    let name: String = digest.iter().take(6).fold("template_".to_owned(), |name, byte| format!("{name}{byte:02x}"));
    let (client, connection) =
        tokio_postgres::connect(&server(), tokio_postgres::NoTls).await.expect("the test server");
    let driver = tokio::spawn(connection);
    client.execute("select pg_advisory_lock(7268)", &[]).await.expect("a lock");
    let exists = client.query("select 1 from pg_database where datname = $1", &[&name]).await.expect("a list");
    if exists.is_empty() {
        let unfinished = format!("{name}_making");
        client.batch_execute(&format!("drop database if exists {unfinished}")).await.expect("a clean start");
        client.batch_execute(&format!("create database {unfinished}")).await.expect("a database");
        super::migrate::run(&Target::Postgres(address_of(&unfinished)), &IfEmpty::Create).await.expect("migrations");
        client.batch_execute(&format!("alter database {unfinished} rename to {name}")).await.expect("a template");
    }
    drop(client);
    let _ended = driver.await;
    name
}

async fn execute_on_server(text: &str) {
    let (client, connection) =
        tokio_postgres::connect(&server(), tokio_postgres::NoTls).await.expect("the test server");
    let driver = tokio::spawn(connection);
    client.batch_execute(text).await.expect("the statement");
    drop(client);
    let _ended = driver.await;
}
