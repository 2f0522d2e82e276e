//! The filter of the log, and its menus.

use crate::access::{BusinessSql, May, Proof, actions, business_sql};
use crate::db::{Db, Error, from_row};
use crate::ids::MemberId;
use crate::time::Timestamp;

static FIRST_SINCE: BusinessSql = business_sql!("first_sequence_since.sql");
static OLDEST_MOMENT: BusinessSql = business_sql!("oldest_moment.sql");
static LAST_BEFORE: BusinessSql = business_sql!("last_sequence_before.sql");
static LAST_SEQUENCE: BusinessSql = business_sql!("last_sequence.sql");
static PEOPLE: BusinessSql = business_sql!("people.sql");

/// The most people in the menu.
const MAX_PEOPLE: i64 = 500;

/// A filter of the log. An entry must meet all of its conditions.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// Entries in which this member was at the keyboard, or was the teammate under Log in as. Their earlier memberships
    /// count too.
    pub person: Option<MemberId>,
    /// Entries of this action.
    pub action: Option<String>,
    /// Entries from this moment on.
    pub from: Option<Timestamp>,
    /// Entries before this moment.
    pub to: Option<Timestamp>,
    /// Entries in which this stands: a name, a value, an address.
    pub q: Option<String>,
}

impl Filter {
    /// The sequences that entries of the filter's time can have. `None` means that there is no such entry. Sequences
    /// are in the exact order of changes, times only nearly.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn sequence_range(
        &self,
        db: &Db,
        may: &May<actions::SeeAuditLog>,
    ) -> Result<Option<SequenceRange>, Error> {
        let first = match self.from {
            Some(from) => first_sequence_since(db, may, from).await?,
            None => Some(0),
        };
        let end = match self.to {
            Some(to) => {
                let last = db.read::<(Option<i64>,)>(may, &LAST_BEFORE, &[&to]).await?.into_iter().next();
                last.and_then(|(last,)| last).map(|last| last + 1)
            }
            None => Some(i64::MAX),
        };
        Ok(first.zip(end).map(|(first, end)| SequenceRange { first, end }))
    }
}

/// A range of the log's sequences: from `first`, before `end`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SequenceRange {
    pub(super) first: i64,
    pub(super) end: i64,
}

/// The sequence of the first entry at or after a moment; `None` when there is none.
pub(crate) async fn first_sequence_since(db: &Db, proof: &impl Proof, at: Timestamp) -> Result<Option<i64>, Error> {
    let first = db.read::<(Option<i64>,)>(proof, &FIRST_SINCE, &[&at]).await?.into_iter().next();
    Ok(first.and_then(|(first,)| first))
}

/// The lowest sequence that the next entry can take.
pub(crate) async fn next_sequence(db: &Db, proof: &impl Proof) -> Result<i64, Error> {
    let head = db.read::<(i64,)>(proof, &LAST_SEQUENCE, &[]).await?.into_iter().next();
    Ok(head.map_or(1, |(last,)| last + 1))
}

/// When the business's log begins.
pub(crate) async fn log_start(db: &Db, proof: &impl Proof) -> Result<Option<Timestamp>, Error> {
    Ok(db.read::<(Timestamp,)>(proof, &OLDEST_MOMENT, &[]).await?.into_iter().next().map(|(at,)| at))
}

/// A person who appears in the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// Their newest membership.
    pub id: MemberId,
    /// Their name in it.
    pub name: String,
}

from_row!(Person { id, name });

/// The people who appear in entries, at the keyboard or as the teammate under Log in as: by name, 500 at most.
///
/// # Errors
/// When the database fails.
pub async fn people(db: &Db, may: &May<actions::SeeAuditLog>) -> Result<Vec<Person>, Error> {
    db.read(may, &PEOPLE, &[&MAX_PEOPLE]).await
}
