//! The only functions that make a [`Viewpoint`]: each finds the active membership of a session, a token or a claimed
//! job by one query. In a deleted business nobody has one, except by [`by_session_in_deleted`].

use super::machine::Schedule;
use super::mode::LogInAsMode;
use super::role::Role;
use super::sql::{BusinessSql, GlobalSql, business_sql, global_sql};
use super::viewpoint::{AccessKind, Actor, Credential, Impersonation, Viewpoint, ViewpointFields};
use crate::db::{Db, Error, FromRow, Row};
use crate::ids::{MemberId, SessionId, TokenId, UserId};
use crate::secret::Digest;
use crate::time::Timestamp;

static BY_SESSION: GlobalSql = global_sql!("enter.sql");
static LOGGED_IN_AS: GlobalSql = global_sql!("enter_logged_in_as.sql");
static BY_TOKEN: GlobalSql = global_sql!("enter_by_token.sql");
static IN_DELETED: GlobalSql = global_sql!("enter_deleted.sql");
static BY_SCHEDULE: BusinessSql = business_sql!("enter_by_schedule.sql");

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

struct BySession(ViewpointFields);
struct LoggedInAs(ViewpointFields);
struct ByToken(ViewpointFields);
struct BySchedule(ViewpointFields);

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
