//! The effect of numbers that move between groups.

use std::collections::BTreeSet;

use super::holders::{Holders, MEMBERS, Moves, OUTSIDE, Way};
use super::promises::Promises;
use super::{AccessEffect, CallCounts, MemberEffect, OutsideEffect};
use crate::Error;
use crate::access::Scoped;
use crate::ids::{GroupId, MemberId, NumberId, OutsideRecipientId};

/// Numbers that move between groups. Members with Specific Numbers and outside recipients of reports see numbers by their groups, so
/// they may see more or less afterwards; everybody else sees all numbers.
#[derive(Clone, Debug, Default)]
pub(crate) struct GroupMoves(Moves);

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
        let members = Holders::<MemberId>::of(tx, &MEMBERS, &groups).await?;
        let outside = Holders::<OutsideRecipientId>::of(tx, &OUTSIDE, &groups).await?;
        let mut promises = Promises::of(tx, &groups).await?;
        // Where nobody sees more or less, nothing is counted.
        let concerns = |way: &Way| members.are_concerned(way) || outside.are_concerned(way);
        let counted: BTreeSet<NumberId> =
            self.0.iter().filter(|(way, _)| concerns(way)).flat_map(|(_, numbers)| numbers).copied().collect();
        let calls = CallCounts::of(tx, &counted).await?;
        for (way, numbers) in &self.0 {
            promises.note(tx, *way, numbers).await?;
        }
        let members = members.effects(tx, &self.0, &counted, &calls).await?.into_iter().map(|effect| MemberEffect {
            member: effect.id,
            name: effect.name,
            gains: effect.gains,
            loses: effect.loses,
        });
        let members: Vec<MemberEffect> = members.collect();
        let outside = outside.effects(tx, &self.0, &counted, &calls).await?.into_iter().map(|effect| OutsideEffect {
            recipient: effect.id,
            email: effect.name,
            gains: effect.gains,
            loses: effect.loses,
        });
        let outside: Vec<OutsideEffect> = outside.collect();
        let invitations = promises.counts();
        let change = match members.is_empty() && outside.is_empty() && invitations == (0, 0) {
            true => serde_json::Value::Null,
            false => serde_json::json!(self.0.iter().collect::<Vec<_>>()),
        };
        Ok(AccessEffect::new(members, outside, invitations, &change))
    }
}

/// The members with Specific Numbers who see a number, by itself or by its group.
pub(crate) async fn viewers_of(
    tx: &mut Scoped<'_>,
    number: NumberId,
    group: Option<GroupId>,
) -> Result<BTreeSet<MemberId>, Error> {
    let mut viewers: BTreeSet<MemberId> =
        MEMBERS.grants_of::<MemberId>(tx, &BTreeSet::from([number])).await?.into_keys().collect();
    if let Some(group) = group {
        viewers.extend(MEMBERS.holders_of::<MemberId>(tx, group).await?.into_keys());
    }
    Ok(viewers)
}
