//! The only functions that make a [`Viewpoint`]: each finds the active membership of a session, a token or a claimed
//! job by one query. In a deleted business nobody has one, except by [`by_session_in_deleted`].

use super::action::{Action as _, actions};
use super::machine::{DueJob, Schedule};
use super::mode::LogInAsMode;
use super::role::Role;
use super::sql::{BusinessSql, GlobalSql, business_sql, global_sql};
use super::viewpoint::{AccessKind, Actor, Credential, Impersonation, Viewpoint, ViewpointFields};
use crate::db::{Db, Error, FromRow, Row};
use crate::ids::{IdBounds as _, MemberId, OutsideRecipientId, SessionId, TokenId, UserId};
use crate::secret::Digest;
use crate::time::Timestamp;

static BY_SESSION: GlobalSql = global_sql!("enter.sql");
static LOGGED_IN_AS: GlobalSql = global_sql!("enter_logged_in_as.sql");
static BY_TOKEN: GlobalSql = global_sql!("enter_by_token.sql");
static IN_DELETED: GlobalSql = global_sql!("enter_deleted.sql");
static BY_SCHEDULE: BusinessSql = business_sql!("enter_by_schedule.sql");
static OUTSIDE: BusinessSql = business_sql!("enter_outside.sql");

/// The viewpoint of a signed-in browser in a business: its person's own. `None` when the session has ended or is one of
/// Log in as, the business is unknown, or the person is not an active member of it. The audit log records `address`,
/// the network address of the request.
///
/// # Errors
/// When the database fails.
pub async fn by_session(db: &Db, token: &Digest, slug: &str, address: &str) -> Result<Option<Viewpoint>, Error> {
    let rows = db.read_global::<BySession>(&BY_SESSION, &[token, &slug, &db.now()]).await?;
    Ok(rows.into_iter().next().map(|row| Viewpoint::new(ViewpointFields { address: address.to_owned(), ..row.0 })))
}

/// The viewpoint of a signed-in browser in a deleted business, until its removal begins: its Owner may take it back, and
/// nothing else may be done. `None` for everybody else, and in any other business.
///
/// # Errors
/// When the database fails.
pub async fn by_session_in_deleted(
    db: &Db,
    token: &Digest,
    slug: &str,
    address: &str,
) -> Result<Option<Viewpoint>, Error> {
    let rows = db.read_global::<BySession>(&IN_DELETED, &[token, &slug, &db.now()]).await?;
    let fields = |row: BySession| ViewpointFields { address: address.to_owned(), is_deleted: true, ..row.0 };
    Ok(rows.into_iter().next().map(|row| Viewpoint::new(fields(row))))
}

/// The viewpoint of Log in as: the teammate's, with the person behind it as the actor. It needs the session of Log in
/// as and a live session of the person's own. `None` when either has ended, the business is another, or the memberships
/// and roles of the two people no longer allow it.
///
/// # Errors
/// When the database fails.
pub async fn logged_in_as(
    db: &Db,
    token: &Digest,
    own: &Digest,
    slug: &str,
    address: &str,
) -> Result<Option<Viewpoint>, Error> {
    let rows = db.read_global::<LoggedInAs>(&LOGGED_IN_AS, &[token, &slug, &db.now(), own]).await?;
    Ok(rows.into_iter().next().map(|row| Viewpoint::new(ViewpointFields { address: address.to_owned(), ..row.0 })))
}

/// The viewpoint of an API token: its member's own. `None` when the token is unknown or has expired, or its membership has
/// ended.
///
/// # Errors
/// When the database fails.
pub async fn by_token(db: &Db, token: &Digest, address: &str) -> Result<Option<Viewpoint>, Error> {
    let rows = db.read_global::<ByToken>(&BY_TOKEN, &[token, &db.now()]).await?;
    Ok(rows.into_iter().next().map(|row| Viewpoint::new(ViewpointFields { address: address.to_owned(), ..row.0 })))
}

/// The viewpoint of a member for a claimed job that works on their behalf, with their current role and number access.
/// `None` when they are not an active member of the job's business. It may read what the member may read, and change
/// nothing; it does not count as the member's activity.
///
/// # Errors
/// When the database fails.
pub async fn by_schedule(db: &Db, schedule: &Schedule) -> Result<Option<Viewpoint>, Error> {
    let rows = db.read::<BySchedule>(&schedule.job, &BY_SCHEDULE, &[&schedule.member]).await?;
    Ok(rows.into_iter().next().map(|row| Viewpoint::new(row.0)))
}

/// Why a report is not mailed to an address outside the team that is on its list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OutsideRefusal {
    /// The report's author is no active member any more.
    #[error(
        "Nothing was mailed, since the report's author is no longer in the team. Save the report as your own, and add the \
         address there."
    )]
    AuthorLeft,
    /// The member who gave the access is no active Owner or Admin any more.
    #[error(
        "Nothing was mailed, since the member who set what this address sees is no longer an Owner or Admin. An Owner or \
         Admin can set it again."
    )]
    GiverLeft,
    /// The address is an active member's by now.
    #[error("Nothing was mailed, since this address belongs to a member by now. Choose the member instead.")]
    IsMember,
}

/// The viewpoint of an address outside the team for a claimed job that mails a report there: a viewer's, with the number access
/// that the address has at this moment. `None` when it gets the report no more; and the reason where it must not get it: the author
/// has left, or the giver of its access may not give it any more. It may read figures, calls and numbers, and nothing else.
///
/// # Errors
/// When the database fails.
pub async fn outside(
    db: &Db,
    job: &DueJob,
    recipient: OutsideRecipientId,
) -> Result<Option<Result<Viewpoint, OutsideRefusal>>, Error> {
    let rows = db.read::<Outside>(job, &OUTSIDE, &[&recipient]).await?;
    Ok(rows.into_iter().next().map(|row| match row.refusal {
        Some(refusal) => Err(refusal),
        None => Ok(Viewpoint::new(row.fields)),
    }))
}

struct BySession(ViewpointFields);
struct LoggedInAs(ViewpointFields);
struct ByToken(ViewpointFields);
struct BySchedule(ViewpointFields);

struct Outside {
    fields: ViewpointFields,
    refusal: Option<OutsideRefusal>,
}

impl FromRow for BySession {
    fn from_row(row: &Row<'_>) -> Result<Self, Error> {
        let fields = read_member(row, Credential::Session(row.get::<SessionId>(16)?))?;
        let (used_at, confirmed_at, ends_at) = (row.get(17)?, row.get(18)?, row.get(19)?);
        Ok(Self(ViewpointFields { credential_used_at: used_at, confirmed_at, credential_ends_at: ends_at, ..fields }))
    }
}

impl FromRow for LoggedInAs {
    fn from_row(row: &Row<'_>) -> Result<Self, Error> {
        let mut fields = read_member(row, Credential::Session(row.get::<SessionId>(16)?))?;
        let mode = if row.get(19)? { LogInAsMode::WithChanges } else { LogInAsMode::ReadOnly };
        fields.impersonation = Some(Impersonation { id: row.get(18)?, mode, expires_at: row.get(20)? });
        fields.credential_ends_at = row.get(20)?;
        fields.confirmed_at = row.get(23)?;
        fields.actor = Actor { user: row.get(17)?, member: row.get(21)?, name: row.get(22)? };
        Ok(Self(fields))
    }
}

impl FromRow for ByToken {
    fn from_row(row: &Row<'_>) -> Result<Self, Error> {
        let fields = read_member(row, Credential::Token(row.get::<TokenId>(16)?))?;
        let (used_at, reads_only, ends_at) = (row.get(17)?, row.get(18)?, row.get(19)?);
        Ok(Self(ViewpointFields { credential_used_at: used_at, reads_only, credential_ends_at: ends_at, ..fields }))
    }
}

impl FromRow for BySchedule {
    fn from_row(row: &Row<'_>) -> Result<Self, Error> {
        Ok(Self(read_member(row, Credential::Schedule)?))
    }
}

impl FromRow for Outside {
    fn from_row(row: &Row<'_>) -> Result<Self, Error> {
        let (id, name): (MemberId, String) = (row.get(0)?, row.get(2)?);
        let (access, giver): (String, Option<Role>) = (row.get(1)?, row.get(12)?);
        let refusal = if !row.get::<bool>(11)? {
            Some(OutsideRefusal::AuthorLeft)
        } else if !giver.is_some_and(|role| actions::MailOutside::ENTRY.roles.has(role)) {
            Some(OutsideRefusal::GiverLeft)
        } else if row.get::<bool>(13)? {
            Some(OutsideRefusal::IsMember)
        } else {
            None
        };
        let fields = ViewpointFields {
            member: id,
            role: Role::Viewer,
            access_kind: if access == "all" { AccessKind::All } else { AccessKind::Granted },
            sees_nothing: access == "none",
            last_active_at: None,
            // No account has this id.
            user: UserId::LEAST,
            user_name: name.clone(),
            email: row.get(3)?,
            theme: String::new(),
            time_zone: None,
            business: row.get(4)?,
            slug: row.get(5)?,
            business_name: row.get(6)?,
            business_time_zone: row.get(7)?,
            country: row.get(8)?,
            currency: row.get(9)?,
            credential: Credential::Outside(row.get(10)?),
            credential_used_at: None,
            credential_ends_at: None,
            confirmed_at: None,
            reads_only: false,
            is_deleted: false,
            actor: Actor { user: UserId::LEAST, member: id, name: name.clone() },
            name,
            address: String::new(),
            impersonation: None,
        };
        Ok(Self { fields, refusal })
    }
}

/// Reads the columns that every statement begins with: the member as themselves.
fn read_member(row: &Row<'_>, credential: Credential) -> Result<ViewpointFields, Error> {
    let (id, user, name): (MemberId, UserId, String) = (row.get(0)?, row.get(5)?, row.get(3)?);
    let access: String = row.get(2)?;
    Ok(ViewpointFields {
        member: id,
        role: row.get::<Role>(1)?,
        access_kind: if access == "all" { AccessKind::All } else { AccessKind::Granted },
        sees_nothing: access == "none",
        last_active_at: row.get::<Option<Timestamp>>(4)?,
        user,
        user_name: row.get(6)?,
        email: row.get(7)?,
        theme: row.get(8)?,
        time_zone: row.get(9)?,
        business: row.get(10)?,
        slug: row.get(11)?,
        business_name: row.get(12)?,
        business_time_zone: row.get(13)?,
        country: row.get(14)?,
        currency: row.get(15)?,
        credential,
        credential_used_at: None,
        credential_ends_at: None,
        confirmed_at: None,
        reads_only: false,
        is_deleted: false,
        actor: Actor { user, member: id, name: name.clone() },
        name,
        address: String::new(),
        impersonation: None,
    })
}
