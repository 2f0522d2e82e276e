//! The effect of a change on the promises of pending invitations.

use std::collections::{BTreeMap, BTreeSet};

use crate::Error;
use crate::access::{BusinessSql, Scoped, business_sql};
use crate::ids::{GroupId, InvitationId, NumberId};

static PROMISED_GROUP: BusinessSql = business_sql!("promised_group.sql");
static PROMISED_NUMBERS: BusinessSql = business_sql!("promised_numbers.sql");
static PROMISES_OF_NUMBER: BusinessSql = business_sql!("promises_of_number.sql");

/// The pending invitations that promise some groups.
pub(super) struct Promises {
    of_groups: BTreeMap<GroupId, BTreeSet<InvitationId>>,
    widened: BTreeSet<InvitationId>,
    narrowed: BTreeSet<InvitationId>,
}

impl Promises {
    /// Loads those of the groups.
    pub(super) async fn of(tx: &mut Scoped<'_>, groups: &BTreeSet<GroupId>) -> Result<Self, Error> {
        let now = tx.now();
        let mut of_groups = BTreeMap::new();
        for group in groups {
            let rows = tx.all::<(InvitationId,)>(&PROMISED_GROUP, &[group, &now]).await?;
            of_groups.insert(*group, rows.into_iter().map(|(id,)| id).collect());
        }
        Ok(Self { of_groups, widened: BTreeSet::new(), narrowed: BTreeSet::new() })
    }

    /// Notes that numbers move from a group to another. A number that is promised by itself changes nothing.
    pub(super) async fn note(
        &mut self,
        tx: &mut Scoped<'_>,
        (from, to): (Option<GroupId>, Option<GroupId>),
        numbers: &BTreeSet<NumberId>,
    ) -> Result<(), Error> {
        let of = |group: Option<GroupId>| group.and_then(|id| self.of_groups.get(&id)).cloned().unwrap_or_default();
        let (before, after) = (of(from), of(to));
        for invitation in before.symmetric_difference(&after) {
            let promised = tx.all::<(NumberId,)>(&PROMISED_NUMBERS, &[invitation]).await?;
            let promised: BTreeSet<NumberId> = promised.into_iter().map(|(id,)| id).collect();
            if numbers.is_subset(&promised) {
                continue;
            }
            if after.contains(invitation) { &mut self.widened } else { &mut self.narrowed }.insert(*invitation);
        }
        Ok(())
    }

    /// How many widen, and how many narrow.
    pub(super) fn counts(&self) -> (i64, i64) {
        let count = |set: &BTreeSet<InvitationId>| i64::try_from(set.len()).unwrap_or(i64::MAX);
        (count(&self.widened), count(&self.narrowed))
    }
}

/// How many pending invitations promise a number by itself, and not by its group.
pub(crate) async fn count_promises_of_number(
    tx: &mut Scoped<'_>,
    number: NumberId,
    group: Option<GroupId>,
) -> Result<i64, Error> {
    let now = tx.now();
    Ok(tx.one::<(i64,)>(&PROMISES_OF_NUMBER, &[&number, &now, &group]).await?.0)
}
