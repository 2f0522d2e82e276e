//! The contents that are deleted with a business, in numbers, for the form.

use crate::access::{BusinessSql, May, actions, business_sql};
use crate::db::{Db, Error, from_row};

static CONTENTS: BusinessSql = business_sql!("contents.sql");

/// The most calls that are counted, so that opening the form is quick.
const MAX_COUNTED: i64 = 10_000;

/// The contents that are deleted with a business.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Contents {
    /// Active members, the requester too.
    pub members: i64,
    /// Active numbers.
    pub numbers: i64,
    /// Calls, counted up to a limit.
    pub calls: i64,
}

from_row!(Contents { members, numbers, calls });

impl Contents {
    /// Whether there are more calls than were counted.
    pub fn has_more_calls(self) -> bool {
        self.calls > MAX_COUNTED
    }
}

/// Counts what is deleted with the business.
///
/// # Errors
/// When the database fails.
pub async fn contents(db: &Db, may: &May<actions::DeleteBusiness>) -> Result<Contents, Error> {
    let rows = db.read::<Contents>(may, &CONTENTS, &[&(MAX_COUNTED + 1)]).await?;
    Ok(rows.into_iter().next().unwrap_or_default())
}
