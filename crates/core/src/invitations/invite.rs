//! Invites somebody, or makes them a member at once.

use secrecy::SecretString;

use super::draft::Checked;
use super::post::{Occasion, Told, delivery};
use super::{Draft, Invitation, Status, scope, sends};
use crate::access::{Actor, BusinessSql, Change, May, Role, Rule, Scoped, Viewpoint, actions, business_sql, may_grant};
use crate::audit::Event;
use crate::db::{self, Db};
use crate::ids::{InvitationId, MemberId, UserId};
use crate::mail::{self, EmailComposer, SealedLetter};
use crate::members::{Member, NumberAccess, grant, not_listed, standing, told, within};
use crate::people::find_account;
use crate::seats::{Plans, Team};
use crate::secret::{self, Digest};
use crate::time::Timestamp;
use crate::{Error, text};

static MEMBER: BusinessSql = business_sql!("member_of.sql");
static LIVE: BusinessSql = business_sql!("live.sql");
static EXPIRE: BusinessSql = business_sql!("expire.sql");
static ADD: BusinessSql = business_sql!("add.sql");
static ADD_MEMBER: BusinessSql = business_sql!("add_member.sql");

/// What becomes of an address that has an account.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Existing {
    /// The person is a member at once.
    #[default]
    Added,
    /// The person is asked first, like anybody else.
    Asked,
}

/// On what terms the instance invites.
#[derive(Clone, Debug)]
pub struct Terms {
    /// The plans.
    pub plans: Plans,
    /// How long a link lives, in seconds.
    pub life_seconds: i64,
    /// What becomes of an address that has an account.
    pub existing: Existing,
}

/// What came of inviting somebody.
#[derive(Clone, Debug)]
pub enum Outcome {
    /// They had an account, and are a member now.
    Added(Member),
    /// They have an invitation.
    Invited {
        /// The invitation.
        invitation: Invitation,
        /// The token for the link, to be handed over; only where no letter is sent, and only this once.
        link: Option<SecretString>,
    },
}

/// Invites somebody; who has an account is a member at once, unless the terms say that they are asked.
///
/// # Errors
/// What to change, by field (`name`, `email`, `role`, `number_access`); [`Rule::Grant`]; [`Error::AlreadyMember`],
/// [`Error::AlreadyInvited`], [`Error::SeatLimit`], [`Error::TooOften`]; or that the database failed.
pub async fn invite(
    db: &Db,
    may: &May<actions::Invite>,
    terms: &Terms,
    composer: &EmailComposer<Told>,
    draft: &Draft,
) -> Result<Outcome, Error> {
    let checked = draft.check().map_err(Error::Fields)?;
    let viewpoint = may.viewpoint();
    grantable(viewpoint.role(), checked.role)?;
    let prepared = Prepared::new(db, viewpoint, terms, composer, checked).await?;
    let (plans, viewpoint) = (terms.plans.clone(), viewpoint.clone());
    let invited = db.change(may, move |tx| {
        Box::pin(async move {
            let role = standing(tx, &viewpoint, actions::Invite).await?;
            grantable(role, prepared.checked.role)?;
            let team = Team::of(tx, &plans).await?;
            scope::check(tx, &prepared.checked.access).await?;
            prepared.send(tx, &team, viewpoint.actor()).await
        })
    });
    invited.await.map_err(gone_meanwhile)
}

/// A role below one's own, or any for an Owner.
pub(super) fn grantable(own: Role, granted: Role) -> Result<(), Rule> {
    may_grant(own, granted)
}

/// A number or group that went in the meantime is no longer in the list either.
pub(super) fn gone_meanwhile(error: Error) -> Error {
    if matches!(error, Error::Db(db::Error::Bound)) { not_listed() } else { error }
}

/// Nobody of this address is a member or invited. An invitation whose time is over makes room for a new one.
pub(super) async fn is_new(tx: &mut Scoped<'_>, canonical: &str) -> Result<(), Error> {
    if let Some((member,)) = tx.optional::<(MemberId,)>(&MEMBER, &[&canonical]).await? {
        return Err(Error::AlreadyMember(member));
    }
    let now = tx.now();
    match tx.optional::<(InvitationId, bool)>(&LIVE, &[&canonical, &now]).await? {
        Some((invitation, false)) => Err(Error::AlreadyInvited(invitation)),
        Some((_, true)) => tx.run(&EXPIRE, &[&canonical, &now]).await.map(drop).map_err(Error::from),
        None => Ok(()),
    }
}

/// Everything that is worked out before the transaction begins.
pub(super) struct Prepared {
    pub(super) checked: Checked,
    /// The account that is made a member at once.
    account: Option<UserId>,
    token: SecretString,
    hash: Digest,
    expires_at: Timestamp,
    letter: Option<SealedLetter>,
}

impl Prepared {
    pub(super) async fn new(
        db: &Db,
        viewpoint: &Viewpoint,
        terms: &Terms,
        composer: &EmailComposer<Told>,
        checked: Checked,
    ) -> Result<Self, Error> {
        let account = find_account(db, &checked.email).await?;
        let is_added = terms.existing == Existing::Added && account.is_some();
        let (token, hash) = secret::token("")?;
        let expires_at = db.now().plus_seconds(terms.life_seconds);
        let has_account = account.is_some();
        let occasion = match is_added {
            true => Occasion::Added,
            false => Occasion::Invited { token: token.clone(), expires_at, again: false, has_account },
        };
        let zone = account.as_ref().and_then(|account| account.time_zone.as_deref());
        let to = (checked.name.as_str(), checked.email.typed(), zone);
        let kind = if is_added { "member_added" } else { "invitation" };
        let letter =
            composer.compose(kind, to.1, &Told::by(viewpoint, to, (checked.role, &*checked.access), occasion))?;
        let account = account.filter(|_| is_added).map(|account| account.id);
        Ok(Self { checked, account, token, hash, expires_at, letter })
    }

    /// Does it, within a transaction that the other changes to the team wait for and that has checked the number access.
    /// Nothing is written where it answers an error that is about this one person.
    pub(super) async fn send(
        self,
        tx: &mut Scoped<'_>,
        team: &Team,
        inviter: &Actor,
    ) -> Result<(Outcome, Event), Error> {
        is_new(tx, self.checked.email.canonical()).await?;
        match self.account {
            Some(user) => self.add(tx, team, inviter.member, user).await,
            None => self.invite(tx, team, inviter).await,
        }
    }

    async fn add(
        self,
        tx: &mut Scoped<'_>,
        team: &Team,
        inviter: MemberId,
        user: UserId,
    ) -> Result<(Outcome, Event), Error> {
        let Checked { name, email, role, access } = &self.checked;
        let (now, folded, limit) = (tx.now(), text::folded(name), team.limit());
        let values: db::Values<'_> = &[&user, role, name, &folded, &access.sees(), &now, &inviter, &limit];
        let added = tx.optional::<(MemberId,)>(&ADD_MEMBER, values).await?;
        let Some((id,)) = added else { return Err(refused(tx, team).await?) };
        grant(tx, id, access).await?;
        tx.notify(Change::Member(id));
        if let Some(letter) = &self.letter {
            mail::post(tx, letter).await?;
        }
        let member = within(tx, id).await?;
        let mut after = told(name, *role, access);
        after["email"] = email.typed().into();
        Ok((Outcome::Added(member), Event::of("member.added", "member", id, name).after(after)))
    }

    async fn invite(self, tx: &mut Scoped<'_>, team: &Team, inviter: &Actor) -> Result<(Outcome, Event), Error> {
        let Checked { name, email, role, access } = &self.checked;
        sends::note(tx, email.canonical()).await?;
        let (now, folded, limit) = (tx.now(), text::folded(name), team.limit());
        let added = tx
            .optional::<(InvitationId,)>(
                &ADD,
                &[
                    &email.typed(),
                    &email.canonical(),
                    name,
                    &folded,
                    role,
                    &access.sees(),
                    &self.hash,
                    &now,
                    &self.expires_at,
                    &inviter.member,
                    &limit,
                ],
            )
            .await?;
        let Some((id,)) = added else { return Err(refused(tx, team).await?) };
        scope::keep(tx, id, access).await?;
        if let Some(letter) = &self.letter {
            mail::post(tx, letter).await?;
        }
        let invitation = Invitation {
            id,
            name: name.clone(),
            email: email.typed().to_owned(),
            role: *role,
            access: NumberAccess::clone(access),
            status: Status::Pending,
            invited_by: inviter.member,
            inviter: inviter.name.clone(),
            created_at: now,
            sent_at: now,
            expires_at: self.expires_at,
        };
        let mut after = told(name, *role, access);
        after["email"] = email.typed().into();
        after["expires_at"] = serde_json::json!(self.expires_at);
        after["delivery"] = delivery(self.letter.is_some()).into();
        let event = Event::of("invitation.sent", "invitation", id, name).after(after);
        let link = self.letter.is_none().then_some(self.token);
        Ok((Outcome::Invited { invitation, link }, event))
    }
}

/// Why a statement that fills a seat filled none.
pub(super) async fn refused(tx: &mut Scoped<'_>, team: &Team) -> Result<Error, db::Error> {
    Ok(team.full(tx).await?.map_or(Error::Rule(Rule::Grant), Error::SeatLimit))
}
