//! Puts a business on another plan.

use super::{Plan, Plans};
use crate::access::{BusinessSql, Change, Operator, business_sql};
use crate::audit::Event;
use crate::db::Db;
use crate::{Error, Fields};

static SET: BusinessSql = business_sql!("set_plan.sql");
static CURRENT_PLAN: BusinessSql = business_sql!("plan_of.sql");

/// What became of the wish for a plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PlanChangeOutcome {
    /// The business was on it already; nothing has changed.
    Already(Plan),
    /// It is on it now, and was on another.
    Changed {
        /// The one before.
        from: Plan,
        /// The one now.
        to: Plan,
    },
}

/// Puts a business on a plan. A plan with fewer seats than are used takes nobody's: it only stops new ones.
///
/// # Errors
/// `plan`, where there is no such plan; or that the database failed.
pub async fn set_plan(db: &Db, operator: &Operator, plans: &Plans, key: &str) -> Result<PlanChangeOutcome, Error> {
    let Some(plan) = plans.find(key.trim()).cloned() else {
        let known: Vec<_> = plans.all().iter().map(|plan| plan.key.as_str()).collect();
        let sentence = format!("There is no plan {key:?}. The plans are: {}.", known.join(", "));
        return Err(Error::Fields(Fields(vec![("plan", sentence)])));
    };
    let is =
        db.read::<(Option<String>,)>(operator, &CURRENT_PLAN, &[]).await?.into_iter().next().and_then(|(key,)| key);
    if is.as_ref() == Some(&plan.key) {
        return Ok(PlanChangeOutcome::Already(plan));
    }
    let (name, id, plans) = (operator.business_name().to_owned(), operator.business(), plans.clone());
    db.change(operator, move |tx| {
        Box::pin(async move {
            let (was,) = tx.one::<(Option<String>,)>(&CURRENT_PLAN, &[]).await?;
            tx.run(&SET, &[&plan.key]).await?;
            // How many seats are left stands on the page of every member who sees the team.
            tx.notify(Change::Everything);
            let from = plans.for_key(was.as_deref()).clone();
            let event = Event::of("plan.changed", "business", id, name)
                .before(plan_to_audit_json(&from))
                .after(plan_to_audit_json(&plan));
            Ok((PlanChangeOutcome::Changed { from, to: plan }, event))
        })
    })
    .await
}

/// A plan as the audit log tells it: as it was then, whatever becomes of the settings.
fn plan_to_audit_json(plan: &Plan) -> serde_json::Value {
    serde_json::json!({ "plan": plan.key, "name": plan.name, "seats": plan.seats, "numbers": plan.numbers })
}
