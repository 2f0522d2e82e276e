//! The numbers, groups and sources with the most calls.

use std::collections::BTreeMap;

use crate::access::{Proof, VisibleSql, visible_sql};
use crate::calls::Sums;
use crate::db::{Db, Error, from_row};
use crate::ids::{GroupId, NumberId};
use crate::numbers::PhoneNumber;

static NUMBERS: VisibleSql = visible_sql!("numbers.sql");

/// A number, and the sums of its calls.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TopNumber {
    /// The number.
    pub id: NumberId,
    /// Its friendly name.
    pub name: String,
    /// Its sums.
    pub sums: Sums,
}

/// A group, and the sums of the calls of its numbers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TopGroup {
    /// The group; `None` for the numbers that are in none.
    pub group: Option<(GroupId, String)>,
    /// Its sums.
    pub sums: Sums,
}

/// A source, and the sums of its calls.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TopSource {
    /// The source.
    pub source: String,
    /// Its sums.
    pub sums: Sums,
}

/// A number with its name and group.
#[derive(Debug)]
pub(in crate::reports) struct NamedNumber {
    pub(in crate::reports) id: NumberId,
    pub(in crate::reports) friendly_name: String,
    pub(in crate::reports) phone_number: PhoneNumber,
    group_id: Option<GroupId>,
    group_name: Option<String>,
}

from_row!(NamedNumber { id, friendly_name, phone_number, group_id, group_name });

impl NamedNumber {
    /// The group that it is in now, with its name.
    pub(in crate::reports) fn group(&self) -> Option<(GroupId, &str)> {
        self.group_id.zip(self.group_name.as_deref())
    }
}

/// The numbers that the viewer sees.
pub(in crate::reports) async fn number_names(
    db: &Db,
    proof: &(impl Proof + ?Sized),
) -> Result<BTreeMap<NumberId, NamedNumber>, Error> {
    let rows = db.read_visible::<NamedNumber>(proof, &NUMBERS, &[]).await?;
    Ok(rows.into_iter().map(|number| (number.id, number)).collect())
}

/// The sums of numbers with their names.
pub(in crate::reports) fn named(
    numbers: &BTreeMap<NumberId, Sums>,
    names: &BTreeMap<NumberId, NamedNumber>,
) -> BTreeMap<(String, NumberId), Sums> {
    let name = |id: &NumberId| names.get(id).map(|named| named.friendly_name.clone());
    numbers.iter().filter_map(|(id, sums)| Some(((name(id)?, *id), *sums))).collect()
}

/// The keys with the most calls; of equal ones, the least key first. A key begins with a name: the order of ids would tell in which
/// order things were made.
pub(in crate::reports) fn top<K: Ord + Clone, T>(
    all: &BTreeMap<K, Sums>,
    limit: usize,
    row: impl Fn(&K, Sums) -> Option<T>,
) -> Vec<T> {
    let mut sorted: Vec<(&K, &Sums)> = all.iter().collect();
    sorted.sort_by_key(|(key, sums)| (std::cmp::Reverse(sums.calls), *key));
    sorted.into_iter().filter_map(|(key, sums)| row(key, *sums)).take(limit).collect()
}

/// The sums of groups from those of their numbers.
pub(in crate::reports) fn groups(
    numbers: &BTreeMap<NumberId, Sums>,
    names: &BTreeMap<NumberId, NamedNumber>,
) -> BTreeMap<Option<(String, GroupId)>, Sums> {
    let mut groups = BTreeMap::<Option<(String, GroupId)>, Sums>::new();
    for (number, sums) in numbers {
        let Some(named) = names.get(number) else { continue };
        let group = named.group().map(|(id, name)| (name.to_owned(), id));
        *groups.entry(group).or_default() += *sums;
    }
    groups
}
