//! The numbers of a group.

use std::collections::{BTreeMap, BTreeSet};

use super::draft::unknown_number;
use crate::Error;
use crate::access::{BusinessSql, Change, Scoped, VisibleSql, business_sql, visible_sql};
use crate::db;
use crate::ids::{GroupId, IdBounds as _, NumberId};
use crate::members::{AccessEffect, GroupMoves};

static NUMBERS_IN: VisibleSql = visible_sql!("numbers_in.sql");
static TO_JOIN: VisibleSql = visible_sql!("to_join.sql");
static JOIN: BusinessSql = business_sql!("join.sql");
static LEAVE: BusinessSql = business_sql!("leave.sql");

/// The numbers of a group and their digits.
pub(super) type Numbers = BTreeMap<NumberId, String>;

/// The active numbers of a group.
pub(super) async fn numbers_in(tx: &mut Scoped<'_>, group: GroupId) -> Result<Numbers, db::Error> {
    Ok(tx.read_visible::<(NumberId, String)>(&NUMBERS_IN, &[&group]).await?.into_iter().collect())
}

/// The result of a change of a group's numbers.
#[derive(Default)]
pub(super) struct MovedNumbers {
    /// The digits in it now.
    pub(super) numbers: Vec<String>,
    /// The ids of the numbers in it now.
    pub(super) ids: BTreeSet<NumberId>,
    /// The digits that came from another group, and its name.
    pub(super) from: BTreeMap<String, String>,
    /// The same by their ids.
    pub(super) from_ids: BTreeMap<String, GroupId>,
}

/// Works out the moves that make `after` the active numbers of a group that had `before`.
pub(super) async fn plan(
    tx: &mut Scoped<'_>,
    group: GroupId,
    before: &Numbers,
    after: &BTreeSet<NumberId>,
) -> Result<(MovedNumbers, GroupMoves), Error> {
    let mut moves = GroupMoves::default();
    for number in before.keys().filter(|number| !after.contains(number)) {
        moves.add(*number, Some(group), None);
    }
    let mut moved = MovedNumbers { ids: after.clone(), ..MovedNumbers::default() };
    for number in after {
        if let Some(digits) = before.get(number) {
            moved.numbers.push(digits.clone());
            continue;
        }
        let row =
            tx.read_visible::<(String, Option<GroupId>, Option<String>)>(&TO_JOIN, &[number]).await?.into_iter().next();
        let (digits, former_id, former) = row.ok_or_else(unknown_number)?;
        moves.add(*number, former_id, Some(group));
        if let Some((id, name)) = former_id.zip(former) {
            moved.from.insert(digits.clone(), name);
            moved.from_ids.insert(number.to_string(), id);
        }
        moved.numbers.push(digits);
    }
    moved.numbers.sort();
    Ok((moved, moves))
}

/// Fills a group that was just made. Its effect is that of its preview, where it has no id yet.
pub(super) async fn fill_new(
    tx: &mut Scoped<'_>,
    group: GroupId,
    after: &BTreeSet<NumberId>,
) -> Result<(MovedNumbers, AccessEffect), Error> {
    let planned = plan(tx, GroupId::LEAST, &Numbers::new(), after).await?;
    save(tx, group, &Numbers::new(), after, planned).await
}

/// Makes `after` the active numbers of a group that had `before`. Returns the effect, and notifies the members who see more
/// or less.
pub(super) async fn replace(
    tx: &mut Scoped<'_>,
    group: GroupId,
    before: &Numbers,
    after: &BTreeSet<NumberId>,
) -> Result<(MovedNumbers, AccessEffect), Error> {
    let planned = plan(tx, group, before, after).await?;
    save(tx, group, before, after, planned).await
}

async fn save(
    tx: &mut Scoped<'_>,
    group: GroupId,
    before: &Numbers,
    after: &BTreeSet<NumberId>,
    (moved, moves): (MovedNumbers, GroupMoves),
) -> Result<(MovedNumbers, AccessEffect), Error> {
    let effect = moves.effect(tx).await?;
    for number in before.keys().filter(|number| !after.contains(number)) {
        tx.run(&LEAVE, &[number, &group]).await?;
    }
    for number in after.iter().filter(|number| !before.contains_key(number)) {
        if tx.run(&JOIN, &[number, &group]).await? == 0 {
            return Err(unknown_number());
        }
    }
    effect.notify(tx);
    if !before.keys().eq(after) {
        // Also for those who see a number by itself, with the group that it is in.
        tx.notify(Change::Numbers);
    }
    Ok((moved, effect))
}
