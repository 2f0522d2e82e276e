//! Moves a rule to another place in the order.

use super::Rule;
use crate::Error;
use crate::access::{BusinessSql, Held, Refusal, Scoped, actions, business_sql};
use crate::audit::Event;
use crate::db::{Db, from_row};
use crate::ids::QualifiedRuleId;

static LIST: BusinessSql = business_sql!("list.sql");
static LOCK_PLACE: BusinessSql = business_sql!("lock_place.sql");
static SET_PLACE: BusinessSql = business_sql!("set_place.sql");

/// A rule with its place.
pub(super) struct Placed {
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
            let rules = lock_places(tx).await?;
            Ok(((), move_rule(tx, rules, id, place).await?))
        })
    })
    .await
}

/// Locks the rules of the business until the transaction ends, in the order of their ids, so that two changes at once never wait for
/// each other. A rule that is added meanwhile is none of them, and stands after them.
pub(super) async fn lock_places(tx: &mut Scoped<'_>) -> Result<Vec<Placed>, Error> {
    let mut ids: Vec<QualifiedRuleId> = tx.all::<Rule>(&LIST, &[]).await?.into_iter().map(|rule| rule.id).collect();
    ids.sort_unstable();
    let mut rules = Vec::with_capacity(ids.len());
    for id in ids {
        rules.extend(tx.optional::<Placed>(&LOCK_PLACE, &[&id]).await?);
    }
    rules.sort_unstable_by_key(|rule| (rule.place, rule.id));
    Ok(rules)
}

/// Moves a rule among rules that are locked. Returns the event; `None` where it stays in its place.
pub(super) async fn move_rule(
    tx: &mut Scoped<'_>,
    mut rules: Vec<Placed>,
    id: QualifiedRuleId,
    place: usize,
) -> Result<Option<Event>, Error> {
    let from = rules.iter().position(|rule| rule.id == id).ok_or(Refusal::NotFound)?;
    let to = place.clamp(1, rules.len()) - 1;
    if from == to {
        return Ok(None);
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
    Ok(Some(event.before(json(from)).after(json(to))))
}
