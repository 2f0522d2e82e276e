//! The effect of numbers that move between groups.

use std::collections::{BTreeMap, BTreeSet};

use super::promises::Promises;
use super::{AccessEffect, Amount, CallCounts, MemberEffect};
use crate::access::{BusinessSql, Scoped, business_sql};
use crate::ids::{GroupId, MemberId, NumberId};
use crate::members::batch::batches;
use crate::{Error, text};

static HOLDERS: BusinessSql = business_sql!("holders.sql");
static GRANTED: BusinessSql = business_sql!("granted.sql");

/// The group that a number leaves and the one that it joins.
type Way = (Option<GroupId>, Option<GroupId>);

/// Numbers that move between groups. Members with Specific Numbers see numbers by their groups, so they may see more or
/// less afterwards; everybody else sees all numbers.
#[derive(Clone, Debug, Default)]
pub(crate) struct GroupMoves(BTreeMap<Way, BTreeSet<NumberId>>);

impl GroupMoves {
    /// The move of one number.
    pub(crate) fn of(number: NumberId, from: Option<GroupId>, to: Option<GroupId>) -> Self {
        let mut moves = Self::default();
        moves.add(number, from, to);
        moves
    }

    /// Adds the move of a number.
    pub(crate) fn add(&mut self, number: NumberId, from: Option<GroupId>, to: Option<GroupId>) {
        if from != to {
            self.0.entry((from, to)).or_default().insert(number);
        }
    }

    /// Works out the effect. It is called in the transaction of the change, before the change, with the team locked.
    pub(crate) async fn effect(&self, tx: &mut Scoped<'_>) -> Result<AccessEffect, Error> {
        let groups: BTreeSet<GroupId> = self.0.keys().flat_map(|(from, to)| [*from, *to]).flatten().collect();
        let mut holders = BTreeMap::new();
        for group in &groups {
            holders.insert(*group, holders_of(tx, *group).await?);
        }
        let mut promises = Promises::of(tx, &groups).await?;
        let none = BTreeMap::new();
        let of = |group: Option<GroupId>| group.and_then(|group| holders.get(&group)).unwrap_or(&none);
        // Where nobody sees more or less, nothing is counted.
        let concerns = |(from, to): &Way| !of(*from).keys().eq(of(*to).keys());
        let counted: BTreeSet<NumberId> =
            self.0.iter().filter(|(way, _)| concerns(way)).flat_map(|(_, numbers)| numbers).copied().collect();
        let calls = CallCounts::of(tx, &counted).await?;
        let granted = grants_of(tx, &counted).await?;
        let mut members: BTreeMap<MemberId, MemberEffect> = BTreeMap::new();
        for (way, numbers) in &self.0 {
            promises.note(tx, *way, numbers).await?;
            if !concerns(way) {
                continue;
            }
            let (before, after) = (of(way.0), of(way.1));
            let all = calls.amount(numbers);
            // A number that is granted to a member by itself stays visible to them.
            let amount = |member: &MemberId| match granted.get(member) {
                Some(own) => calls.amount(numbers.difference(own)),
                None => all,
            };
            let mut note = |member: &MemberId, name: &str, gains: Amount, loses: Amount| {
                let effect = members.entry(*member).or_insert_with(|| MemberEffect {
                    member: *member,
                    name: name.to_owned(),
                    gains: Amount::default(),
                    loses: Amount::default(),
                });
                effect.gains = effect.gains.plus(gains);
                effect.loses = effect.loses.plus(loses);
            };
            for (member, name) in after.iter().filter(|(member, _)| !before.contains_key(member)) {
                note(member, name, amount(member), Amount::default());
            }
            for (member, name) in before.iter().filter(|(member, _)| !after.contains_key(member)) {
                note(member, name, Amount::default(), amount(member));
            }
        }
        let mut members: Vec<MemberEffect> =
            members.into_values().filter(|member| member.gains.numbers + member.loses.numbers > 0).collect();
        members.sort_by_cached_key(|member| (text::fold_case(&member.name), member.member));
        let invitations = promises.counts();
        let change = match members.is_empty() && invitations == (0, 0) {
            true => serde_json::Value::Null,
            false => serde_json::json!(self.0.iter().collect::<Vec<_>>()),
        };
        Ok(AccessEffect::new(members, invitations, &change))
    }
}

/// The members with Specific Numbers who see a number, by itself or by its group.
pub(crate) async fn viewers_of(
    tx: &mut Scoped<'_>,
    number: NumberId,
    group: Option<GroupId>,
) -> Result<BTreeSet<MemberId>, Error> {
    let mut viewers: BTreeSet<MemberId> = grants_of(tx, &BTreeSet::from([number])).await?.into_keys().collect();
    if let Some(group) = group {
        viewers.extend(holders_of(tx, group).await?.into_keys());
    }
    Ok(viewers)
}

/// The members with Specific Numbers to whom a group is granted, with their names.
async fn holders_of(tx: &mut Scoped<'_>, group: GroupId) -> Result<BTreeMap<MemberId, String>, Error> {
    Ok(tx.all::<(MemberId, String)>(&HOLDERS, &[&group]).await?.into_iter().collect())
}

/// Those of the numbers that are granted to a member by themselves.
async fn grants_of(
    tx: &mut Scoped<'_>,
    numbers: &BTreeSet<NumberId>,
) -> Result<BTreeMap<MemberId, BTreeSet<NumberId>>, Error> {
    let mut granted: BTreeMap<MemberId, BTreeSet<NumberId>> = BTreeMap::new();
    for batch in batches(numbers) {
        for (number, member) in tx.all::<(NumberId, MemberId)>(&GRANTED, &batch.after(&[])).await? {
            granted.entry(member).or_default().insert(number);
        }
    }
    Ok(granted)
}
