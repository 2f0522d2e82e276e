//! What a change of a member would do, counted before it is saved.

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

/// Up to how many numbers are counted one by one: beyond it, one pass over all calls is cheaper.
const MAX_COUNTED_SINGLY: usize = 200;

/// What saving would do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Effect {
    /// From which role to which, where it changes.
    pub role: Option<(Role, Role)>,
    /// Numbers no longer seen.
    pub numbers_lost: usize,
    /// Numbers seen in addition.
    pub numbers_gained: usize,
    /// Calls no longer seen.
    pub calls_lost: i64,
    /// Calls seen in addition.
    pub calls_gained: i64,
    /// Signed-in browsers of theirs, which see as much from then on.
    pub sessions: i64,
    /// Periods of Log in as that end.
    pub impersonations: i64,
    /// Invitations of theirs that end, since the new role may not grant them.
    pub invitations: i64,
}

/// What saving a change would do. Numbers are those that the lists show: by what is granted to a viewer, as the database
/// reads it for every list, and all of them for everybody else.
///
/// # Errors
/// What to change, or the rule in the way, as for the change itself; or that the database failed.
pub async fn effect(db: &Db, held: &Held<Member, actions::EditMembers>, draft: &Draft) -> Result<Effect, Error> {
    let there = held.thing();
    let desired = draft.check()?.apply_to(there)?;
    check_rules(held.viewpoint(), held.viewpoint().role(), there, &desired)?;
    let (had, has) = (visible_numbers(db, held).await?, visible_numbers_after(db, held, &desired.access).await?);
    let lost: Vec<NumberId> = had.difference(&has).copied().collect();
    let gained: Vec<NumberId> = has.difference(&had).copied().collect();
    let now = db.now();
    let is_more_than_a_name = desired.role != there.role || desired.access != there.access;
    let (impersonations, invitations) = if is_more_than_a_name {
        db.read::<(i64, i64)>(held, &ENDS, &[&there.id, &now, &desired.role])
            .await?
            .into_iter()
            .next()
            .unwrap_or((0, 0))
    } else {
        (0, 0)
    };
    let sessions = db.read::<(i64,)>(held, &SESSIONS, &[&there.id, &now]).await?;
    Ok(Effect {
        role: (there.role != desired.role).then_some((there.role, desired.role)),
        numbers_lost: lost.len(),
        numbers_gained: gained.len(),
        calls_lost: calls(db, held, &lost).await?,
        calls_gained: calls(db, held, &gained).await?,
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
    let every: BTreeSet<NumberId> =
        db.read::<(NumberId,)>(held, &ALL, &[]).await?.into_iter().map(|(id,)| id).collect();
    let NumberAccess::Specific { numbers, groups } = access else { return Ok(every) };
    let mut seen: BTreeSet<NumberId> = numbers.intersection(&every).copied().collect();
    for group in groups {
        seen.extend(db.read::<(NumberId,)>(held, &IN_GROUP, &[group]).await?.into_iter().map(|(id,)| id));
    }
    Ok(seen)
}

async fn calls(db: &Db, held: &EditProof, numbers: &[NumberId]) -> Result<i64, Error> {
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
