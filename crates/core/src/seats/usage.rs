//! Counts the seats of a business.

use super::{Plan, Plans};
use crate::access::{BusinessSql, May, actions, business_sql};
use crate::db::{Db, Error};

static USAGE: BusinessSql = business_sql!("usage.sql");

/// Seats used and allowed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Seats {
    /// Active members and live invitations.
    pub used: i64,
    /// The plan's limit. `None` means unlimited.
    pub limit: Option<i64>,
}

impl Seats {
    /// How many seats are left. `None` means unlimited.
    pub fn free(self) -> Option<i64> {
        self.limit.map(|limit| (limit - self.used).max(0))
    }

    /// Whether every seat is in use.
    pub fn is_full(self) -> bool {
        self.free() == Some(0)
    }
}

/// The seats of a business, by what holds them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Usage {
    /// The business's plan.
    pub plan: Plan,
    /// Seats used and allowed.
    pub seats: Seats,
    /// Seats held by active members.
    pub members: i64,
    /// Seats held by live invitations.
    pub invitations: i64,
}

/// Counts the seats of a business.
///
/// # Errors
/// When the database fails.
pub async fn usage(db: &Db, may: &May<actions::SeeUsers>, plans: &Plans) -> Result<Usage, Error> {
    let rows = db.read::<(Option<String>, i64, i64)>(may, &USAGE, &[&db.now()]).await?;
    let (key, members, invitations) = rows.into_iter().next().unwrap_or_default();
    let plan = plans.for_key(key.as_deref()).clone();
    let seats = Seats { used: members + invitations, limit: plan.limit() };
    Ok(Usage { plan, seats, members, invitations })
}
