//! Adds a rule.

use super::draft::Draft;
use super::review::begin_review;
use super::rule::{MAX_RULES, Rule};
use crate::Error;
use crate::access::{BusinessSql, May, actions, business_sql};
use crate::audit::Event;
use crate::db::Db;
use crate::ids::QualifiedRuleId;

static COUNT: BusinessSql = business_sql!("count.sql");
static ADD: BusinessSql = business_sql!("add.sql");

/// Adds a rule after the others. With `reviews_past`, a job goes over the calls that have ended already.
///
/// # Errors
/// Returns the invalid fields of the draft, a conflict when the business has as many rules as it may, or a database error.
pub async fn add(
    db: &Db,
    may: &May<actions::EditQualifiedRules>,
    draft: &Draft,
    reviews_past: bool,
) -> Result<Rule, Error> {
    let checked = draft.check(db, may).await?;
    let conditions = stored(&checked.conditions)?;
    db.change(may, move |tx| {
        Box::pin(async move {
            let (count,) = tx.one::<(i64,)>(&COUNT, &[]).await?;
            if count >= MAX_RULES {
                return Err(Error::Conflict {
                    code: "conflict",
                    sentence: format!("There are {MAX_RULES} rules already. Change or remove one of them first."),
                });
            }
            let now = tx.now();
            let (id,) =
                tx.one::<(QualifiedRuleId,)>(&ADD, &[&checked.name, &checked.matches, &conditions, &now]).await?;
            let json = serde_json::json!({ "name": checked.name, "rule": checked.sentence });
            let mut events = vec![Event::of("qualified_rule.added", "qualified_rule", id, &checked.name).after(json)];
            if reviews_past {
                events.push(begin_review(tx).await?);
            }
            let (name, matches, conditions) = (checked.name, checked.matches, checked.conditions);
            Ok((Rule { id, name, matches, conditions, created_at: now }, events))
        })
    })
    .await
}

/// Conditions as the column holds them.
pub(super) fn stored(conditions: &super::Conditions) -> Result<String, Error> {
    serde_json::to_string(conditions).map_err(|error| crate::db::Error::Internal(error.to_string()).into())
}
