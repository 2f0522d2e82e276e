//! The list of numbers.

use axum::extract::State;
use crewline_core::access::{May, actions};
use crewline_core::numbers::{self, Filter, Sort, Status};

use super::list_page::{NumberFilters, NumberResults, NumberRow, Numbers, tabs};
use crate::http::extract::QueryString;
use crate::http::guard::Page;
use crate::http::query::text_filter;
use crate::page::layout::{Browser, build_layout};
use crate::page::menus::group_choices;
use crate::page::{Answer, page, with_query};
use crate::state::App;
use crate::view::{Direction, Nav, Pager, SelectField, SelectOption, Sort as Column, TextField, When};

/// Numbers on a page.
const PAGE_SIZE: i64 = 50;

/// The list.
pub(crate) async fn index(
    Page(may): Page<May<actions::SeeNumbers>>,
    State(app): State<App>,
    browser: Browser,
    query: QueryString,
) -> Answer {
    let viewpoint = may.viewpoint();
    let layout = build_layout(&app, viewpoint, &browser, Nav::Numbers).await?;
    let filter = Filter {
        q: text_filter(&query, "q", "Search: remove the invisible characters.")?,
        group: query.read("group_id", "Number group: choose one from the list.")?,
        status: query.read("status", "Status: choose one from the list.")?,
    };
    let sort = query.read("sort", "Order: choose one by the heads of the columns.")?.unwrap_or(Sort::Name);
    let cursor = query.cursor()?;
    let numbers_page = numbers::list(&app.db, &may, &filter, sort, cursor.as_ref(), PAGE_SIZE).await;
    let numbers_page = numbers_page.map_err(|error| query.refused_by(error))?;
    let path = layout.href("/numbers");
    let filters = [("q", query.get("q")), ("group_id", query.get("group_id")), ("status", query.get("status"))];
    let at = |sort: Sort, cursor: &str| {
        let mut pairs = filters.to_vec();
        pairs.extend([("sort", if sort == Sort::Name { "" } else { sort.word() }), ("cursor", cursor)]);
        with_query(&path, &pairs)
    };
    let column =
        |label, of: Sort, direction| Column { label, href: at(of, ""), direction: (sort == of).then_some(direction) };
    let zone = browser.zone(viewpoint);
    let country = viewpoint.country();
    let rows = numbers_page.numbers.into_iter().map(|number| NumberRow {
        id: number.id.to_string(),
        name: number.friendly_name,
        phone: numbers::formatted(number.phone_number.as_str(), country).to_string(),
        group: number.group_name,
        source: Some(number.source).filter(|source| !source.is_empty()),
        forward_to: number.forward_to.map(|to| numbers::formatted(to.as_str(), country).to_string()),
        records: number.records_calls,
        released: number.status == Status::Released,
        added: When::day(number.created_at.jiff(), &zone),
    });
    let results = NumberResults {
        slug: viewpoint.slug().to_owned(),
        columns: [
            column("Name", Sort::Name, Direction::Ascending),
            column("Added", Sort::Newest, Direction::Descending),
        ],
        rows: rows.collect(),
        pager: Pager {
            newer_label: "First page",
            ..Pager::by_order(
                cursor.is_some().then(|| at(sort, "")),
                numbers_page.next.map(|next| at(sort, &next.to_string())),
            )
        },
        filtered: filters.iter().any(|(_, value)| !value.trim().is_empty()),
        may_edit: viewpoint.allows(actions::EditNumbers),
        return_query: with_query("", &[("return_to", &layout.address)]),
    };
    let statuses = [Status::Active, Status::Released]
        .map(|status| SelectOption::new(status.word(), if status == Status::Active { "Active" } else { "Released" }));
    page(&Numbers {
        tabs: tabs(&layout, false),
        filters: NumberFilters {
            search: TextField::with_value("q", query.get("q")),
            group: SelectField::new("group_id", query.get("group_id"), group_choices(&app, &may).await?),
            status: SelectField::new("status", query.get("status"), statuses.to_vec()),
        },
        layout,
        results,
    })
}
