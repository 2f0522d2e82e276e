//! The list of calls.

use axum::response::Response;
use crewline_core::Error;
use crewline_core::access::{May, actions, still_stands};
use crewline_core::calls::{self, Call, Filter};
use crewline_core::recordings::Status;
use jiff::tz::TimeZone;

use super::sheet::{Row, answer, pages};
use super::{PAGE, file_name, moment};
use crate::state::App;

const HEAD: [&str; 15] = [
    "Call",
    "Started at",
    "Direction",
    "Status",
    "Outcome",
    "Caller",
    "Caller's name",
    "Number",
    "Number's name",
    "Source",
    "Duration (seconds)",
    "Talk (seconds)",
    "Recording",
    "Recording (seconds)",
    "Number's id",
];

/// The calls that the viewer sees and that the filter lets through, newest first, with moments in a time zone.
///
/// # Errors
/// What reading the first calls failed of.
pub(crate) async fn calls(
    app: &App,
    may: &May<actions::Export>,
    filter: Filter,
    zone: TimeZone,
) -> Result<Response, Error> {
    let viewpoint = may.viewpoint();
    let see: May<actions::SeeCalls> = viewpoint.may()?;
    let name = file_name("calls", viewpoint.slug(), app.db.now(), &zone);
    let app = app.clone();
    let read = move |place: Option<calls::Cursor>| {
        let (app, see, filter, zone) = (app.clone(), see.clone(), filter.clone(), zone.clone());
        async move {
            if place.is_some() {
                still_stands(&app.db, &see).await?;
            }
            let page = calls::list(&app.db, &see, &filter, place, PAGE).await?;
            Ok((page.calls.into_iter().map(|call| row(call, &zone)).collect(), page.older))
        }
    };
    answer(&name, &HEAD, pages(read)).await
}

fn row(call: Call, zone: &TimeZone) -> Row {
    let number = |number: Option<i64>| number.map(|number| number.to_string()).unwrap_or_default();
    let recording = call.recording.filter(|recording| recording.status == Status::Stored);
    vec![
        call.id.to_string(),
        moment(call.started_at, zone),
        call.direction.to_string(),
        call.status.as_str().to_owned(),
        call.outcome.map(|outcome| outcome.as_str().to_owned()).unwrap_or_default(),
        call.caller.unwrap_or_default(),
        call.caller_name.unwrap_or_default(),
        call.destination,
        call.number_name,
        call.source,
        number(call.duration_seconds),
        number(call.talk_seconds),
        recording.map(|recording| recording.kind.to_string()).unwrap_or_default(),
        number(recording.and_then(|recording| recording.duration_seconds)),
        call.number_id.to_string(),
    ]
}
