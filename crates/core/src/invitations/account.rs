//! With which account somebody comes in.

use secrecy::SecretString;

use super::Link;
use crate::db::{self, Db};
use crate::ids::UserId;
use crate::people::{Email, Knower, Passwords, advice, find_account, knower};
use crate::{Error, Fields, text};

/// Who comes in.
pub(super) enum Newcomer {
    /// Somebody who has an account, and by what they have shown it: nothing where a session says so.
    Known { user: UserId, name: String, knower: Option<Knower> },
    /// Somebody whose account is made with the membership.
    New { email: Email, name: String, hash: String },
}

/// The account of the invitation's address, if the password is its own; or a new one with it.
pub(super) async fn newcomer(
    db: &Db,
    passwords: &Passwords,
    link: &Link,
    name: Option<&str>,
    password: SecretString,
) -> Result<Newcomer, Error> {
    let email = Email::read(&link.email).map_err(|error| db::Error::Fault(error.to_string()))?;
    if let Some(account) = find_account(db, &email).await? {
        let knower = knower(db, passwords, &email, password).await?.ok_or_else(wrong_password)?;
        return Ok(Newcomer::Known { user: knower.user, name: account.name, knower: Some(knower) });
    }
    let mut fields = Fields::none();
    let name = fields.take("name", text::line(name.unwrap_or(&link.name), 80)).unwrap_or_default();
    if let Some(sentence) = advice(&password, &[&name, &link.email, &link.business_name]).sentence() {
        fields.say("password", sentence);
    }
    fields.done()?;
    Ok(Newcomer::New { email, name, hash: passwords.hash(password).await? })
}

/// What is said of a password that is not the account's, or no longer.
pub(super) fn wrong_password() -> Error {
    let sentence = "This address has an account, and this is not its password. Use the one you sign in with.";
    Error::Fields(Fields(vec![("password", sentence.to_owned())]))
}
