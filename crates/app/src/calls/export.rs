//! The list of calls as a CSV file or a workbook.

use std::collections::BTreeMap;

use axum::response::Response;
use crewline_core::Error;
use crewline_core::access::{May, actions, revalidate};
use crewline_core::calls::{self, Call, Filter, notes};
use crewline_core::ids::CallId;
use crewline_core::recordings::Status;
use jiff::tz::TimeZone;

use crate::exports::csv::{Kind, Row, pages};
use crate::exports::{FileFormat, PAGE_SIZE, csv, file_name, moment, workbook};
use crate::state::App;

const HEADER: [(&str, Kind); 22] = [
    ("Call", Kind::Text),
    ("Started at", Kind::Text),
    ("Direction", Kind::Text),
    ("Status", Kind::Text),
    ("Outcome", Kind::Text),
    ("Caller", Kind::Text),
    ("Caller's name", Kind::Text),
    ("Number", Kind::Text),
    ("Number's name", Kind::Text),
    ("Source", Kind::Text),
    ("Duration (seconds)", Kind::Count),
    ("Talk (seconds)", Kind::Count),
    ("Recording", Kind::Text),
    ("Recording (seconds)", Kind::Count),
    ("Number's id", Kind::Text),
    ("Tags", Kind::Text),
    ("Qualified", Kind::Text),
    ("Value", Kind::Count),
    ("Currency", Kind::Text),
    ("Spam", Kind::Text),
    ("First-time caller", Kind::Text),
    ("Notes", Kind::Text),
];

/// The calls that the viewpoint sees and that match the filter, newest first, with times in a time zone.
///
/// # Errors
/// When the first calls can't be read.
pub(crate) async fn calls(
    app: &App,
    may: &May<actions::Export>,
    filter: Filter,
    zone: TimeZone,
    format: FileFormat,
) -> Result<Response, Error> {
    let viewpoint = may.viewpoint();
    let see: May<actions::SeeCalls> = viewpoint.may()?;
    let name = file_name("calls", viewpoint.slug(), app.db.now(), &zone, format);
    let app = app.clone();
    let read = move |place: Option<calls::Cursor>| {
        let (app, see, filter, zone) = (app.clone(), see.clone(), filter.clone(), zone.clone());
        let currency = see.viewpoint().currency().to_owned();
        async move {
            if place.is_some() {
                revalidate(&app.db, &see).await?;
            }
            let page = calls::list(&app.db, &see, &filter, place, PAGE_SIZE).await?;
            let mut notes = BTreeMap::<CallId, Vec<String>>::new();
            for (call, author, text) in notes::texts_of(&app.db, &see, &page.calls).await? {
                notes.entry(call).or_default().push(format!("{author}: {text}"));
            }
            let notes_of = |call: &Call| notes.get(&call.id).map(|notes| notes.join("\n\n")).unwrap_or_default();
            let rows = page.calls.into_iter().map(|call| {
                let notes = notes_of(&call);
                row(call, notes, &currency, &zone)
            });
            Ok((rows.collect(), page.older))
        }
    };
    match format {
        FileFormat::Csv => csv::answer(&name, &HEADER.map(|(name, _)| name), pages(read)).await,
        FileFormat::Xlsx => workbook::answer(&name, &HEADER, pages(read)).await,
    }
}

/// `yes`, `no`, or nothing where nothing was said.
fn said(answer: Option<bool>) -> String {
    answer.map(|yes| if yes { "yes" } else { "no" }).unwrap_or_default().to_owned()
}

fn row(call: Call, notes: String, currency: &str, zone: &TimeZone) -> Row {
    let number = |number: Option<i64>| number.map(|number| number.to_string()).unwrap_or_default();
    let recording = call.recording.filter(|recording| recording.status == Status::Stored);
    vec![
        call.id.to_string(),
        moment(call.started_at, zone),
        call.direction.to_string(),
        call.status.word().to_owned(),
        call.outcome.map(|outcome| outcome.word().to_owned()).unwrap_or_default(),
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
        call.tags.into_iter().map(|tag| tag.name).collect::<Vec<_>>().join(", "),
        said(call.qualified),
        call.value_cents.map(|cents| format!("{}.{:02}", cents / 100, cents % 100)).unwrap_or_default(),
        call.value_cents.map(|_| currency.to_owned()).unwrap_or_default(),
        said(Some(call.spam)),
        said(Some(call.first_time)),
        notes,
    ]
}
