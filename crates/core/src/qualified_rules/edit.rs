//! Changes a rule.

use super::add::stored;
use super::change_place::{lock_places, move_rule};
use super::draft::Draft;
use super::review::begin_review;
use super::{Names, Rule};
use crate::Error;
use crate::access::{BusinessSql, Held, Refusal, Scoped, actions, business_sql};
use crate::audit::Event;
use crate::db::Db;
use crate::ids::QualifiedRuleId;

static LOCK: BusinessSql = business_sql!("lock.sql");
pub(super) static EDIT: BusinessSql = business_sql!("edit.sql");

/// Changes a rule, and with a `place` moves it there, as [`super::change_place()`] does. With `reviews_past`, a job goes over the calls
/// that have ended already; without, they keep what was said of them until one of their facts changes.
///
/// # Errors
/// Returns the invalid fields of the draft, [`Refusal::NotFound`] when it was removed in the meantime, or a database error.
pub async fn edit(
    db: &Db,
    held: &Held<Rule, actions::EditQualifiedRules>,
    draft: &Draft,
    place: Option<usize>,
    reviews_past: bool,
) -> Result<Rule, Error> {
    let checked = draft.check(db, held.may()).await?;
    let (id, text) = (held.id, stored(&checked.conditions)?);
    db.change(held, move |tx| {
        Box::pin(async move {
            let moved = match place {
                Some(place) => Some((place, lock_places(tx).await?)),
                None => None,
            };
            let before = lock_and_load(tx, id).await?;
            let rule =
                Rule { name: checked.name, matches: checked.matches, conditions: checked.conditions, ..before.clone() };
            let mut events = Vec::new();
            if rule != before {
                tx.run(&EDIT, &[&id, &rule.name, &rule.matches, &text]).await?;
                events.push(edit_event(&before, &rule, &Names::of(tx).await?));
            }
            if let Some((place, rules)) = moved {
                events.extend(move_rule(tx, rules, id, place).await?);
            }
            if reviews_past {
                events.push(begin_review(tx).await?);
            }
            Ok((rule, events))
        })
    })
    .await
}

/// The event of a change of a rule.
pub(super) fn edit_event(before: &Rule, after: &Rule, names: &Names) -> Event {
    let event = Event::of("qualified_rule.edited", "qualified_rule", before.id, &before.name);
    event.before(before.to_audit_json(names)).after(after.to_audit_json(names))
}

/// Locks a rule until the transaction ends, and reads it.
pub(super) async fn lock_and_load(tx: &mut Scoped<'_>, id: QualifiedRuleId) -> Result<Rule, Error> {
    Ok(tx.optional::<Rule>(&LOCK, &[&id]).await?.ok_or(Refusal::NotFound)?)
}
