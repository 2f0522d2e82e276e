//! The proof that somebody knows an account's password. Hashing is slow, so the password may change meanwhile: the hash is
//! compared again in the transaction that relies on the proof.

use secrecy::{ExposeSecret, SecretString};

use super::account::find;
use super::{Email, Passwords};
use crate::access::{Global, GlobalSql, global_sql};
use crate::db::{Db, Error};
use crate::ids::UserId;

static PASSWORD_UNCHANGED: GlobalSql = global_sql!("password_unchanged.sql");

/// A proof that somebody entered an account's password.
#[derive(Clone, Debug)]
pub struct PasswordProof {
    /// The account.
    pub user: UserId,
    hash: SecretString,
}

impl PasswordProof {
    pub(crate) fn new(user: UserId, hash: String) -> Self {
        Self { user, hash: hash.into() }
    }

    /// Whether the password is unchanged. This locks the account's row, so a concurrent password change waits for this
    /// transaction and then ends the sessions that it opened.
    pub(crate) async fn is_still_valid(&self, tx: &mut Global<'_>) -> Result<bool, Error> {
        Ok(tx.run(&PASSWORD_UNCHANGED, &[&self.user, &self.hash.expose_secret()]).await? == 1)
    }
}

/// Checks the password of an address's account. An unknown address and a wrong password both return `None`, after the same
/// time.
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
