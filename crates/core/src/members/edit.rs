//! Changes a member's role, display name and number access, in one transaction.

use std::collections::BTreeSet;

use super::access::change_grants;
use super::access_draft::AccessDraft;
use super::access_effect::{AccessEffect, Changed, Saving};
use super::access_names::{AccessNames, member_address_in_tx};
use super::effect::{effect_on, visible_numbers};
use super::find::load_in_tx;
use super::recheck::recheck_in_transaction;
use super::revocation::{Revoked, SESSIONS, revoke_excess};
use super::{Member, NumberAccess};
use crate::access::{BusinessSql, Change, Held, Role, Rule, Viewpoint, actions, business_sql, may_act_on, may_grant};
use crate::audit::Event;
use crate::db::Db;
use crate::ids::MemberId;
use crate::mail::EmailComposer;
use crate::{Error, Fields, text};

static EDIT: BusinessSql = business_sql!("edit.sql");

/// The fields to change. Fields left out keep their value, which is read in the transaction that writes, so that concurrent
/// changes of different fields are both kept.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Draft {
    /// The role, as a word.
    pub role: Option<String>,
    /// The display name.
    pub name: Option<String>,
    /// The number access. It is required when somebody becomes a Viewer.
    pub access: Option<AccessDraft>,
}

/// A draft that was checked without the database.
#[derive(Clone, Debug)]
pub(crate) struct CheckedDraft {
    role: Option<Role>,
    name: Option<String>,
    access: Option<NumberAccess>,
}

/// The editable values of a member, or of an invitation, after a change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct DesiredMember {
    pub(crate) role: Role,
    pub(crate) name: String,
    pub(crate) access: NumberAccess,
}

impl DesiredMember {
    /// The values of a member as they are.
    fn of(member: &Member) -> Self {
        Self { role: member.role, name: member.name.clone(), access: member.access.clone() }
    }

    /// The member after the change.
    fn applied_to(self, before: &Member) -> Member {
        Member { role: self.role, name: self.name, access: self.access, ..before.clone() }
    }

    /// Whether a member already has these values.
    fn matches(&self, member: &Member) -> bool {
        self.role == member.role && self.name == member.name && self.access == member.access
    }
}

/// A change that was made, for the letter about it.
#[derive(Clone, Debug)]
pub struct Edited {
    /// The business's name.
    pub business: String,
    /// The business's name in addresses.
    pub slug: String,
    /// The name of the person who made it.
    pub by: String,
    /// The address of that person.
    pub by_email: String,
    /// The member before the change.
    pub before: Member,
    /// The member after the change.
    pub after: Member,
    /// The names of the numbers and groups that the member sees after the change.
    pub names: AccessNames,
    /// The access that it revoked.
    pub ended: Revoked,
}

impl Edited {
    /// Whether anything changed.
    pub fn changes_anything(&self) -> bool {
        self.before.name != self.after.name || self.changes_permissions()
    }

    /// Whether the role or the number access changed.
    pub fn changes_permissions(&self) -> bool {
        self.before.role != self.after.role || self.before.access != self.after.access
    }
}

impl Draft {
    /// Checks the draft without the database.
    pub(crate) fn check(&self) -> Result<CheckedDraft, Error> {
        let mut fields = Fields::none();
        let name = self.name.as_ref().and_then(|name| fields.checked("name", text::name(name, 80)));
        let role = self.role.as_ref().and_then(|role| {
            fields.checked("role", role.parse::<Role>().map_err(|_| "Choose Owner, Admin, Manager or Viewer."))
        });
        let access = self.access.as_ref().and_then(|access| fields.checked("number_access", access.check()));
        fields.into_result()?;
        Ok(CheckedDraft { role, name, access })
    }
}

impl CheckedDraft {
    /// Applies the changes to the values of a member or an invitation.
    pub(crate) fn apply_to(self, before: &DesiredMember) -> Result<DesiredMember, Error> {
        let role = self.role.unwrap_or(before.role);
        let access = match (role, self.access) {
            (Role::Viewer, Some(access)) => Ok(access),
            (Role::Viewer, None) if before.role == Role::Viewer => Ok(before.access.clone()),
            (Role::Viewer, None) => Err("Choose what the Viewer is to see: All Numbers or Specific Numbers."),
            (_, None | Some(NumberAccess::All)) => Ok(NumberAccess::All),
            (_, Some(_)) => Err("Specific Numbers are for Viewers; every other role sees All Numbers."),
        };
        let mut fields = Fields::none();
        let access = fields.checked("number_access", access);
        fields.into_result()?;
        let name = self.name.unwrap_or_else(|| before.name.clone());
        Ok(DesiredMember { role, name, access: access.unwrap_or(NumberAccess::All) })
    }
}

/// Checks the rules for a change. Everybody may change their own name, and nobody their own role or access.
pub(super) fn check_rules(
    viewpoint: &Viewpoint,
    role: Role,
    member: &Member,
    desired: &DesiredMember,
) -> Result<(), Rule> {
    let name_only = desired.role == member.role && desired.access == member.access;
    if member.id == viewpoint.member() && name_only {
        return Ok(());
    }
    if member.id == viewpoint.actor().member && !name_only {
        return Err(Rule::OwnMembership);
    }
    may_act_on((viewpoint.member(), role), (member.id, member.role))?;
    may_grant(role, desired.role)
}

/// Changes a member, revokes what the new role no longer permits, and notifies live pages. An edit that changes nothing
/// leaves no audit entry and sends no letter.
///
/// # Errors
/// Returns [`Error::Fields`] (`role`, `name`, `number_access`), the broken [`Rule`], a refusal when the requester's or the
/// member's role has changed meanwhile, or a database error.
pub async fn edit(
    db: &Db,
    held: &Held<Member, actions::EditMembers>,
    draft: &Draft,
    composer: &EmailComposer<Edited>,
) -> Result<Edited, Error> {
    Ok(edit_if(db, held, draft, composer, Saving::Now).await?.thing)
}

/// The same, saved depending on what it gives and takes away.
///
/// # Errors
/// Returns the errors of [`edit`].
pub async fn edit_if(
    db: &Db,
    held: &Held<Member, actions::EditMembers>,
    draft: &Draft,
    composer: &EmailComposer<Edited>,
    saving: Saving,
) -> Result<Changed<Edited>, Error> {
    let checked = draft.check()?;
    let (id, viewpoint, composer) = (held.id, held.viewpoint().clone(), composer.clone());
    db.change_if_decided(held, move |tx| {
        Box::pin(async move {
            let role = recheck_in_transaction(tx, &viewpoint, actions::EditMembers).await?;
            let before = load_in_tx(tx, id).await?;
            let desired = checked.apply_to(&DesiredMember::of(&before))?;
            check_rules(&viewpoint, role, &before, &desired)?;
            let mut edited = Edited {
                business: viewpoint.business_name().to_owned(),
                slug: viewpoint.slug().to_owned(),
                by: viewpoint.actor().name.clone(),
                by_email: String::new(),
                names: AccessNames::default(),
                after: before.clone(),
                before,
                ended: Revoked::default(),
            };
            if desired.matches(&edited.before) {
                return Ok(Changed::decided(edited, AccessEffect::default(), &saving, None));
            }
            edited.after = desired.clone().applied_to(&edited.before);
            let numbers_before = match edited.changes_permissions() {
                true => visible_numbers(tx, &edited.before).await?,
                false => BTreeSet::new(),
            };
            write(tx, id, &viewpoint, &edited.before, &desired).await?;
            tx.notify(Change::Member(id));
            let mut effect = AccessEffect::default();
            if edited.changes_permissions() {
                edited.ended = revoke_excess(tx, id, Some(edited.after.role)).await?;
                let now = tx.now();
                edited.ended.sessions = tx.one::<(i64,)>(&SESSIONS, &[&id, &now]).await?.0.unsigned_abs();
                effect = effect_on(tx, &edited, &numbers_before).await?;
                if saving.permits(&effect) && !composer.is_disabled() {
                    edited.names = AccessNames::load_in_tx(tx, &edited.after.access).await?;
                    edited.by_email = member_address_in_tx(tx, viewpoint.actor().member).await?;
                    composer.queue(tx, "member_edited", &edited.after.email, &edited).await?;
                }
            }
            let event = Event::of("member.edited", "member", id, &edited.before.name);
            let event = event.before(edited.before.to_audit_json()).after(edited.after.to_audit_json());
            Ok(Changed::decided(edited, effect, &saving, Some(event)))
        })
    })
    .await
}

/// Writes the change. The statement checks the rules again, since another request may have changed the same rows.
async fn write(
    tx: &mut crate::access::Scoped<'_>,
    id: MemberId,
    viewpoint: &Viewpoint,
    before: &Member,
    desired: &DesiredMember,
) -> Result<(), Error> {
    let (actor, folded, sees) = (viewpoint.member(), text::fold_case(&desired.name), desired.access.kind());
    if tx.run(&EDIT, &[&id, &desired.role, &desired.name, &folded, &sees, &actor]).await? == 0 {
        let is_demotion = before.role == Role::Owner && desired.role != Role::Owner;
        return Err(if is_demotion { Rule::LastOwner } else { Rule::Rank }.into());
    }
    change_grants(tx, id, &before.access, &desired.access).await
}
