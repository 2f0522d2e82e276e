//! The proof that somebody has entered their password just now. A browser that was left signed in must not make a
//! credential that outlives it, give a business away, or change where a carrier's secrets go.

use secrecy::SecretString;

use super::Passwords;
use crate::access::{Credential, GlobalSql, Viewpoint, global_sql};
use crate::db::Db;
use crate::{Error, Fields};

static HASH: GlobalSql = global_sql!("password_of.sql");
static CONFIRM: GlobalSql = global_sql!("session_confirm.sql");

/// How long an entered password counts, in seconds: 10 minutes.
const RECENT_SECONDS: i64 = 600;

/// The person at the keyboard has entered their password within the last ten minutes. Made only by
/// [`prove_recent_password`] and [`prove_password_now`].
#[derive(Clone, Copy, Debug)]
pub struct RecentPassword(());

#[cfg(any(test, feature = "testing"))]
impl RecentPassword {
    /// The proof without a password, for tests.
    pub fn assumed() -> Self {
        Self(())
    }
}

/// Whether the person at the keyboard has entered their password within the last ten minutes, so that they are not asked.
pub fn has_recent_password(db: &Db, viewpoint: &Viewpoint) -> bool {
    let oldest = db.now().plus_seconds(-RECENT_SECONDS);
    viewpoint.confirmed_at().is_some_and(|at| at > oldest)
}

/// Proves that the person at the keyboard has entered their password with this request, also if they did so just now.
///
/// # Errors
/// As [`prove_recent_password`].
pub async fn prove_password_now(
    db: &Db,
    passwords: &Passwords,
    viewpoint: &Viewpoint,
    typed: Option<SecretString>,
) -> Result<RecentPassword, Error> {
    let refuse = |sentence: &str| Error::Fields(Fields(vec![("confirm_password", sentence.to_owned())]));
    let Some(typed) = typed else {
        return Err(refuse("Enter your password, to confirm that it is you."));
    };
    check(db, passwords, viewpoint, typed).await
}

/// Proves that the person at the keyboard has entered their password within the last ten minutes, or with this request.
///
/// # Errors
/// Returns [`Error::Fields`] (`confirm_password`) when the password is missing or wrong, or a database error.
pub async fn prove_recent_password(
    db: &Db,
    passwords: &Passwords,
    viewpoint: &Viewpoint,
    typed: Option<SecretString>,
) -> Result<RecentPassword, Error> {
    if has_recent_password(db, viewpoint) {
        return Ok(RecentPassword(()));
    }
    let refuse = |sentence: &str| Error::Fields(Fields(vec![("confirm_password", sentence.to_owned())]));
    let Some(typed) = typed else {
        return Err(refuse("Enter your password again, to confirm that it is you."));
    };
    check(db, passwords, viewpoint, typed).await
}

async fn check(
    db: &Db,
    passwords: &Passwords,
    viewpoint: &Viewpoint,
    typed: SecretString,
) -> Result<RecentPassword, Error> {
    let refuse = |sentence: &str| Error::Fields(Fields(vec![("confirm_password", sentence.to_owned())]));
    let user = viewpoint.actor().user;
    let rows = db.read_global::<(Option<String>,)>(&HASH, &[&user]).await?;
    let (hash,) = rows.into_iter().next().unwrap_or((None,));
    if !passwords.matches(typed, hash).await? {
        return Err(refuse("This is not your password."));
    }
    // Under Log in as the session is another one, so the password counts for this request alone.
    if let (Credential::Session(session), None) = (viewpoint.credential(), viewpoint.impersonation()) {
        db.global_change(move |tx| {
            Box::pin(async move {
                let now = tx.now();
                tx.run(&CONFIRM, &[&user, &session, &now]).await.map(drop)
            })
        })
        .await?;
    }
    Ok(RecentPassword(()))
}
