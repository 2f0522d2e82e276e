//! Who logged in as oneself.

use crate::access::{BusinessSql, May, actions, business_sql};
use crate::db::{Db, Error, from_row};
use crate::time::Timestamp;

static LIST_PERIODS: BusinessSql = business_sql!("list_periods.sql");

/// A period in which somebody was logged in as a member, as that member sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogInAsPeriod {
    /// Who it was: their display name.
    pub by: String,
    /// Why.
    pub reason: String,
    /// Whether changes were allowed.
    pub with_changes: bool,
    /// When it began.
    pub started_at: Timestamp,
    /// When it was ended; `None`: it ran its time, or still does.
    pub ended_at: Option<Timestamp>,
    /// When it ended at the latest.
    pub expires_at: Timestamp,
}

from_row!(LogInAsPeriod { by, reason, with_changes, started_at, ended_at, expires_at });

/// The last fifty times that somebody was logged in as oneself in this business, the newest first.
///
/// # Errors
/// When the database fails.
pub async fn list_periods(db: &Db, may: &May<actions::ManageSessions>) -> Result<Vec<LogInAsPeriod>, Error> {
    db.read(may, &LIST_PERIODS, &[&may.viewpoint().member()]).await
}
