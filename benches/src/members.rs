//! The first page of many members, in the store, in every order.

use std::time::Instant;

use crewline_core::access::{May, actions};
use crewline_core::members::{Filter, Sort, SortKey, list};
use crewline_core::roster;
use crewline_core::time::Timestamp;

use crate::Outcome;
use crate::database::{Databases, run as say};
use crate::engine::Engine;
use crate::house::{House, OWNER};
use crate::numerals::milliseconds;
use crate::samples::Samples;
use crate::table::Table;

const PAGE: i64 = 50;
const TIMES: usize = 300;

/// So many more members, written straight into the tables.
pub(crate) fn many(count: u32) -> String {
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
        let target = databases.fresh(engine, "members").await?;
        let house = House::founded(&target, Timestamp::default()).await?;
        say(&target, &many(5_000)).await?;
        if engine == Engine::Postgres {
            say(&target, "vacuum analyze").await?;
        }
        let see = house.viewpoint(OWNER).await?.may::<actions::SeeUsers>()?;
        let mut column = Vec::new();
        for sort in Sort::all() {
            column.push(measure(&house, &see, &Filter::default(), sort).await?);
        }
        let sought = Filter { q: Some("person 4321".into()), role: None };
        column.push(measure(&house, &see, &sought, SortKey::Name.ascending()).await?);
        for sort in roster::Sort::all() {
            column.push(with_invitations(&house, &see, sort).await?);
        }
        columns.push(column);
    }
    let head = ["Order", "SQLite, ms", "p99", "PostgreSQL, ms", "p99", "Aim"];
    let mut shown = Table::new("The first page of 5,000 members (`members`)", &head);
    let orders = Sort::all().into_iter().map(|sort| format!("`{sort}`")).chain(["a search that finds one".to_owned()]);
    let orders = orders.chain(roster::Sort::all().into_iter().map(|sort| format!("the Users page, `{sort}`")));
    for (place, order) in orders.enumerate() {
        let mut row = vec![order];
        row.extend(columns.iter().flat_map(|column| [column[place].median(), column[place].p99()].map(milliseconds)));
        row.push(if place == Sort::all().len() { "" } else { "< 5" }.into());
        shown.row(row);
    }
    shown.note(format!("{PAGE} members a page, median and 99th percentile of {TIMES} reads."));
    Ok(shown)
}

/// The Users page's own list, in which invitations stand among the members.
async fn with_invitations(house: &House, see: &May<actions::SeeUsers>, sort: roster::Sort) -> Outcome<Samples> {
    let mut samples = Samples::default();
    for _ in 0..TIMES {
        let begun = Instant::now();
        let page = roster::list(&house.db, see, &roster::Filter::default(), sort, None, PAGE).await?;
        samples.add(begun.elapsed());
        if page.rows.is_empty() {
            return Err("the Users page is empty".into());
        }
    }
    Ok(samples)
}

async fn measure(house: &House, see: &May<actions::SeeUsers>, filter: &Filter, sort: Sort) -> Outcome<Samples> {
    let mut samples = Samples::default();
    for _ in 0..TIMES {
        let begun = Instant::now();
        let page = list(&house.db, see, filter, sort, None, PAGE).await?;
        samples.add(begun.elapsed());
        if page.members.is_empty() {
            return Err("a page of members is empty".into());
        }
    }
    Ok(samples)
}
