//! Counts what a member sees on each surface, by the surface's own condition.

use crate::access::CountScope;
use crate::db::{Db, Error};
use crate::numbers::{self, Status, groups};
use crate::{calls, recordings};

/// The count of calls or recordings stops here.
pub const MAX_COUNT: i64 = 100_000;

/// How much a member, or an outside recipient of a report, sees.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Surfaces {
    /// Numbers that the business has now.
    pub active_numbers: i64,
    /// Numbers that it has released.
    pub released_numbers: i64,
    /// Number groups.
    pub groups: i64,
    /// Calls, at most [`MAX_COUNT`].
    pub calls: i64,
    /// Playable recordings and voicemails, at most [`MAX_COUNT`].
    pub recordings: i64,
    /// Sources in the filter menu.
    pub sources: i64,
}

/// Counts what a member or an outside recipient sees.
///
/// # Errors
/// When the database fails.
pub async fn surfaces(db: &Db, scope: &CountScope) -> Result<Surfaces, Error> {
    Ok(Surfaces {
        active_numbers: numbers::count_of(db, scope, Status::Active).await?,
        released_numbers: numbers::count_of(db, scope, Status::Released).await?,
        groups: groups::count_of(db, scope).await?,
        calls: calls::count_of(db, scope, MAX_COUNT).await?,
        recordings: recordings::count_of(db, scope, MAX_COUNT).await?,
        sources: calls::sources_of(db, scope).await?,
    })
}
