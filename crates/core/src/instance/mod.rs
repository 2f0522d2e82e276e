//! The instance itself: that it runs with the key that its secrets were sealed with.

use crate::Error;
use crate::access::{GlobalSql, global_sql};
use crate::db::Db;
use crate::secret::Seal;

static KEEP: GlobalSql = global_sql!("keep_key_check.sql");
static CHECK: GlobalSql = global_sql!("key_check.sql");

const PLACE: &str = "instance";

/// Makes sure that the key is the one that this database's secrets were sealed with; the first key it is given
/// becomes that one.
///
/// # Errors
/// [`crate::secret::SealError::NotOurs`] for another key, or that the database failed.
pub async fn check_key(db: &Db, seal: &Seal) -> Result<(), Error> {
    if let Some((Some(kept),)) = db.global::<(Option<Vec<u8>>,)>(&CHECK, &[]).await?.into_iter().next() {
        seal.open(PLACE, &kept)?;
        return Ok(());
    }
    let sealed = seal.close(PLACE, b"crewline")?;
    db.global_change(move |tx| Box::pin(async move { tx.run(&KEEP, &[&sealed]).await.map(drop) })).await?;
    // Another process may have been first, with another key.
    let kept = db.global::<(Option<Vec<u8>>,)>(&CHECK, &[]).await?.into_iter().next().and_then(|(kept,)| kept);
    seal.open(PLACE, &kept.unwrap_or_default())?;
    Ok(())
}
