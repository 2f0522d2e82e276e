//! Enqueues a job for each business with anything that is overdue.

use super::{Limits, OVERDUE};
use crate::access::{GlobalSql, global_sql};
use crate::db::{Db, Error};

static ANY: GlobalSql = global_sql!("any.sql");
static ENQUEUE: GlobalSql = global_sql!("enqueue.sql");

/// Enqueues a job for each business with anything that is overdue, if it has none yet. It writes nothing where nothing is.
///
/// # Errors
/// When the database fails.
pub async fn enqueue_sweeps(db: &Db) -> Result<(), Error> {
    let Limits { day, fetch } = Limits::at(db.now());
    if db.read_global::<(i64,)>(&ANY, &[&day, &fetch]).await?.is_empty() {
        return Ok(());
    }
    db.global_change(move |tx| {
        Box::pin(async move {
            let now = tx.now();
            if tx.run(&ENQUEUE, &[&day, &fetch, &OVERDUE.name, &b"{}".as_slice(), &now]).await? > 0 {
                tx.wake_jobs();
            }
            Ok(())
        })
    })
    .await
}
