//! The numbers of a group.

use std::collections::{BTreeMap, BTreeSet};

use super::draft::unknown_number;
use crate::Error;
use crate::access::{BusinessSql, Change, Scoped, VisibleSql, business_sql, visible_sql};
use crate::db;
use crate::ids::{GroupId, NumberId};

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

/// Makes `after` the active numbers of a group that had `before`, and notifies the members who see it.
pub(super) async fn replace(
    tx: &mut Scoped<'_>,
    group: GroupId,
    before: &Numbers,
    after: &BTreeSet<NumberId>,
) -> Result<MovedNumbers, Error> {
    if !before.keys().eq(after) {
        tx.notify(Change::Access);
    }
    for number in before.keys().filter(|number| !after.contains(number)) {
        tx.run(&LEAVE, &[number, &group]).await?;
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
        if tx.run(&JOIN, &[number, &group]).await? == 0 {
            return Err(unknown_number());
        }
        if let Some((id, name)) = former_id.zip(former) {
            moved.from.insert(digits.clone(), name);
            moved.from_ids.insert(number.to_string(), id);
        }
        moved.numbers.push(digits);
    }
    moved.numbers.sort();
    Ok(moved)
}
