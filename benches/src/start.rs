//! The time of a start, memory at rest and at its peak, and the size of the program.

use std::path::Path;
use std::time::Duration;

use crate::Outcome;
use crate::database::{Databases, execute};
use crate::engine::Engine;
use crate::intake::{number_row, scripts};
use crate::load::{Script, run as load};
use crate::me::request;
use crate::numerals::{mebibytes, milliseconds};
use crate::program::Site;
use crate::samples::Samples;
use crate::table::Table;

const STARTS: usize = 21;
/// Until its first jobs are done and it is idle.
const SETTLE_TIME: Duration = Duration::from_secs(3);
const SPAN: Duration = Duration::from_secs(3);

/// Measures it.
pub(crate) async fn run(databases: &Databases, program: &Path) -> Outcome<Table> {
    let mut results = Table::new("Start, memory and size (`start`)", &["", "SQLite", "PostgreSQL", "Aim"]);
    let mut columns = Vec::new();
    for engine in Engine::BOTH {
        let target = databases.create(engine, "start").await?;
        let site = Site::set_up(program, &databases.folder().join(format!("start-{}", engine.name())), target)?;
        execute(&site.target, &number_row()).await?;
        let mut starts = Samples::default();
        for _ in 0..STARTS {
            starts.add(site.serve()?.started_in);
        }
        let served = site.serve()?;
        tokio::time::sleep(SETTLE_TIME).await;
        let idle = served.memory("VmRSS")?;
        load(served.address, vec![Script::Repeat(request(&site), SPAN); 64])?;
        load(served.address, scripts(0, 64, 20_000))?;
        let peak = served.memory("VmHWM")?;
        columns.push([format!("{} ms", milliseconds(starts.median())), mebibytes(idle), mebibytes(peak)]);
    }
    let names =
        ["Start to `listening`, existing database", "Memory at rest", "Memory at its most, under `me` and `intake`"];
    for (place, (name, aim)) in names.into_iter().zip(["< 30 ms", "< 15 MiB", "< 100 MiB"]).enumerate() {
        results.row([name, &columns[0][place], &columns[1][place], aim]);
    }
    let size = mebibytes(std::fs::metadata(program)?.len());
    results.row(["Size of the program", &size, &size, ""]);
    results.note(format!(
        "Start: median of {STARTS}, from the start of the process to its line on standard output, the file cache warm. \
         Memory is what the kernel counts as resident: at rest {} s after the start, at its most after 64 connections \
         have asked for `me` for {} s and reported 20,000 calls. All of the program's files, time zones and tables of \
         phone numbers are in its one file.",
        SETTLE_TIME.as_secs(),
        SPAN.as_secs()
    ));
    Ok(results)
}
