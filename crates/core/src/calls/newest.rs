//! A first look for a page: at the calls of the business in their order, and no further than it would cost to go number
//! by number. Who sees all numbers has the page by it, and so have most of those who see many numbers, or busy ones.

use super::{Call, CallStatus, Way};
use crate::access::{May, VisibleSql, actions, visible_sql};
use crate::db::{Db, Error, FromRow, Kind, Row, Value};
use crate::time::Timestamp;

static NEWEST: [VisibleSql; 2] = [visible_sql!("newest_older.sql"), visible_sql!("newest_newer.sql")];
static BY_STATUS: [VisibleSql; 2] = [visible_sql!("newest_status_older.sql"), visible_sql!("newest_status_newer.sql")];

/// How many calls are looked at beyond a page's, and how many more for each number that the viewer was granted.
///
/// PostgreSQL looks at about eight calls in the time that it takes to go to a number. SQLite goes to a number nearly as
/// quickly as it looks at a call, and then reads no call in vain; and it looks at all of these, page full or not.
const fn looked_at(kind: Kind) -> (i64, i64) {
    match kind {
        Kind::Sqlite => (150, 0),
        Kind::Postgres => (250, 8),
    }
}

/// What the viewer sees of the calls looked at.
pub(super) struct Seen {
    /// In their order.
    pub(super) calls: Vec<Call>,
    /// The place of the last call looked at, whosever it is; `None` where all were looked at, or the page is full.
    pub(super) last: Option<(Timestamp, i64)>,
}

/// Looks at the calls after a place and before a bound.
///
/// # Errors
/// When the database fails.
pub(super) async fn look(
    db: &Db,
    may: &May<actions::SeeCalls>,
    status: Option<CallStatus>,
    way: Way,
    (at, id): (Timestamp, i64),
    bound: Timestamp,
    wanted: usize,
) -> Result<Seen, Error> {
    let way = match way {
        Way::Older => 0,
        Way::Newer => 1,
    };
    // The last row may be no call but the place of one.
    let rows = i64::try_from(wanted).unwrap_or(i64::MAX).saturating_add(1);
    let (most, for_each_number) = looked_at(db.kind());
    let most = most.saturating_add(rows);
    let mut values: Vec<&(dyn Value + '_)> = vec![&at, &id, &bound, &rows, &most, &for_each_number];
    let sql = match &status {
        Some(status) => {
            values.push(status);
            &BY_STATUS[way]
        }
        None => &NEWEST[way],
    };
    let mut seen = Seen { calls: Vec::with_capacity(wanted), last: None };
    for row in db.see::<Looked>(may, sql, &values).await? {
        match row {
            Looked::Seen(call) => seen.calls.push(call),
            Looked::Last(at, id) => seen.last = Some((at, id)),
        }
    }
    Ok(seen)
}

/// A row of the answer.
enum Looked {
    Seen(Call),
    Last(Timestamp, i64),
}

impl FromRow for Looked {
    fn from_row(row: &Row<'_>) -> Result<Self, Error> {
        let is_last: bool = row.get(15)?;
        if is_last { Ok(Self::Last(row.get(16)?, row.get(17)?)) } else { Ok(Self::Seen(Call::from_row(row)?)) }
    }
}
