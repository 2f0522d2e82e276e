//! The list of calls with its filters, and the same as a table.

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

/// Calls of a page.
const PAGE_SIZE: i64 = 50;
/// Numbers that the menu offers at most.
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

/// The same calls as a table, all of them.
pub(crate) async fn export(
    Page(may): Page<May<actions::Export>>,
    State(app): State<App>,
    browser: Browser,
    query: QueryString,
) -> Answer {
    let zone = browser.zone(may.viewpoint());
    let form = exports::FileFormat::from_name(query.get("format")).map_err(|error| query.refused_by(error))?;
    let exported = export::calls(&app, &may, filter(&query, &zone)?, zone, form).await;
    exported.map_err(|error| query.refused_by(error))
}

/// The list; alone its results, where a part of the page asks for them.
pub(crate) async fn index(
    Page(may): Page<May<actions::SeeCalls>>,
    State(app): State<App>,
    browser: Browser,
    query: QueryString,
    headers: HeaderMap,
) -> Answer {
    let viewpoint = may.viewpoint();
    let zone = browser.zone(viewpoint);
    let held = FILTERS.map(|name| (name, query.get(name)));
    let filter = filter(&query, &zone)?;
    let cursor: Option<Cursor> = query.cursor()?;
    let found = calls::list(&app.db, &may, &filter, cursor, PAGE_SIZE).await?;
    let path = format!("/b/{}/calls", viewpoint.slug());
    let at = |cursor: &Cursor| {
        let cursor = cursor.to_string();
        let mut pairs = held.to_vec();
        pairs.push(("cursor", &cursor));
        with_query(&path, &pairs)
    };
    let numbers_may = viewpoint.may()?;
    let counts = numbers::count(&app.db, &numbers_may).await?;
    let (now, country) = (app.db.now().jiff(), viewpoint.country());
    let mut pager = Pager::by_time(found.newer.as_ref().map(at), found.older.as_ref().map(at));
    if found.scanned_back_to.is_some() {
        pager.older_label = "Search further back";
    }
    let results = CallResults {
        slug: viewpoint.slug().to_owned(),
        rows: found.calls.into_iter().map(|call| row(call, country, &zone, now)).collect(),
        pager,
        filtered: held.iter().any(|(_, value)| !value.trim().is_empty()),
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
            search: TextField::filled_form("q", query.get("q")),
            number: SelectField::new("number_id", chosen, choices),
            group: SelectField::new("group_id", query.get("group_id"), group_choices(&app, &numbers_may).await?),
            source: SelectField::new(
                "source",
                query.get("source"),
                sources.into_iter().map(|source| SelectOption::new(source.clone(), source)).collect(),
            ),
            status: SelectField::new("status", query.get("status"), statuses.collect()),
            from: TextField::filled_form("from", query.get("from")),
            to: TextField::filled_form("to", query.get("to")),
            export: viewpoint.allows(actions::Export).then(|| {
                let path = format!("{path}/export");
                let xlsx = [held.as_slice(), &[("format", "xlsx")]].concat();
                Exports { csv: with_query(&path, &held), xlsx: with_query(&path, &xlsx) }
            }),
        },
        results,
    })
}
