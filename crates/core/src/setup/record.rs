//! The attempts while a business was set up, and their results.

use crate::access::{BusinessSql, Proof, Scoped, business_sql};
use crate::db::{Db, Error, from_row};
use crate::time::Timestamp;

static RECORDS: BusinessSql = business_sql!("records.sql");
static SAVE: BusinessSql = business_sql!("save_record.sql");

/// A test letter was queued.
pub(super) const MAIL: &str = "mail";
/// The carrier was asked for the account.
pub(super) const ACCOUNT: &str = "account";
/// The checklist was dismissed.
pub(super) const DISMISSAL: &str = "dismissal";

/// The result of the last attempt.
#[derive(Clone, Debug)]
pub(super) struct Record {
    /// One of the words above.
    pub(super) tried: String,
    pub(super) at: Timestamp,
    /// The problem that it met; `None` for none.
    pub(super) problem: Option<String>,
}

from_row!(Record { tried, at, problem });

/// The last outcome of everything that was tried.
pub(super) async fn records(db: &Db, proof: &impl Proof) -> Result<Vec<Record>, Error> {
    db.read(proof, &RECORDS, &[]).await
}

/// Keeps an outcome in place of the one before.
pub(super) async fn save(tx: &mut Scoped<'_>, tried: &'static str, problem: Option<&str>) -> Result<(), Error> {
    let now = tx.now();
    tx.run(&SAVE, &[&tried, &now, &problem.map(str::to_owned)]).await.map(drop)
}
