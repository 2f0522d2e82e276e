//! Moves a rule to another place in the order.

use super::Rule;
use crate::Error;
use crate::access::{BusinessSql, Held, Refusal, actions, business_sql};
use crate::audit::Event;
use crate::db::{Db, from_row};
use crate::ids::QualifiedRuleId;

static LOCK_ALL: BusinessSql = business_sql!("lock_all.sql");
static SET_PLACE: BusinessSql = business_sql!("set_place.sql");

/// A rule with its place.
struct Placed {
    place: i64,
    id: QualifiedRuleId,
    name: String,
}

from_row!(Placed { place, id, name });

/// Moves a rule to a place among the others, from 1 on; a place beyond the last is the last. The order decides which rule is named
/// where a call matches several.
///
/// # Errors
/// Returns [`Refusal::NotFound`] when it was removed in the meantime, or a database error.
pub async fn change_place(db: &Db, held: &Held<Rule, actions::EditQualifiedRules>, place: usize) -> Result<(), Error> {
    let id = held.id;
    db.change(held, move |tx| {
        Box::pin(async move {
            let mut rules = tx.all::<Placed>(&LOCK_ALL, &[]).await?;
            rules.sort_unstable_by_key(|rule| (rule.place, rule.id));
            let from = rules.iter().position(|rule| rule.id == id).ok_or(Refusal::NotFound)?;
            let to = place.clamp(1, rules.len()) - 1;
            if from == to {
                return Ok(((), None));
            }
            let moved = rules.remove(from);
            let event = Event::of("qualified_rule.moved", "qualified_rule", id, &moved.name);
            rules.insert(to, moved);
            for (place, rule) in (1_i64..).zip(&rules) {
                if place != rule.place {
                    tx.run(&SET_PLACE, &[&rule.id, &place]).await?;
                }
            }
            let json = |at: usize| serde_json::json!({ "place": at + 1 });
            Ok(((), Some(event.before(json(from)).after(json(to)))))
        })
    })
    .await
}
