//! Signed webhooks a second, each durable before it is answered, beside the disk's rate of fsync.

use std::fs::File;
use std::io::Write;
use std::path::Path;
use std::time::{Duration, Instant};

use crate::Outcome;
use crate::database::{Databases, execute, query_number};
use crate::engine::Engine;
use crate::load::{Measured, Script, run as load};
use crate::numerals::{milliseconds, with_thousands};
use crate::program::Site;
use crate::samples::median_of;
use crate::table::Table;
use crate::webhook::{NUMBER, leg, voice};

/// Connections, calls of one round, and the aim on the embedded engine.
const LOADS: [(u64, u64, &str); 3] = [(1, 2_000, ""), (16, 8_000, "> 1.5"), (64, 16_000, "> 3")];
const ROUNDS: usize = 3;

/// Measures it.
pub(crate) async fn run(databases: &Databases, program: &Path) -> Outcome<Table> {
    let head =
        ["Engine, connections", "Webhooks a second", "median, ms", "p99", "Floor: fsync a second", "Ratio", "Aim"];
    let mut results = Table::new("Durable intake of signed webhooks (`intake`)", &head);
    let mut own = Vec::new();
    for engine in Engine::BOTH {
        let target = databases.create(engine, "intake").await?;
        let site = Site::set_up(program, &databases.folder().join(format!("intake-{}", engine.name())), target)?;
        execute(&site.target, &number_row()).await?;
        let served = site.serve()?;
        let mut calls = 0;
        for (connections, calls_per_round, aim) in LOADS {
            let (mut rounds, mut ratios, mut floors) = (Vec::new(), Vec::new(), Vec::new());
            for _ in 0..ROUNDS {
                let floor = fsyncs(databases.folder())?;
                let scripts = scripts(calls, connections, calls_per_round);
                calls += calls_per_round;
                let measured = load(served.address, scripts)?;
                ratios.push(measured.rate / floor);
                own.push(measured.own_micros);
                floors.push(floor);
                rounds.push(measured);
            }
            let of = |figure: fn(&Measured) -> f64| median_of(rounds.iter().map(figure).collect());
            let time = |seconds: f64| milliseconds(Duration::from_secs_f64(seconds));
            results.row([
                format!("{}, {connections}", engine.name()),
                with_thousands(of(|round| round.rate)),
                time(of(|round| round.times.median().as_secs_f64())),
                time(of(|round| round.times.p99().as_secs_f64())),
                with_thousands(median_of(floors)),
                format!("{:.2}", median_of(ratios)),
                if engine == Engine::Sqlite { aim } else { "" }.to_owned(),
            ]);
        }
        for table in ["calls", "legs"] {
            let stored = query_number(&site.target, &format!("select count(*) from {table}")).await?;
            if u64::try_from(stored)? != calls {
                return Err(format!("{calls} calls were acknowledged, and {table} has {stored}").into());
            }
        }
    }
    results.note(format!(
        "Median of {ROUNDS} rounds. Half of the webhooks are calls that arrive, half report that a call's leg was \
         answered. Each has its signature checked, is one transaction, and is answered when that is durable; afterwards \
         every call and leg is stored. The floor appends 4 KiB to a file on the same disk and calls fdatasync, one after \
         the other. The load comes from one thread of the same machine, which takes {:.1} µs of a processor for each.",
        median_of(own)
    ));
    Ok(results)
}

/// The webhooks of `calls` calls, distributed over the connections; each call is reported, then its leg.
pub(crate) fn scripts(from: u64, connections: u64, calls: u64) -> Vec<Script> {
    let of = |connection| (from..from + calls).filter(move |call| call % connections == connection);
    (0..connections)
        .map(|connection| Script::EachOnce(of(connection).flat_map(|call| [voice(call), leg(call)]).collect()))
        .collect()
}

/// The number that is called.
pub(crate) fn number_row() -> String {
    format!(
        "insert into numbers (business_id, phone_number, friendly_name, name_folded, source, source_folded, forward_to, \
         records_calls, status, created_at) \
         select id, '{NUMBER}', 'Summer ads', 'summer ads', 'Flyer', 'flyer', '+13125550199', true, 'active', 0 from businesses"
    )
}

/// How often a second the disk can store 4 KiB durably.
fn fsyncs(folder: &Path) -> Outcome<f64> {
    let path = folder.join("fsync");
    let mut file = File::create(&path)?;
    let (begin, mut count) = (Instant::now(), 0.0);
    while begin.elapsed() < Duration::from_secs(1) {
        file.write_all(&[7; 4096])?;
        file.sync_data()?;
        count += 1.0;
    }
    let rate = count / begin.elapsed().as_secs_f64();
    std::fs::remove_file(path)?;
    Ok(rate)
}
