//! The account that accepts an invitation.

use secrecy::SecretString;

use super::Link;
use crate::accounts::{Email, PasswordProof, Passwords, find_account, judge, prove_password};
use crate::db::{self, Db};
use crate::ids::UserId;
use crate::{Error, Fields, text};

/// The account that joins.
pub(super) enum JoiningAccount {
    /// An existing account. `proof` is `None` when a session proves it.
    Existing { user: UserId, name: String, proof: Option<PasswordProof> },
    /// An account to make together with the membership.
    New { email: Email, name: String, hash: String },
    /// An account of the address that nobody has proved. The bearer of a mailed link takes it over.
    Unproved { user: UserId, name: String, hash: String },
}

/// The account of the invitation's address if the password matches, or else a new account with this password. An account
/// that nobody has proved gets this password when the link was mailed. With any other link it keeps its own: the inviter
/// has seen that link.
pub(super) async fn joining_account(
    db: &Db,
    passwords: &Passwords,
    link: &Link,
    name: Option<&str>,
    password: SecretString,
) -> Result<JoiningAccount, Error> {
    let email = Email::read(&link.email).map_err(|error| db::Error::Internal(error.to_string()))?;
    let account = find_account(db, &email).await?;
    if let Some(account) = account.as_ref().filter(|account| account.is_proved || !link.is_mailed) {
        let proof = prove_password(db, passwords, &email, password).await?.ok_or_else(wrong_password)?;
        return Ok(JoiningAccount::Existing { user: proof.user, name: account.name.clone(), proof: Some(proof) });
    }
    let mut fields = Fields::none();
    let name = fields.checked("name", text::name(name.unwrap_or(&link.name), 80)).unwrap_or_default();
    if let Some(sentence) = judge(&password, &[&name, &link.email, &link.business_name]).sentence() {
        fields.add("password", sentence);
    }
    fields.into_result()?;
    let hash = passwords.hash(password).await?;
    Ok(match account {
        Some(account) => JoiningAccount::Unproved { user: account.id, name, hash },
        None => JoiningAccount::New { email, name, hash },
    })
}

/// The error for a password that is not the account's current one.
pub(super) fn wrong_password() -> Error {
    let sentence = "This address has an account, and this is not its password. Use the one you sign in with.";
    Error::Fields(Fields(vec![("password", sentence.to_owned())]))
}
