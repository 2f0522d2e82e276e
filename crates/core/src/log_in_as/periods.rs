//! Lists the periods in which somebody was logged in as the requester.

use crate::access::{BusinessSql, May, actions, business_sql};
use crate::db::{Db, Error, from_row};
use crate::time::Timestamp;

static LIST_PERIODS: BusinessSql = business_sql!("list_periods.sql");

/// A period in which somebody was logged in as a member, as that member sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogInAsPeriod {
    /// The display name of the actor.
    pub by: String,
    /// The reason that they gave.
    pub reason: String,
    /// Whether changes were allowed.
    pub with_changes: bool,
    /// When it began.
    pub started_at: Timestamp,
    /// When it was ended early. `None` means that it runs until it expires.
    pub ended_at: Option<Timestamp>,
    /// When it expires.
    pub expires_at: Timestamp,
}

from_row!(LogInAsPeriod { by, reason, with_changes, started_at, ended_at, expires_at });

/// The last 50 periods in which somebody was logged in as the requester in this business, newest first.
///
/// # Errors
/// When the database fails.
pub async fn list_periods(db: &Db, may: &May<actions::ManageSessions>) -> Result<Vec<LogInAsPeriod>, Error> {
    db.read(may, &LIST_PERIODS, &[&may.viewpoint().member()]).await
}
