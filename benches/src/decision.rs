//! The permission decision, beside a plain match over the same roles.

use std::hint::black_box;
use std::time::Instant;

use crewline_core::access::{LogInAsMode, Role, actions, table};
use crewline_core::time::Timestamp;

use crate::Outcome;
use crate::business::{BenchBusiness, OWNER};
use crate::database::Databases;
use crate::engine::Engine;
use crate::samples::median_of;
use crate::table::Table;

/// How often each list of questions is asked in one round.
const ITERATIONS: usize = 200_000;
const ROUNDS: usize = 15;

/// Measures it.
pub(crate) async fn run(databases: &Databases) -> Outcome<Table> {
    let business =
        BenchBusiness::create(&databases.create(Engine::Sqlite, "decision").await?, Timestamp::default()).await?;
    let mut people = vec![business.viewpoint(OWNER).await?];
    for (email, role) in
        [("ada@x.example", Role::Admin), ("max@x.example", Role::Manager), ("vi@x.example", Role::Viewer)]
    {
        business.add_member(email, role).await?;
        people.push(business.viewpoint(email).await?);
    }
    let questions: Vec<_> = table()
        .iter()
        .flat_map(|entry| Role::ALL.iter().map(move |&role| (entry, role)))
        .zip([None, Some(LogInAsMode::ReadOnly), None, Some(LogInAsMode::WithChanges), None].into_iter().cycle())
        .collect();
    let mut figures = [Vec::new(), Vec::new(), Vec::new()];
    for _ in 0..ROUNDS {
        figures[0].push(nanoseconds(&people, |person| {
            [
                black_box(person).allows(actions::SeeCalls),
                black_box(person).allows(actions::SendTexts),
                black_box(person).allows(actions::EditNumbers),
                black_box(person).allows(actions::SeeUsers),
            ]
        }));
        figures[1].push(nanoseconds(&questions, |((entry, role), mode)| {
            [black_box(*entry).allows(black_box(*role), black_box(*mode))]
        }));
        figures[2]
            .push(nanoseconds(&questions, |((_, role), mode)| [match_statement(black_box(*role), black_box(*mode))]));
    }
    let mut results = Table::new("The permission decision (`decision`)", &["What decides", "ns", "Aim"]);
    let [viewpoint, entry, plain] = figures.map(median_of);
    results.row([
        "`Viewpoint::allows`, an action known to the compiler".into(),
        format!("{viewpoint:.2}"),
        "< 5".into(),
    ]);
    results.row(["`Entry::allows`, an action known when it runs".into(), format!("{entry:.2}"), "< 5".into()]);
    results.row(["Floor: a plain match over role and mode".into(), format!("{plain:.2}"), String::new()]);
    results.note(format!(
        "Median of {ROUNDS} rounds over every role, all {} actions and all modes of Log in as, mixed; questions and \
         answers are hidden from the optimizer.",
        table().len()
    ));
    Ok(results)
}

/// The time of one decision.
fn nanoseconds<Q, const N: usize>(questions: &[Q], ask: impl Fn(&Q) -> [bool; N]) -> f64 {
    let started = Instant::now();
    for _ in 0..ITERATIONS {
        for question in questions {
            black_box(ask(question));
        }
    }
    started.elapsed().as_secs_f64() * 1e9 / (ITERATIONS * questions.len() * N) as f64
}

/// The decision of one action, written by hand.
fn match_statement(role: Role, logged_in_as: Option<LogInAsMode>) -> bool {
    match (role, logged_in_as) {
        (Role::Owner | Role::Admin | Role::Manager, None | Some(LogInAsMode::WithChanges)) => true,
        (Role::Owner | Role::Admin | Role::Manager, Some(LogInAsMode::ReadOnly)) | (Role::Viewer, _) => false,
    }
}
