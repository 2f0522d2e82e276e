//! Checks that nobody has edited, removed or reordered an entry.

use super::entry::Link;
use crate::access::{BusinessSql, Operator, business_sql};
use crate::db::{Db, Error, FromRow, Row};
use crate::ids::{MemberId, UserId};
use crate::time::Timestamp;

static WALK: BusinessSql = business_sql!("walk.sql");
static ENDS: BusinessSql = business_sql!("ends.sql");

/// How many entries are read at a time.
const STEP: i64 = 1_000;

/// The first place at which the chain does not hold.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("entry {sequence} of the audit log is not what was written: {what}")]
pub struct Broken {
    /// The place, from 1.
    pub sequence: i64,
    /// What is wrong there.
    pub what: &'static str,
}

/// Walks a business's chain from its first entry to its head; answers how many entries it has.
///
/// # Errors
/// When the database fails; inside, the first place that does not hold.
pub async fn verify(db: &Db, operator: &Operator) -> Result<Result<i64, Broken>, Error> {
    let (mut sequence, mut hash) = (0, Vec::new());
    loop {
        // Before the rows, and anew each time: an entry that is added meanwhile is then in both or in the rows alone,
        // which only asks for another look.
        let head = db.read::<(i64, Vec<u8>)>(operator, &ENDS, &[]).await?.into_iter().next();
        let rows = db.read::<Kept>(operator, &WALK, &[&sequence, &STEP]).await?;
        if rows.is_empty() {
            return Ok(match head {
                None if sequence == 0 => Ok(0),
                Some((last, end)) if last == sequence && end == hash => Ok(sequence),
                _ => Err(Broken { sequence: sequence + 1, what: "the last entries are missing" }),
            });
        }
        for kept in rows {
            sequence += 1;
            if kept.sequence != sequence {
                return Ok(Err(Broken { sequence, what: "it is missing" }));
            }
            let expected = kept.link(operator).hash(&hash);
            if expected != kept.hash {
                return Ok(Err(Broken { sequence, what: "it, or the one before, was changed" }));
            }
            hash = expected;
        }
    }
}

struct Kept {
    sequence: i64,
    at: Timestamp,
    texts: Vec<Option<String>>,
    hash: Vec<u8>,
}

impl Kept {
    fn link(&self, operator: &Operator) -> Link<'_> {
        let mut texts = [None; 11];
        for (place, text) in texts.iter_mut().zip(&self.texts) {
            *place = text.as_deref();
        }
        Link { business: operator.business(), sequence: self.sequence, at: self.at, texts }
    }
}

impl FromRow for Kept {
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
