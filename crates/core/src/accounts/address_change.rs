//! The change of an account's e-mail address: asked for with the password, confirmed by a link that goes to the new address,
//! and reported to the old one.

use secrecy::SecretString;

use super::account::{self, find_by_id};
use super::account_log::{append_all, entries_everywhere};
use super::security_letter::{self, SecurityLetter, SecurityOccasion};
use super::{Email, Passwords, Person, log_in_as_periods, sessions};
use crate::access::{AuditActor, Global, GlobalSql, May, actions, global_sql};
use crate::audit::Event;
use crate::db::{Db, from_row};
use crate::ids::{SessionId, UserId};
use crate::mail::{self, EmailComposer, OutgoingEmail, SealedLetter};
use crate::secret::{self, Digest, Seal};
use crate::{Error, Fields};

static ADD: GlobalSql = global_sql!("address_change_add.sql");
static DELETE_OLD: GlobalSql = global_sql!("address_change_drop.sql");
static LIVE: GlobalSql = global_sql!("address_change_live.sql");
static USE: GlobalSql = global_sql!("address_change_use.sql");
static SET: GlobalSql = global_sql!("address_set.sql");
static PASSWORD_OF: GlobalSql = global_sql!("password_of.sql");
static DELETE_RESETS: GlobalSql = global_sql!("reset_drop.sql");

/// How long a link is valid, in seconds: a day.
const LINK_SECONDS: i64 = 86_400;

/// The contents of the letter to the new address.
#[derive(Debug)]
pub struct AddressChangeLetter {
    /// The person's name.
    pub name: String,
    /// The new address, as typed.
    pub email: String,
    /// The token for the link; `None` when the address has an account already, and the letter says so.
    pub token: Option<SecretString>,
}

/// A change that waits for its link to be used.
#[derive(Clone, Debug)]
pub struct AddressChange {
    /// The account.
    pub user: UserId,
    /// Its present address, as typed.
    pub from: String,
    /// The new address, as typed.
    pub to: String,
}

from_row!(AddressChange { user, from, to });

/// Mails a link to a new address, and deletes older ones. An address that has an account gets a letter that says so, and the
/// answer is the same.
///
/// # Errors
/// Returns [`Error::Fields`] (`email`, `current_password`), or a database error.
pub async fn request(
    db: &Db,
    passwords: &Passwords,
    seal: &Seal,
    may: &May<actions::ChangeEmail>,
    (email, password): (&str, SecretString),
    write: impl FnOnce(&AddressChangeLetter) -> Result<OutgoingEmail, Error>,
) -> Result<Email, Error> {
    let viewpoint = may.viewpoint();
    let user = viewpoint.user();
    let mut fields = Fields::none();
    let email = fields.checked("email", Email::read(email));
    if email.as_ref().is_some_and(|email| email.typed() == viewpoint.email()) {
        fields.add("email", "This is your address already.");
    }
    let rows = db.read_global::<(Option<String>,)>(&PASSWORD_OF, &[&user]).await?;
    let (hash,) = rows.into_iter().next().unwrap_or((None,));
    if !passwords.matches(password, hash).await? {
        fields.add("current_password", "This is not your password.");
    }
    fields.into_result()?;
    let email = email.ok_or_else(|| Error::Fields(Fields::none()))?;
    let other = account::find(db, &email).await?.filter(|account| account.id != user);
    let (token, hash) = secret::token("")?;
    let contents = AddressChangeLetter {
        name: other.as_ref().map_or_else(|| viewpoint.user_name().to_owned(), |account| account.name.clone()),
        email: email.typed().to_owned(),
        token: other.is_none().then_some(token),
    };
    let letter = SealedLetter::new(seal, "address_change", email.typed(), write(&contents)?)?;
    let (typed, canonical) = (email.typed().to_owned(), email.canonical().to_owned());
    db.global_change(move |tx| {
        Box::pin(async move {
            let now = tx.now();
            tx.run(&DELETE_OLD, &[&user]).await?;
            // Nobody has the token of a row for an address with an account, so the row is of no use to anybody.
            tx.run(&ADD, &[&user, &typed, &canonical, &hash, &now, &now.plus_seconds(LINK_SECONDS)]).await?;
            mail::queue_email_for_no_business(tx, &letter).await?;
            Ok::<_, Error>(())
        })
    })
    .await?;
    Ok(email)
}

/// The change of a live link; `None` for a link that is not live. This does not use the link up.
///
/// # Errors
/// When the database fails.
pub async fn find_live(db: &Db, token: &Digest) -> Result<Option<AddressChange>, crate::db::Error> {
    Ok(db.read_global(&LIVE, &[token, &db.now()]).await?.into_iter().next())
}

/// Changes the address of the signed-in person by a live link, which it uses up. The link went out by mail, so it proves the
/// new address. As with a new password, the person's other sessions end, and links for a new password die. `address` is the
/// network address of the request, for the audit logs.
///
/// # Errors
/// Returns [`Error::Gone`] for a link that is not live or is another account's, `address_taken` when the address has got an
/// account meanwhile, or a database error.
pub async fn confirm(
    db: &Db,
    token: &Digest,
    person: &Person,
    address: &str,
    composer: &EmailComposer<SecurityLetter>,
) -> Result<Email, Error> {
    const GONE: Error = Error::Gone("This link is used up or older than a day. Ask for a new one in your profile.");
    let (token, person, composer, address) = (token.clone(), person.clone(), composer.clone(), address.to_owned());
    let changed = db.global_change(move |tx| {
        Box::pin(async move {
            let now = tx.now();
            let row = tx.optional::<(String,)>(&USE, &[&token, &now, &person.user]).await?;
            let (typed,) = row.ok_or(GONE)?;
            let email = Email::read(&typed).map_err(|error| crate::db::Error::Internal(error.to_string()))?;
            let change = Change {
                user: person.user,
                email: &email,
                proves: true,
                keep: Some(person.session),
                actor: AuditActor::joining(person.user, &person.name, &address),
                address: Some(&address),
            };
            change.run(tx, &composer).await?;
            Ok(email)
        })
    });
    changed.await.map_err(taken)
}

/// Changes the address of an account, for the operator on the command line. All its sessions end, and links for a new
/// password die. The operator knows where the account's person reads mail; whose account it is, a proof says as before.
///
/// # Errors
/// Returns [`crate::access::Refusal::NotFound`] when the address has no account, `address_taken` when the new one has
/// another, or a database error.
pub async fn change_by_operator(
    db: &Db,
    from: &Email,
    to: &Email,
    composer: &EmailComposer<SecurityLetter>,
) -> Result<(), Error> {
    let account = account::find(db, from).await?.ok_or(crate::access::Refusal::NotFound)?;
    let (to, composer) = (to.clone(), composer.clone());
    let changed = db.global_change(move |tx| {
        Box::pin(async move {
            let change = Change {
                user: account.id,
                email: &to,
                proves: false,
                keep: None,
                actor: AuditActor::with_name("the command line"),
                address: None,
            };
            change.run(tx, &composer).await
        })
    });
    changed.await.map_err(taken)
}

/// A change of address, inside a transaction.
struct Change<'c> {
    user: UserId,
    email: &'c Email,
    proves: bool,
    keep: Option<SessionId>,
    actor: AuditActor,
    address: Option<&'c str>,
}

impl Change<'_> {
    async fn run(self, tx: &mut Global<'_>, composer: &EmailComposer<SecurityLetter>) -> Result<(), Error> {
        let Self { user, email, proves, keep, actor, address } = self;
        let before = find_by_id(tx, user).await?.ok_or(crate::access::Refusal::NotFound)?;
        let now = tx.now();
        tx.run(&SET, &[&user, &email.typed(), &email.canonical(), &proves, &now]).await?;
        tx.run(&DELETE_RESETS, &[&user]).await?;
        tx.run(&DELETE_OLD, &[&user]).await?;
        let letter = SecurityLetter {
            occasion: SecurityOccasion::AddressChanged { to: email.typed().to_owned(), at: now },
            name: before.name,
            email: before.email.clone(),
            time_zone: before.time_zone,
        };
        security_letter::queue(tx, composer, &letter).await?;
        let mut entries = log_in_as_periods::end_all(tx, user, address).await?;
        let ended = sessions::delete_all(tx, user, keep).await?;
        let changed = entries_everywhere(tx, user, &actor, |membership| {
            Event::of("email.changed", "user", user, &membership.name)
                .before(serde_json::json!({ "email": before.email }))
                .after(serde_json::json!({ "email": email.typed(), "sessions_ended": ended }))
        });
        entries.extend(changed.await?);
        Ok(append_all(tx, entries).await?)
    }
}

fn taken(error: Error) -> Error {
    match error {
        Error::Db(crate::db::Error::UniqueViolation) => Error::Conflict {
            code: "address_taken",
            sentence: "This address has an account of its own. Choose another address.".into(),
        },
        other => other,
    }
}
