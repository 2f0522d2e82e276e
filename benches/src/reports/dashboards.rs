//! The dashboards over a month and over a year, beside DuckDB with the same figures.

use crewline_core::access::actions;
use crewline_core::reports::calendar::{Compare, Days};
use crewline_core::reports::{Dashboard, Filter, Question, dashboard};

use super::answers;
use super::duckdb::{PeerAnswer, PeerQuestion};
use super::readers::Reader;
use super::{MONTH, Measured, RUNS, Span, YEAR, figures, measure, of_engine};
use crate::Outcome;
use crate::bulk::NOW;
use crate::business::BenchBusiness;
use crate::engine::Engine;
use crate::numerals::with_thousands;
use crate::samples::Samples;
use crate::table::Table;

/// Callers to call back have called in these days.
const CALL_BACK_DAYS: i64 = 30;

/// The period and the reader of each dashboard, the reader by the place among those of the run.
fn all(readers: &[Reader]) -> Vec<(Span, usize)> {
    [MONTH, YEAR].into_iter().flat_map(|span| (0..readers.len()).map(move |reader| (span, reader))).collect()
}

/// Measures all dashboards.
pub(super) async fn measure_all(business: &BenchBusiness, readers: &[Reader]) -> Outcome<Vec<(Samples, Dashboard)>> {
    let mut dashboards = Vec::new();
    for (span, reader) in all(readers) {
        let may = business.viewpoint(&readers[reader].email()).await?.may::<actions::SeeDashboard>()?;
        let question = Question { period: span.choice(), compare: Compare::Previous, filter: Filter::default() };
        let ask = async || -> Outcome<Dashboard> { Ok(dashboard(&business.db, &may, &question).await?) };
        dashboards.push(measure(ask).await?);
    }
    Ok(dashboards)
}

/// The questions for the peer, in the order of our answers.
pub(super) fn for_peer(readers: &[Reader], dashboards: &[(Samples, Dashboard)]) -> Outcome<Vec<PeerQuestion>> {
    let texts = |days: Days| [days.first(), days.last()].map(|day| day.to_string());
    let question = |((_, reader), (_, answer)): ((Span, usize), &(Samples, Dashboard))| {
        let before = answer.before.as_ref().ok_or("there is no period before")?;
        Ok(PeerQuestion {
            kind: "dashboard",
            viewer: reader,
            days: texts(answer.period.days()),
            before: Some(texts(before.days())),
            call_back_since: NOW.plus_seconds(-CALL_BACK_DAYS * 86_400).millis(),
        })
    };
    all(readers).into_iter().zip(dashboards).map(question).collect()
}

/// How many dashboards there are.
pub(super) fn count(readers: &[Reader]) -> usize {
    all(readers).len()
}

/// The table, with the answers compared.
pub(super) fn table(
    calls: u64,
    readers: &[Reader],
    engines: &[Measured],
    peer: Option<&[PeerAnswer]>,
) -> Outcome<Table> {
    let head =
        ["Dashboard of", "Viewer of", "SQLite, ms", "p99", "PostgreSQL, ms", "p99", "DuckDB, ms", "p99", "Answers"];
    let mut results = Table::new(&format!("Reports of {} calls (`reports`)", with_thousands(calls as f64)), &head);
    for (at, (span, reader)) in all(readers).into_iter().enumerate() {
        let title = readers[reader].title();
        let mut row = vec![span.title.to_owned(), title.clone()];
        for engine in Engine::BOTH {
            row.extend(figures(of_engine(engines, engine).map(|measured| &measured.dashboards[at].0)));
        }
        let theirs = peer.and_then(|peer| peer.get(at));
        row.extend(figures(theirs.map(|(samples, _)| samples)));
        let mut verdict = String::new();
        if let Some((_, answer)) = theirs {
            let mut worst = None;
            for measured in engines {
                let error = answers::compare(&measured.dashboards[at].1, answer)
                    .map_err(|error| format!("{}, {}, {title}: {error}", measured.engine.name(), span.title))?;
                worst = worst.into_iter().chain(error).reduce(f64::max);
            }
            verdict = worst
                .map_or_else(|| "equal".to_owned(), |error| format!("equal, callers within {:.1} %", error * 100.0));
        }
        row.push(verdict);
        results.row(row);
    }
    results.note(format!(
        "In the store, median and 99th percentile of at most {RUNS} warm reads within 20 s. A dashboard is all of it: totals and \
         their unique callers, the series, both of the period and of the one before, the hours of the week, the tops, and the \
         callers to call back. 2,000 numbers over three years, as for `calls`."
    ));
    Ok(results)
}
