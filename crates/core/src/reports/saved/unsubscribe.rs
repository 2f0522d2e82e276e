//! The end of a report's letters, by the link in one of them, without signing in. Its token is the sealed reader.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use super::reader::Reader;
use crate::Error;
use crate::access::{AuditActor, BusinessSql, GlobalSql, LetterLink, Refusal, Scoped, business_sql, global_sql};
use crate::audit::Event;
use crate::db::{self, Db, from_row};
use crate::ids::{BusinessId, MemberId, OutsideRecipientId, ReportId, UserId};
use crate::members::{end_one, lock_outside};
use crate::secret::{NoRandomness, Seal};

static READER: GlobalSql = global_sql!("letter_reader.sql");
static OUTSIDE_READER: GlobalSql = global_sql!("outside_letter_reader.sql");
static STOP: BusinessSql = business_sql!("stop_letters.sql");

/// The context that the seal of a token is bound to.
const SEAL_CONTEXT: &str = "report_letter";

/// The reader of a report's letters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LetterReader {
    /// The business's name.
    pub business: String,
    /// The address that the letters go to; `None` where an address outside the team gets none any more.
    pub email: Option<String>,
    /// Whether they are still sent.
    pub wants: bool,
}

from_row!(LetterReader { business, email, wants });

/// The contents of a token.
struct Opened {
    business: BusinessId,
    report: ReportId,
    reader: Reader,
}

/// The token of a reader.
pub(super) fn token(
    seal: &Seal,
    business: BusinessId,
    report: ReportId,
    reader: Reader,
) -> Result<String, NoRandomness> {
    let sealed = seal.close(SEAL_CONTEXT, format!("{business} {report} {reader}").as_bytes())?;
    Ok(URL_SAFE_NO_PAD.encode(sealed))
}

fn open(seal: &Seal, token: &str) -> Option<Opened> {
    let sealed = URL_SAFE_NO_PAD.decode(token.get(..token.len().min(400))?).ok()?;
    let text = String::from_utf8(seal.open(SEAL_CONTEXT, &sealed).ok()?).ok()?;
    let mut ids = text.split(' ');
    Some(Opened {
        business: ids.next()?.parse().ok()?,
        report: ids.next()?.parse().ok()?,
        reader: ids.next()?.parse().ok()?,
    })
}

/// Finds the reader that a token belongs to; `None` for an invalid token, or where the report is no more.
///
/// # Errors
/// When the database fails.
pub async fn find_letter_reader(db: &Db, seal: &Seal, letter: &str) -> Result<Option<LetterReader>, db::Error> {
    let Some(Opened { business, report, reader }) = open(seal, letter) else { return Ok(None) };
    let rows = match reader {
        Reader::Member(member) => db.read_global(&READER, &[&business, &report, &member]).await?,
        Reader::Outside(recipient) => db.read_global(&OUTSIDE_READER, &[&business, &report, &recipient]).await?,
    };
    Ok(rows.into_iter().next())
}

/// Ends the letters of a report to the reader that a token belongs to; `address` is the network address of the request. Returns
/// whether the token is valid. Ending them again changes nothing.
///
/// # Errors
/// When the database fails.
pub async fn stop_letters(db: &Db, seal: &Seal, letter: &str, address: &str) -> Result<bool, Error> {
    let Some(opened) = open(seal, letter) else { return Ok(false) };
    // Nothing is changed in a deleted business.
    let Some(reader) = find_letter_reader(db, seal, letter).await? else { return Ok(false) };
    if !reader.wants {
        return Ok(true);
    }
    let address = address.to_owned();
    db.change_by_link(&LetterLink::opened(opened.business), move |tx| {
        Box::pin(async move {
            let ended = match opened.reader {
                Reader::Member(member) => end_member(tx, opened.report, member).await?,
                Reader::Outside(recipient) => end_outside(tx, recipient).await?,
            };
            let actor = |user: Option<UserId>, name: &str| AuditActor::reader(user, name, &address);
            Ok(match ended {
                Some((user, name, event)) => (true, actor(user, &name), Some(event)),
                None => (true, actor(None, ""), None),
            })
        })
    })
    .await
}

/// The account and name of the reader, and the event; `None` where the letters had ended already.
type Ended = Option<(Option<UserId>, String, Event)>;

async fn end_member(tx: &mut Scoped<'_>, report: ReportId, member: MemberId) -> Result<Ended, Error> {
    let row = tx.optional::<(String, String, UserId)>(&STOP, &[&report, &member]).await?;
    Ok(row.map(|(report_name, name, user)| {
        let event = Event::of("report.letters_ended", "report", report, report_name);
        let event = event.before(serde_json::json!({ "recipient": name }));
        (Some(user), name, event)
    }))
}

async fn end_outside(tx: &mut Scoped<'_>, id: OutsideRecipientId) -> Result<Ended, Error> {
    let recipient = match lock_outside(tx, id).await {
        Ok(recipient) => recipient,
        Err(Error::Refused(Refusal::NotFound)) => return Ok(None),
        Err(error) => return Err(error),
    };
    let event = end_one(tx, &recipient, "report.outside_ended").await?;
    Ok(Some((None, recipient.email, event)))
}
