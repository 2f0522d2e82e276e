//! Whether a member wants digests. The link in a letter unsubscribes without signing in; its token is the sealed reader.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use crate::Error;
use crate::access::{BusinessSql, GlobalSql, May, actions, business_sql, global_sql};
use crate::audit::Event;
use crate::db::{self, Db, from_row};
use crate::ids::{BusinessId, MemberId};
use crate::secret::{NoRandomness, Seal};

static READER: GlobalSql = global_sql!("digest_reader.sql");
static STOP: GlobalSql = global_sql!("digest_stop.sql");
static SET_WANTED: BusinessSql = business_sql!("digest_set_wanted.sql");
static IS_WANTED: BusinessSql = business_sql!("digest_is_wanted.sql");

/// The context that the seal of a token is bound to.
const SEAL_CONTEXT: &str = "log_in_as_digest";

/// The reader of a digest, who an unsubscribe link belongs to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DigestReader {
    /// The business's name.
    pub business: String,
    /// The address that the letters go to.
    pub email: String,
    /// Whether they are still sent.
    pub wants: bool,
}

from_row!(DigestReader { business, email, wants });

/// The token that identifies a reader in a link. It is sealed, so that nobody can make one for somebody else.
pub(super) fn unsubscribe_token(seal: &Seal, business: BusinessId, member: MemberId) -> Result<String, NoRandomness> {
    let sealed = seal.close(SEAL_CONTEXT, format!("{business} {member}").as_bytes())?;
    Ok(URL_SAFE_NO_PAD.encode(sealed))
}

fn open_token(seal: &Seal, token: &str) -> Option<(BusinessId, MemberId)> {
    let sealed = URL_SAFE_NO_PAD.decode(token.get(..token.len().min(400))?).ok()?;
    let text = String::from_utf8(seal.open(SEAL_CONTEXT, &sealed).ok()?).ok()?;
    let (business, member) = text.split_once(' ')?;
    Some((business.parse().ok()?, member.parse().ok()?))
}

/// Finds the reader that a token belongs to; `None` for an invalid token.
///
/// # Errors
/// When the database fails.
pub async fn find_reader(db: &Db, seal: &Seal, token: &str) -> Result<Option<DigestReader>, db::Error> {
    let Some((business, member)) = open_token(seal, token) else { return Ok(None) };
    Ok(db.read_global(&READER, &[&business, &member]).await?.into_iter().next())
}

/// Stops the digests of the reader that a token belongs to. Returns whether the token is valid.
///
/// # Errors
/// When the database fails.
pub async fn stop_digests(db: &Db, seal: &Seal, token: &str) -> Result<bool, db::Error> {
    let Some((business, member)) = open_token(seal, token) else { return Ok(false) };
    db.global_change(move |tx| Box::pin(async move { Ok(tx.run(&STOP, &[&business, &member]).await? == 1) })).await
}

/// Whether the requester wants digests.
///
/// # Errors
/// When the database fails.
pub async fn wants_digests(db: &Db, may: &May<actions::ManageSessions>) -> Result<bool, db::Error> {
    let rows = db.read::<(bool,)>(may, &IS_WANTED, &[&may.viewpoint().member()]).await?;
    Ok(rows.into_iter().next().is_some_and(|(wants,)| wants))
}

/// Sets whether the requester wants digests.
///
/// # Errors
/// When the database fails.
pub async fn set_wants_digests(db: &Db, may: &May<actions::ManageSessions>, wants: bool) -> Result<(), Error> {
    let viewpoint = may.viewpoint().clone();
    db.change(may, move |tx| {
        Box::pin(async move {
            tx.run(&SET_WANTED, &[&viewpoint.member(), &wants]).await?;
            let event = Event::of("log_in_as.letters_chosen", "member", viewpoint.member(), viewpoint.name());
            Ok(((), event.after(serde_json::json!({ "letters": wants }))))
        })
    })
    .await
}
