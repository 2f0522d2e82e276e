//! The list of calls with its filters, and its export.

use axum::extract::State;
use axum::http::HeaderMap;
use crewline_core::access::{May, actions};
use crewline_core::calls::{self, CallStatus, Cursor, Filter};
use crewline_core::numbers;
use jiff::tz::TimeZone;

use super::call_row::row;
use super::export;
use super::list_page::{CallFilters, CallResults, Calls, Exports};
use crate::exports;
use crate::http::extract::QueryString;
use crate::http::guard::Page;
use crate::http::page_failure::PageFailure;
use crate::http::query::{day_filter, text_filter};
use crate::page::layout::{Browser, build_layout};
use crate::page::menus::group_choices;
use crate::page::{Answer, page, with_query};
use crate::state::App;
use crate::view::{Nav, Pager, SelectField, SelectOption, TextField, call_status_label};

/// Calls on a page.
const PAGE_SIZE: i64 = 50;
/// The most numbers that the menu offers.
const MAX_MENU_ITEMS: i64 = 500;

/// The names of the filters in the address.
const FILTERS: [&str; 7] = ["q", "number_id", "group_id", "source", "status", "from", "to"];

fn filter(query: &QueryString, zone: &TimeZone) -> Result<Filter, PageFailure> {
    Ok(Filter {
        number: query.read("number_id", "Number: choose one from the list.")?,
        group: query.read("group_id", "Number group: choose one from the list.")?,
        source: text_filter(query, "source", "Source: choose one from the list.")?,
        status: query.read("status", "Status: choose one from the list.")?,
        from: day_filter(query, "from", "From", zone, 0)?,
        to: day_filter(query, "to", "To", zone, 1)?,
        q: text_filter(query, "q", "Search: remove the invisible characters.")?,
    })
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
    let exported = export::calls(&app, &may, filter(&query, &zone)?, zone, format).await;
    exported.map_err(|error| query.refused_by(error))
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
    let filters = FILTERS.map(|name| (name, query.get(name)));
    let filter = filter(&query, &zone)?;
    let cursor: Option<Cursor> = query.cursor()?;
    let calls_page = calls::list(&app.db, &may, &filter, cursor, PAGE_SIZE).await?;
    let path = format!("/b/{}/calls", viewpoint.slug());
    let at = |cursor: &Cursor| {
        let cursor = cursor.to_string();
        let mut pairs = filters.to_vec();
        pairs.push(("cursor", &cursor));
        with_query(&path, &pairs)
    };
    let numbers_may = viewpoint.may()?;
    let counts = numbers::count(&app.db, &numbers_may).await?;
    let (now, country) = (app.db.now().jiff(), viewpoint.country());
    let mut pager = Pager::by_time(calls_page.newer.as_ref().map(at), calls_page.older.as_ref().map(at));
    if calls_page.scanned_back_to.is_some() {
        pager.older_label = "Search further back";
    }
    let results = CallResults {
        slug: viewpoint.slug().to_owned(),
        rows: calls_page.calls.into_iter().map(|call| row(call, country, &zone, now)).collect(),
        pager,
        filtered: filters.iter().any(|(_, value)| !value.trim().is_empty()),
        any_number: counts.active + counts.released > 0,
        may_add_number: viewpoint.allows(actions::AddNumbers),
    };
    if headers.get("x-fragment").is_some_and(|part| part == "results") {
        return page(&results);
    }
    let mut choices: Vec<SelectOption> = numbers::options(&app.db, &numbers_may, None, MAX_MENU_ITEMS)
        .await?
        .into_iter()
        .map(|number| SelectOption::new(number.id.to_string(), number.friendly_name))
        .collect();
    let chosen = query.get("number_id");
    if let Some(number) = filter.number
        && !choices.iter().any(|choice| choice.value == chosen)
        && let Ok(held) =
            <numbers::Number as crewline_core::access::Thing>::hold(&app.db, numbers_may.clone(), number).await
    {
        choices.push(SelectOption::new(chosen, held.friendly_name.clone()));
    }
    let sources = calls::sources(&app.db, &may).await?;
    let statuses = CallStatus::ALL.iter().map(|status| SelectOption::new(status.word(), call_status_label(status)));
    page(&Calls {
        layout: build_layout(&app, viewpoint, &browser, Nav::Calls).await?,
        filters: CallFilters {
            search: TextField::with_value("q", query.get("q")),
            number: SelectField::new("number_id", chosen, choices),
            group: SelectField::new("group_id", query.get("group_id"), group_choices(&app, &numbers_may).await?),
            source: SelectField::new(
                "source",
                query.get("source"),
                sources.into_iter().map(|source| SelectOption::new(source.clone(), source)).collect(),
            ),
            status: SelectField::new("status", query.get("status"), statuses.collect()),
            from: TextField::with_value("from", query.get("from")),
            to: TextField::with_value("to", query.get("to")),
            export: viewpoint.allows(actions::Export).then(|| {
                let path = format!("{path}/export");
                let xlsx = [filters.as_slice(), &[("format", "xlsx")]].concat();
                Exports { csv: with_query(&path, &filters), xlsx: with_query(&path, &xlsx) }
            }),
        },
        results,
    })
}
