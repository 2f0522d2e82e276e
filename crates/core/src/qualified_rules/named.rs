//! Rules that name a group or a tag that is to be removed or merged.

use super::add::stored;
use super::edit::{EDIT, edit_event, lock_and_load};
use super::review::begin_review;
use super::{Names, Rule};
use crate::Error;
use crate::access::{BusinessSql, Scoped, business_sql};
use crate::audit::Event;
use crate::ids::{GroupId, TagId};

static LIST: BusinessSql = business_sql!("list.sql");

/// A group or a tag that a rule may name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Named {
    Group(GroupId),
    Tag(TagId),
}

impl Named {
    fn is_in(self, rule: &Rule) -> bool {
        match self {
            Self::Group(id) => rule.conditions.group_ids.contains(&id),
            Self::Tag(id) => rule.conditions.tag_ids.contains(&id),
        }
    }
}

/// Refuses to remove a group or a tag that a rule names: the rule would match fewer calls, or none, and nobody would know.
///
/// # Errors
/// Returns a conflict that names the rule, or a database error.
pub(crate) async fn refuse_if_named(tx: &mut Scoped<'_>, named: Named) -> Result<(), Error> {
    let rules = tx.all::<Rule>(&LIST, &[]).await?;
    let Some(rule) = rules.iter().find(|rule| named.is_in(rule)) else { return Ok(()) };
    let thing = match named {
        Named::Group(_) => "group",
        Named::Tag(_) => "tag",
    };
    let label = Names::of(tx).await?.label(rule);
    let label = label.trim_end_matches('.');
    Err(Error::Conflict {
        code: "conflict",
        sentence: format!(
            "A rule under Settings → Qualified calls names this {thing}: “{label}”. Change the rule first."
        ),
    })
}

/// Puts a tag in place of another that is merged into it, in every rule that names it. Where a rule names either of them, a job goes
/// over past calls, since the merge changes which tags they have. Returns the events.
///
/// # Errors
/// When the database fails.
pub(crate) async fn replace_tag(tx: &mut Scoped<'_>, from: TagId, into: TagId) -> Result<Vec<Event>, Error> {
    let mut events = Vec::new();
    let mut rules = tx.all::<Rule>(&LIST, &[]).await?;
    // They are locked in the order in which a move locks them.
    rules.sort_unstable_by_key(|rule| rule.id);
    let is_concerned = rules.iter().any(|rule| [from, into].into_iter().any(|tag| Named::Tag(tag).is_in(rule)));
    for rule in rules {
        if !Named::Tag(from).is_in(&rule) {
            continue;
        }
        let before = lock_and_load(tx, rule.id).await?;
        let mut after = before.clone();
        if after.conditions.tag_ids.remove(&from) {
            after.conditions.tag_ids.insert(into);
            tx.run(&EDIT, &[&after.id, &after.name, &after.matches, &stored(&after.conditions)?]).await?;
            events.push(edit_event(&before, &after, &Names::of(tx).await?));
        }
    }
    if is_concerned {
        events.push(begin_review(tx).await?);
    }
    Ok(events)
}
