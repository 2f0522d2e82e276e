//! Signing in by a password.

use secrecy::SecretString;

use super::password_proof::prove_password;
use super::sessions::{self, Device};
use super::{Email, Passwords};
use crate::db::Db;
use crate::ids::UserId;

/// Opens a session for who knows the password. `None` alike for an unknown address and for a wrong password, after
/// the same time; and for one that was another by the time the session was to be opened.
///
/// # Errors
/// When the database fails.
pub async fn sign_in(
    db: &Db,
    passwords: &Passwords,
    email: &Email,
    password: SecretString,
    device: &Device,
) -> Result<Option<(UserId, SecretString)>, crate::Error> {
    let Some(knower) = prove_password(db, passwords, email, password).await? else { return Ok(None) };
    let token = sessions::open_with_password_proof(db, &knower, device).await?;
    Ok(token.map(|token| (knower.user, token)))
}
