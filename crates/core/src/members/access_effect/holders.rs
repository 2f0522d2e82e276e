//! The holders of grants: members with Specific Numbers, and outside recipients of reports.

use std::collections::{BTreeMap, BTreeSet};

use super::{Amount, CallCounts};
use crate::access::{BusinessSql, Scoped, business_sql};
use crate::db::value::Column;
use crate::ids::{GroupId, NumberId};
use crate::members::batch::batches;
use crate::{Error, text};

static MEMBERS_OF_GROUP: BusinessSql = business_sql!("holders.sql");
static MEMBERS_OF_NUMBERS: BusinessSql = business_sql!("granted.sql");
static OUTSIDE_OF_GROUP: BusinessSql = business_sql!("outside_holders.sql");
static OUTSIDE_OF_NUMBERS: BusinessSql = business_sql!("outside_granted.sql");

/// The statements that find holders of one kind.
pub(super) struct HolderStatements {
    of_group: &'static BusinessSql,
    of_numbers: &'static BusinessSql,
}

pub(super) static MEMBERS: HolderStatements =
    HolderStatements { of_group: &MEMBERS_OF_GROUP, of_numbers: &MEMBERS_OF_NUMBERS };
pub(super) static OUTSIDE: HolderStatements =
    HolderStatements { of_group: &OUTSIDE_OF_GROUP, of_numbers: &OUTSIDE_OF_NUMBERS };

/// The group that a number leaves and the one that it joins.
pub(super) type Way = (Option<GroupId>, Option<GroupId>);

/// Numbers by the way that they go.
pub(super) type Moves = BTreeMap<Way, BTreeSet<NumberId>>;

/// The effect of moves on a holder.
pub(super) struct HolderEffect<Id> {
    pub(super) id: Id,
    pub(super) name: String,
    pub(super) gains: Amount,
    pub(super) loses: Amount,
}

/// The holders of some groups.
pub(super) struct Holders<Id> {
    statements: &'static HolderStatements,
    of_groups: BTreeMap<GroupId, BTreeMap<Id, String>>,
    /// The holders of no group.
    of_none: BTreeMap<Id, String>,
}

impl HolderStatements {
    /// The holders of a group, with their names.
    pub(super) async fn holders_of<Id: Column + Ord + Send>(
        &self,
        tx: &mut Scoped<'_>,
        group: GroupId,
    ) -> Result<BTreeMap<Id, String>, Error> {
        Ok(tx.all::<(Id, String)>(self.of_group, &[&group]).await?.into_iter().collect())
    }

    /// Those of the numbers that are granted to a holder by themselves.
    pub(super) async fn grants_of<Id: Column + Ord + Send>(
        &self,
        tx: &mut Scoped<'_>,
        numbers: &BTreeSet<NumberId>,
    ) -> Result<BTreeMap<Id, BTreeSet<NumberId>>, Error> {
        let mut granted: BTreeMap<Id, BTreeSet<NumberId>> = BTreeMap::new();
        for batch in batches(numbers) {
            for (number, holder) in tx.all::<(NumberId, Id)>(self.of_numbers, &batch.after(&[])).await? {
                granted.entry(holder).or_default().insert(number);
            }
        }
        Ok(granted)
    }
}

impl<Id: Column + Copy + Ord + Send + Sync> Holders<Id> {
    /// Loads those of the groups.
    pub(super) async fn of(
        tx: &mut Scoped<'_>,
        statements: &'static HolderStatements,
        groups: &BTreeSet<GroupId>,
    ) -> Result<Self, Error> {
        let mut of_groups = BTreeMap::new();
        for group in groups {
            of_groups.insert(*group, statements.holders_of(tx, *group).await?);
        }
        Ok(Self { statements, of_groups, of_none: BTreeMap::new() })
    }

    fn of_group(&self, group: Option<GroupId>) -> &BTreeMap<Id, String> {
        group.and_then(|group| self.of_groups.get(&group)).unwrap_or(&self.of_none)
    }

    /// Whether somebody may see more or less when numbers go this way.
    pub(super) fn are_concerned(&self, (from, to): &Way) -> bool {
        !self.of_group(*from).keys().eq(self.of_group(*to).keys())
    }

    /// The effect of the moves on each who sees more or less, by name. `counted` are the numbers whose move concerns somebody,
    /// and `calls` are counted for them.
    pub(super) async fn effects(
        &self,
        tx: &mut Scoped<'_>,
        moves: &Moves,
        counted: &BTreeSet<NumberId>,
        calls: &CallCounts,
    ) -> Result<Vec<HolderEffect<Id>>, Error> {
        let granted = self.statements.grants_of::<Id>(tx, counted).await?;
        let mut effects: BTreeMap<Id, HolderEffect<Id>> = BTreeMap::new();
        for (way, numbers) in moves.iter().filter(|(way, _)| self.are_concerned(way)) {
            let (before, after) = (self.of_group(way.0), self.of_group(way.1));
            let all = calls.amount(numbers);
            // A number that is granted to a holder by itself stays visible to them.
            let amount = |holder: &Id| match granted.get(holder) {
                Some(own) => calls.amount(numbers.difference(own)),
                None => all,
            };
            let mut note = |holder: &Id, name: &str, gains: Amount, loses: Amount| {
                let effect = effects.entry(*holder).or_insert_with(|| HolderEffect {
                    id: *holder,
                    name: name.to_owned(),
                    gains: Amount::default(),
                    loses: Amount::default(),
                });
                effect.gains = effect.gains.plus(gains);
                effect.loses = effect.loses.plus(loses);
            };
            for (holder, name) in after.iter().filter(|(holder, _)| !before.contains_key(holder)) {
                note(holder, name, amount(holder), Amount::default());
            }
            for (holder, name) in before.iter().filter(|(holder, _)| !after.contains_key(holder)) {
                note(holder, name, Amount::default(), amount(holder));
            }
        }
        let mut effects: Vec<HolderEffect<Id>> =
            effects.into_values().filter(|effect| effect.gains.numbers + effect.loses.numbers > 0).collect();
        effects.sort_by_cached_key(|effect| (text::fold_case(&effect.name), effect.id));
        Ok(effects)
    }
}
