//! Sessions: the rows of signed-in browsers. Only the hash of each token is stored.

use secrecy::SecretString;

use super::account_log::append_all;
use super::security_letter::SecurityLetter;
use super::{Email, PasswordProof, known_browsers, log_in_as_periods};
use crate::access::{
    Action, Credential, Global, GlobalSql, Held, May, SESSION_LIFE_SECONDS, Thing, actions, global_sql,
};
use crate::audit::Event;
use crate::db::{Db, Error, from_row};
use crate::ids::{ImpersonationId, SessionId, UserId};
use crate::mail::EmailComposer;
use crate::secret::{self, Digest};
use crate::time::Timestamp;

static OPEN: GlobalSql = global_sql!("session_open.sql");
static OPEN_AS: GlobalSql = global_sql!("session_open_as.sql");
static LIST: GlobalSql = global_sql!("session_list.sql");
static FIND: GlobalSql = global_sql!("session_find.sql");
static USER: GlobalSql = global_sql!("session_user.sql");
static ADDRESSES: GlobalSql = global_sql!("session_addresses.sql");
static END: GlobalSql = global_sql!("session_end.sql");
static END_OWN: GlobalSql = global_sql!("session_end_own.sql");
static END_ALL: GlobalSql = global_sql!("session_end_all.sql");
static SWEEP: GlobalSql = global_sql!("session_sweep.sql");

/// How long a session lasts at most, however much it is used: 90 days.
const MAX_SESSION_SECONDS: i64 = 90 * 86_400;

/// The browser and network address that a session is opened from.
#[derive(Clone, Debug, Default)]
pub struct Device {
    /// The network address.
    pub address: String,
    /// The `User-Agent`, as sent; shortened.
    pub agent: String,
    /// The digest of the cookie that the browser is known by. It is no credential.
    pub browser: Option<Digest>,
}

/// A live session, as its person sees it.
#[derive(Clone, Debug)]
pub struct Session {
    /// The session's id.
    pub id: SessionId,
    /// When it was opened.
    pub created_at: Timestamp,
    /// When it was last used, to the minute.
    pub last_seen_at: Timestamp,
    /// The network address that opened it.
    pub address: String,
    /// The `User-Agent` that opened it.
    pub device: String,
}

from_row!(Session { id, created_at, last_seen_at, address, device });

/// Opens a session. Returns the token for the cookie.
///
/// # Errors
/// When the database or the random number generator fails.
pub async fn open(db: &Db, user: UserId, device: &Device) -> Result<SecretString, crate::Error> {
    let (token, hash) = secret::token("")?;
    let (device, composer) = (device.clone(), EmailComposer::disabled());
    db.global_change(move |tx| Box::pin(async move { add(tx, user, &hash, &device, &composer).await })).await?;
    Ok(token)
}

/// Opens a session if the proven password is unchanged. A session for an old password would survive the change that ended
/// all the others.
///
/// # Errors
/// When the database or the random number generator fails.
pub async fn open_with_password_proof(
    db: &Db,
    proof: &PasswordProof,
    device: &Device,
    composer: &EmailComposer<SecurityLetter>,
) -> Result<Option<SecretString>, crate::Error> {
    let (token, hash) = secret::token("")?;
    let (proof, device, composer) = (proof.clone(), device.clone(), composer.clone());
    let opened = db.global_change(move |tx| {
        Box::pin(async move {
            let is_valid = proof.is_still_valid(tx).await?;
            if is_valid {
                add(tx, proof.user, &hash, &device, &composer).await?;
            }
            Ok::<_, crate::Error>(is_valid)
        })
    });
    Ok(opened.await?.then_some(token))
}

async fn add(
    tx: &mut Global<'_>,
    user: UserId,
    hash: &Digest,
    device: &Device,
    composer: &EmailComposer<SecurityLetter>,
) -> Result<(), crate::Error> {
    let (now, agent) = (tx.now(), device.agent.chars().take(200).collect::<String>());
    tx.run(&SWEEP, &[&now]).await?;
    let (until, end) = (now.plus_seconds(SESSION_LIFE_SECONDS), now.plus_seconds(MAX_SESSION_SECONDS));
    tx.run(&OPEN, &[&user, hash, &now, &until, &end, &device.address, &agent]).await?;
    known_browsers::record_sign_in(tx, user, device, composer).await
}

/// Opens the session of a Log in as period, in the transaction that begins the period. Returns the token for the cookie.
/// The session belongs to the actor and ends with the period.
pub(crate) async fn open_logged_in_as(
    tx: &mut Global<'_>,
    user: UserId,
    period: ImpersonationId,
    until: Timestamp,
    device: &Device,
) -> Result<SecretString, crate::Error> {
    let (token, hash) = secret::token("")?;
    let (now, agent) = (tx.now(), device.agent.chars().take(200).collect::<String>());
    tx.run(&OPEN_AS, &[&user, &period, &hash, &now, &until, &device.address, &agent]).await?;
    Ok(token)
}

/// Signs out: ends the session of a token and the user's Log in as periods. `address` is the network address of the
/// request, for the audit log.
///
/// # Errors
/// When the database fails.
pub async fn close(db: &Db, token: &Digest, address: &str) -> Result<(), Error> {
    let (token, address) = (token.clone(), address.to_owned());
    db.global_change(move |tx| {
        Box::pin(async move {
            let Some((user,)) = tx.optional::<(UserId,)>(&USER, &[&token]).await? else { return Ok(()) };
            let periods = log_in_as_periods::end_all(tx, user, Some(&address)).await?;
            tx.run(&END, &[&token]).await?;
            tx.notify_account(user);
            append_all(tx, periods).await
        })
    })
    .await
}

/// The person's own live sessions, most recently used first.
///
/// # Errors
/// When the database fails.
pub async fn list(db: &Db, may: &May<actions::ManageSessions>) -> Result<Vec<Session>, Error> {
    db.read_global(&LIST, &[&may.viewpoint().user(), &db.now()]).await
}

/// The network addresses of the live sessions of an address's account, most recently used first. They decide whom the
/// limits of sign-in hold up, and are shown to nobody.
///
/// # Errors
/// When the database fails.
pub async fn addresses(db: &Db, email: &Email) -> Result<Vec<String>, Error> {
    let rows = db.read_global::<(String,)>(&ADDRESSES, &[&email.canonical(), &db.now()]).await?;
    Ok(rows.into_iter().map(|(address,)| address).collect())
}

impl Thing for Session {
    type Id = SessionId;

    async fn find<A: Action>(db: &Db, may: &May<A>, id: SessionId) -> Result<Option<Self>, Error> {
        Ok(db.read_global(&FIND, &[&may.viewpoint().user(), &db.now(), &id]).await?.into_iter().next())
    }
}

/// Ends one of the person's own sessions, and their Log in as periods.
///
/// # Errors
/// When the database fails.
pub async fn end(db: &Db, held: &Held<Session, actions::ManageSessions>) -> Result<(), crate::Error> {
    let (viewpoint, session) = (held.viewpoint().clone(), held.id);
    db.change(held, move |tx| {
        Box::pin(async move {
            let (mut tx, user) = (tx.global(), viewpoint.user());
            let periods = log_in_as_periods::end_all(&mut tx, user, Some(viewpoint.address())).await?;
            let ended = tx.optional::<(SessionId,)>(&END_OWN, &[&user, &session]).await?;
            let (session,) = ended.ok_or(crate::access::Refusal::NotFound)?;
            tx.notify_account(user);
            append_all(&mut tx, periods).await?;
            Ok(((), Event::of("session.ended", "session", session, viewpoint.name())))
        })
    })
    .await
}

/// Ends all of the person's own sessions except the one in use. Returns how many ended.
///
/// # Errors
/// When the database fails.
pub async fn end_others(db: &Db, may: &May<actions::ManageSessions>) -> Result<u64, crate::Error> {
    let viewpoint = may.viewpoint().clone();
    db.change(may, move |tx| {
        Box::pin(async move {
            let (current, address) = (session_in_use(viewpoint.credential()), Some(viewpoint.address()));
            let ended = end_all(&mut tx.global(), viewpoint.user(), current, address).await?;
            let event = Event::of("sessions.ended", "user", viewpoint.user(), viewpoint.name())
                .after(serde_json::json!({ "sessions": ended }));
            Ok((ended, event))
        })
    })
    .await
}

/// The session in use; `None` when the request used another credential.
pub(super) fn session_in_use(credential: Credential) -> Option<SessionId> {
    match credential {
        Credential::Session(session) => Some(session),
        Credential::Token(_) | Credential::Schedule | Credential::Outside(_) => None,
    }
}

/// Ends an account's sessions except one, and its Log in as periods. Returns how many of its own sessions ended. `address`
/// is the network address of the request, if any.
pub(super) async fn end_all(
    tx: &mut Global<'_>,
    user: UserId,
    except: Option<SessionId>,
    address: Option<&str>,
) -> Result<u64, Error> {
    let periods = log_in_as_periods::end_all(tx, user, address).await?;
    let ended = delete_all(tx, user, except).await?;
    append_all(tx, periods).await?;
    Ok(ended)
}

/// Deletes an account's own sessions except one, and closes their streams. Returns how many there were. The caller ends the
/// Log in as periods first.
pub(super) async fn delete_all(tx: &mut Global<'_>, user: UserId, except: Option<SessionId>) -> Result<u64, Error> {
    let ended = tx.run(&END_ALL, &[&user, &except]).await?;
    tx.notify_account(user);
    Ok(ended)
}
