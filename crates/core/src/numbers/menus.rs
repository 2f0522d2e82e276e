//! What filter menus, pickers and headings need to know of the numbers that somebody sees.

use super::search::Search;
use super::{PhoneNumber, Status};
use crate::access::{CountScope, May, VisibleSql, actions, visible_sql};
use crate::db::{Db, Error, from_row};
use crate::ids::NumberId;

static SOURCES: VisibleSql = visible_sql!("sources.sql");
static OPTIONS: VisibleSql = visible_sql!("options.sql");
static COUNT: VisibleSql = visible_sql!("count.sql");
static COUNT_OF: VisibleSql = visible_sql!("count_of.sql");

/// A number in a picker.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// Which.
    pub id: NumberId,
    /// What people call it.
    pub friendly_name: String,
    /// Its digits.
    pub phone_number: PhoneNumber,
    /// A released one is offered too, for its history.
    pub status: Status,
}

from_row!(Choice { id, friendly_name, phone_number, status });

/// How many numbers somebody sees.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Those that the business has.
    pub active: i64,
    /// Those that it had.
    pub released: i64,
}

from_row!(Counts { active, released });

/// The sources of the numbers that the viewpoint sees, each once, in order.
///
/// # Errors
/// When the database fails.
pub async fn sources(db: &Db, may: &May<actions::SeeNumbers>) -> Result<Vec<String>, Error> {
    Ok(db.read_visible::<(String,)>(may, &SOURCES, &[]).await?.into_iter().map(|(source,)| source).collect())
}

/// The numbers that the viewpoint sees and that fit what was typed: `limit` at most, the active ones first.
///
/// # Errors
/// When the database fails.
pub async fn options(
    db: &Db,
    may: &May<actions::SeeNumbers>,
    q: Option<&str>,
    limit: i64,
) -> Result<Vec<Choice>, Error> {
    let Search { anywhere, digits } = Search::new(q);
    db.read_visible(may, &OPTIONS, &[&anywhere, &digits, &limit]).await
}

/// How many numbers the viewpoint sees.
///
/// # Errors
/// When the database fails.
pub async fn count(db: &Db, may: &May<actions::SeeNumbers>) -> Result<Counts, Error> {
    Ok(db.read_visible(may, &COUNT, &[]).await?.into_iter().next().unwrap_or_default())
}

/// How many numbers a teammate sees, those of a status.
///
/// # Errors
/// When the database fails.
pub async fn count_of(db: &Db, scope: &CountScope, status: Status) -> Result<i64, Error> {
    db.count(scope, &COUNT_OF, &[&status]).await
}
