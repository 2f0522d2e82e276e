//! Accounts. Each has one e-mail address and may be in any number of businesses.

use secrecy::SecretString;

use super::sessions;
use super::{Email, Passwords};
use crate::access::{Global, GlobalSql, global_sql};
use crate::db::{Db, Error, from_row};
use crate::ids::{SessionId, UserId};
use crate::secret::Digest;

static ANY_EXISTS: GlobalSql = global_sql!("any_exists.sql");
static FIND: GlobalSql = global_sql!("find.sql");
static ADD: GlobalSql = global_sql!("add.sql");
static FIND_SIGNED_IN: GlobalSql = global_sql!("find_signed_in.sql");
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
    /// Their fixed time zone. `None` means the browser's.
    pub time_zone: Option<String>,
}

from_row!(Account { id, name, email, password_hash, time_zone });

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
    /// Their theme.
    pub theme: String,
}

from_row!(Person { user, session, name, email, theme });

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

/// Adds an account. Returns `None` when the address already has one.
pub(crate) async fn add(
    tx: &mut Global<'_>,
    email: &Email,
    name: &str,
    password_hash: Option<&str>,
) -> Result<Option<UserId>, Error> {
    let now = tx.now();
    let row =
        tx.optional::<(UserId,)>(&ADD, &[&email.typed(), &email.canonical(), &name, &password_hash, &now]).await?;
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

/// Sets a password and ends every session of the account, for the operator on the command line.
///
/// # Errors
/// When the database fails.
pub async fn set_password(
    db: &Db,
    passwords: &Passwords,
    user: UserId,
    password: SecretString,
) -> Result<(), crate::Error> {
    let hash = passwords.hash(password).await?;
    db.global_change(move |tx| {
        Box::pin(async move {
            replace_password(tx, user, &hash).await?;
            sessions::end_all(tx, user, None, None).await?;
            Ok(())
        })
    })
    .await
}

/// Sets a password and deletes every reset link of the account, no matter who requested it.
pub(super) async fn replace_password(tx: &mut Global<'_>, user: UserId, hash: &str) -> Result<(), Error> {
    tx.run(&DELETE_RESETS, &[&user]).await?;
    tx.run(&SET_PASSWORD, &[&user, &hash]).await.map(drop)
}
