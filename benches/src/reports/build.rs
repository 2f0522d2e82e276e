//! The months of the reports, which the calls that are written in bulk do not have.

use std::time::Instant;

use crewline_core::db::Target;

use crate::Outcome;
use crate::bulk::NOW;
use crate::business::BenchBusiness;
use crate::database::{execute, query_number};
use crate::engine::Engine;
use crate::viewers::Viewer;

/// Says that the months are whole: an interrupted build has written some.
const MARK: &str = "create table bench_reports_built (at bigint)";
/// The other numbers belong to no business while the months of a viewer's numbers are built.
const GIVE_BACK: &str = "pragma foreign_keys = off; update numbers set business_id = 1 where business_id = 0";

/// Builds them, if no earlier run has. With a viewer, only the viewer's numbers have months.
pub(super) async fn build(target: &Target, engine: Engine, only: Option<Viewer>) -> Outcome {
    let is_built = match target {
        Target::Sqlite(_) => "select count(*) from sqlite_master where name = 'bench_reports_built'",
        Target::Postgres(_) => "select count(*) from pg_tables where tablename = 'bench_reports_built'",
    };
    if query_number(target, is_built).await? > 0 {
        return Ok(());
    }
    let started = Instant::now();
    if let Some(viewer) = only {
        execute(target, &lend_others(viewer)).await?;
    }
    BenchBusiness::open(target, NOW).await?.rebuild_reports().await?;
    if only.is_some() {
        execute(target, GIVE_BACK).await?;
    }
    // Each correction of a row leaves the old one behind on PostgreSQL, and those of all numbers are corrected for each number.
    let tidy: &[&str] = match target {
        Target::Sqlite(_) => &["pragma wal_checkpoint(truncate)"],
        Target::Postgres(_) => &[
            "vacuum full report_months",
            "vacuum full business_report_months",
            "vacuum (freeze, analyze)",
            "checkpoint",
        ],
    };
    for statement in tidy.iter().chain([&MARK]) {
        execute(target, statement).await?;
    }
    eprintln!("{}: the reports were built in {} s", engine.name(), started.elapsed().as_secs());
    Ok(())
}

/// Takes all numbers but a viewer's from the business, in a file.
fn lend_others(viewer: Viewer) -> String {
    let numbers: Vec<_> = viewer.numbers().iter().map(u64::to_string).collect();
    format!(
        "pragma foreign_keys = off; update numbers set business_id = 0 where business_id = 1 and id not in ({})",
        numbers.join(", ")
    )
}
