//! Reads calls number by number, in the order of the list.

use super::page::Range;
use crate::access::{ListSql, May, VisibleSql, actions, visible_list_sql};
use crate::calls::{Call, CallStatus, Filter, QualifiedFilter};
use crate::db::{Db, Error, Value};
use crate::ids::TagId;

static BY_NUMBER: ListSql<VisibleSql> = visible_list_sql!("by_number.sql");
static BY_TAG: ListSql<VisibleSql> = visible_list_sql!("by_tag.sql");

/// The first calls of a range that the viewer sees and the filter matches. `tag` is the filter's.
///
/// # Errors
/// When the database fails.
pub(super) async fn read(
    db: &Db,
    may: &May<actions::SeeCalls>,
    filter: &Filter,
    tag: Option<TagId>,
    Range { direction, at, id, end }: Range,
    limit: i64,
) -> Result<Vec<Call>, Error> {
    let statuses = statuses(filter);
    let mut values: Vec<&(dyn Value + '_)> = vec![&filter.number, &filter.group, &at, &id, &end, &limit];
    let sql = match &tag {
        Some(tag) => BY_TAG.for_form(add_tag(filter, tag, &mut values), direction)?,
        None => BY_NUMBER.for_form(add_filter(filter, &statuses, &mut values), direction)?,
    };
    db.read_visible(may, sql, &values).await
}

/// The statuses that a statement by source names. The index by source has the status before the time, so every status is named.
pub(super) fn statuses(filter: &Filter) -> Vec<CallStatus> {
    CallStatus::ALL.iter().map(|each| filter.status.unwrap_or(*each)).collect()
}

/// Adds the filter's values to those of a statement that goes by number. Returns the form of the statement that has them: each
/// reads the index of the first of qualified, spam, source and status that the filter has, and compares the others.
pub(super) fn add_filter<'v>(
    filter: &'v Filter,
    statuses: &'v [CallStatus],
    values: &mut Vec<&'v (dyn Value + 'v)>,
) -> &'static str {
    let compared: [&dyn Value; 2] = [&filter.status, &filter.source];
    match (filter.qualified, filter.spam) {
        (Some(QualifiedFilter::NotSaid), _) => {
            values.extend(compared);
            values.push(&filter.spam);
            "not_said"
        }
        (Some(said), _) => {
            values.push(if said == QualifiedFilter::Yes { &true } else { &false });
            values.extend(compared);
            values.push(&filter.spam);
            "qualified"
        }
        (None, Some(spam)) => {
            values.extend(compared);
            if spam { "spam" } else { "not_spam" }
        }
        (None, None) => add_source_or_status(filter, statuses, values),
    }
}

fn add_source_or_status<'v>(
    filter: &'v Filter,
    statuses: &'v [CallStatus],
    values: &mut Vec<&'v (dyn Value + 'v)>,
) -> &'static str {
    match (&filter.source, &filter.status) {
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
    }
}

/// The same for a statement that goes by the index of a tag.
pub(super) fn add_tag<'v>(filter: &'v Filter, tag: &'v TagId, values: &mut Vec<&'v (dyn Value + 'v)>) -> &'static str {
    values.push(tag);
    let Filter { status, source, qualified, spam, .. } = filter;
    if status.is_none() && source.is_none() && qualified.is_none() && spam.is_none() {
        return "";
    }
    values.extend([status as &dyn Value, source, qualified, spam]);
    "narrowed"
}
