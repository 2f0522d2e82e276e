//! The newest 50 calls among many, in the store: for viewers of few and many numbers, busy and quiet, from the newest,
//! from the middle of time, and filtered to rare calls.

use std::time::{Duration, Instant};

use crewline_core::access::{May, actions};
use crewline_core::calls::{CallStatus, Cursor, Filter, list};
use crewline_core::db::Target;
use crewline_core::time::Timestamp;

use crate::Outcome;
use crate::bulk::{self, NOW, RARE_CALLER, SPAN_MILLIS};
use crate::business::{BenchBusiness, OWNER};
use crate::database::{Databases, session};
use crate::engine::Engine;
use crate::numerals::{milliseconds, with_thousands};
use crate::samples::Samples;
use crate::table::Table;
use crate::viewers::viewers;

const PAGE_SIZE: i64 = 50;
/// Measured reads of one page.
const READS: usize = 200;
const WARM_UP_READS: usize = 10;
/// After this time, a slow page is not read again.
const TIME_LIMIT: Duration = Duration::from_secs(10);

/// The pages: the title and the aim in milliseconds.
const PAGES: [(&str, &str); 5] =
    [("first", "< 2"), ("deep", "< 2"), ("failed ones", "< 20"), ("a rare caller", "< 20"), ("a frequent name", "")];

/// Measures it.
pub(crate) async fn run(databases: &Databases, calls: u64) -> Outcome<Table> {
    let mut names = vec!["All Numbers".to_owned()];
    names.extend(viewers().iter().map(|viewer| viewer.title()));
    let mut emails = vec![OWNER.to_owned()];
    emails.extend(viewers().iter().map(|viewer| viewer.email()));
    let mut columns = Vec::new();
    let mut floors = Vec::new();
    for engine in Engine::BOTH {
        let target = bulk::database(databases, engine, calls).await?;
        let business = BenchBusiness::open(&target, NOW).await?;
        floors.push(measure_driver(&target).await?);
        let mut column = Vec::new();
        for email in &emails {
            let see = business.viewpoint(email).await?.may::<actions::SeeCalls>()?;
            for place in 0..PAGES.len() {
                column.push(measure(&business, &see, place).await?);
            }
        }
        columns.push(column);
    }
    let head = ["Viewer of", "Page", "SQLite, ms", "p99", "PostgreSQL, ms", "p99", "Aim"];
    let title = format!("{PAGE_SIZE} calls among {} (`calls`)", with_thousands(calls as f64));
    let mut results = Table::new(&title, &head);
    for (at, name) in names.iter().enumerate() {
        for (place, (page, aim)) in PAGES.iter().enumerate() {
            let mut row = vec![name.clone(), (*page).to_owned()];
            let cells = columns.iter().map(|column| &column[at * PAGES.len() + place]);
            row.extend(cells.flat_map(|samples| [samples.median(), samples.p99()].map(milliseconds)));
            row.push((*aim).to_owned());
            results.row(row);
        }
    }
    let mut row = vec!["Floor: the driver alone".to_owned(), format!("{PAGE_SIZE} rows by their ids")];
    row.extend(floors.iter().flat_map(|samples| [samples.median(), samples.p99()].map(milliseconds)));
    row.push(String::new());
    results.row(row);
    results.note(format!(
        "In the store, median and 99th percentile of {READS} reads. 2,000 numbers over three years: the busy half has 99 \
         calls in a hundred, the first of them the most. *Deep* continues from the middle of time. One call in 100,000 \
         failed, and as many are from the rare caller."
    ));
    Ok(results)
}

async fn measure(business: &BenchBusiness, see: &May<actions::SeeCalls>, page: usize) -> Outcome<Samples> {
    let (mut filter, mut cursor) = (Filter::default(), None);
    match page {
        0 => {}
        1 => cursor = middle_cursor(business, see).await?,
        2 => filter.statuses = vec![CallStatus::Failed],
        3 => filter.q = Some(RARE_CALLER.into()),
        _ => filter.q = Some("gra".into()),
    }
    let mut samples = Samples::default();
    let begin = Instant::now();
    for read in 0..WARM_UP_READS + READS {
        let started = Instant::now();
        list(&business.db, see, &filter, cursor, PAGE_SIZE).await?;
        if read >= WARM_UP_READS {
            samples.add(started.elapsed());
        }
        if read > WARM_UP_READS && begin.elapsed() > TIME_LIMIT {
            break;
        }
    }
    Ok(samples)
}

/// A cursor in the middle of time, towards older calls.
async fn middle_cursor(business: &BenchBusiness, see: &May<actions::SeeCalls>) -> Outcome<Option<Cursor>> {
    let to = Some(Timestamp::from_millis(NOW.millis() - SPAN_MILLIS / 2));
    Ok(list(&business.db, see, &Filter { to, ..Filter::default() }, None, 1).await?.older)
}

/// Reads as many rows by the driver alone, from one part of the table.
async fn measure_driver(target: &Target) -> Outcome<Samples> {
    let text = "select id, number_id, status, caller, caller_name, destination, source, started_at, duration_seconds \
                from calls where id >= $1 order by id limit 50";
    let mut samples = Samples::default();
    match target {
        Target::Sqlite(path) => {
            let connection = rusqlite::Connection::open(path)?;
            for id in 0..WARM_UP_READS + READS {
                let started = Instant::now();
                let mut statement = connection.prepare_cached(text)?;
                let rows = statement.query_map([id as i64 * 40], |row| Ok((row.get(0)?, row.get(3)?, row.get(6)?)))?;
                let rows: Vec<(i64, Option<String>, String)> = rows.collect::<Result<_, _>>()?;
                samples.add(started.elapsed());
                drop(rows);
            }
        }
        Target::Postgres(address) => {
            let client = session(address).await?;
            let statement = client.prepare(text).await?;
            for id in 0..WARM_UP_READS + READS {
                let started = Instant::now();
                let rows = client.query(&statement, &[&(id as i64 * 40)]).await?;
                let rows: Vec<(i64, Option<String>, String)> =
                    rows.iter().map(|row| (row.get(0), row.get(3), row.get(6))).collect();
                samples.add(started.elapsed());
                drop(rows);
            }
        }
    }
    Ok(samples)
}
