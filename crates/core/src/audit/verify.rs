//! Checks that no entry was edited, removed or reordered.

use std::fmt;
use std::str::FromStr;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use super::entry::ChainLink;
use super::head::StoredHead;
use crate::access::{BusinessSql, Operator, business_sql};
use crate::db::{Db, Error, FromRow, Row};
use crate::ids::{MemberId, UserId};
use crate::time::Timestamp;

static READ_IN_ORDER: BusinessSql = business_sql!("read_in_order.sql");
static READ_HEAD: BusinessSql = business_sql!("read_head.sql");

/// How many entries are read at a time.
const BATCH_SIZE: i64 = 1_000;

/// The first entry at which the chain is broken.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("entry {sequence} of the audit log is not what was written: {what}")]
pub struct BrokenLink {
    /// The entry's sequence, from 1.
    pub sequence: i64,
    /// The fault in a sentence.
    pub what: &'static str,
}

/// A log whose chain holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VerifiedLog {
    /// Its last entry.
    pub head: Head,
    /// How many of the first entries could not be checked, since they are from before the log was sealed anew.
    pub unchecked: i64,
}

/// An entry of a log and its code, which depends on every entry before it. Kept outside of the database, it shows whether
/// the log is still the one that it was taken from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Head {
    /// The entry's sequence: how many entries the log had.
    pub sequence: i64,
    code: Vec<u8>,
}

/// As `42:k3J…`.
impl fmt::Display for Head {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.sequence, URL_SAFE_NO_PAD.encode(&self.code))
    }
}

/// The text is no head of an audit log.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("this is no head of an audit log, as `crewline audit head` prints it")]
pub struct NotAHead;

impl FromStr for Head {
    type Err = NotAHead;

    fn from_str(text: &str) -> Result<Self, NotAHead> {
        let (sequence, code) = text.split_once(':').ok_or(NotAHead)?;
        let code = URL_SAFE_NO_PAD.decode(code).map_err(|_| NotAHead)?;
        let sequence = sequence.parse().ok().filter(|sequence| *sequence > 0).ok_or(NotAHead)?;
        if code.len() == 32 { Ok(Self { sequence, code }) } else { Err(NotAHead) }
    }
}

/// Checks a business's chain from its first entry to its sealed head.
///
/// # Errors
/// When the database fails. The inner error is the first broken link.
pub async fn verify(db: &Db, operator: &Operator) -> Result<Result<VerifiedLog, BrokenLink>, Error> {
    verify_with(db, operator, &[]).await
}

/// The same, and that heads which were kept elsewhere are of this chain.
///
/// # Errors
/// When the database fails. The inner error is the first broken link.
pub async fn verify_with(
    db: &Db,
    operator: &Operator,
    kept: &[Head],
) -> Result<Result<VerifiedLog, BrokenLink>, Error> {
    let (key, business) = (db.code_key()?, operator.business());
    let (mut sequence, mut code) = (0, Vec::new());
    loop {
        // Read anew before each batch: an entry that is added meanwhile is then in both or in the rows alone, and the
        // loop reads the head again.
        let head = db.read::<StoredHead>(operator, &READ_HEAD, &[]).await?.into_iter().next();
        // The number in a head that is not sealed is anybody's.
        let first = head.as_ref().filter(|head| head.is_sealed(key, business)).map_or(1, |head| head.first);
        let rows = db.read::<StoredEntry>(operator, &READ_IN_ORDER, &[&sequence, &BATCH_SIZE]).await?;
        if rows.is_empty() {
            let broken = |what| Ok(Err(BrokenLink { sequence: sequence + 1, what }));
            return match head {
                None if sequence == 0 => broken("the log is empty, although the business was founded"),
                Some(head) if head.sequence == sequence && head.code == code => {
                    if !head.is_sealed(key, business) {
                        return broken(
                            "the end of the log has no valid seal, so entries may be missing here, or a change has met a \
                             log that was tampered with",
                        );
                    }
                    if let Some(kept) = kept.iter().find(|kept| kept.sequence > sequence) {
                        let sequence = kept.sequence;
                        return Ok(Err(BrokenLink {
                            sequence,
                            what: "it is missing, and its code was kept elsewhere",
                        }));
                    }
                    Ok(Ok(VerifiedLog { head: Head { sequence, code }, unchecked: first - 1 }))
                }
                _ => broken("the last entries are missing"),
            };
        }
        for entry in rows {
            sequence += 1;
            if entry.sequence != sequence {
                return Ok(Err(BrokenLink { sequence, what: "it is missing" }));
            }
            if sequence >= first && entry.chain_link(operator).code(key, &code) != entry.code {
                return Ok(Err(BrokenLink {
                    sequence,
                    what: "it, or the one before, was changed, or written with another key",
                }));
            }
            code = entry.code;
            if kept.iter().any(|kept| kept.sequence == sequence && kept.code != code) {
                return Ok(Err(BrokenLink { sequence, what: "its code is not the one that was kept elsewhere" }));
            }
        }
    }
}

struct StoredEntry {
    sequence: i64,
    at: Timestamp,
    texts: Vec<Option<String>>,
    code: Vec<u8>,
}

impl StoredEntry {
    fn chain_link(&self, operator: &Operator) -> ChainLink<'_> {
        let mut texts = [None; 12];
        for (place, text) in texts.iter_mut().zip(&self.texts) {
            *place = text.as_deref();
        }
        ChainLink { business: operator.business(), sequence: self.sequence, at: self.at, texts }
    }
}

impl FromRow for StoredEntry {
    fn from_row(row: &Row<'_>) -> Result<Self, Error> {
        let user = row.get::<Option<UserId>>(2)?.map(|id| id.to_string());
        let as_member = row.get::<Option<MemberId>>(4)?.map(|id| id.to_string());
        let mut texts = vec![user, row.get(3)?, as_member];
        for place in 5..14 {
            texts.push(row.get(place)?);
        }
        Ok(Self { sequence: row.get(0)?, at: row.get(1)?, texts, code: row.get(14)? })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_head_reads_back_as_itself() {
        let head = Head { sequence: 42, code: vec![7; 32] };
        assert_eq!(head.to_string().parse(), Ok(head.clone()));
        let text = head.to_string();
        for wrong in ["", "42", "42:", ":x", "0:x", "-1:x", &text[..text.len() - 2], &text.replace("42", "0")] {
            assert_eq!(wrong.parse::<Head>(), Err(NotAHead), "{wrong}");
        }
    }
}
