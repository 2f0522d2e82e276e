//! The numbers, counts and sources that the viewpoint sees, for menus, pickers and headings.

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
    /// Its id.
    pub id: NumberId,
    /// Its friendly name.
    pub friendly_name: String,
    /// Its digits.
    pub phone_number: PhoneNumber,
    /// Its status: released numbers are offered too, for their history.
    pub status: Status,
}

from_row!(Choice { id, friendly_name, phone_number, status });

/// How many numbers the viewpoint sees.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Active numbers.
    pub active: i64,
    /// Released numbers.
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

/// At most `limit` numbers that the viewpoint sees and that match `q`, the active ones first.
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

/// How many numbers of a status a teammate sees.
///
/// # Errors
/// When the database fails.
pub async fn count_of(db: &Db, scope: &CountScope, status: Status) -> Result<i64, Error> {
    db.count(scope, &COUNT_OF, &[&status]).await
}
