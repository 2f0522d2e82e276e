//! The instance: checks that it runs with the key that sealed its secrets, gives the database the key of the audit log,
//! and checks that the database takes changes.

use crate::Error;
use crate::access::{GlobalSql, global_sql};
use crate::db::{self, Db};
use crate::secret::Seal;

static SET_KEY_CHECK: GlobalSql = global_sql!("set_key_check.sql");
static CHECK: GlobalSql = global_sql!("key_check.sql");
static REPLACE_KEY_CHECK: GlobalSql = global_sql!("replace_key_check.sql");
static WRITE_PROBE: GlobalSql = global_sql!("write_probe.sql");

const SEAL_CONTEXT: &str = "instance";
/// The purpose that the key of the audit log is derived for. Another text would make every log unverifiable.
const AUDIT_LOG: &str = "crewline audit log";

/// Checks that the key is the one that sealed this database's secrets, and authenticates the audit log by it from now
/// on. A new database accepts the first key.
///
/// # Errors
/// Returns [`crate::secret::SealError::NotOurs`] for another key, or a database error.
pub async fn check_key(db: &Db, seal: &Seal) -> Result<(), Error> {
    open_key_check(db, seal).await?;
    use_key(db, seal)
}

/// Authenticates the audit log by a key that has been checked.
pub(crate) fn use_key(db: &Db, seal: &Seal) -> Result<(), Error> {
    Ok(db.set_code_key(&seal.derive(AUDIT_LOG))?)
}

async fn open_key_check(db: &Db, seal: &Seal) -> Result<(), Error> {
    if let Some((Some(stored),)) = db.read_global::<(Option<Vec<u8>>,)>(&CHECK, &[]).await?.into_iter().next() {
        seal.open(SEAL_CONTEXT, &stored)?;
        return Ok(());
    }
    let sealed = seal.close(SEAL_CONTEXT, b"crewline")?;
    db.global_change(move |tx| Box::pin(async move { tx.run(&SET_KEY_CHECK, &[&sealed]).await.map(drop) })).await?;
    // Another process may have been first, with another key.
    let stored =
        db.read_global::<(Option<Vec<u8>>,)>(&CHECK, &[]).await?.into_iter().next().and_then(|(stored,)| stored);
    seal.open(SEAL_CONTEXT, &stored.unwrap_or_default())?;
    Ok(())
}

/// Whether values of this database are sealed with a key. A new database has none yet.
///
/// # Errors
/// When the database fails.
pub async fn has_key(db: &Db) -> Result<bool, Error> {
    let rows = db.read_global::<(Option<Vec<u8>>,)>(&CHECK, &[]).await?;
    Ok(rows.into_iter().any(|(stored,)| stored.is_some()))
}

/// Makes another key the instance's. Nothing that the lost key sealed can be opened any more, and no audit log verifies
/// until it is sealed anew.
///
/// # Errors
/// When the database fails, or the operating system gives no random bytes.
pub async fn replace_key(db: &Db, seal: &Seal) -> Result<(), Error> {
    let sealed = seal.close(SEAL_CONTEXT, b"crewline")?;
    db.global_change(move |tx| Box::pin(async move { tx.run(&REPLACE_KEY_CHECK, &[&sealed]).await.map(drop) })).await?;
    use_key(db, seal)
}

/// Checks that the database takes changes, by a durable one.
///
/// # Errors
/// When it does not: it is read-only, its disk is full, or it does not answer.
pub async fn check_writable(db: &Db) -> Result<(), db::Error> {
    let now = db.now();
    db.global_change(move |tx| Box::pin(async move { tx.run(&WRITE_PROBE, &[&now]).await.map(drop) })).await
}
