//! Password reset, by a link in an e-mail that works once and for an hour.

use secrecy::SecretString;

use super::account::{self, reset_password};
use super::address_proof::Witness;
use super::password_strength::judge;
use super::security_letter::SecurityLetter;
use super::{Email, Passwords};
use crate::access::{GlobalSql, global_sql};
use crate::db::Db;
use crate::ids::UserId;
use crate::mail::{self, EmailComposer, OutgoingEmail, SealedLetter};
use crate::secret::{self, Digest, Seal};
use crate::time::Timestamp;
use crate::{Error, Fields};

static ADD: GlobalSql = global_sql!("reset_add.sql");
static LIVE: GlobalSql = global_sql!("reset_live.sql");
static MARK_USED: GlobalSql = global_sql!("reset_use.sql");
static DELETE_EXPIRED: GlobalSql = global_sql!("reset_drop_expired.sql");

/// How long a link is valid, in seconds.
const LINK_SECONDS: i64 = 3_600;

/// The contents of a password reset e-mail.
#[derive(Debug)]
pub struct ResetLetter {
    /// The person's name.
    pub name: String,
    /// The address as typed.
    pub email: String,
    /// The token for the link.
    pub token: SecretString,
    /// When the link expires.
    pub expires_at: Timestamp,
}

/// Mails a link, if the address has an account. Otherwise it succeeds all the same. Links of the last hour keep working, so
/// that nobody can end another person's link by asking for one more; the first that is used ends all the others.
///
/// # Errors
/// When the database, the letter or the random number generator fails.
pub async fn request(
    db: &Db,
    seal: &Seal,
    email: &Email,
    write: impl FnOnce(&ResetLetter) -> Result<OutgoingEmail, Error>,
) -> Result<(), Error> {
    let Some(account) = account::find(db, email).await? else { return Ok(()) };
    let (token, hash) = secret::token("")?;
    let expires_at = db.now().plus_seconds(LINK_SECONDS);
    let contents = ResetLetter { name: account.name, email: account.email, token, expires_at };
    let letter = SealedLetter::new(seal, "password_reset", &contents.email, write(&contents)?)?;
    db.global_change(move |tx| {
        Box::pin(async move {
            let now = tx.now();
            tx.run(&DELETE_EXPIRED, &[&account.id, &now]).await?;
            tx.run(&ADD, &[&account.id, &hash, &now, &now.plus_seconds(LINK_SECONDS)]).await?;
            mail::queue_email_for_no_business(tx, &letter).await?;
            Ok(())
        })
    })
    .await
}

/// The address of a live link's account; `None` for a link that is not live. This does not use the link up.
///
/// # Errors
/// When the database fails.
pub async fn find_live(db: &Db, token: &Digest) -> Result<Option<String>, crate::db::Error> {
    let rows = db.read_global::<(UserId, String, String)>(&LIVE, &[token, &db.now()]).await?;
    Ok(rows.into_iter().next().map(|(_, _, email)| email))
}

/// Sets a new password with a live link, uses the link up, and ends every session of the account. The link went out by mail,
/// so it proves the address; what an unproved account had before ends. `address` is the network address of the request, for
/// the audit logs.
///
/// # Errors
/// Returns [`Error::Gone`] for a link that is not live, [`Error::Fields`] for a weak `password`, or a database error.
pub async fn redeem(
    db: &Db,
    passwords: &Passwords,
    token: &Digest,
    password: SecretString,
    address: &str,
    composer: &EmailComposer<SecurityLetter>,
) -> Result<(), Error> {
    const GONE: Error = Error::Gone("This link is used up or older than an hour. Ask for a new one.");
    let rows = db.read_global::<(UserId, String, String)>(&LIVE, &[token, &db.now()]).await?;
    let Some((user, name, email)) = rows.into_iter().next() else { return Err(GONE) };
    let businesses = account::business_names(db, user).await?;
    let mut known = vec![name.as_str(), &email];
    known.extend(businesses.iter().map(String::as_str));
    if let Some(sentence) = judge(&password, &known).sentence() {
        let mut fields = Fields::none();
        fields.add("password", sentence);
        fields.into_result()?;
    }
    let hash = passwords.hash(password).await?;
    let (token, address, composer) = (token.clone(), address.to_owned(), composer.clone());
    db.global_change(move |tx| {
        Box::pin(async move {
            let now = tx.now();
            // Two links of one account that are used at once wait here, and not for each other's rows.
            account::lock(tx, user).await?;
            let row = tx.optional::<(UserId,)>(&MARK_USED, &[&token, &now]).await?;
            let (user,) = row.ok_or(GONE)?;
            let witness = Witness::MailedLink { name: &name, address: &address };
            reset_password(tx, user, &hash, &witness, &composer).await
        })
    })
    .await
}
