//! Operations on a team of 501, over HTTP, beside another program with the same: better-auth with its organization and
//! admin plugins.

mod ours;
mod peer;

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use crate::Outcome;
use crate::database::Databases;
use crate::engine::Engine;
use crate::load::{Measured, Script, run as load};
use crate::numerals::{milliseconds, with_thousands};
use crate::program::Served;
use crate::samples::median_of;
use crate::table::Table;

/// The number of members beside the Owner.
const OTHERS: u32 = 500;
const CONNECTIONS: [u64; 2] = [1, 16];

/// How much is measured.
#[derive(Clone, Copy, Debug)]
struct Extent {
    /// The two programs alternate, so that a busy moment of the machine affects both.
    rounds: usize,
    /// The duration of a round of reads.
    span: Duration,
    /// A round of writes has its count divided by this.
    share: u64,
}

impl Extent {
    const WHOLE: Self = Self { rounds: 3, span: Duration::from_secs(2), share: 1 };
    /// Enough to see that it works.
    const SMOKE: Self = Self { rounds: 1, span: Duration::from_millis(200), share: 40 };

    /// The warm-up, which opens files and prepares statements.
    const fn warm_up(self) -> Self {
        Self { rounds: 1, span: Duration::from_millis(self.span.as_millis() as u64 / 4), share: self.share * 8 }
    }
}

/// An operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Operation {
    List,
    Permission,
    Invite,
    ChangeRole,
    LogInAs,
}

impl Operation {
    const ALL: [Self; 5] = [Self::List, Self::Permission, Self::Invite, Self::ChangeRole, Self::LogInAs];

    const fn name(self) -> &'static str {
        match self {
            Self::List => "list all 501 members",
            Self::Permission => "who one is and what one may",
            Self::Invite => "invite somebody",
            Self::ChangeRole => "change a role",
            Self::LogInAs => "begin Log in as",
        }
    }

    /// On the embedded engine, with one connection and with sixteen.
    const fn aims(self) -> [&'static str; 2] {
        match self {
            Self::List => ["≥ 1,000", "≥ 1,500"],
            Self::Permission => ["≥ 8,000", "≥ 40,000"],
            Self::Invite | Self::ChangeRole | Self::LogInAs => ["≥ 2,500", "≥ 10,000, p99 < 20"],
        }
    }
}

/// A server with a team, and the requests to it.
struct Contender {
    served: Served,
    /// The requests that list everybody.
    list: Arc<[Vec<u8>]>,
    permission: Arc<[u8]>,
    /// The request of an operation that writes, by its number.
    write: Box<dyn Fn(Operation, u64) -> Vec<u8>>,
    /// How often each operation was requested so far.
    request_counts: [u64; 5],
    /// The writes of a round, by the number of connections.
    writes_per_round: [u64; 2],
}

impl Contender {
    /// Runs one round over `CONNECTIONS[place]` connections.
    fn round(&mut self, what: Operation, place: usize, extent: Extent) -> Outcome<Measured> {
        let (connections, span) = (CONNECTIONS[place], extent.span);
        let scripts: Vec<Script> = match what {
            Operation::List => (0..connections).map(|_| Script::RepeatAll(Arc::clone(&self.list), span)).collect(),
            Operation::Permission => {
                (0..connections).map(|_| Script::Repeat(Arc::clone(&self.permission), span)).collect()
            }
            Operation::Invite | Operation::ChangeRole | Operation::LogInAs => {
                let count = (self.writes_per_round[place] / extent.share).max(connections);
                let from = self.request_counts[what as usize];
                self.request_counts[what as usize] += count;
                let of = |connection| (from..from + count).filter(move |each| each % connections == connection);
                (0..connections)
                    .map(|connection| Script::EachOnce(of(connection).map(|each| (self.write)(what, each)).collect()))
                    .collect()
            }
        };
        load(self.served.address, scripts)
    }
}

/// Measures it.
pub(crate) async fn run(databases: &Databases, program: &Path, only: Option<Engine>, is_quick: bool) -> Outcome<Table> {
    let extent = if is_quick { Extent::SMOKE } else { Extent::WHOLE };
    let head = [
        "What, connections",
        "Crewline, a second",
        "median, ms",
        "p99",
        "better-auth, a second",
        "median, ms",
        "p99",
        "Aim",
    ];
    let mut results = Table::new("A team of 501 (`team`)", &head);
    let mut peer = peer::start(databases, program)?;
    let mut own = Vec::new();
    for engine in Engine::BOTH.into_iter().filter(|&engine| only.is_none_or(|only| only == engine)) {
        let (site, mut ours) = ours::start(databases, program, engine).await?;
        // better-auth keeps its team in SQLite.
        let mut beside = peer.as_mut().ok().filter(|_| engine == Engine::Sqlite);
        for what in Operation::ALL {
            for (place, connections) in CONNECTIONS.into_iter().enumerate() {
                ours.round(what, place, extent.warm_up())?;
                if let Some(peer) = beside.as_deref_mut() {
                    peer.round(what, place, extent.warm_up())?;
                }
                let (mut rounds, mut theirs) = (Vec::new(), Vec::new());
                for _ in 0..extent.rounds {
                    rounds.push(ours.round(what, place, extent)?);
                    if let Some(peer) = beside.as_deref_mut() {
                        theirs.push(peer.round(what, place, extent)?);
                    }
                }
                own.extend(rounds.iter().map(|round| round.own_micros));
                let mut row = vec![format!("{}: {}, {connections}", engine.name(), what.name())];
                row.extend(figures(&rounds));
                row.extend(figures(&theirs));
                row.push(if engine == Engine::Sqlite { what.aims()[place] } else { "" }.to_owned());
                results.row(row);
            }
        }
        ours::check(&site, &ours.request_counts).await?;
    }
    results.note(format!(
        "Median of {} rounds, alternating between the two programs; reads for {} s a round. Each of our writes is durable \
         and in the audit log before it is answered; afterwards all of them are there. Ours lists everybody in two pages, \
         counted as one answer. The load comes from one thread of the same machine, which takes {:.1} µs of a \
         processor for each of ours.",
        extent.rounds,
        extent.span.as_secs_f64(),
        median_of(own)
    ));
    results.note(match &peer {
        Ok(_) => peer::DESCRIPTION.to_owned(),
        Err(missing) => missing.to_string(),
    });
    Ok(results)
}

fn figures(rounds: &[Measured]) -> [String; 3] {
    if rounds.is_empty() {
        return Default::default();
    }
    let of = |figure: fn(&Measured) -> f64| median_of(rounds.iter().map(figure).collect());
    let time = |seconds: f64| milliseconds(Duration::from_secs_f64(seconds));
    [
        with_thousands(of(|round| round.rate)),
        time(of(|round| round.times.median().as_secs_f64())),
        time(of(|round| round.times.p99().as_secs_f64())),
    ]
}
