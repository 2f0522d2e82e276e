//! Whether the time of an answer tells what others have: questions of viewers who see no call, about what others have and
//! about what nobody has, in turn. The control is the difference between two series of the second kind.

use std::time::{Duration, Instant};

use crewline_core::access::Viewpoint;
use crewline_core::calls::{self, CallStatus};
use crewline_core::numbers;

use crate::Outcome;
use crate::bulk::{self, NOW};
use crate::business::BenchBusiness;
use crate::database::Databases;
use crate::engine::Engine;
use crate::numerals::with_thousands;
use crate::samples::Samples;
use crate::table::Table;
use crate::viewers::viewers_without_calls;

/// How often each question is asked, about what others have and about what nobody has.
const QUESTIONS: usize = 2_000;
const WARM_UP: usize = 50;
/// The most that the medians may differ by, as a part of the median, where the control differs by less.
const NOISE: f64 = 0.03;
/// Less than this many microseconds is due to the words of the question, which differ in length.
const READING: f64 = 1.0;

/// The questions, each with what others have and what nobody has. Both of a pair are of one form, so that they are asked by the same
/// statements: from three digits on, those that no number begins or ends with are looked for inside of the numbers, too.
const ABOUT: [(&str, Question, [&str; 2]); 7] = [
    ("calls of a caller, by the first digits", Question::Search, ["+1", "+999"]),
    ("calls of a caller, by the last digits", Question::Search, ["417", "41712345678901"]),
    ("calls of a caller, by name", Question::Search, ["gra", "zzz"]),
    ("calls of a status", Question::Status, ["completed", "ringing"]),
    ("calls of a source", Question::Source, ["Google Ads", "Nowhere"]),
    ("numbers, by name", Question::Number, ["number 1", "nothing"]),
    ("number groups, by name", Question::Group, ["client", "nothing"]),
];

#[derive(Clone, Copy, Debug)]
enum Question {
    Search,
    Status,
    Source,
    Number,
    Group,
}

/// Measures it.
pub(crate) async fn run(databases: &Databases, calls: u64) -> Outcome<Table> {
    let head = ["Viewer of", "Question", "Engine", "of others, µs", "of nobody, µs", "Difference", "Control", "Told"];
    let mut results =
        Table::new(&format!("What the time tells, among {} calls (`timing`)", with_thousands(calls as f64)), &head);
    for engine in Engine::BOTH {
        let target = bulk::database(databases, engine, calls).await?;
        let business = BenchBusiness::open(&target, NOW).await?;
        for viewer in viewers_without_calls() {
            let viewpoint = business.viewpoint(&viewer.email()).await?;
            for (title, question, values) in ABOUT {
                let [others, nobody, again] = measure(&business, &viewpoint, question, values).await?;
                let (difference, control) = (others - nobody, again - nobody);
                let noise = (2.0 * control.abs()).max(NOISE * nobody).max(READING);
                let verdict = if difference.abs() <= noise { "no" } else { "**yes**" };
                let figures = [others, nobody, difference, control].map(|figure| format!("{figure:.1}"));
                let row = [viewer.title(), title.to_owned(), engine.name().to_owned()].into_iter().chain(figures);
                results.row(row.chain([verdict.to_owned()]));
            }
        }
    }
    results.note(format!(
        "In the store, medians of {QUESTIONS} questions each, asked in turn by viewers whose numbers have no calls. The control \
         asks about what nobody has a second time. The time tells something where the medians differ by more than twice the \
         control, by more than {} in a hundred, and by more than {READING} µs.",
        NOISE * 100.0
    ));
    Ok(results)
}

/// The medians in microseconds: of what others have, of what nobody has, and of the latter again.
async fn measure(
    business: &BenchBusiness,
    viewpoint: &Viewpoint,
    question: Question,
    [others, nobody]: [&str; 2],
) -> Outcome<[f64; 3]> {
    let mut series = [others, nobody, nobody].map(|value| (value, Samples::default()));
    for round in 0..WARM_UP + QUESTIONS {
        // Each is the first of a round as often as the others.
        for place in 0..3 {
            let (value, samples) = &mut series[(round + place) % 3];
            let taken = ask(business, viewpoint, question, value).await?;
            if round >= WARM_UP {
                samples.add(taken);
            }
        }
    }
    Ok(series.map(|(_, samples)| samples.median().as_secs_f64() * 1e6))
}

async fn ask(business: &BenchBusiness, viewpoint: &Viewpoint, question: Question, value: &str) -> Outcome<Duration> {
    let (db, q) = (&business.db, Some(value.to_owned()));
    let filter = match question {
        Question::Search => calls::Filter { q, ..calls::Filter::default() },
        Question::Status => calls::Filter { statuses: vec![value.parse::<CallStatus>()?], ..calls::Filter::default() },
        Question::Source => calls::Filter { sources: q.into_iter().collect(), ..calls::Filter::default() },
        Question::Number => {
            let (may, filter) = (viewpoint.may()?, numbers::Filter { q, ..numbers::Filter::default() });
            let started = Instant::now();
            numbers::list(db, &may, &filter, numbers::Sort::Name, None, 50).await?;
            return Ok(started.elapsed());
        }
        Question::Group => {
            let (may, started) = (viewpoint.may()?, Instant::now());
            numbers::groups::list(db, &may, q.as_deref(), None, 50).await?;
            return Ok(started.elapsed());
        }
    };
    let (may, started) = (viewpoint.may()?, Instant::now());
    calls::list(db, &may, &filter, None, 50).await?;
    Ok(started.elapsed())
}
