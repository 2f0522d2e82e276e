//! The dashboard and analytics of many calls, in the store, beside DuckDB over the same calls: for viewers of all numbers and
//! of some, over a month and over a year. The answers of both are compared. And the page of the dashboard, over HTTP.

mod answers;
mod build;
mod dashboards;
mod duckdb;
mod page;
mod questions;
mod readers;

use std::path::Path;
use std::time::{Duration, Instant};

use crewline_core::db::Target;
use crewline_core::reports::Dashboard;
use crewline_core::reports::analytics::Analytics;
use crewline_core::reports::calendar::PeriodChoice;
use jiff::civil::{Date, date};

use self::duckdb::{DuckDb, PeerResult, Plan};
use self::page::Page;
pub(crate) use self::readers::OnlyViewer;
use self::readers::Reader;
use crate::Outcome;
use crate::bulk::{self, Contents, NOW};
use crate::business::BenchBusiness;
use crate::database::{Databases, query_number};
use crate::engine::Engine;
use crate::numerals::{mebibytes, milliseconds};
use crate::samples::Samples;
use crate::table::Table;

/// The measured reads of one answer, and those before them.
const RUNS: usize = 40;
const WARM_UP_RUNS: usize = 3;
/// After this time, a slow answer is not read again.
const TIME_LIMIT: Duration = Duration::from_secs(20);

/// A period. It is over at `NOW`, so that both sides read whole days.
#[derive(Clone, Copy, Debug)]
struct Span {
    title: &'static str,
    first: Date,
    last: Date,
}

const MONTH: Span = Span { title: "30 days", first: date(2026, 10, 1), last: date(2026, 10, 30) };
const YEAR: Span = Span { title: "365 days", first: date(2025, 10, 31), last: date(2026, 10, 30) };

impl Span {
    fn choice(self) -> PeriodChoice {
        PeriodChoice::Days { from: self.first, to: self.last }
    }

    fn days(self) -> [String; 2] {
        [self.first, self.last].map(|day| day.to_string())
    }
}

/// The tables of the reports.
const TABLES: [&str; 3] = ["report_hours", "report_months", "business_report_months"];

/// The answers of one engine with their times, and its sizes in bytes.
struct Measured {
    engine: Engine,
    dashboards: Vec<(Samples, Dashboard)>,
    questions: Vec<(Samples, Option<Analytics>)>,
    pages: Vec<Page>,
    table_bytes: [i64; TABLES.len()],
    database_bytes: i64,
}

/// Measures it: on both engines or on one, for all readers or for one.
pub(crate) async fn run(
    databases: &Databases,
    program: &Path,
    calls: u64,
    only_engine: Option<Engine>,
    only_viewer: Option<OnlyViewer>,
) -> Outcome<String> {
    if only_viewer.is_some() && only_engine != Some(Engine::Sqlite) {
        return Err("one viewer only is measured with --engine sqlite".into());
    }
    let contents = only_viewer.and_then(OnlyViewer::viewer).map_or(Contents::Whole, Contents::OfViewer);
    let readers = Reader::all(contents.viewer());
    let peer = DuckDb::install(program)?;
    let (mut engines, mut file) = (Vec::new(), None);
    for engine in Engine::BOTH.into_iter().filter(|&engine| only_engine.is_none_or(|only| only == engine)) {
        let target = bulk::database_with(databases, engine, calls, contents).await?;
        build::build(&target, engine, contents.viewer()).await?;
        let folder = databases.folder().join(format!("reports-{}", engine.name()));
        engines.push(measure_all(&target, engine, &readers, program, &folder).await?);
        if let Target::Sqlite(path) = target {
            file = Some(path);
        }
    }
    let (mut result, dashboard_count) = (None, dashboards::count(&readers));
    if let (Some(peer), Some(measured)) = (peer, engines.first()) {
        let mut peer_questions = dashboards::for_peer(&readers, &measured.dashboards)?;
        peer_questions.extend(questions::for_peer(&readers));
        let viewers = readers.iter().map(Reader::numbers).collect();
        let database = databases.peer_file(&format!("{}.duckdb", contents.name(calls)));
        let plan = Plan { viewers, questions: peer_questions, runs: RUNS };
        result = peer.ask(databases.folder(), &database, file.as_deref(), &plan)?;
    }
    let (of_dashboards, of_questions) = match &result {
        Some(result) => result.answers.split_at_checked(dashboard_count).ok_or("DuckDB's answers are too few")?,
        None => (&[][..], &[][..]),
    };
    let of_peer = |answers| result.as_ref().map(|_| answers);
    let mut dashboards = dashboards::table(calls, &readers, &engines, of_peer(of_dashboards))?;
    dashboards.note(peer_note(result.as_ref()));
    if contents != Contents::Whole {
        dashboards.note(
            "These calls were filled in for this viewer: all of them are there, but sums and marks of first calls are built \
             for the viewer's numbers only, and there are no recordings, and no indexes but those that this viewer's reports \
             are read by.",
        );
    }
    let questions = questions::table(calls, &readers, &engines, of_peer(of_questions))?;
    let pages = page::table(&readers, &engines);
    Ok(format!("{dashboards}\n{questions}\n{pages}\n{}", sizes(calls, &engines, result.as_ref())))
}

async fn measure_all(
    target: &Target,
    engine: Engine,
    readers: &[Reader],
    program: &Path,
    folder: &Path,
) -> Outcome<Measured> {
    let business = BenchBusiness::open(target, NOW).await?;
    let dashboards = dashboards::measure_all(&business, readers).await?;
    let questions = questions::measure_all(&business, readers).await?;
    drop(business);
    let pages = page::measure_all(program, folder, target, readers).await?;
    let mut table_bytes = [0; TABLES.len()];
    for (bytes, table) in table_bytes.iter_mut().zip(TABLES) {
        let size = match target {
            Target::Sqlite(_) => format!("select coalesce(sum(pgsize), 0) from dbstat where name = '{table}'"),
            Target::Postgres(_) => format!("select pg_total_relation_size('{table}')"),
        };
        *bytes = query_number(target, &size).await?;
    }
    let size = match target {
        Target::Sqlite(_) => "select page_count * page_size from pragma_page_count(), pragma_page_size()",
        Target::Postgres(_) => "select pg_database_size(current_database())",
    };
    let database_bytes = query_number(target, size).await?;
    Ok(Measured { engine, dashboards, questions, pages, table_bytes, database_bytes })
}

/// Measures the time of an answer, and returns the last one.
async fn measure<T>(ask: impl AsyncFn() -> Outcome<T>) -> Outcome<(Samples, T)> {
    let (mut samples, begin, mut run) = (Samples::default(), Instant::now(), 0);
    loop {
        let started = Instant::now();
        let answer = ask().await?;
        let taken = started.elapsed();
        run += 1;
        if run > WARM_UP_RUNS {
            samples.add(taken);
            if run == WARM_UP_RUNS + RUNS || begin.elapsed() > TIME_LIMIT {
                return Ok((samples, answer));
            }
        }
    }
}

fn of_engine(engines: &[Measured], engine: Engine) -> Option<&Measured> {
    engines.iter().find(|measured| measured.engine == engine)
}

/// The median and the 99th percentile as cells, which are empty where nothing was measured.
fn figures(samples: Option<&Samples>) -> [String; 2] {
    samples.map_or_else(Default::default, |samples| [samples.median(), samples.p99()].map(milliseconds))
}

fn peer_note(result: Option<&PeerResult>) -> String {
    match result {
        None => "The figures of DuckDB are left out: Python 3 with venv, or its package, is not here, or there is no SQLite \
                 database to load its calls from."
            .to_owned(),
        Some(result) => format!(
            "DuckDB {} answers from its own file of the same calls, sorted by time, with the local day and hour of each worked out \
             beforehand, through its Python client. Its answers were compared with ours: all counts are equal, and its exact \
             counts of unique callers are what our estimates are measured by.",
            result.version
        ),
    }
}

fn sizes(calls: u64, engines: &[Measured], peer: Option<&PeerResult>) -> Table {
    let head = ["", "Hours", "Months of each number", "Months of all numbers", "Whole database"];
    let mut sizes = Table::new("Size of a million calls (`reports`)", &head);
    let each = |bytes: i64| {
        let of_a_million = i128::from(bytes) * 1_000_000 / i128::from(calls.max(1));
        mebibytes(u64::try_from(of_a_million).unwrap_or_default())
    };
    for Measured { engine, table_bytes, database_bytes, .. } in engines {
        let bytes = table_bytes.iter().chain([database_bytes]).map(|bytes| each(*bytes));
        sizes.row(std::iter::once(engine.name().to_owned()).chain(bytes));
    }
    if let Some(peer) = peer {
        let none = String::new;
        sizes.row(["DuckDB".to_owned(), none(), none(), none(), each(peer.bytes)]);
    }
    sizes.note(
        "The sums are as many as numbers have hours with calls, packed into months, so a million calls more of the same numbers \
         take less. Those of hours are moved into the months by a job.",
    );
    sizes
}
