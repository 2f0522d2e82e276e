//! Counts the effects of a change of a member before it is saved.

use std::collections::{BTreeMap, BTreeSet};

use super::edit::{Draft, check_rules};
use super::revocation::SESSIONS;
use super::{Member, NumberAccess};
use crate::Error;
use crate::access::{BusinessSql, Held, Role, actions, business_sql};
use crate::db::Db;
use crate::ids::NumberId;

static VISIBLE_NUMBERS: BusinessSql = business_sql!("effect_numbers.sql");
static ALL: BusinessSql = business_sql!("effect_all.sql");
static IN_GROUP: BusinessSql = business_sql!("effect_group.sql");
static CALLS_OF: BusinessSql = business_sql!("effect_calls_of.sql");
static CALLS: BusinessSql = business_sql!("effect_calls.sql");
static ENDS: BusinessSql = business_sql!("effect_ends.sql");

/// The most numbers whose calls are counted one by one. For more, one pass over all calls is cheaper.
const MAX_COUNTED_SINGLY: usize = 200;

/// The effects of saving a change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Effect {
    /// The old and the new role, when the role changes.
    pub role: Option<(Role, Role)>,
    /// Numbers that become hidden.
    pub numbers_lost: usize,
    /// Numbers that become visible.
    pub numbers_gained: usize,
    /// Calls that become hidden.
    pub calls_lost: i64,
    /// Calls that become visible.
    pub calls_gained: i64,
    /// The member's sessions, which the change affects at once.
    pub sessions: i64,
    /// Log in as periods that end.
    pub impersonations: i64,
    /// Invitations by the member that end, since the new role may not grant them.
    pub invitations: i64,
}

/// The effects of saving a change. It counts the numbers that the lists show: those granted to a Viewer, and all numbers for
/// every other role.
///
/// # Errors
/// Returns [`Error::Fields`] or a rule, as the change itself does, or a database error.
pub async fn effect(db: &Db, held: &Held<Member, actions::EditMembers>, draft: &Draft) -> Result<Effect, Error> {
    let member = held.thing();
    let desired = draft.check()?.apply_to(member)?;
    check_rules(held.viewpoint(), held.viewpoint().role(), member, &desired)?;
    let (before, after) = (visible_numbers(db, held).await?, visible_numbers_after(db, held, &desired.access).await?);
    let lost: Vec<NumberId> = before.difference(&after).copied().collect();
    let gained: Vec<NumberId> = after.difference(&before).copied().collect();
    let now = db.now();
    let changes_permissions = desired.role != member.role || desired.access != member.access;
    let (impersonations, invitations) = if changes_permissions {
        db.read::<(i64, i64)>(held, &ENDS, &[&member.id, &now, &desired.role])
            .await?
            .into_iter()
            .next()
            .unwrap_or((0, 0))
    } else {
        (0, 0)
    };
    let sessions = db.read::<(i64,)>(held, &SESSIONS, &[&member.id, &now]).await?;
    Ok(Effect {
        role: (member.role != desired.role).then_some((member.role, desired.role)),
        numbers_lost: lost.len(),
        numbers_gained: gained.len(),
        calls_lost: count_calls(db, held, &lost).await?,
        calls_gained: count_calls(db, held, &gained).await?,
        sessions: sessions.into_iter().next().map_or(0, |(count,)| count),
        impersonations,
        invitations,
    })
}

type EditProof = Held<Member, actions::EditMembers>;

async fn visible_numbers(db: &Db, held: &EditProof) -> Result<BTreeSet<NumberId>, Error> {
    let numbers = match held.access {
        NumberAccess::All => db.read::<(NumberId,)>(held, &ALL, &[]).await?,
        NumberAccess::Specific { .. } => db.read(held, &VISIBLE_NUMBERS, &[&held.id]).await?,
    };
    Ok(numbers.into_iter().map(|(id,)| id).collect())
}

async fn visible_numbers_after(db: &Db, held: &EditProof, access: &NumberAccess) -> Result<BTreeSet<NumberId>, Error> {
    let all: BTreeSet<NumberId> = db.read::<(NumberId,)>(held, &ALL, &[]).await?.into_iter().map(|(id,)| id).collect();
    let NumberAccess::Specific { numbers, groups } = access else { return Ok(all) };
    let mut visible: BTreeSet<NumberId> = numbers.intersection(&all).copied().collect();
    for group in groups {
        visible.extend(db.read::<(NumberId,)>(held, &IN_GROUP, &[group]).await?.into_iter().map(|(id,)| id));
    }
    Ok(visible)
}

async fn count_calls(db: &Db, held: &EditProof, numbers: &[NumberId]) -> Result<i64, Error> {
    if numbers.len() > MAX_COUNTED_SINGLY {
        let counts: BTreeMap<NumberId, i64> =
            db.read::<(NumberId, i64)>(held, &CALLS, &[]).await?.into_iter().collect();
        return Ok(numbers.iter().filter_map(|number| counts.get(number)).sum());
    }
    let mut count = 0;
    for number in numbers {
        count += db.read::<(i64,)>(held, &CALLS_OF, &[number]).await?.first().map_or(0, |(calls,)| *calls);
    }
    Ok(count)
}
