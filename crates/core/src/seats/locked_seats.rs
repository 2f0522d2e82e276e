//! The plan that a seat is taken of, while somebody comes into the team.

use super::{Plan, Plans};
use crate::access::{BusinessSql, Scoped, business_sql};
use crate::db::Error;
use crate::error::SeatLimit;

static PLAN: BusinessSql = business_sql!("plan_of.sql");
static USED: BusinessSql = business_sql!("used.sql");

/// The seats of a team that other changes wait for.
pub(crate) struct LockedSeats {
    plan: Plan,
    upgrade_url: Option<String>,
}

impl LockedSeats {
    /// The plan as it is now. The transaction has queued before, so it stays.
    pub(crate) async fn load(tx: &mut Scoped<'_>, plans: &Plans) -> Result<Self, Error> {
        let (key,) = tx.one::<(Option<String>,)>(&PLAN, &[]).await?;
        let plan = plans.for_key(key.as_deref()).clone();
        let upgrade_url = plans.upgrade_url(&plan).map(ToOwned::to_owned);
        Ok(Self { plan, upgrade_url })
    }

    /// How many seats there are; `None`: unlimited.
    pub(crate) fn limit(&self) -> Option<i64> {
        self.plan.limit()
    }

    /// Why nobody more fits in, if so.
    pub(crate) async fn refusal_if_full(&self, tx: &mut Scoped<'_>) -> Result<Option<SeatLimit>, Error> {
        let Some(limit) = self.limit() else { return Ok(None) };
        let now = tx.now();
        let (used,) = tx.one::<(i64,)>(&USED, &[&now]).await?;
        Ok((used >= limit).then(|| SeatLimit { used, limit, upgrade_url: self.upgrade_url.clone() }))
    }
}
