//! The only makers of a [`Viewpoint`]: one query from a session or a token to an active membership.

use super::role::Role;
use super::sql::{GlobalSql, global_sql};
use super::viewpoint::{Actor, Door, Impersonation, Mode, Seen, Sees, Viewpoint};
use crate::db::{Column, Db, Error, FromRow, Row};
use crate::ids::{ImpersonationId, MemberId, SessionId, TokenId, UserId};
use crate::secret::Digest;
use crate::time::Timestamp;

static BY_SESSION: GlobalSql = global_sql!("enter.sql");
static BY_TOKEN: GlobalSql = global_sql!("enter_by_token.sql");

/// The viewpoint of a signed-in browser in a business: its person's own, or under Log in as the teammate's.
/// `None` where the session is over, the business is unknown, or they are no active member of it. The address is
/// the network address of the request, for the audit log.
///
/// # Errors
/// When the database fails.
pub async fn by_session(db: &Db, token: &Digest, slug: &str, address: &str) -> Result<Option<Viewpoint>, Error> {
    let rows = db.global::<BySession>(&BY_SESSION, &[token, &slug, &db.now()]).await?;
    Ok(rows.into_iter().next().map(|found| Viewpoint::new(Seen { address: address.to_owned(), ..found.0 })))
}

/// The viewpoint of an API token: its member's own. `None` where the token is unknown or its membership has ended.
///
/// # Errors
/// When the database fails.
pub async fn by_token(db: &Db, token: &Digest, address: &str) -> Result<Option<Viewpoint>, Error> {
    let rows = db.global::<ByToken>(&BY_TOKEN, &[token]).await?;
    Ok(rows.into_iter().next().map(|found| Viewpoint::new(Seen { address: address.to_owned(), ..found.0 })))
}

struct BySession(Seen);
struct ByToken(Seen);

impl FromRow for BySession {
    fn from_row(row: &Row<'_>) -> Result<Self, Error> {
        let mut seen = member(row, Door::Session(row.get::<SessionId>(15)?))?;
        seen.door_used_at = row.get(22)?;
        if let Some(id) = row.get::<Option<ImpersonationId>>(17)? {
            let mode = if row.get::<Option<bool>>(18)? == Some(true) { Mode::Changes } else { Mode::Looking };
            seen.impersonation = Some(Impersonation { id, mode, expires_at: wanted(row, 19)? });
            seen.actor = Actor { user: row.get(16)?, member: wanted::<MemberId>(row, 20)?, name: wanted(row, 21)? };
        }
        Ok(Self(seen))
    }
}

impl FromRow for ByToken {
    fn from_row(row: &Row<'_>) -> Result<Self, Error> {
        let seen = member(row, Door::Token(row.get::<TokenId>(15)?))?;
        Ok(Self(Seen { door_used_at: row.get(16)?, ..seen }))
    }
}

/// The columns that both statements begin with: the member as themselves.
fn member(row: &Row<'_>, door: Door) -> Result<Seen, Error> {
    let (id, user, name): (MemberId, UserId, String) = (row.get(0)?, row.get(5)?, row.get(3)?);
    Ok(Seen {
        member: id,
        role: row.get::<Role>(1)?,
        sees: if row.get::<String>(2)? == "all" { Sees::All } else { Sees::Granted },
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
        door,
        door_used_at: None,
        actor: Actor { user, member: id, name: name.clone() },
        name,
        address: String::new(),
        impersonation: None,
    })
}

/// A column that the statement leaves empty only together with others.
fn wanted<T>(row: &Row<'_>, place: usize) -> Result<T, Error>
where
    Option<T>: Column,
{
    row.get::<Option<T>>(place)?.ok_or_else(|| Error::Fault(format!("column {place} is empty")))
}
