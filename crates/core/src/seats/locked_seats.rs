//! The seats of a team, read while the team is locked.

use super::{Plan, Plans};
use crate::access::{BusinessSql, Scoped, business_sql};
use crate::db::Error;
use crate::error::SeatLimit;

static PLAN: BusinessSql = business_sql!("plan_of.sql");
static USED: BusinessSql = business_sql!("used.sql");

/// The plan of a team whose lock the transaction holds.
pub(crate) struct LockedSeats {
    plan: Plan,
    upgrade_url: Option<String>,
}

impl LockedSeats {
    /// Reads the plan. The caller holds the team lock, so no seat is filled meanwhile.
    pub(crate) async fn load(tx: &mut Scoped<'_>, plans: &Plans) -> Result<Self, Error> {
        let (key,) = tx.one::<(Option<String>,)>(&PLAN, &[]).await?;
        let plan = plans.for_key(key.as_deref()).clone();
        let upgrade_url = plans.upgrade_url(&plan).map(ToOwned::to_owned);
        Ok(Self { plan, upgrade_url })
    }

    /// How many seats there are. `None` means unlimited.
    pub(crate) fn limit(&self) -> Option<i64> {
        self.plan.limit()
    }

    /// The refusal to return when every seat is in use.
    pub(crate) async fn refusal_if_full(&self, tx: &mut Scoped<'_>) -> Result<Option<SeatLimit>, Error> {
        let Some(limit) = self.limit() else { return Ok(None) };
        let now = tx.now();
        let (used,) = tx.one::<(i64,)>(&USED, &[&now]).await?;
        Ok((used >= limit).then(|| SeatLimit { used, limit, upgrade_url: self.upgrade_url.clone() }))
    }
}
