//! Checks that no entry was edited, removed or reordered.

use super::entry::ChainLink;
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

/// Checks a business's chain from its first entry to its head; returns how many entries it has.
///
/// # Errors
/// When the database fails. The inner error is the first broken link.
pub async fn verify(db: &Db, operator: &Operator) -> Result<Result<i64, BrokenLink>, Error> {
    let (mut sequence, mut hash) = (0, Vec::new());
    loop {
        // Read anew before each batch: an entry that is added meanwhile is then in both or in the rows alone, and the
        // loop reads the head again.
        let head = db.read::<(i64, Vec<u8>)>(operator, &READ_HEAD, &[]).await?.into_iter().next();
        let rows = db.read::<StoredEntry>(operator, &READ_IN_ORDER, &[&sequence, &BATCH_SIZE]).await?;
        if rows.is_empty() {
            return Ok(match head {
                None if sequence == 0 => Ok(0),
                Some((last, end)) if last == sequence && end == hash => Ok(sequence),
                _ => Err(BrokenLink { sequence: sequence + 1, what: "the last entries are missing" }),
            });
        }
        for entry in rows {
            sequence += 1;
            if entry.sequence != sequence {
                return Ok(Err(BrokenLink { sequence, what: "it is missing" }));
            }
            let expected = entry.chain_link(operator).hash(&hash);
            if expected != entry.hash {
                return Ok(Err(BrokenLink { sequence, what: "it, or the one before, was changed" }));
            }
            hash = expected;
        }
    }
}

struct StoredEntry {
    sequence: i64,
    at: Timestamp,
    texts: Vec<Option<String>>,
    hash: Vec<u8>,
}

impl StoredEntry {
    fn chain_link(&self, operator: &Operator) -> ChainLink<'_> {
        let mut texts = [None; 11];
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
        for place in 5..13 {
            texts.push(row.get(place)?);
        }
        Ok(Self { sequence: row.get(0)?, at: row.get(1)?, texts, hash: row.get(13)? })
    }
}
