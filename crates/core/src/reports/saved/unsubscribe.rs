//! The end of a report's letters, by the link in one of them, without signing in. Its token is the sealed reader.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use crate::access::{GlobalSql, global_sql};
use crate::db::{Db, Error, from_row};
use crate::ids::{BusinessId, MemberId, ReportId};
use crate::secret::{NoRandomness, Seal};

static READER: GlobalSql = global_sql!("letter_reader.sql");
static STOP: GlobalSql = global_sql!("stop_letters.sql");

/// The context that the seal of a token is bound to.
const SEAL_CONTEXT: &str = "report_letter";

/// The reader of a report's letters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LetterReader {
    /// The business's name.
    pub business: String,
    /// The address that the letters go to.
    pub email: String,
    /// Whether they are still sent.
    pub wants: bool,
}

from_row!(LetterReader { business, email, wants });

/// The token of a reader.
pub(super) fn token(
    seal: &Seal,
    business: BusinessId,
    report: ReportId,
    member: MemberId,
) -> Result<String, NoRandomness> {
    let sealed = seal.close(SEAL_CONTEXT, format!("{business} {report} {member}").as_bytes())?;
    Ok(URL_SAFE_NO_PAD.encode(sealed))
}

fn open(seal: &Seal, token: &str) -> Option<(BusinessId, ReportId, MemberId)> {
    let sealed = URL_SAFE_NO_PAD.decode(token.get(..token.len().min(400))?).ok()?;
    let text = String::from_utf8(seal.open(SEAL_CONTEXT, &sealed).ok()?).ok()?;
    let mut ids = text.split(' ');
    Some((ids.next()?.parse().ok()?, ids.next()?.parse().ok()?, ids.next()?.parse().ok()?))
}

/// Finds the reader that a token belongs to; `None` for an invalid token, or where the report is no more.
///
/// # Errors
/// When the database fails.
pub async fn find_letter_reader(db: &Db, seal: &Seal, letter: &str) -> Result<Option<LetterReader>, Error> {
    let Some((business, report, member)) = open(seal, letter) else { return Ok(None) };
    Ok(db.read_global(&READER, &[&business, &report, &member]).await?.into_iter().next())
}

/// Ends the letters of a report to the reader that a token belongs to. Returns whether the token is valid.
///
/// # Errors
/// When the database fails.
pub async fn stop_letters(db: &Db, seal: &Seal, letter: &str) -> Result<bool, Error> {
    let Some((business, report, member)) = open(seal, letter) else { return Ok(false) };
    db.global_change(move |tx| {
        Box::pin(async move { tx.run(&STOP, &[&business, &report, &member]).await.map(|_| true) })
    })
    .await
}
