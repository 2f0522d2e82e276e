//! The choices of the list's filters, from the numbers that the viewer sees.

use std::collections::BTreeSet;

use super::MAX_CHOSEN;
use crate::access::{CountScope, May, VisibleSql, actions, places, visible_sql};
use crate::db::{Db, Error};
use crate::time::Timestamp;

static SOURCES: VisibleSql = visible_sql!("sources.sql");
static KNOWN_SOURCES: VisibleSql = visible_sql!("known_sources.sql");
static SOURCES_OF: VisibleSql = visible_sql!("sources_of.sql");
static COUNT_SINCE: VisibleSql = visible_sql!("count_since.sql");
static COUNT_OF: VisibleSql = visible_sql!("count_of.sql");

/// The most sources in a menu.
const MAX_SOURCES: i64 = 500;

/// The present and past sources of the numbers that the viewer sees, by name: so those of all visible calls.
///
/// # Errors
/// When the database fails.
pub async fn sources(db: &Db, may: &May<actions::SeeCalls>) -> Result<Vec<String>, Error> {
    Ok(db
        .read_visible::<(String,)>(may, &SOURCES, &[&MAX_SOURCES])
        .await?
        .into_iter()
        .map(|(source,)| source)
        .collect())
}

/// Which of these are present or past sources of the numbers that the viewer sees.
///
/// # Errors
/// When the database fails.
pub(crate) async fn known_sources(
    db: &Db,
    may: &May<actions::SeeCalls>,
    sources: &BTreeSet<&str>,
) -> Result<BTreeSet<String>, Error> {
    // PostgreSQL allows no NUL in texts, so no source has one.
    let possible: Vec<&str> = sources.iter().copied().filter(|source| !source.contains('\0')).collect();
    let mut known = BTreeSet::new();
    for some in possible.chunks(MAX_CHOSEN) {
        let rows = db.read_visible::<(String,)>(may, &KNOWN_SOURCES, &places(some, MAX_CHOSEN)).await?;
        known.extend(rows.into_iter().map(|(source,)| source));
    }
    Ok(known)
}

/// How many sources a teammate can filter by.
///
/// # Errors
/// When the database fails.
pub async fn sources_of(db: &Db, scope: &CountScope) -> Result<i64, Error> {
    Ok(db.count(scope, &SOURCES_OF, &[]).await?.min(MAX_SOURCES))
}

/// How many calls since a moment the viewpoint sees, counted up to `max`.
///
/// # Errors
/// When the database fails.
pub async fn count_since(db: &Db, may: &May<actions::SeeCalls>, since: Timestamp, max: i64) -> Result<i64, Error> {
    let counted = db.read_visible::<(i64,)>(may, &COUNT_SINCE, &[&since, &max]).await?;
    Ok(counted.first().map_or(0, |(count,)| *count))
}

/// How many calls a teammate sees, counted up to `max`.
///
/// # Errors
/// When the database fails.
pub async fn count_of(db: &Db, scope: &CountScope, max: i64) -> Result<i64, Error> {
    db.count(scope, &COUNT_OF, &[&max]).await
}
