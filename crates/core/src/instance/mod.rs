//! The instance itself: that it runs with the key that its secrets were sealed with.

use crate::Error;
use crate::access::{GlobalSql, global_sql};
use crate::db::Db;
use crate::secret::Seal;

static SET_KEY_CHECK: GlobalSql = global_sql!("set_key_check.sql");
static CHECK: GlobalSql = global_sql!("key_check.sql");

const SEAL_CONTEXT: &str = "instance";

/// Makes sure that the key is the one that this database's secrets were sealed with; the first key it is given
/// becomes that one.
///
/// # Errors
/// [`crate::secret::SealError::NotOurs`] for another key, or that the database failed.
pub async fn check_key(db: &Db, seal: &Seal) -> Result<(), Error> {
    if let Some((Some(kept),)) = db.read_global::<(Option<Vec<u8>>,)>(&CHECK, &[]).await?.into_iter().next() {
        seal.open(SEAL_CONTEXT, &kept)?;
        return Ok(());
    }
    let sealed = seal.close(SEAL_CONTEXT, b"crewline")?;
    db.global_change(move |tx| Box::pin(async move { tx.run(&SET_KEY_CHECK, &[&sealed]).await.map(drop) })).await?;
    // Another process may have been first, with another key.
    let stored = db.read_global::<(Option<Vec<u8>>,)>(&CHECK, &[]).await?.into_iter().next().and_then(|(kept,)| kept);
    seal.open(SEAL_CONTEXT, &stored.unwrap_or_default())?;
    Ok(())
}
