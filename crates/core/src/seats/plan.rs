//! Changes a business's plan.

use super::{Plan, Plans};
use crate::access::{BusinessSql, Change, Operator, business_sql};
use crate::audit::Event;
use crate::db::Db;
use crate::{Error, Fields};

static SET: BusinessSql = business_sql!("set_plan.sql");
static CURRENT_PLAN: BusinessSql = business_sql!("plan_of.sql");

/// The result of setting a plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PlanChangeOutcome {
    /// The business was already on it, so nothing changed.
    Already(Plan),
    /// The business was on another plan and is on this one now.
    Changed {
        /// The plan before.
        from: Plan,
        /// The plan now.
        to: Plan,
    },
}

/// Puts a business on a plan. When it has fewer seats than are in use, nobody loses theirs, but no new one can be filled.
///
/// # Errors
/// Returns [`Error::Fields`] (`plan`) for an unknown plan, or a database error.
pub async fn set_plan(db: &Db, operator: &Operator, plans: &Plans, key: &str) -> Result<PlanChangeOutcome, Error> {
    let Some(plan) = plans.find(key.trim()).cloned() else {
        let known: Vec<_> = plans.all().iter().map(|plan| plan.key.as_str()).collect();
        let sentence = format!("There is no plan {key:?}. The plans are: {}.", known.join(", "));
        return Err(Error::Fields(Fields(vec![("plan", sentence)])));
    };
    let rows = db.read::<(Option<String>,)>(operator, &CURRENT_PLAN, &[]).await?;
    let current_key = rows.into_iter().next().and_then(|(key,)| key);
    if current_key.as_ref() == Some(&plan.key) {
        return Ok(PlanChangeOutcome::Already(plan));
    }
    let (name, id, plans) = (operator.business_name().to_owned(), operator.business(), plans.clone());
    db.change(operator, move |tx| {
        Box::pin(async move {
            let (previous_key,) = tx.one::<(Option<String>,)>(&CURRENT_PLAN, &[]).await?;
            tx.run(&SET, &[&plan.key]).await?;
            tx.notify(Change::Plan);
            let from = plans.for_key(previous_key.as_deref()).clone();
            let event = Event::of("plan.changed", "business", id, name)
                .before(plan_to_audit_json(&from))
                .after(plan_to_audit_json(&plan));
            Ok((PlanChangeOutcome::Changed { from, to: plan }, event))
        })
    })
    .await
}

/// The audit log records the plan as it is now, since the settings may change later.
fn plan_to_audit_json(plan: &Plan) -> serde_json::Value {
    serde_json::json!({ "plan": plan.key, "name": plan.name, "seats": plan.seats, "numbers": plan.numbers })
}
