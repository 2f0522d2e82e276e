//! A forgotten password: a link by mail, for one use within an hour.

use secrecy::SecretString;

use super::account::{self, replace_password};
use super::password::advice;
use super::{Email, Passwords, sessions};
use crate::access::{GlobalSql, global_sql};
use crate::db::Db;
use crate::ids::UserId;
use crate::mail::{self, Letter, SealedLetter};
use crate::secret::{self, Digest, Seal};
use crate::{Error, Fields};

static ADD: GlobalSql = global_sql!("reset_add.sql");
static LIVE: GlobalSql = global_sql!("reset_live.sql");
static USE: GlobalSql = global_sql!("reset_use.sql");
static DROP: GlobalSql = global_sql!("reset_drop.sql");

/// How long a link lives, in seconds.
const LIFE_SECONDS: i64 = 3_600;

/// What a letter with a link is written from.
#[derive(Debug)]
pub struct Asked {
    /// The person's name.
    pub name: String,
    /// The address as typed.
    pub email: String,
    /// The token for the link.
    pub token: SecretString,
}

/// Mails a link, if the address has an account; older links die. Who asks learns nothing of whether it has one.
///
/// # Errors
/// When the database fails, the letter can't be written, or there are no random bytes.
pub async fn ask(
    db: &Db,
    seal: &Seal,
    email: &Email,
    write: impl FnOnce(&Asked) -> Result<Letter, Error>,
) -> Result<(), Error> {
    let Some(account) = account::find(db, email).await? else { return Ok(()) };
    let (token, hash) = secret::token("")?;
    let asked = Asked { name: account.name, email: account.email, token };
    let letter = SealedLetter::new(seal, "password_reset", &asked.email, write(&asked)?)?;
    db.global_change(move |tx| {
        Box::pin(async move {
            let now = tx.now();
            tx.run(&DROP, &[&account.id]).await?;
            tx.run(&ADD, &[&account.id, &hash, &now, &now.plus_seconds(LIFE_SECONDS)]).await?;
            mail::post_for_no_business(tx, &letter).await?;
            Ok(())
        })
    })
    .await
}

/// The address of a live link's account; `None` for a link that is not live. Looking uses nothing up.
///
/// # Errors
/// When the database fails.
pub async fn live(db: &Db, token: &Digest) -> Result<Option<String>, crate::db::Error> {
    let found = db.global::<(UserId, String, String)>(&LIVE, &[token, &db.now()]).await?;
    Ok(found.into_iter().next().map(|(_, _, email)| email))
}

/// Sets a new password by a live link, uses it up, and ends every session of the account.
///
/// # Errors
/// [`Error::Gone`] for a link that is not live, what to change in `password`, or that the database failed.
pub async fn redeem(db: &Db, passwords: &Passwords, token: &Digest, password: SecretString) -> Result<(), Error> {
    const GONE: Error = Error::Gone("This link is used up or older than an hour. Ask for a new one.");
    let found = db.global::<(UserId, String, String)>(&LIVE, &[token, &db.now()]).await?;
    let Some((_, name, email)) = found.into_iter().next() else { return Err(GONE) };
    if let Some(sentence) = advice(&password, &[&name, &email]).sentence() {
        let mut fields = Fields::none();
        fields.say("password", sentence);
        fields.done()?;
    }
    let hash = passwords.hash(password).await?;
    let token = token.clone();
    db.global_change(move |tx| {
        Box::pin(async move {
            let now = tx.now();
            let used = tx.optional::<(UserId,)>(&USE, &[&token, &now]).await?;
            let (user,) = used.ok_or(GONE)?;
            replace_password(tx, user, &hash).await?;
            sessions::end_all(tx, user, None, None).await?;
            Ok(())
        })
    })
    .await
}
