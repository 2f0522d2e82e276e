//! Reads calls number by number, in the order of the list.

use super::page::Range;
use crate::access::{ListSql, May, VisibleSql, actions, visible_list_sql};
use crate::calls::{Call, CallStatus, Filter};
use crate::db::{Db, Error, Value};

static BY_NUMBER: ListSql<VisibleSql> = visible_list_sql!("by_number.sql");

/// The first calls of a range that the viewer sees and the filter matches.
///
/// # Errors
/// When the database fails.
pub(super) async fn read(
    db: &Db,
    may: &May<actions::SeeCalls>,
    filter: &Filter,
    Range { direction, at, id, end }: Range,
    limit: i64,
) -> Result<Vec<Call>, Error> {
    // The index by source has the status before the time, so the statement by source names every status.
    let statuses: Vec<_> = CallStatus::ALL.iter().map(|each| filter.status.unwrap_or(*each)).collect();
    let mut values: Vec<&(dyn Value + '_)> = vec![&filter.number, &filter.group, &at, &id, &end, &limit];
    let form = match (&filter.source, &filter.status) {
        (Some(source), _) => {
            values.push(source);
            values.extend(statuses.iter().map(|status| status as &dyn Value));
            "source"
        }
        (None, Some(status)) => {
            values.push(status);
            "status"
        }
        (None, None) => "",
    };
    db.read_visible(may, BY_NUMBER.for_form(form, direction)?, &values).await
}
