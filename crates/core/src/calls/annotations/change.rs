//! The one function through which every change goes that a person makes of a call's annotations.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value as Json, json};

use super::draft::{Checked, MAX_TAGS, too_many_tags};
use super::values::{LOCK, LockedCall, LockedRow, QualifiedBy, Values};
use crate::access::{BusinessSql, Change, Refusal, Scoped, business_sql};
use crate::audit::Event;
use crate::calls::history::{self, Changed};
use crate::calls::qualification::verdict;
use crate::calls::tally::{self, Counted};
use crate::ids::{CallId, MemberId, TagId};
use crate::qualified_rules::Rules;
use crate::tags::{self, Tag};
use crate::{Error, Fields, text};

static TAGS_OF: BusinessSql = business_sql!("tags_of.sql");
static SAVE: BusinessSql = business_sql!("save.sql");
static PUT_TAG: BusinessSql = business_sql!("put_tag.sql");
static TAKE_TAG: BusinessSql = business_sql!("take_tag.sql");

/// A checked change whose tags are in the database.
pub(super) struct Resolved {
    checked: Checked,
    added: Vec<Tag>,
}

/// Finds the tags that a change adds, and makes those that the business does not have. The events are of the new ones.
pub(super) async fn resolve(tx: &mut Scoped<'_>, checked: Checked) -> Result<(Resolved, Vec<Event>), Error> {
    let (mut added, mut events) = (Vec::new(), Vec::new());
    for name in checked.added.values() {
        let (tag, event) = tags::ensure(tx, name).await?;
        added.push(tag);
        events.extend(event);
    }
    Ok((Resolved { checked, added }, events))
}

/// The part that the changes of several calls in one transaction share.
pub(super) struct Batch {
    /// The member who makes them.
    author: MemberId,
    /// The counts of each call in the reports, before and now, which the caller records.
    pub(super) counted: Vec<(Counted, Counted)>,
    /// The rules of the business, once they are read.
    rules: Option<Rules>,
}

impl Batch {
    pub(super) fn by(author: MemberId) -> Self {
        Self { author, counted: Vec::new(), rules: None }
    }
}

/// Changes the annotations of one call, records it in its history, and notifies those who see it. `None` means that it has them already: nothing is
/// written. Where no person says whether the call is qualified, the rules do.
///
/// # Errors
/// Returns [`Refusal::NotFound`] when the scope has no such call, the field `tags` when the call would have too many, or a
/// database error.
pub(super) async fn change(
    tx: &mut Scoped<'_>,
    id: CallId,
    change: &Resolved,
    batch: &mut Batch,
) -> Result<Option<Event>, Error> {
    let row = tx.read_visible::<LockedRow>(&LOCK, &[&id]).await?.into_iter().next();
    let call = LockedCall::from(row.ok_or(Refusal::NotFound)?);
    let tags_before = tx.all::<Tag>(&TAGS_OF, &[&id]).await?;
    let (before, mut after) = (call.values, values_after(call.values, &change.checked));
    let tags_after = tags_after(&tags_before, change);
    if tags_after.len() > MAX_TAGS {
        return Err(Error::Fields(Fields(vec![("tags", too_many_tags())])));
    }
    let ids = |tags: &[Tag]| tags.iter().map(|tag| tag.id).collect::<BTreeSet<TagId>>();
    let (ids_before, ids_after) = (ids(&tags_before), ids(&tags_after));
    if before == after && ids_before == ids_after {
        return Ok(None);
    }
    let was = tally::find(tx, id).await?;
    let mut rule = None;
    if after.qualified_by != Some(QualifiedBy::Person) && was.has_ended() {
        let rules = match batch.rules.take() {
            Some(rules) => rules,
            None => Rules::of(tx).await?,
        };
        rule = verdict(tx, &rules, &Counted { spam: after.spam, ..was.clone() }, &ids_after).await?;
        batch.rules = Some(rules);
        (after.qualified, after.qualified_by) = (rule.map(|_| true), rule.map(|_| QualifiedBy::Rule));
    }
    if before == after && ids_before == ids_after {
        return Ok(None);
    }
    if before != after {
        let Values { qualified, qualified_by, value_cents, spam } = after;
        tx.run(&SAVE, &[&id, &qualified, &qualified_by, &value_cents, &spam]).await?;
        let is = Counted { qualified, value_cents, spam, ..was.clone() };
        batch.counted.push((was, is));
    }
    for tag in ids_after.difference(&ids_before) {
        tx.run(&PUT_TAG, &[&id, tag, &call.number, &call.started_at]).await?;
    }
    for tag in ids_before.difference(&ids_after) {
        tx.run(&TAKE_TAG, &[&id, tag]).await?;
    }
    let changed = changed(before, after, &tags_before, &tags_after);
    let rule = rule.filter(|_| changed.qualified.is_some());
    history::record(tx, id, Some(batch.author), rule, &changed).await?;
    tx.notify(Change::Call(call.id));
    Ok(Some(event(&call, after, &tags_before, &tags_after)))
}

fn values_after(before: Values, checked: &Checked) -> Values {
    let (qualified, qualified_by) = match checked.qualified {
        Some(said) => (said, said.map(|_| QualifiedBy::Person)),
        None => (before.qualified, before.qualified_by),
    };
    Values {
        qualified,
        qualified_by,
        value_cents: checked.value_cents.unwrap_or(before.value_cents),
        spam: checked.spam.unwrap_or(before.spam),
    }
}

/// The tags of the call after the change, by name.
fn tags_after(before: &[Tag], change: &Resolved) -> Vec<Tag> {
    let Checked { replaces_tags, removed, .. } = &change.checked;
    let by_name = |tag: &Tag| (text::fold_case(&tag.name), tag.clone());
    let kept = before.iter().filter(|_| !replaces_tags).map(by_name);
    let mut after: BTreeMap<String, Tag> = kept.filter(|(folded, _)| !removed.contains_key(folded)).collect();
    after.extend(change.added.iter().map(by_name));
    after.into_values().collect()
}

/// The annotations that are others than before.
fn changed(before: Values, after: Values, tags_before: &[Tag], tags_after: &[Tag]) -> Changed {
    let names = |tags: &[Tag], others: &[Tag]| {
        let missing = tags.iter().filter(|tag| others.iter().all(|other| other.id != tag.id));
        missing.map(|tag| tag.name.clone()).collect()
    };
    let said = |values: Values| (values.qualified, values.qualified_by);
    Changed {
        tags_added: names(tags_after, tags_before),
        tags_removed: names(tags_before, tags_after),
        qualified: (said(before) != said(after)).then(|| after.qualified.into()),
        value_cents: (before.value_cents != after.value_cents).then(|| after.value_cents.into()),
        spam: (before.spam != after.spam).then_some(after.spam),
    }
}

/// The event of a change, with the annotations that are others than before.
fn event(call: &LockedCall, after: Values, tags_before: &[Tag], tags_after: &[Tag]) -> Event {
    let names = |tags: &[Tag]| json!(tags.iter().map(|tag| &tag.name).collect::<Vec<_>>());
    let fields = |values: Values, tags: &[Tag]| {
        [
            ("tags", names(tags)),
            ("qualified", json!(values.qualified)),
            // Named where a rule says it, since a person says it otherwise.
            ("qualified_by", json!(values.qualified_by.filter(|by| *by == QualifiedBy::Rule))),
            ("value_cents", json!(values.value_cents)),
            ("spam", json!(values.spam)),
        ]
    };
    let (mut old, mut new) = (serde_json::Map::new(), serde_json::Map::new());
    for ((name, before), (_, after)) in fields(call.values, tags_before).into_iter().zip(fields(after, tags_after)) {
        if before != after {
            old.insert(name.to_owned(), before);
            new.insert(name.to_owned(), after);
        }
    }
    let caller = call.caller.as_deref().unwrap_or("Anonymous");
    Event::of("call.annotated", "call", call.id, caller).before(Json::Object(old)).after(Json::Object(new))
}
