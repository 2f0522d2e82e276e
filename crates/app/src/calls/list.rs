//! The list of calls with its filters, and its export.

use axum::extract::State;
use axum::http::HeaderMap;
use crewline_core::access::{May, actions};
use crewline_core::calls::{self, CallStatus, Cursor, Filter, QualifiedFilter};
use crewline_core::{numbers, tags};
use jiff::tz::TimeZone;

use super::call_row::row;
use super::export;
use super::list_page::{CallFilters, CallResults, CallSelection, Calls, Exports};
use crate::exports;
use crate::http::extract::QueryString;
use crate::http::guard::Page;
use crate::http::page_failure::PageFailure;
use crate::http::query::{day_filter, is_reversed, text_filter};
use crate::page::layout::{Browser, build_layout, business_zone};
use crate::page::menus::group_choices;
use crate::page::{Answer, page, with_query};
use crate::state::App;
use crate::view::{Nav, Pager, SelectField, SelectOption, TextField, call_status_label, counted, grouped};

/// Calls on a page.
const PAGE_SIZE: i64 = 50;
/// The most numbers that the menu offers.
const MAX_MENU_ITEMS: i64 = 500;

/// The names of the filters in the address.
pub(super) const FILTERS: [&str; 10] =
    ["q", "number_id", "group_id", "source", "status", "tag", "qualified", "spam", "from", "to"];

fn filter(query: &QueryString, zone: &TimeZone) -> Result<Filter, PageFailure> {
    Ok(Filter {
        number: query.read("number_id", "Number: choose one from the list.")?,
        group: query.read("group_id", "Number group: choose one from the list.")?,
        source: text_filter(query, "source", "Source: choose one from the list.")?,
        status: query.read("status", "Status: choose one from the list.")?,
        tag: text_filter(query, "tag", "Tag: choose one from the list.")?,
        qualified: query.read("qualified", "Qualified: choose one from the list.")?,
        spam: query.read("spam", "Spam: choose one from the list.")?,
        from: day_filter(query, "from", "From", zone, 0)?,
        to: day_filter(query, "to", "To", zone, 1)?,
        q: text_filter(query, "q", "Search: remove the invisible characters.")?,
    })
}

fn qualified_choices() -> Vec<SelectOption> {
    let label = |choice: QualifiedFilter| match choice {
        QualifiedFilter::Yes => "Qualified",
        QualifiedFilter::No => "Not qualified",
        QualifiedFilter::NotSaid => "Not said",
    };
    QualifiedFilter::ALL.iter().map(|choice| SelectOption::new(choice.word(), label(*choice))).collect()
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
    let exported = export::calls(&app, &may, filter(&query, &business_zone(may.viewpoint()))?, zone, format).await;
    exported.map(exports::csv::for_spreadsheets).map_err(|error| query.refused_by(error))
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
    let filters = FILTERS.map(|name| (name, query.get(name)));
    let filter = filter(&query, &business_zone(viewpoint))?;
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
    let now = app.db.now().jiff();
    let tags: Vec<String> = tags::list(&app.db, &may).await?.into_iter().map(|tag| tag.name).collect();
    let mut pager = Pager::by_time(calls_page.newer.as_ref().map(at), calls_page.older.as_ref().map(at));
    if calls_page.scanned_back_to.is_some() {
        pager.older_label = "Search further back";
    }
    let is_filtered = filters.iter().any(|(_, value)| !value.trim().is_empty());
    let matching = match is_filtered {
        true => matching_words(&app, &may, &filter, cursor.is_none(), &calls_page).await?,
        false => None,
    };
    let results = CallResults {
        slug: viewpoint.slug().to_owned(),
        rows: calls_page.calls.into_iter().map(|call| row(call, viewpoint, &zone, now)).collect(),
        pager,
        filtered: is_filtered,
        matching,
        is_reversed: is_reversed(filter.from, filter.to),
        zone: browser.zone_words(viewpoint),
        any_number: counts.active + counts.released > 0,
        may_add_number: viewpoint.allows(actions::AddNumbers),
        selection: viewpoint.allows(actions::AnnotateCalls).then(|| CallSelection {
            period: browser.period.clone().filter(|_| viewpoint.impersonation().is_some()),
            back: {
                let cursor = cursor.as_ref().map(ToString::to_string).unwrap_or_default();
                let pairs = [filters.as_slice(), &[("cursor", cursor.as_str())]].concat();
                with_query("", &pairs).trim_start_matches('?').to_owned()
            },
            tags: tags.clone(),
        }),
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
            tag: SelectField::new(
                "tag",
                query.get("tag"),
                tags.into_iter().map(|tag| SelectOption::new(tag.clone(), tag)).collect(),
            ),
            qualified: SelectField::new("qualified", query.get("qualified"), qualified_choices()),
            spam: SelectField::new(
                "spam",
                query.get("spam"),
                vec![SelectOption::new("true", "Only spam"), SelectOption::new("false", "Without spam")],
            ),
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
