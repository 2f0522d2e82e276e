//! The list of calls with its filters, and its export.

use std::collections::BTreeMap;

use axum::extract::State;
use axum::http::HeaderMap;
use crewline_core::access::{May, Viewpoint, actions};
use crewline_core::calls::columns::{self, Column};
use crewline_core::calls::{self, Call, Cursor, Filter, HOURS_WITHOUT_DAYS, notes};
use crewline_core::ids::CallId;
use crewline_core::time::Timestamp;
use crewline_core::{numbers, tags};
use jiff::tz::TimeZone;

use super::call_row::row;
use super::export;
use super::list_address::CallsAddress;
use super::list_filters::{chips, filters};
use super::list_page::{CallResults, CallRow, CallSelection, Calls, NoteBrief};
use super::question::{self, Reader};
use super::views_menu::views_menu;
use crate::exports;
use crate::http::extract::QueryString;
use crate::http::guard::Page;
use crate::http::page_failure::PageFailure;
use crate::http::query::{day_filter, is_reversed};
use crate::page::layout::{Browser, build_layout, business_zone};
use crate::page::{Answer, page};
use crate::state::App;
use crate::view::{Nav, Pager, counted, grouped};

/// Calls on a page.
const PAGE_SIZE: i64 = 50;
/// The most characters of a note that the list shows.
const NOTE_CHARS: usize = 80;

fn filter(query: &QueryString, zone: &TimeZone, now: Timestamp) -> Result<Filter, PageFailure> {
    let days = (day_filter(query, "from", "From", zone, 0)?, day_filter(query, "to", "To", zone, 1)?);
    question::read(query, Reader::Page, days, zone, now).map_err(|error| query.refused(error.sentence))
}

/// All calls that match the filters, as a CSV file or a workbook.
pub(crate) async fn export(
    Page(may): Page<May<actions::Export>>,
    State(app): State<App>,
    browser: Browser,
    query: QueryString,
) -> Answer {
    let zone = browser.zone(may.viewpoint());
    let format = exports::FileFormat::from_name(query.get("format")).map_err(|error| query.refused_by(error))?;
    let filter = filter(&query, &business_zone(may.viewpoint()), app.db.now())?;
    let exported = export::calls(&app, &may, filter, zone, format).await;
    exported.map(exports::csv::for_spreadsheets).map_err(|error| query.refused_by(error))
}

/// The newest note of each of these calls, and how many others there are.
async fn newest_notes(
    app: &App,
    may: &May<actions::SeeCalls>,
    calls: &[Call],
) -> Result<BTreeMap<CallId, NoteBrief>, PageFailure> {
    let mut newest = BTreeMap::<CallId, NoteBrief>::new();
    for (call, _, text) in notes::texts_of(&app.db, may, calls).await? {
        let others = newest.get(&call).map_or(0, |earlier| earlier.others + 1);
        newest.insert(call, NoteBrief { text: beginning(&text), others });
    }
    Ok(newest)
}

/// The beginning of a note, in one line.
fn beginning(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match line.char_indices().nth(NOTE_CHARS) {
        Some((end, _)) => format!("{}…", line[..end].trim_end()),
        None => line,
    }
}

/// How many calls pass the filters, in words; `None` when it is not known.
async fn matching_words(
    app: &App,
    may: &May<actions::SeeCalls>,
    filter: &Filter,
    is_first_page: bool,
    shown: &calls::Page,
) -> Result<Option<String>, PageFailure> {
    let on_page = i64::try_from(shown.calls.len()).unwrap_or(i64::MAX);
    if is_first_page && shown.older.is_none() {
        return Ok(Some(counted(shown.calls.len(), "call found", "calls found")));
    }
    Ok(match calls::count(&app.db, may, filter).await? {
        Some(calls::MAX_COUNT) => Some(format!("{} calls found or more", grouped(calls::MAX_COUNT))),
        Some(count) => Some(counted(count.max(on_page), "call found", "calls found")),
        None if is_first_page && on_page > 0 => Some(format!("More than {on_page} calls found")),
        None => None,
    })
}

/// The list, or only its results when a script asks for this part of the page.
pub(crate) async fn index(
    Page(may): Page<May<actions::SeeCalls>>,
    State(app): State<App>,
    browser: Browser,
    query: QueryString,
    headers: HeaderMap,
) -> Answer {
    let viewpoint = may.viewpoint();
    let zone = browser.zone(viewpoint);
    let address = CallsAddress::of(viewpoint.slug(), &query);
    let filter = filter(&query, &business_zone(viewpoint), app.db.now())?;
    let cursor: Option<Cursor> = query.cursor()?;
    let calls_page = calls::list(&app.db, &may, &filter, cursor, PAGE_SIZE).await?;
    let at = |cursor: &Cursor| address.with(&[("cursor", &cursor.to_string())]);
    let counts = numbers::count(&app.db, &viewpoint.may()?).await?;
    let now = app.db.now().jiff();
    let mut pager = Pager::by_time(calls_page.newer.as_ref().map(at), calls_page.older.as_ref().map(at));
    if calls_page.scanned_back_to.is_some() {
        pager.older_label = "Search further back";
    }
    let is_filtered = address.is_filtered();
    let matching = match is_filtered {
        true => matching_words(&app, &may, &filter, cursor.is_none(), &calls_page).await?,
        false => None,
    };
    let columns = columns::find(&app.db, &may).await?;
    let mut notes = match columns.has(Column::Notes) {
        true => newest_notes(&app, &may, &calls_page.calls).await?,
        false => BTreeMap::new(),
    };
    let rows = calls_page.calls.into_iter().map(|call| {
        let note = notes.remove(&call.id);
        CallRow { note, ..row(call, viewpoint, &zone, now).with_columns(&columns) }
    });
    let results = CallResults {
        slug: viewpoint.slug().to_owned(),
        rows: rows.collect(),
        views: views_menu(&app, &may, &address).await?,
        pager,
        columns,
        periods: address.periods(),
        chips: chips(&app, viewpoint, &address).await?,
        filtered: is_filtered,
        matching,
        is_reversed: is_reversed(filter.from, filter.to),
        zone: zone_words(&browser, viewpoint, &filter),
        any_number: counts.active + counts.released > 0,
        may_add_number: viewpoint.allows(actions::AddNumbers),
        selection: match viewpoint.allows(actions::AnnotateCalls) {
            true => Some(CallSelection {
                period: browser.period.clone().filter(|_| viewpoint.impersonation().is_some()),
                back: address.query(&cursor.as_ref().map(ToString::to_string).unwrap_or_default()),
                tags: tags::list(&app.db, &may).await?.into_iter().map(|tag| tag.name).collect(),
            }),
            false => None,
        },
    };
    if headers.get("x-fragment").is_some_and(|part| part == "results") {
        return page(&results);
    }
    page(&Calls {
        layout: build_layout(&app, viewpoint, &browser, Nav::Calls).await?,
        filters: filters(&app, &may, &address).await?,
        results,
    })
}

/// The time zone of the list, and how far back hours of the day are looked for where no day is chosen.
fn zone_words(browser: &Browser, viewpoint: &Viewpoint, filter: &Filter) -> String {
    let zone = browser.zone_words(viewpoint);
    match (filter.hours.is_some(), filter.from) {
        (true, None) => format!("{zone}. Hours and weekdays are looked for in {HOURS_WITHOUT_DAYS} days."),
        _ => zone,
    }
}

#[cfg(test)]
mod tests {
    use super::{NOTE_CHARS, beginning};

    #[test]
    fn a_long_note_is_cut_between_characters() {
        assert_eq!(beginning("Wants a\n quote"), "Wants a quote");
        let long = "é".repeat(NOTE_CHARS + 1);
        assert_eq!(beginning(&long), format!("{}…", "é".repeat(NOTE_CHARS)));
        assert_eq!(beginning(&"é".repeat(NOTE_CHARS)), "é".repeat(NOTE_CHARS));
    }
}
