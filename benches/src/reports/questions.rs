//! The single questions of analytics, beside DuckDB with the same ones.

use crewline_core::Error;
use crewline_core::access::actions;
use crewline_core::reports::Filter;
use crewline_core::reports::analytics::{Analytics, AnalyticsQuestion, Grouping, Groupings, RowsPage, analytics};
use crewline_core::reports::calendar::Compare;

use super::answers;
use super::duckdb::{PeerAnswer, PeerQuestion};
use super::readers::Reader;
use super::{MONTH, Measured, RUNS, Span, YEAR, figures, measure, of_engine};
use crate::Outcome;
use crate::business::BenchBusiness;
use crate::engine::Engine;
use crate::numerals::with_thousands;
use crate::samples::Samples;
use crate::table::Table;

/// A kind of question.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// The totals.
    Totals,
    /// The sums of each day.
    ByDay,
    /// The sums of each source and month.
    BySourceAndMonth,
    /// The sums of each day of the week and hour of the day.
    ByHourOfWeek,
    /// Unique callers, which the peer counts.
    Callers,
    /// Unique callers, which the peer estimates.
    ApproximateCallers,
}

/// The questions of each reader.
const QUESTIONS: [(Kind, Span); 8] = [
    (Kind::Totals, MONTH),
    (Kind::ByDay, YEAR),
    (Kind::BySourceAndMonth, YEAR),
    (Kind::ByHourOfWeek, YEAR),
    (Kind::Callers, MONTH),
    (Kind::ApproximateCallers, MONTH),
    (Kind::Callers, YEAR),
    (Kind::ApproximateCallers, YEAR),
];

impl Kind {
    /// The word of the peer's script.
    pub(super) const fn word(self) -> &'static str {
        match self {
            Self::Totals => "totals",
            Self::ByDay => "by_day",
            Self::BySourceAndMonth => "by_source_and_month",
            Self::ByHourOfWeek => "by_hour_of_week",
            Self::Callers => "callers",
            Self::ApproximateCallers => "approximate_callers",
        }
    }

    const fn title(self) -> &'static str {
        match self {
            Self::Totals => "totals",
            Self::ByDay => "by day",
            Self::BySourceAndMonth => "by source and month",
            Self::ByHourOfWeek => "by day of the week and hour",
            Self::Callers => "unique callers; DuckDB counts",
            Self::ApproximateCallers => "unique callers; DuckDB estimates",
        }
    }

    /// The groupings of ours.
    pub(super) const fn groupings(self) -> &'static [Grouping] {
        match self {
            // Unique callers are a figure of the totals.
            Self::Totals | Self::Callers | Self::ApproximateCallers => &[],
            Self::ByDay => &[Grouping::Date],
            Self::BySourceAndMonth => &[Grouping::Source, Grouping::Month],
            Self::ByHourOfWeek => &[Grouping::DayOfWeek, Grouping::HourOfDay],
        }
    }
}

/// A question of a reader.
struct ReaderQuestion {
    kind: Kind,
    span: Span,
    /// The reader, by the place among those of the run.
    reader: usize,
}

fn all(readers: &[Reader]) -> Vec<ReaderQuestion> {
    let of = |(kind, span)| (0..readers.len()).map(move |reader| ReaderQuestion { kind, span, reader });
    QUESTIONS.into_iter().flat_map(of).collect()
}

/// The questions for the peer, in the order of our answers.
pub(super) fn for_peer(readers: &[Reader]) -> Vec<PeerQuestion> {
    let question = |ReaderQuestion { kind, span, reader }: ReaderQuestion| PeerQuestion {
        kind: kind.word(),
        viewer: reader,
        days: span.days(),
        before: None,
        call_back_since: 0,
    };
    all(readers).into_iter().map(question).collect()
}

/// Measures all questions; an answer of `None` was refused.
pub(super) async fn measure_all(
    business: &BenchBusiness,
    readers: &[Reader],
) -> Outcome<Vec<(Samples, Option<Analytics>)>> {
    let mut answers = Vec::new();
    for ReaderQuestion { kind, span, reader } in all(readers) {
        let may = business.viewpoint(&readers[reader].email()).await?.may::<actions::SeeAnalytics>()?;
        let question = AnalyticsQuestion {
            period: span.choice(),
            compare: Compare::None,
            filter: Filter::default(),
            group_by: Groupings::new(kind.groupings().to_vec())?,
            sort: None,
        };
        let ask = async || -> Outcome<Option<Analytics>> {
            match analytics(&business.db, &may, &question, RowsPage::default()).await {
                Ok(answer) => Ok(Some(answer)),
                Err(Error::Fields(_)) => Ok(None),
                Err(error) => Err(error.into()),
            }
        };
        answers.push(measure(ask).await?);
    }
    Ok(answers)
}

/// The table, with the answers compared.
pub(super) fn table(
    calls: u64,
    readers: &[Reader],
    engines: &[Measured],
    peer: Option<&[PeerAnswer]>,
) -> Outcome<Table> {
    let head = [
        "Question",
        "Viewer of",
        "SQLite, ms",
        "p99",
        "PostgreSQL, ms",
        "p99",
        "DuckDB, ms",
        "p99",
        "SQLite : DuckDB",
        "PostgreSQL : DuckDB",
        "Answers",
    ];
    let title = format!("Single questions to the analytics of {} calls (`reports`)", with_thousands(calls as f64));
    let mut results = Table::new(&title, &head);
    for (at, ReaderQuestion { kind, span, reader }) in all(readers).into_iter().enumerate() {
        let title = readers[reader].title();
        let mut row = vec![format!("{}, {}", kind.title(), span.title), title.clone()];
        let theirs = peer.and_then(|peer| peer.get(at));
        let (mut ratios, mut verdict) = (Vec::new(), String::new());
        for engine in Engine::BOTH {
            let answer = of_engine(engines, engine).map(|measured| &measured.questions[at]);
            match answer {
                Some((_, None)) => row.extend(["refused".to_owned(), String::new()]),
                Some((samples, Some(_))) => row.extend(figures(Some(samples))),
                None => row.extend(figures(None)),
            }
            let mut ratio = String::new();
            if let (Some((samples, Some(answer))), Some((their_samples, their_answer))) = (answer, theirs) {
                ratio = format!("{:.2}", samples.median().as_secs_f64() / their_samples.median().as_secs_f64());
                verdict = answers::compare_single(kind, answer, their_answer)
                    .map_err(|error| format!("{}, {}, {title}: {error}", engine.name(), span.title))?;
            }
            ratios.push(ratio);
        }
        row.extend(figures(theirs.map(|(samples, _)| samples)));
        row.extend(ratios);
        row.push(verdict);
        results.row(row);
    }
    results.note(format!(
        "In the store, by the function of the page and of the API, compared with no other period; median and 99th percentile of \
         at most {RUNS} warm reads within 20 s. A ratio below 1 is quicker than DuckDB. Each of our answers has all figures of a \
         row, its unique callers among them. DuckDB is asked in one statement for calls, answered, missed and voicemails, \
         first-time callers and talk time, without unique callers, and for these alone in the rows of their own. The answers \
         of both engines were compared with DuckDB's; unique callers, where ours are estimates, within four standard errors of \
         the sample."
    ));
    Ok(results)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_reader_is_asked_each_question_and_the_peer_in_the_same_order() {
        let readers = Reader::all(None);
        let ours = all(&readers);
        assert_eq!(ours.len(), QUESTIONS.len() * readers.len());
        for (ours, theirs) in ours.iter().zip(for_peer(&readers)) {
            assert_eq!((ours.kind.word(), ours.reader, ours.span.days()), (theirs.kind, theirs.viewer, theirs.days));
            assert!(Groupings::new(ours.kind.groupings().to_vec()).is_ok());
        }
    }
}
