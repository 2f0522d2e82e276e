//! How the seats of a business stand.

use super::{Plan, Plans};
use crate::access::{BusinessSql, May, actions, business_sql};
use crate::db::{Db, Error};

static USAGE: BusinessSql = business_sql!("usage.sql");

/// Seats used and allowed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Seats {
    /// Active members and live invitations.
    pub used: i64,
    /// What the plan allows; `None`: unlimited.
    pub limit: Option<i64>,
}

impl Seats {
    /// How many more there are; `None`: as many as anybody likes.
    pub fn free(self) -> Option<i64> {
        self.limit.map(|limit| (limit - self.used).max(0))
    }

    /// Whether nobody more can be invited.
    pub fn is_full(self) -> bool {
        self.free() == Some(0)
    }
}

/// How the seats of a business stand, and by what.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Usage {
    /// The plan that it is on.
    pub plan: Plan,
    /// Seats used and allowed.
    pub seats: Seats,
    /// Those that active members hold.
    pub members: i64,
    /// Those that live invitations hold.
    pub invitations: i64,
}

/// How the seats stand.
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
