//! Somebody who knows an account's password. Working a password out takes a while, and the account goes on meanwhile:
//! what was shown is looked at again where something is opened by it.

use secrecy::{ExposeSecret, SecretString};

use super::account::find;
use super::{Email, Passwords};
use crate::access::{Global, GlobalSql, global_sql};
use crate::db::{Db, Error};
use crate::ids::UserId;

static PASSWORD_UNCHANGED: GlobalSql = global_sql!("password_unchanged.sql");

/// Somebody who has shown that they know an account's password.
#[derive(Clone, Debug)]
pub struct PasswordProof {
    /// Whose account.
    pub user: UserId,
    hash: SecretString,
}

impl PasswordProof {
    pub(crate) fn new(user: UserId, hash: String) -> Self {
        Self { user, hash: hash.into() }
    }

    /// Whether what they know is the password still. Whoever changes it meanwhile waits until the transaction is over,
    /// and ends then what it has opened.
    pub(crate) async fn is_still_valid(&self, tx: &mut Global<'_>) -> Result<bool, Error> {
        Ok(tx.run(&PASSWORD_UNCHANGED, &[&self.user, &self.hash.expose_secret()]).await? == 1)
    }
}

/// Who knows the password of an address's account. `None` alike for an unknown address and for a wrong password, after
/// the same time.
///
/// # Errors
/// When the database fails.
pub async fn prove_password(
    db: &Db,
    passwords: &Passwords,
    email: &Email,
    password: SecretString,
) -> Result<Option<PasswordProof>, Error> {
    let account = find(db, email).await?.map(|account| (account.id, account.password_hash));
    let (user, hash) = account.map_or((None, None), |(user, hash)| (Some(user), hash));
    let matches = passwords.matches(password, hash.clone()).await?;
    Ok(user.zip(hash).filter(|_| matches).map(|(user, hash)| PasswordProof::new(user, hash)))
}
