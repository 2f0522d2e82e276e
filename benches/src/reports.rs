//! The dashboard among many calls, in the store, beside DuckDB over the same calls: for viewers of all numbers and of some, over a
//! month and over a year. The answers of both are compared.

mod answers;
mod duckdb;

use std::path::Path;
use std::time::Instant;

use crewline_core::access::{May, actions};
use crewline_core::db::Target;
use crewline_core::reports::calendar::{Compare, PeriodChoice};
use crewline_core::reports::{Dashboard, Filter, Question, dashboard};
use jiff::civil::date;

use self::duckdb::{DuckDb, PeerQuestion, PeerResult};
use crate::Outcome;
use crate::bulk::{self, NOW};
use crate::business::{BenchBusiness, OWNER, TIME_ZONE};
use crate::database::{Databases, execute, query_number};
use crate::engine::Engine;
use crate::numerals::{mebibytes, milliseconds, with_thousands};
use crate::samples::Samples;
use crate::table::Table;
use crate::viewers::{Viewer, viewers};

/// The measured reads of one dashboard, and those before them.
const RUNS: usize = 40;
const WARM_UP_RUNS: usize = 3;
/// Callers to call back have called in these days.
const CALL_BACK_DAYS: i64 = 30;

/// The periods: all of them are over at `NOW`, so that both sides read whole days.
fn periods() -> [(&'static str, PeriodChoice); 2] {
    let to = date(2026, 10, 30);
    [
        ("30 days", PeriodChoice::Days { from: date(2026, 10, 1), to }),
        ("365 days", PeriodChoice::Days { from: date(2025, 10, 31), to }),
    ]
}

/// A viewer, and a period that it reads.
struct Case {
    viewer: Option<Viewer>,
    period: &'static str,
    choice: PeriodChoice,
}

impl Case {
    fn all() -> Vec<Self> {
        let some = ["mixed-1000@", "mixed-10@"]
            .into_iter()
            .filter_map(|start| viewers().into_iter().find(|viewer| viewer.email().starts_with(start)));
        let viewers: Vec<Option<Viewer>> = std::iter::once(None).chain(some.map(Some)).collect();
        let of = |(period, choice): (&'static str, PeriodChoice)| {
            viewers.iter().map(move |viewer| Self { viewer: *viewer, period, choice }).collect::<Vec<_>>()
        };
        periods().into_iter().flat_map(of).collect()
    }

    fn email(&self) -> String {
        self.viewer.map_or_else(|| OWNER.to_owned(), |viewer| viewer.email())
    }

    fn title(&self) -> String {
        self.viewer.map_or_else(|| "All Numbers".to_owned(), |viewer| viewer.title())
    }
}

/// The dashboards of one engine, and its sizes in bytes.
struct Measured {
    dashboards: Vec<(Samples, Dashboard)>,
    report_bytes: i64,
    database_bytes: i64,
}

/// Measures it.
pub(crate) async fn run(databases: &Databases, calls: u64, program: &Path) -> Outcome<String> {
    let cases = Case::all();
    let peer = DuckDb::install(program)?;
    let mut peer_result = None;
    let mut engines = Vec::new();
    for engine in Engine::BOTH {
        let target = bulk::database(databases, engine, calls).await?;
        build_reports(&target, engine).await?;
        let measured = measure_all(&target, &cases).await?;
        if let (Target::Sqlite(path), Some(peer)) = (&target, &peer) {
            let questions = questions(&cases, &measured)?;
            peer_result = Some(peer.ask(databases.folder(), path, TIME_ZONE, &questions, RUNS)?);
        }
        engines.push(measured);
    }
    let times = times(calls, &cases, &engines, peer_result.as_ref())?;
    Ok(format!("{times}\n{}", sizes(calls, &engines, peer_result.as_ref())))
}

/// Writes the rows of the reports, which the calls that are written in bulk do not have.
async fn build_reports(target: &Target, engine: Engine) -> Outcome {
    if query_number(target, "select count(*) from (select 1 from report_days limit 1) built").await? > 0 {
        return Ok(());
    }
    let started = Instant::now();
    BenchBusiness::open(target, NOW).await?.rebuild_reports().await?;
    // A call that is marked as a first one leaves its old row behind on PostgreSQL.
    let tidy = match target {
        Target::Sqlite(_) => "pragma wal_checkpoint(truncate)",
        Target::Postgres(_) => "vacuum (full, analyze)",
    };
    execute(target, tidy).await?;
    eprintln!("{}: the reports were built in {} s", engine.name(), started.elapsed().as_secs());
    Ok(())
}

async fn measure_all(target: &Target, cases: &[Case]) -> Outcome<Measured> {
    let business = BenchBusiness::open(target, NOW).await?;
    let mut dashboards = Vec::new();
    for case in cases {
        let may = business.viewpoint(&case.email()).await?.may::<actions::SeeDashboard>()?;
        dashboards.push(measure(&business, &may, case.choice).await?);
    }
    let (reports, database) = match target {
        Target::Sqlite(_) => (
            "select coalesce(sum(pgsize), 0) from dbstat where name = 'report_days'",
            "select page_count * page_size from pragma_page_count(), pragma_page_size()",
        ),
        Target::Postgres(_) => {
            ("select pg_total_relation_size('report_days')", "select pg_database_size(current_database())")
        }
    };
    Ok(Measured {
        dashboards,
        report_bytes: query_number(target, reports).await?,
        database_bytes: query_number(target, database).await?,
    })
}

async fn measure(
    business: &BenchBusiness,
    may: &May<actions::SeeDashboard>,
    period: PeriodChoice,
) -> Outcome<(Samples, Dashboard)> {
    let question = Question { period, compare: Compare::Previous, filter: Filter::default() };
    let mut samples = Samples::default();
    let mut answer = dashboard(&business.db, may, &question).await?;
    for run in 0..WARM_UP_RUNS + RUNS {
        let started = Instant::now();
        answer = dashboard(&business.db, may, &question).await?;
        if run >= WARM_UP_RUNS {
            samples.add(started.elapsed());
        }
    }
    Ok((samples, answer))
}

/// The same questions for the peer.
fn questions(cases: &[Case], measured: &Measured) -> Outcome<Vec<PeerQuestion>> {
    let ask = |(case, (_, answer)): (&Case, &(Samples, Dashboard))| {
        let days = answer.period.days();
        let before = answer.before.as_ref().ok_or("there is no period before")?.days();
        Ok(PeerQuestion {
            numbers: case.viewer.map(|viewer| viewer.numbers()),
            days: [days.first(), days.last()].map(|day| day.to_string()),
            before: [before.first(), before.last()].map(|day| day.to_string()),
            call_back_since: NOW.plus_seconds(-CALL_BACK_DAYS * 86_400).millis(),
        })
    };
    cases.iter().zip(&measured.dashboards).map(ask).collect()
}

fn times(calls: u64, cases: &[Case], engines: &[Measured], peer: Option<&PeerResult>) -> Outcome<Table> {
    let head =
        ["Dashboard of", "Viewer of", "SQLite, ms", "p99", "PostgreSQL, ms", "p99", "DuckDB, ms", "p99", "Answers"];
    let mut results = Table::new(&format!("Reports of {} calls (`reports`)", with_thousands(calls as f64)), &head);
    for (at, case) in cases.iter().enumerate() {
        let mut row = vec![case.period.to_owned(), case.title()];
        let measured = engines.iter().map(|engine| &engine.dashboards[at].0);
        for samples in measured.chain(peer.map(|peer| &peer.answers[at].0)) {
            row.extend([samples.median(), samples.p99()].map(milliseconds));
        }
        match peer {
            None => row.extend(["", "", ""].map(str::to_owned)),
            Some(peer) => row.push(compare_all(case, at, engines, peer)?),
        }
        results.row(row);
    }
    results.note(format!(
        "In the store, median and 99th percentile of {RUNS} warm reads. A dashboard is all of it: totals and their unique callers, the \
         series, both of the period and of the one before, the hours of the week, the tops, and the callers to call back. 2,000 \
         numbers over three years, as for `calls`."
    ));
    results.note(match peer {
        None => "The figures of DuckDB are left out: Python 3 with venv, or its package, is not here.".to_owned(),
        Some(peer) => format!(
            "DuckDB {} answers from its own file of the same calls, sorted by time, with the local day and hour of each worked out \
             beforehand, through its Python client. Its answers were compared with ours: all counts are equal, and its exact \
             counts of unique callers are what our estimates are measured by.",
            peer.version
        ),
    });
    Ok(results)
}

/// Compares both engines with the peer.
fn compare_all(case: &Case, at: usize, engines: &[Measured], peer: &PeerResult) -> Outcome<String> {
    let mut worst = None;
    for (measured, engine) in engines.iter().zip(Engine::BOTH) {
        let error = answers::compare(&measured.dashboards[at].1, &peer.answers[at].1)
            .map_err(|error| format!("{}, {}, {}: {error}", engine.name(), case.period, case.title()))?;
        worst = worst.into_iter().chain(error).reduce(f64::max);
    }
    Ok(worst.map_or_else(|| "equal".to_owned(), |error| format!("equal, callers within {:.1} %", error * 100.0)))
}

fn sizes(calls: u64, engines: &[Measured], peer: Option<&PeerResult>) -> Table {
    let mut sizes = Table::new("Size of a million calls (`reports`)", &["", "Rows of the reports", "Whole database"]);
    let each = |bytes: i64| {
        let of_a_million = i128::from(bytes) * 1_000_000 / i128::from(calls.max(1));
        mebibytes(u64::try_from(of_a_million).unwrap_or_default())
    };
    for (measured, engine) in engines.iter().zip(Engine::BOTH) {
        sizes.row([engine.name().to_owned(), each(measured.report_bytes), each(measured.database_bytes)]);
    }
    if let Some(peer) = peer {
        sizes.row(["DuckDB".to_owned(), String::new(), each(peer.bytes)]);
    }
    sizes.note(
        "The rows are as many as numbers have days with calls, so a million calls more of the same numbers take less.",
    );
    sizes
}
