//! What a member sees: each surface, counted by the surface's own condition.

use crate::access::{Held, actions};
use crate::db::{Db, Error};
use crate::members::Member;
use crate::numbers::{self, Status, groups};
use crate::{calls, recordings};

/// Calls and recordings are counted no further than this.
pub const MAX_COUNT: i64 = 100_000;

/// How much a member sees.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Surfaces {
    /// Numbers that the business has.
    pub active_numbers: i64,
    /// Numbers that it had.
    pub released_numbers: i64,
    /// Number groups.
    pub groups: i64,
    /// Calls, [`MAX_COUNT`] at most.
    pub calls: i64,
    /// Recordings and voicemails that can be heard, [`MAX_COUNT`] at most.
    pub recordings: i64,
    /// Sources in the filter menu.
    pub sources: i64,
}

/// How much a member sees.
///
/// # Errors
/// When the database fails.
pub async fn surfaces(db: &Db, held: &Held<Member, actions::SeeUsers>) -> Result<Surfaces, Error> {
    let sight = Member::count_scope(held);
    Ok(Surfaces {
        active_numbers: numbers::count_of(db, &sight, Status::Active).await?,
        released_numbers: numbers::count_of(db, &sight, Status::Released).await?,
        groups: groups::count_of(db, &sight).await?,
        calls: calls::count_of(db, &sight, MAX_COUNT).await?,
        recordings: recordings::count_of(db, &sight, MAX_COUNT).await?,
        sources: calls::sources_of(db, &sight).await?,
    })
}
