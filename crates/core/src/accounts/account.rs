//! Accounts. Each has one e-mail address and may be in any number of businesses.

use secrecy::SecretString;

use super::account_log::{append_all, entries_everywhere};
use super::address_proof::{Witness, claim, end_unproved_access};
use super::security_letter::{self, SecurityLetter, SecurityOccasion};
use super::{Email, Passwords, log_in_as_periods, sessions};
use crate::access::{Global, GlobalSql, global_sql};
use crate::audit::Event;
use crate::db::{Db, Error, from_row};
use crate::ids::{SessionId, UserId};
use crate::mail::EmailComposer;
use crate::secret::Digest;
use crate::time::Timestamp;

static ANY_EXISTS: GlobalSql = global_sql!("any_exists.sql");
static FIND: GlobalSql = global_sql!("find.sql");
static FIND_BY_ID: GlobalSql = global_sql!("find_by_id.sql");
static ADD: GlobalSql = global_sql!("add.sql");
static FIND_SIGNED_IN: GlobalSql = global_sql!("find_signed_in.sql");
static BUSINESS_NAMES: GlobalSql = global_sql!("business_names.sql");
static LOCK: GlobalSql = global_sql!("lock.sql");
static SET_PASSWORD: GlobalSql = global_sql!("set_password.sql");
static DELETE_RESETS: GlobalSql = global_sql!("reset_drop.sql");

/// An account.
#[derive(Clone, Debug)]
pub struct Account {
    /// The account's id.
    pub id: UserId,
    /// The person's name.
    pub name: String,
    /// The address as typed.
    pub email: String,
    pub(crate) password_hash: Option<String>,
    /// Whether the address was proved to be this person's.
    pub is_proved: bool,
    /// Their fixed time zone. `None` means the browser's.
    pub time_zone: Option<String>,
}

from_row!(Account { id, name, email, password_hash, is_proved, time_zone });

/// A signed-in person, before any business.
#[derive(Clone, Debug)]
pub struct Person {
    /// Their account.
    pub user: UserId,
    /// The session that they use.
    pub session: SessionId,
    /// Their name.
    pub name: String,
    /// Their address as typed.
    pub email: String,
    /// Whether the address was proved to be theirs. An unproved account is offered nothing by other businesses.
    pub is_proved: bool,
    /// Their theme.
    pub theme: String,
    /// When they last entered their password in this session.
    pub confirmed_at: Timestamp,
}

from_row!(Person { user, session, name, email, is_proved, theme, confirmed_at });

/// Whether there is any account at all. Without one, the first-run page is shown.
///
/// # Errors
/// When the database fails.
pub async fn any_exists(db: &Db) -> Result<bool, Error> {
    Ok(!db.read_global::<(UserId,)>(&ANY_EXISTS, &[]).await?.is_empty())
}

/// The account of an address.
///
/// # Errors
/// When the database fails.
pub async fn find(db: &Db, email: &Email) -> Result<Option<Account>, Error> {
    Ok(db.read_global(&FIND, &[&email.canonical()]).await?.into_iter().next())
}

/// The account with an id, inside a transaction.
pub(super) async fn find_by_id(tx: &mut Global<'_>, user: UserId) -> Result<Option<Account>, Error> {
    tx.optional(&FIND_BY_ID, &[&user]).await
}

/// Adds an account. Returns `None` when the address already has one.
pub(crate) async fn add(
    tx: &mut Global<'_>,
    email: &Email,
    name: &str,
    password_hash: Option<&str>,
    is_proved: bool,
) -> Result<Option<UserId>, Error> {
    let now = tx.now();
    let proved_at = is_proved.then_some(now);
    let values: crate::db::Values<'_> = &[&email.typed(), &email.canonical(), &name, &password_hash, &proved_at, &now];
    let row = tx.optional::<(UserId,)>(&ADD, values).await?;
    Ok(row.map(|(id,)| id))
}

/// Finds the person whose own live session a token opens. A Log in as session does not count: it is valid only inside its
/// business.
///
/// # Errors
/// When the database fails.
pub async fn find_signed_in(db: &Db, token: &Digest) -> Result<Option<Person>, Error> {
    Ok(db.read_global(&FIND_SIGNED_IN, &[token, &db.now()]).await?.into_iter().next())
}

/// The names of the businesses that an account is or was in, which its password may not hold.
///
/// # Errors
/// When the database fails.
pub async fn business_names(db: &Db, user: UserId) -> Result<Vec<String>, Error> {
    Ok(db.read_global::<(String,)>(&BUSINESS_NAMES, &[&user]).await?.into_iter().map(|(name,)| name).collect())
}

/// Sets a password and ends every session of the account, for the operator on the command line. The operator's word proves
/// the address; what an unproved account had before ends.
///
/// # Errors
/// When the database fails.
pub async fn set_password(
    db: &Db,
    passwords: &Passwords,
    user: UserId,
    password: SecretString,
    composer: &EmailComposer<SecurityLetter>,
) -> Result<(), crate::Error> {
    let (hash, composer) = (passwords.hash(password).await?, composer.clone());
    db.global_change(move |tx| {
        Box::pin(async move { reset_password(tx, user, &hash, &Witness::Operator, &composer).await })
    })
    .await
}

/// Replaces a password on the word of a witness, and ends every session of the account. It proves the address.
pub(super) async fn reset_password(
    tx: &mut Global<'_>,
    user: UserId,
    hash: &str,
    witness: &Witness<'_>,
    composer: &EmailComposer<SecurityLetter>,
) -> Result<(), crate::Error> {
    if claim(tx, user, hash, None).await? {
        return Ok(end_unproved_access(tx, user, witness).await?);
    }
    replace_password(tx, user, hash).await?;
    queue_password_letter(tx, user, composer).await?;
    let mut entries = log_in_as_periods::end_all(tx, user, witness.address()).await?;
    let ended = sessions::delete_all(tx, user, None).await?;
    let actor = witness.actor(user);
    let reset = entries_everywhere(tx, user, &actor, |membership| {
        let event = Event::of("password.reset", "user", user, &membership.name);
        event.after(serde_json::json!({ "sessions_ended": ended }))
    });
    entries.extend(reset.await?);
    Ok(append_all(tx, entries).await?)
}

/// Locks an account's row until the transaction ends.
pub(super) async fn lock(tx: &mut Global<'_>, user: UserId) -> Result<(), Error> {
    tx.run(&LOCK, &[&user]).await.map(drop)
}

/// Sets a password and deletes every reset link of the account, no matter who requested it.
pub(super) async fn replace_password(tx: &mut Global<'_>, user: UserId, hash: &str) -> Result<(), Error> {
    tx.run(&DELETE_RESETS, &[&user]).await?;
    tx.run(&SET_PASSWORD, &[&user, &hash]).await.map(drop)
}

/// Queues the letter that says that the password was changed.
pub(super) async fn queue_password_letter(
    tx: &mut Global<'_>,
    user: UserId,
    composer: &EmailComposer<SecurityLetter>,
) -> Result<(), crate::Error> {
    let Some(account) = find_by_id(tx, user).await? else { return Ok(()) };
    let letter = SecurityLetter {
        occasion: SecurityOccasion::PasswordChanged { at: tx.now() },
        name: account.name,
        email: account.email,
        time_zone: account.time_zone,
    };
    security_letter::queue(tx, composer, &letter).await
}
