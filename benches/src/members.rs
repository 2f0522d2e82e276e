//! The first page of many members, in the store, in every order.

use std::time::Instant;

use crewline_core::access::{May, actions};
use crewline_core::members::{Filter, Sort, SortKey, list};
use crewline_core::time::Timestamp;
use crewline_core::users;

use crate::Outcome;
use crate::business::{BenchBusiness, OWNER};
use crate::database::{Databases, execute};
use crate::engine::Engine;
use crate::numerals::milliseconds;
use crate::samples::Samples;
use crate::table::Table;

const PAGE_SIZE: i64 = 50;
const READS: usize = 300;

/// Inserts `count` more members.
pub(crate) fn members_sql(count: u32) -> String {
    format!(
        "insert into users (email, email_canonical, name, created_at)
            with recursive count (n) as (select 1 union all select n + 1 from count where n < {count})
            select 'p' || n || '@example.com', 'p' || n || '@example.com', 'Person ' || n, n from count;
        insert into members (business_id, user_id, email_canonical, role, name, name_folded, sees, status, joined_at, last_active_at)
            select 1, id, email_canonical, 'manager', name, lower(name), 'all', 'active', created_at, created_at * 7 % 5000
            from users where email like 'p%@example.com';"
    )
}

/// Measures it.
pub(crate) async fn run(databases: &Databases) -> Outcome<Table> {
    let mut columns = Vec::new();
    for engine in Engine::BOTH {
        let target = databases.create(engine, "members").await?;
        let business = BenchBusiness::create(&target, Timestamp::default()).await?;
        execute(&target, &members_sql(5_000)).await?;
        if engine == Engine::Postgres {
            execute(&target, "vacuum analyze").await?;
        }
        let see = business.viewpoint(OWNER).await?.may::<actions::SeeUsers>()?;
        let mut column = Vec::new();
        for sort in Sort::all() {
            column.push(measure(&business, &see, &Filter::default(), sort).await?);
        }
        let filter = Filter { q: Some("person 4321".into()), role: None };
        column.push(measure(&business, &see, &filter, SortKey::Name.ascending()).await?);
        for sort in users::Sort::all() {
            column.push(measure_users_page(&business, &see, sort).await?);
        }
        columns.push(column);
    }
    let head = ["Order", "SQLite, ms", "p99", "PostgreSQL, ms", "p99", "Aim"];
    let mut results = Table::new("The first page of 5,000 members (`members`)", &head);
    let orders = Sort::all().into_iter().map(|sort| format!("`{sort}`")).chain(["a search that finds one".to_owned()]);
    let orders = orders.chain(users::Sort::all().into_iter().map(|sort| format!("the Users page, `{sort}`")));
    for (place, order) in orders.enumerate() {
        let mut row = vec![order];
        row.extend(columns.iter().flat_map(|column| [column[place].median(), column[place].p99()].map(milliseconds)));
        row.push(if place == Sort::all().len() { "" } else { "< 5" }.into());
        results.row(row);
    }
    results.note(format!("{PAGE_SIZE} members a page, median and 99th percentile of {READS} reads."));
    Ok(results)
}

/// The list of the Users page, which has invitations among the members.
async fn measure_users_page(
    business: &BenchBusiness,
    see: &May<actions::SeeUsers>,
    sort: users::Sort,
) -> Outcome<Samples> {
    let mut samples = Samples::default();
    for _ in 0..READS {
        let started = Instant::now();
        let page = users::list(&business.db, see, &users::Filter::default(), sort, None, PAGE_SIZE).await?;
        samples.add(started.elapsed());
        if page.rows.is_empty() {
            return Err("the Users page is empty".into());
        }
    }
    Ok(samples)
}

async fn measure(
    business: &BenchBusiness,
    see: &May<actions::SeeUsers>,
    filter: &Filter,
    sort: Sort,
) -> Outcome<Samples> {
    let mut samples = Samples::default();
    for _ in 0..READS {
        let started = Instant::now();
        let page = list(&business.db, see, filter, sort, None, PAGE_SIZE).await?;
        samples.add(started.elapsed());
        if page.members.is_empty() {
            return Err("a page of members is empty".into());
        }
    }
    Ok(samples)
}
