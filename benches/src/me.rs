//! `GET /api/v1/me` with a token, beside a bare handler on the same engine.

use std::path::Path;
use std::process::Command;
use std::sync::Arc;
use std::time::Duration;

use crate::Outcome;
use crate::bare;
use crate::database::Databases;
use crate::engine::{Engine, setting};
use crate::load::{Measured, Script, run as load};
use crate::numerals::{milliseconds, with_thousands};
use crate::program::{Served, Site};
use crate::samples::median_of;
use crate::table::Table;

const SPAN: Duration = Duration::from_secs(2);
/// The two servers alternate, so that a busy moment of the machine affects both.
const ROUNDS: usize = 5;

/// Measures it.
pub(crate) async fn run(databases: &Databases, program: &Path) -> Outcome<Table> {
    let head = ["Engine, connections", "`me`, a second", "median, ms", "p99", "Floor: bare, a second", "Ratio", "Aim"];
    let mut results = Table::new("`GET /api/v1/me` with a token (`me`)", &head);
    let mut own = Vec::new();
    for engine in Engine::BOTH {
        let target = databases.create(engine, "me").await?;
        let site = Site::set_up(program, &databases.folder().join(format!("me-{}", engine.name())), target)?;
        let served = site.serve()?;
        let mut command = Command::new(std::env::current_exe()?);
        command.arg("--bare").arg(setting(&site.target)).arg("--program").arg(program).args(["--postgres", ""]);
        let floor = Served::start(command)?;
        let (ours, bare) = (request(&site), bare_request());
        for connections in [1, 16] {
            let steady = |request: &Arc<[u8]>| vec![Script::Repeat(Arc::clone(request), SPAN); connections];
            // The first requests open files and prepare statements.
            load(served.address, vec![Script::Repeat(Arc::clone(&ours), SPAN / 4); connections])?;
            load(floor.address, vec![Script::Repeat(Arc::clone(&bare), SPAN / 4); connections])?;
            let (mut rounds, mut floors, mut ratios) = (Vec::new(), Vec::new(), Vec::new());
            for _ in 0..ROUNDS {
                let (own_round, bare_round) =
                    (load(served.address, steady(&ours))?, load(floor.address, steady(&bare))?);
                ratios.push(own_round.rate / bare_round.rate);
                own.extend([own_round.own_micros, bare_round.own_micros]);
                rounds.push(own_round);
                floors.push(bare_round.rate);
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
                "≥ 0.5".to_owned(),
            ]);
        }
    }
    results.note(format!(
        "Median of {ROUNDS} rounds of {} s, alternating between ours and the bare one. The bare one is an axum handler that \
         does one primary-key read (rusqlite: a read-only connection a thread; tokio-postgres: a pool of 16) and writes two \
         fields as JSON: no token, no session, no role, no limits, no headers. The load comes from one thread of the same \
         machine, which takes {:.1} µs of a processor for each request.",
        SPAN.as_secs(),
        median_of(own)
    ));
    Ok(results)
}

/// The request with the Owner's token.
pub(crate) fn request(site: &Site) -> Arc<[u8]> {
    let token = &site.token;
    format!("GET /api/v1/me HTTP/1.1\r\nHost: localhost\r\nAccept: */*\r\nAuthorization: Bearer {token}\r\n\r\n")
        .into_bytes()
        .into()
}

fn bare_request() -> Arc<[u8]> {
    format!("GET {} HTTP/1.1\r\nHost: localhost\r\nAccept: */*\r\n\r\n", bare::PATH).into_bytes().into()
}
