//! The audit log as a CSV file.

use axum::response::Response;
use crewline_core::Error;
use crewline_core::access::{May, actions, revalidate};
use crewline_core::audit::{self, Action, Entry, Filter};
use jiff::tz::TimeZone;

use super::change::{Change, Locale, changes};
use crate::exports::csv::{Row, answer, for_spreadsheets, pages};
use crate::exports::{FileFormat, PAGE_SIZE, file_name, moment};
use crate::state::App;

const HEADER: [&str; 14] = [
    "Entry",
    "Time",
    "Person",
    "Logged in as",
    "Action",
    "Action's name",
    "On",
    "On what kind",
    "Its id",
    "Changes",
    "Before",
    "After",
    "Address",
    "Id",
];

/// The entries that match the filter, newest first, with times in a time zone.
///
/// # Errors
/// When the first entries can't be read.
pub(crate) async fn audit(
    app: &App,
    may: &May<actions::SeeAuditLog>,
    filter: Filter,
    zone: TimeZone,
) -> Result<Response, Error> {
    let name = file_name("audit-log", may.viewpoint().slug(), app.db.now(), &zone, FileFormat::Csv);
    let range = filter.sequence_range(&app.db, may).await?;
    let (app, may) = (app.clone(), may.clone());
    let read = move |place: Option<audit::Cursor>| {
        let (app, may, filter, zone) = (app.clone(), may.clone(), filter.clone(), zone.clone());
        async move {
            if place.is_some() {
                revalidate(&app.db, &may).await?;
            }
            let Some(range) = range else { return Ok((Vec::new(), None)) };
            let page = audit::list_in_range(&app.db, &may, &filter, range, place, PAGE_SIZE).await?;
            let country = may.viewpoint().country();
            Ok((page.entries.into_iter().map(|entry| row(entry, country, &zone)).collect(), page.older))
        }
    };
    answer(&name, &HEADER, pages(read)).await.map(for_spreadsheets)
}

fn row(entry: Entry, country: &str, zone: &TimeZone) -> Row {
    let json = |text: &Option<String>| text.as_deref().and_then(|text| serde_json::from_str(text).ok());
    let changes = changes(json(&entry.before).as_ref(), json(&entry.after).as_ref(), Locale { country, zone });
    let changes: Vec<String> = changes.iter().map(Change::sentence).collect();
    vec![
        entry.sequence.to_string(),
        moment(entry.at, zone),
        entry.actor_name,
        entry.as_name.unwrap_or_default(),
        Action::find(&entry.action).map_or_else(|| entry.action.clone(), |action| action.words.to_owned()),
        entry.action,
        entry.subject_name,
        entry.subject_kind,
        entry.subject_id,
        changes.join("; "),
        entry.before.unwrap_or_default(),
        entry.after.unwrap_or_default(),
        entry.address.unwrap_or_default(),
        entry.id.to_string(),
    ]
}
