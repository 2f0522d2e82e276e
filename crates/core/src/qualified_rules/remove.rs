//! Removes a rule.

use super::edit::lock_and_load;
use super::review::begin_review;
use super::{Names, Rule};
use crate::Error;
use crate::access::{BusinessSql, Held, actions, business_sql};
use crate::audit::Event;
use crate::db::Db;

static DELETE: BusinessSql = business_sql!("delete.sql");

/// Removes a rule. With `reviews_past`, a job goes over the calls that have ended already; without, those that it qualified stay
/// qualified until one of their facts changes.
///
/// # Errors
/// Returns [`crate::access::Refusal::NotFound`] when it was removed in the meantime, or a database error.
pub async fn remove(db: &Db, held: &Held<Rule, actions::EditQualifiedRules>, reviews_past: bool) -> Result<(), Error> {
    let id = held.id;
    db.change(held, move |tx| {
        Box::pin(async move {
            let rule = lock_and_load(tx, id).await?;
            tx.run(&DELETE, &[&id]).await?;
            let json = rule.to_audit_json(&Names::of(tx).await?);
            let mut events = vec![Event::of("qualified_rule.removed", "qualified_rule", id, &rule.name).before(json)];
            if reviews_past {
                events.push(begin_review(tx).await?);
            }
            Ok(((), events))
        })
    })
    .await
}
