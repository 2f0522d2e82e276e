//! The instance: checks that it runs with the key that sealed its secrets.

use crate::Error;
use crate::access::{GlobalSql, global_sql};
use crate::db::Db;
use crate::secret::Seal;

static SET_KEY_CHECK: GlobalSql = global_sql!("set_key_check.sql");
static CHECK: GlobalSql = global_sql!("key_check.sql");

const SEAL_CONTEXT: &str = "instance";

/// Checks that the key is the one that sealed this database's secrets. A new database accepts the first key.
///
/// # Errors
/// Returns [`crate::secret::SealError::NotOurs`] for another key, or a database error.
pub async fn check_key(db: &Db, seal: &Seal) -> Result<(), Error> {
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
