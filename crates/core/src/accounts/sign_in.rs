//! Signs in with a password.

use secrecy::SecretString;

use super::password_proof::prove_password;
use super::security_letter::SecurityLetter;
use super::sessions::{self, Device};
use super::{Email, Passwords};
use crate::db::Db;
use crate::ids::UserId;
use crate::mail::EmailComposer;

/// Opens a session when the password is right. An unknown address and a wrong password both return `None`, after the same
/// time; so does a password that was changed before the session could open.
///
/// # Errors
/// When the database fails.
pub async fn sign_in(
    db: &Db,
    passwords: &Passwords,
    email: &Email,
    password: SecretString,
    device: &Device,
    composer: &EmailComposer<SecurityLetter>,
) -> Result<Option<(UserId, SecretString)>, crate::Error> {
    let Some(proof) = prove_password(db, passwords, email, password).await? else { return Ok(None) };
    let token = sessions::open_with_password_proof(db, &proof, device, composer).await?;
    Ok(token.map(|token| (proof.user, token)))
}
