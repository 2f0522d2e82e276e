//! Changes a member's role, display name and number access, in one transaction.

use super::access::change;
use super::access_draft::AccessDraft;
use super::ends::{Receipt, SESSIONS, what_no_longer_fits};
use super::find::within;
use super::standing::standing;
use super::{Member, NumberAccess};
use crate::access::{BusinessSql, Change, Held, Role, Rule, Viewpoint, actions, business_sql, may_act_on, may_grant};
use crate::audit::Event;
use crate::db::Db;
use crate::ids::MemberId;
use crate::mail::EmailComposer;
use crate::{Error, Fields, text};

static EDIT: BusinessSql = business_sql!("edit.sql");

/// What is to be another than it is. What is left out stays; it is read in the transaction that writes, so that two
/// changes of different things at once lose nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Draft {
    /// The role, as a word.
    pub role: Option<String>,
    /// The display name.
    pub name: Option<String>,
    /// The number access. Has to be said of whoever becomes a Viewer.
    pub access: Option<AccessDraft>,
}

/// The same, checked as far as it can be without the database.
#[derive(Clone, Debug)]
pub(super) struct Checked {
    role: Option<Role>,
    name: Option<String>,
    access: Option<NumberAccess>,
}

/// What a member is to be.
#[derive(Clone, Debug)]
pub(super) struct Wanted {
    pub(super) role: Role,
    pub(super) name: String,
    pub(super) access: NumberAccess,
}

impl Wanted {
    /// The member once this is written.
    fn made_of(self, before: &Member) -> Member {
        Member { role: self.role, name: self.name, access: self.access, ..before.clone() }
    }

    /// Whether a member is that already.
    fn is(&self, there: &Member) -> bool {
        self.role == there.role && self.name == there.name && self.access == there.access
    }
}

/// A change that was made, for the letter that tells of it.
#[derive(Clone, Debug)]
pub struct Edited {
    /// The business's name.
    pub business: String,
    /// The business's name in addresses.
    pub slug: String,
    /// Who made it.
    pub by: String,
    /// The member as they were.
    pub before: Member,
    /// As they are now.
    pub after: Member,
    /// What ended with it.
    pub ended: Receipt,
}

impl Edited {
    /// Whether anything is another than it was.
    pub fn changes_anything(&self) -> bool {
        self.before.name != self.after.name || self.changes_what_they_may()
    }

    /// Whether it is more than another name.
    pub fn changes_what_they_may(&self) -> bool {
        self.before.role != self.after.role || self.before.access != self.after.access
    }
}

impl Draft {
    /// Checks it by itself.
    pub(super) fn check(&self) -> Result<Checked, Error> {
        let mut fields = Fields::none();
        let name = self.name.as_ref().and_then(|name| fields.take("name", text::line(name, 80)));
        let role = self.role.as_ref().and_then(|role| {
            fields.take("role", role.parse::<Role>().map_err(|_| "Choose Owner, Admin, Manager or Viewer."))
        });
        let access = self.access.as_ref().and_then(|access| fields.take("number_access", access.check()));
        fields.done()?;
        Ok(Checked { role, name, access })
    }
}

impl Checked {
    /// What it makes of a member.
    pub(super) fn on(self, there: &Member) -> Result<Wanted, Error> {
        let role = self.role.unwrap_or(there.role);
        let access = match (role, self.access) {
            (Role::Viewer, Some(access)) => Ok(access),
            (Role::Viewer, None) if there.role == Role::Viewer => Ok(there.access.clone()),
            (Role::Viewer, None) => Err("Choose what the Viewer is to see: All Numbers or Specific Numbers."),
            (_, None | Some(NumberAccess::All)) => Ok(NumberAccess::All),
            (_, Some(_)) => Err("Specific Numbers are for Viewers; every other role sees All Numbers."),
        };
        let mut fields = Fields::none();
        let access = fields.take("number_access", access);
        fields.done()?;
        let name = self.name.unwrap_or_else(|| there.name.clone());
        Ok(Wanted { role, name, access: access.unwrap_or(NumberAccess::All) })
    }
}

/// Whether somebody may make this of a member. One's own name is one's own; nobody changes their own role or access.
pub(super) fn allowed(viewpoint: &Viewpoint, role: Role, there: &Member, wanted: &Wanted) -> Result<(), Rule> {
    let name_only = wanted.role == there.role && wanted.access == there.access;
    if there.id == viewpoint.member() && name_only {
        return Ok(());
    }
    if there.id == viewpoint.actor().member && !name_only {
        return Err(Rule::Oneself);
    }
    may_act_on((viewpoint.member(), role), (there.id, there.role))?;
    may_grant(role, wanted.role)
}

/// Changes a member, and ends what no longer fits. Who watches is told. What makes nothing another than it is changes
/// nothing: it is neither written down nor told.
///
/// # Errors
/// What to change, by field (`role`, `name`, `number_access`); the rule in the way; a refusal where the person who asks
/// or the member is not what they were; or that the database failed.
pub async fn edit(
    db: &Db,
    held: &Held<Member, actions::EditMembers>,
    draft: &Draft,
    composer: &EmailComposer<Edited>,
) -> Result<Edited, Error> {
    let checked = draft.check()?;
    let (id, viewpoint, composer) = (held.id, held.viewpoint().clone(), composer.clone());
    db.change(held, move |tx| {
        Box::pin(async move {
            let role = standing(tx, &viewpoint, actions::EditMembers).await?;
            let before = within(tx, id).await?;
            let wanted = checked.on(&before)?;
            allowed(&viewpoint, role, &before, &wanted)?;
            let mut edited = Edited {
                business: viewpoint.business_name().to_owned(),
                slug: viewpoint.slug().to_owned(),
                by: viewpoint.actor().name.clone(),
                after: before.clone(),
                before,
                ended: Receipt::default(),
            };
            if wanted.is(&edited.before) {
                return Ok((edited, None));
            }
            write(tx, id, &viewpoint, &edited.before, &wanted).await?;
            tx.notify(Change::Member(id));
            edited.after = wanted.made_of(&edited.before);
            if edited.changes_what_they_may() {
                edited.ended = what_no_longer_fits(tx, id, Some(edited.after.role)).await?;
                let now = tx.now();
                edited.ended.sessions = tx.one::<(i64,)>(&SESSIONS, &[&id, &now]).await?.0.unsigned_abs();
                composer.post(tx, "member_edited", &edited.after.email, &edited).await?;
            }
            let event = Event::of("member.edited", "member", id, &edited.before.name);
            let event = event.before(edited.before.told()).after(edited.after.told());
            Ok((edited, Some(event)))
        })
    })
    .await
}

/// Writes it. The rules stand in the statement once more, since another request may have changed the same rows.
async fn write(
    tx: &mut crate::access::Scoped<'_>,
    id: MemberId,
    viewpoint: &Viewpoint,
    before: &Member,
    wanted: &Wanted,
) -> Result<(), Error> {
    let (actor, folded, sees) = (viewpoint.member(), text::folded(&wanted.name), wanted.access.sees());
    if tx.run(&EDIT, &[&id, &wanted.role, &wanted.name, &folded, &sees, &actor]).await? == 0 {
        let is_demotion = before.role == Role::Owner && wanted.role != Role::Owner;
        return Err(if is_demotion { Rule::LastOwner } else { Rule::Rank }.into());
    }
    change(tx, id, &before.access, &wanted.access).await
}
