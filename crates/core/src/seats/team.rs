//! The team of a business, held still while somebody comes into it.

use super::{Plan, Plans};
use crate::access::{BusinessSql, Scoped, business_sql};
use crate::db::Error;
use crate::error::SeatLimit;

static HOLD: BusinessSql = business_sql!("hold_team.sql");
static USED: BusinessSql = business_sql!("used.sql");

/// The team of a business, held still until the transaction ends, and the plan that its seats are of.
pub(crate) struct Team {
    plan: Plan,
    upgrade_url: Option<String>,
}

/// Holds the team still: no other change of who is in it, or as what, goes on beside this transaction. Answers the key of
/// the business's plan.
pub(crate) async fn hold_still(tx: &mut Scoped<'_>) -> Result<Option<String>, Error> {
    Ok(tx.one::<(Option<String>,)>(&HOLD, &[]).await?.0)
}

impl Team {
    /// Holds the team still, for somebody who is to come into it.
    pub(crate) async fn hold(tx: &mut Scoped<'_>, plans: &Plans) -> Result<Self, Error> {
        let key = hold_still(tx).await?;
        let plan = plans.of(key.as_deref()).clone();
        let upgrade_url = plans.upgrade_url(&plan).map(ToOwned::to_owned);
        Ok(Self { plan, upgrade_url })
    }

    /// How many seats there are; `None`: unlimited.
    pub(crate) fn limit(&self) -> Option<i64> {
        self.plan.limit()
    }

    /// Why nobody more fits in, if so.
    pub(crate) async fn full(&self, tx: &mut Scoped<'_>) -> Result<Option<SeatLimit>, Error> {
        let Some(limit) = self.limit() else { return Ok(None) };
        let now = tx.now();
        let (used,) = tx.one::<(i64,)>(&USED, &[&now]).await?;
        Ok((used >= limit).then(|| SeatLimit { used, limit, upgrade_url: self.upgrade_url.clone() }))
    }
}
