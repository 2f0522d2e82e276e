//! The effect of a change of a member, before it is saved.

use std::collections::BTreeSet;

use serde_json::json;

use super::access_effect::{AccessEffect, CallCounts, MemberEffect, Saving};
use super::edit::{Draft, Edited, edit_if};
use super::{Member, NumberAccess};
use crate::Error;
use crate::access::{BusinessSql, Held, Role, Scoped, actions, business_sql};
use crate::db::{self, Db};
use crate::ids::NumberId;
use crate::mail::EmailComposer;

static VISIBLE_NUMBERS: BusinessSql = business_sql!("effect_numbers.sql");
static ALL: BusinessSql = business_sql!("effect_all.sql");

/// The effects of saving a change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Effect {
    /// The old and the new role, when the role changes.
    pub role: Option<(Role, Role)>,
    /// Numbers that become visible or hidden; nobody when none do.
    pub access: AccessEffect,
    /// The member's sessions, which the change affects at once.
    pub sessions: u64,
    /// Log in as periods that end.
    pub impersonations: u64,
    /// Invitations by the member that end, since the new role may not grant them.
    pub invitations: u64,
}

impl Effect {
    /// The effect of a change that was made or rolled back.
    pub fn of(edited: &Edited, access: AccessEffect) -> Self {
        Self {
            role: (edited.before.role != edited.after.role).then_some((edited.before.role, edited.after.role)),
            access,
            sessions: edited.ended.sessions,
            impersonations: edited.ended.impersonations,
            invitations: edited.ended.invitations,
        }
    }
}

/// The effects of saving a change: those of the change itself, which is then rolled back.
///
/// # Errors
/// Returns [`Error::Fields`] or a rule, as the change itself does, or a database error.
pub async fn effect(db: &Db, held: &Held<Member, actions::EditMembers>, draft: &Draft) -> Result<Effect, Error> {
    let changed = edit_if(db, held, draft, &EmailComposer::disabled(), Saving::DryRun).await?;
    Ok(Effect::of(&changed.thing, changed.effect))
}

/// The numbers that a member sees: those granted to a Viewer, and all numbers for every other role.
pub(super) async fn visible_numbers(tx: &mut Scoped<'_>, member: &Member) -> Result<BTreeSet<NumberId>, db::Error> {
    let numbers = match member.access {
        NumberAccess::All => tx.all::<(NumberId,)>(&ALL, &[]).await?,
        NumberAccess::Specific { .. } => tx.all(&VISIBLE_NUMBERS, &[&member.id]).await?,
    };
    Ok(numbers.into_iter().map(|(id,)| id).collect())
}

/// The effect of a change of role or number access that is written, for a member who saw these numbers before.
pub(super) async fn effect_on(
    tx: &mut Scoped<'_>,
    edited: &Edited,
    before: &BTreeSet<NumberId>,
) -> Result<AccessEffect, Error> {
    let member = &edited.after;
    let after = visible_numbers(tx, member).await?;
    let (gained, lost): (BTreeSet<NumberId>, BTreeSet<NumberId>) = (&after - before, before - &after);
    let counts = CallCounts::of(tx, &(&gained | &lost)).await?;
    let effect = MemberEffect {
        member: member.id,
        name: member.name.clone(),
        gains: counts.amount(&gained),
        loses: counts.amount(&lost),
    };
    let members = if gained.is_empty() && lost.is_empty() { Vec::new() } else { vec![effect] };
    let ended = (edited.ended.impersonations, edited.ended.invitations);
    let change = json!([member.role, member.access.to_audit_json(), gained, lost, ended]);
    Ok(AccessEffect::new(members, Vec::new(), (0, 0), &change))
}
