//! Scans the business's newest calls first, up to a budget. This fills the page for viewers of all
//! numbers, and for most viewers of many or busy numbers. Other pages are completed number by number.

use super::page::Range;
use crate::access::{ListSql, May, VisibleSql, actions, visible_list_sql};
use crate::calls::{Call, CallStatus};
use crate::db::{Db, Error, FromRow, Kind, Row, Value};
use crate::ids::CallId;
use crate::time::Timestamp;

static NEWEST: ListSql<VisibleSql> = visible_list_sql!("newest.sql");

/// How many calls are scanned.
struct ScanBudget {
    /// Calls beyond the page's own.
    base: i64,
    /// More calls for each number granted to the viewer.
    per_number: i64,
}

/// PostgreSQL scans about eight calls in the time that it takes to go to a number. SQLite goes to a number nearly as quickly
/// as it scans a call, and then reads no call in vain. It also scans its whole budget, even if the page is full.
const fn scan_budget(kind: Kind) -> ScanBudget {
    match kind {
        Kind::Sqlite => ScanBudget { base: 150, per_number: 0 },
        Kind::Postgres => ScanBudget { base: 250, per_number: 8 },
    }
}

/// The result of a scan.
pub(super) struct Scan {
    /// The calls that the viewer sees, in their order.
    pub(super) calls: Vec<Call>,
    /// The last call scanned, visible or not. `None` if all were scanned, or the page is full.
    pub(super) reached: Option<(Timestamp, CallId)>,
}

/// Scans the first calls of a range.
///
/// # Errors
/// When the database fails.
pub(super) async fn scan(
    db: &Db,
    may: &May<actions::SeeCalls>,
    status: Option<CallStatus>,
    Range { direction, at, id, end }: Range,
    max_calls: i64,
) -> Result<Scan, Error> {
    // The last row may hold the position reached and no call.
    let rows = max_calls + 1;
    let ScanBudget { base, per_number } = scan_budget(db.kind());
    let base = base + rows;
    let mut values: Vec<&(dyn Value + '_)> = vec![&at, &id, &end, &rows, &base, &per_number];
    values.extend(status.iter().map(|status| status as &dyn Value));
    let form = if status.is_some() { "status" } else { "" };
    let mut scan = Scan { calls: Vec::new(), reached: None };
    for row in db.read_visible(may, NEWEST.for_form(form, direction)?, &values).await? {
        match row {
            ScannedRow::Call(call) => scan.calls.push(call),
            ScannedRow::Reached(at, id) => scan.reached = Some((at, id)),
        }
    }
    Ok(scan)
}

/// A row of the result.
enum ScannedRow {
    Call(Call),
    Reached(Timestamp, CallId),
}

impl FromRow for ScannedRow {
    fn from_row(row: &Row<'_>) -> Result<Self, Error> {
        let mut columns = row.columns();
        let (is_last, at, id) = (columns.take::<bool>()?, columns.take()?, columns.take()?);
        if is_last { Ok(Self::Reached(at, id)) } else { Ok(Self::Call(Call::from_columns(&mut columns)?)) }
    }
}
