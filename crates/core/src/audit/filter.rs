//! What the log is narrowed to.

use crate::access::{BusinessSql, May, Proof, actions, business_sql};
use crate::db::{Db, Error, from_row};
use crate::ids::MemberId;
use crate::time::Timestamp;

static FIRST_SINCE: BusinessSql = business_sql!("first_sequence_since.sql");
static OLDEST_MOMENT: BusinessSql = business_sql!("oldest_moment.sql");
static LAST_BEFORE: BusinessSql = business_sql!("last_sequence_before.sql");
static LAST_SEQUENCE: BusinessSql = business_sql!("last_sequence.sql");
static PEOPLE: BusinessSql = business_sql!("people.sql");

/// The most people that a menu has.
const MAX_PEOPLE: i64 = 500;

/// What the log is narrowed to: all that is said must hold.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// Entries in which this member was at the keyboard, or was the one as whom somebody was logged in. By the person:
    /// also of their earlier memberships.
    pub person: Option<MemberId>,
    /// Entries of this action.
    pub action: Option<String>,
    /// Entries from this moment on.
    pub from: Option<Timestamp>,
    /// Entries before this moment.
    pub to: Option<Timestamp>,
}

impl Filter {
    /// The places that entries of the filter's time can be at. `None`: there is no such entry. Places are in the order
    /// in which changes were made; moments nearly are.
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

/// A part of the log, by the places in its chain: from one on, before another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SequenceRange {
    pub(super) first: i64,
    pub(super) end: i64,
}

/// The place of the first entry of a moment or later; `None` where there is none.
pub(crate) async fn first_sequence_since(db: &Db, proof: &impl Proof, at: Timestamp) -> Result<Option<i64>, Error> {
    let first = db.read::<(Option<i64>,)>(proof, &FIRST_SINCE, &[&at]).await?.into_iter().next();
    Ok(first.and_then(|(first,)| first))
}

/// The place that the next entry takes, or a later one.
pub(crate) async fn next_sequence(db: &Db, proof: &impl Proof) -> Result<i64, Error> {
    let head = db.read::<(i64,)>(proof, &LAST_SEQUENCE, &[]).await?.into_iter().next();
    Ok(head.map_or(1, |(last,)| last + 1))
}

/// When the business's log begins.
pub(crate) async fn log_start(db: &Db, proof: &impl Proof) -> Result<Option<Timestamp>, Error> {
    Ok(db.read::<(Timestamp,)>(proof, &OLDEST_MOMENT, &[]).await?.into_iter().next().map(|(at,)| at))
}

/// Somebody whom the log tells of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// Their newest membership.
    pub id: MemberId,
    /// Their name in it.
    pub name: String,
}

from_row!(Person { id, name });

/// Who has left entries, themselves or as whom somebody was logged in: by name, 500 at most.
///
/// # Errors
/// When the database fails.
pub async fn people(db: &Db, may: &May<actions::SeeAuditLog>) -> Result<Vec<Person>, Error> {
    db.read(may, &PEOPLE, &[&MAX_PEOPLE]).await
}
