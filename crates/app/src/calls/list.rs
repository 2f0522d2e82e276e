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
use crate::http::extract::Asked;
use crate::http::guard::Page;
use crate::http::page_failure::PageFailure;
use crate::http::query::{day, text};
use crate::page::layout::{Browser, shell};
use crate::page::menus::group_choices;
use crate::page::{Answer, page, with_query};
use crate::state::App;
use crate::view::{Choice, Choices, Entry, Nav, Pager, call_status_label};

/// Calls of a page.
const PAGE: i64 = 50;
/// Numbers that the menu offers at most.
const MENU: i64 = 500;

/// The names of the filters in the address.
const FILTERS: [&str; 7] = ["q", "number_id", "group_id", "source", "status", "from", "to"];

fn filter(asked: &Asked, zone: &TimeZone) -> Result<Filter, PageFailure> {
    Ok(Filter {
        number: asked.read("number_id", "Number: choose one from the list.")?,
        group: asked.read("group_id", "Number group: choose one from the list.")?,
        source: text(asked, "source", "Source: choose one from the list.")?,
        status: asked.read("status", "Status: choose one from the list.")?,
        from: day(asked, "from", "From", zone, 0)?,
        to: day(asked, "to", "To", zone, 1)?,
        q: text(asked, "q", "Search: remove the invisible characters.")?,
    })
}

/// The same calls as a table, all of them.
pub(crate) async fn export(
    Page(may): Page<May<actions::Export>>,
    State(app): State<App>,
    browser: Browser,
    asked: Asked,
) -> Answer {
    let zone = browser.zone(may.viewpoint());
    let form = exports::WrittenAs::named(asked.get("format")).map_err(|error| asked.refused_by(error))?;
    let exported = export::calls(&app, &may, filter(&asked, &zone)?, zone, form).await;
    exported.map_err(|error| asked.refused_by(error))
}

/// The list; alone its results, where a part of the page asks for them.
pub(crate) async fn index(
    Page(may): Page<May<actions::SeeCalls>>,
    State(app): State<App>,
    browser: Browser,
    asked: Asked,
    headers: HeaderMap,
) -> Answer {
    let viewpoint = may.viewpoint();
    let zone = browser.zone(viewpoint);
    let held = FILTERS.map(|name| (name, asked.get(name)));
    let filter = filter(&asked, &zone)?;
    let cursor: Option<Cursor> = asked.cursor()?;
    let found = calls::list(&app.db, &may, &filter, cursor, PAGE).await?;
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
    if found.searched_to.is_some() {
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
    let mut choices: Vec<Choice> = numbers::options(&app.db, &numbers_may, None, MENU)
        .await?
        .into_iter()
        .map(|number| Choice::new(number.id.to_string(), number.friendly_name))
        .collect();
    let chosen = asked.get("number_id");
    if let Some(number) = filter.number
        && !choices.iter().any(|choice| choice.value == chosen)
        && let Ok(held) =
            <numbers::Number as crewline_core::access::Thing>::hold(&app.db, numbers_may.clone(), number).await
    {
        choices.push(Choice::new(chosen, held.friendly_name.clone()));
    }
    let sources = calls::sources(&app.db, &may).await?;
    let statuses = CallStatus::ALL.iter().map(|status| Choice::new(status.word(), call_status_label(status)));
    page(&Calls {
        shell: shell(&app, viewpoint, &browser, Nav::Calls).await?,
        filters: CallFilters {
            search: Entry::filled("q", asked.get("q")),
            number: Choices::new("number_id", chosen, choices),
            group: Choices::new("group_id", asked.get("group_id"), group_choices(&app, &numbers_may).await?),
            source: Choices::new(
                "source",
                asked.get("source"),
                sources.into_iter().map(|source| Choice::new(source.clone(), source)).collect(),
            ),
            status: Choices::new("status", asked.get("status"), statuses.collect()),
            from: Entry::filled("from", asked.get("from")),
            to: Entry::filled("to", asked.get("to")),
            export: viewpoint.allows(actions::Export).then(|| {
                let path = format!("{path}/export");
                let xlsx = [held.as_slice(), &[("format", "xlsx")]].concat();
                Exports { csv: with_query(&path, &held), xlsx: with_query(&path, &xlsx) }
            }),
        },
        results,
    })
}
