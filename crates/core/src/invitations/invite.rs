//! Invites a person, or adds them as a member at once.

use secrecy::SecretString;

use super::delivery::letter_columns;
use super::draft::CheckedDraft;
use super::letter::{InvitationLetter, Occasion, delivery_word};
use super::sends::{self, HourlyLimits};
use super::{Delivery, Draft, Invitation, Status, scope};
use crate::access::{Actor, BusinessSql, Change, May, Role, Rule, Scoped, Viewpoint, actions, business_sql, may_grant};
use crate::accounts::find_account;
use crate::audit::Event;
use crate::businesses::{ExistingAccounts, existing_accounts};
use crate::db::{self, Db};
use crate::ids::{InvitationId, MemberId, UserId};
use crate::mail::{self, EmailComposer, SealedLetter};
use crate::members::{
    Member, NumberAccess, grant, load_in_tx, member_to_audit_json, not_listed, recheck_in_transaction,
};
use crate::seats::{LockedSeats, Plans};
use crate::secret::{self, Digest};
use crate::time::Timestamp;
use crate::{Error, text};

static MEMBER: BusinessSql = business_sql!("member_of.sql");
static LIVE: BusinessSql = business_sql!("live.sql");
static EXPIRE: BusinessSql = business_sql!("expire.sql");
static ADD: BusinessSql = business_sql!("add.sql");
static ADD_MEMBER: BusinessSql = business_sql!("add_member.sql");

/// The instance's settings for invitations.
#[derive(Clone, Debug)]
pub struct Terms {
    /// The plans.
    pub plans: Plans,
    /// How long a link is valid, in seconds.
    pub life_seconds: i64,
    /// How to invite an address that has an account, where the business has not chosen.
    pub existing: ExistingAccounts,
    /// How many invitations may be sent within an hour.
    pub hourly: HourlyLimits,
}

/// The result of inviting a person.
#[derive(Clone, Debug)]
pub enum Outcome {
    /// The person had an account, and is a member now.
    Added(Member),
    /// The person was invited.
    Invited {
        /// The invitation.
        invitation: Invitation,
        /// The token for the link, when no letter is sent. It is returned only once.
        link: Option<SecretString>,
    },
}

/// Invites a person, or adds them at once if the terms say so for existing accounts.
///
/// # Errors
/// Returns [`Error::Fields`] (`name`, `email`, `role`, `number_access`), [`Rule::Grant`], [`Error::AlreadyMember`],
/// [`Error::AlreadyInvited`], [`Error::SeatLimit`], [`Error::TooOften`], or a database error.
pub async fn invite(
    db: &Db,
    may: &May<actions::Invite>,
    terms: &Terms,
    composer: &EmailComposer<InvitationLetter>,
    draft: &Draft,
) -> Result<Outcome, Error> {
    let checked = draft.check().map_err(Error::Fields)?;
    let viewpoint = may.viewpoint();
    check_grant(viewpoint.role(), checked.role)?;
    let existing = existing_accounts(db, may).await?.unwrap_or(terms.existing);
    let prepared = PreparedInvitation::new(db, viewpoint, terms, existing, composer, checked).await?;
    let (plans, hourly, viewpoint) = (terms.plans.clone(), terms.hourly, viewpoint.clone());
    let outcome = db.change(may, move |tx| {
        Box::pin(async move {
            let role = recheck_in_transaction(tx, &viewpoint, actions::Invite).await?;
            check_grant(role, prepared.checked.role)?;
            let seats = LockedSeats::load(tx, &plans).await?;
            scope::check(tx, &prepared.checked.access).await?;
            hourly.check(tx, viewpoint.actor().member, 1).await?;
            prepared.send(tx, &seats, viewpoint.actor()).await
        })
    });
    outcome.await.map_err(refuse_missing_grant)
}

/// Checks that the granted role is below the inviter's own. An Owner may grant any role.
pub(super) fn check_grant(own: Role, granted: Role) -> Result<(), Rule> {
    may_grant(own, granted)
}

/// A number or group that disappeared meanwhile gets the same refusal as one that never existed.
pub(super) fn refuse_missing_grant(error: Error) -> Error {
    if matches!(error, Error::Db(db::Error::ForeignKeyViolation)) { not_listed() } else { error }
}

/// Checks that the address is neither a member nor invited. An expired invitation makes room for a new one.
pub(super) async fn ensure_not_invited(tx: &mut Scoped<'_>, canonical: &str) -> Result<(), Error> {
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

/// Everything that is computed before the transaction begins.
pub(super) struct PreparedInvitation {
    pub(super) checked: CheckedDraft,
    /// The account to add as a member at once.
    account: Option<UserId>,
    token: SecretString,
    hash: Digest,
    expires_at: Timestamp,
    letter: Option<SealedLetter>,
}

impl PreparedInvitation {
    pub(super) async fn new(
        db: &Db,
        viewpoint: &Viewpoint,
        terms: &Terms,
        existing: ExistingAccounts,
        composer: &EmailComposer<InvitationLetter>,
        checked: CheckedDraft,
    ) -> Result<Self, Error> {
        // An account that nobody has proved may be anybody's, so it counts as none.
        let account = find_account(db, &checked.email).await?.filter(|account| account.is_proved);
        let is_added = existing == ExistingAccounts::Added && account.is_some();
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
        let letter = match composer.is_disabled() {
            true => None,
            false => {
                let granted = (checked.role, &*checked.access);
                let contents = InvitationLetter::load(db, viewpoint, to, granted, occasion).await?;
                composer.compose(kind, to.1, &contents)?
            }
        };
        let account = account.filter(|_| is_added).map(|account| account.id);
        Ok(Self { checked, account, token, hash, expires_at, letter })
    }

    /// Adds or invites the person. The transaction must have locked the team and checked the number access. Nothing is written
    /// when the error is about this one person.
    pub(super) async fn send(
        self,
        tx: &mut Scoped<'_>,
        seats: &LockedSeats,
        inviter: &Actor,
    ) -> Result<(Outcome, Event), Error> {
        ensure_not_invited(tx, self.checked.email.canonical()).await?;
        match self.account {
            Some(user) => self.add(tx, seats, inviter.member, user).await,
            None => self.invite(tx, seats, inviter).await,
        }
    }

    async fn add(
        self,
        tx: &mut Scoped<'_>,
        seats: &LockedSeats,
        inviter: MemberId,
        user: UserId,
    ) -> Result<(Outcome, Event), Error> {
        let CheckedDraft { name, email, role, access } = &self.checked;
        let (now, folded, limit) = (tx.now(), text::fold_case(name), seats.limit());
        let values: db::Values<'_> = &[&user, role, name, &folded, &access.kind(), &now, &inviter, &limit];
        let row = tx.optional::<(MemberId,)>(&ADD_MEMBER, values).await?;
        let Some((id,)) = row else { return Err(no_seat_error(tx, seats).await?) };
        sends::record_added(tx, email.canonical(), inviter).await?;
        grant(tx, id, access).await?;
        tx.notify(Change::Member(id));
        if let Some(letter) = &self.letter {
            mail::queue_email(tx, letter).await?;
        }
        let member = load_in_tx(tx, id).await?;
        let mut after = member_to_audit_json(name, *role, access);
        after["email"] = email.typed().into();
        Ok((Outcome::Added(member), Event::of("member.added", "member", id, name).after(after)))
    }

    async fn invite(
        self,
        tx: &mut Scoped<'_>,
        seats: &LockedSeats,
        inviter: &Actor,
    ) -> Result<(Outcome, Event), Error> {
        let CheckedDraft { name, email, role, access } = &self.checked;
        sends::record_send(tx, email.canonical(), inviter.member).await?;
        let (now, folded, limit) = (tx.now(), text::fold_case(name), seats.limit());
        let (letter, letter_key) = letter_columns(self.letter.as_ref());
        let row = tx
            .optional::<(InvitationId,)>(
                &ADD,
                &[
                    &email.typed(),
                    &email.canonical(),
                    name,
                    &folded,
                    role,
                    &access.kind(),
                    &self.hash,
                    &now,
                    &self.expires_at,
                    &inviter.member,
                    &limit,
                    &self.letter.is_some(),
                    &letter,
                    &letter_key,
                ],
            )
            .await?;
        let Some((id,)) = row else { return Err(no_seat_error(tx, seats).await?) };
        scope::save(tx, id, access).await?;
        if let Some(letter) = &self.letter {
            mail::queue_invitation(tx, letter).await?;
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
            delivery: Delivery::begin(self.letter.is_some()),
        };
        let mut after = member_to_audit_json(name, *role, access);
        after["email"] = email.typed().into();
        after["expires_at"] = serde_json::json!(self.expires_at);
        after["delivery"] = delivery_word(self.letter.is_some()).into();
        let event = Event::of("invitation.sent", "invitation", id, name).after(after);
        let link = self.letter.is_none().then_some(self.token);
        Ok((Outcome::Invited { invitation, link }, event))
    }
}

/// The error for a statement that filled no seat.
pub(super) async fn no_seat_error(tx: &mut Scoped<'_>, seats: &LockedSeats) -> Result<Error, db::Error> {
    Ok(seats.refusal_if_full(tx).await?.map_or(Error::Rule(Rule::Grant), Error::SeatLimit))
}
