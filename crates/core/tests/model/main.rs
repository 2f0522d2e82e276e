//! Compares the team with a plain model of its rules. Random people of two businesses do random things. After each step
//! the answer, and everything that each person sees, must match the model. Figures of reports must be those that a plain sum over
//! the calls gives that the model says a person sees.
//!
//! The seed is fixed, so that a failure comes from a change and not from chance. `CREWLINE_MODEL_SEED` (a number, or
//! `random`) sets another, and `CREWLINE_MODEL_STEPS` the number of steps. A failing sequence is shrunk to few steps.

#![expect(clippy::unwrap_used, reason = "a test that can't go on has failed")]

mod act;
#[path = "../store/analytics_sums.rs"]
mod analytics_sums;
mod apply;
mod calls;
#[expect(dead_code, reason = "the store tests use the rest of it")]
#[path = "../store/carrier_fixture.rs"]
mod carrier_fixture;
mod compare;
mod coverage;
mod effects;
mod obstacles;
mod perform;
mod perform_calls;
mod product;
#[expect(dead_code, reason = "the store tests use the rest of it")]
#[path = "../store/reports_sums.rs"]
mod reports_sums;
mod resolve;
mod resolve_calls;
mod rights;
mod shrink;
mod step;
mod visible;
mod world;

use crewline_core::Error;
use crewline_core::access::{Refusal, Rule};
use crewline_core::audit;
use crewline_core::db::Kind;
use crewline_core::reports;
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

use act::Act;
use compare::Depth;
use coverage::Coverage;
use product::Product;
use rights::Obstacle;
use shrink::{Failure, shrink};
use step::Step;
use world::World;

/// A test for each seed, so that they run concurrently.
macro_rules! sequence_tests {
    ($($name:ident $kind:ident $seed:literal $steps:literal;)*) => {$(
        #[test]
        fn $name() {
            run_sequences(Kind::$kind, $seed, $steps);
        }
    )*};
}

mod permissions_and_visibility_match_the_model {
    use super::{Kind, run_sequences};

    sequence_tests! {
        on_sqlite_first Sqlite 1 3_000;
        on_sqlite_second Sqlite 2 3_000;
        on_sqlite_third Sqlite 3 3_000;
        on_sqlite_fourth Sqlite 4 3_000;
        on_postgres_first Postgres 5 500;
        on_postgres_second Postgres 6 500;
    }
}

/// How many sequences run concurrently.
const CONCURRENT_SEQUENCES: usize = 3;

/// Runs random sequences until `max_steps` steps are done.
fn run_sequences(kind: Kind, seed: u64, max_steps: usize) {
    let setting = |name: &str| std::env::var(name).ok();
    let seed = match setting("CREWLINE_MODEL_SEED").as_deref() {
        Some("random") => u64::from(getrandom::u32().unwrap()) + seed,
        Some(text) => text.parse::<u64>().unwrap() + seed - 1,
        None => seed,
    };
    let max_steps = setting("CREWLINE_MODEL_STEPS").map_or(max_steps, |text| text.parse().unwrap());
    let mut bytes = [0; 32];
    bytes[..8].copy_from_slice(&seed.to_le_bytes());
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &bytes);
    let mut runner = TestRunner::new_with_rng(Config::default(), rng);
    // A deed of any kind is one future, which needs much of the stack in a build for tests.
    let mut runtime = tokio::runtime::Builder::new_multi_thread();
    let runtime = runtime.worker_threads(2).thread_stack_size(8 << 20).enable_all().build().unwrap();
    let start = |steps: Vec<Step>| {
        let len = steps.len();
        let task = runtime.spawn(async move { run_sequence(kind, &steps).await });
        let panicked = move |_| Err(Failure { at: len, why: "it panicked; see above".into() });
        async move { task.await.unwrap_or_else(panicked) }
    };
    let strategy = step::steps();
    let mut coverage = Coverage::default();
    while coverage.steps() < max_steps {
        // Concurrently, since each mostly waits for its disk or server.
        let sequences: Vec<Vec<Step>> =
            (0..CONCURRENT_SEQUENCES).map(|_| strategy.new_tree(&mut runner).unwrap().current()).collect();
        let task: Vec<_> = sequences.iter().cloned().map(start).collect();
        for (steps, task) in sequences.into_iter().zip(task) {
            match runtime.block_on(task) {
                Ok(more) => coverage.add(more),
                Err(failure) => {
                    let (steps, failure) = shrink(steps, failure, |steps| runtime.block_on(start(steps.to_vec())));
                    let steps: String = steps.iter().map(|step| format!("\n  {step:?}")).collect();
                    panic!("seed {seed}: {}\nthe steps:{steps}", failure.why);
                }
            }
        }
    }
    println!("{coverage:?}");
    // Short runs and other seeds may miss some acts and refusals.
    let is_usual = setting("CREWLINE_MODEL_SEED").is_none() && max_steps >= 3_000;
    assert!(!is_usual || coverage.missing().is_empty(), "seed {seed}: never happened: {:?}", coverage.missing());
}

/// Runs one sequence; returns its coverage.
async fn run_sequence(kind: Kind, steps: &[Step]) -> Result<Coverage, Failure> {
    let (mut real, mut world) = Product::start(kind).await;
    let (mut history, mut coverage) = (Vec::new(), Coverage::default());
    let acts = steps.iter().enumerate().flat_map(|(at, step)| std::iter::repeat_n((at, step), step.times()));
    for (at, step) in acts {
        let Some(act) = world.resolve(step) else { continue };
        let outcome = run_step(&mut real, &mut world, &act, history.len()).await;
        let (answer, difference) = outcome.map_or_else(|(answer, why)| (answer, Some(why)), |answer| (answer, None));
        coverage.record(&act, answer);
        history.push(format!("\n  {act:?} -> {answer:?}"));
        if let Some(why) = difference {
            return Err(Failure { at, why: format!("{why}\nafter:{}", history.concat()) });
        }
    }
    for business in &real.businesses {
        let chain = audit::verify(real.db(), &business.operator).await.unwrap();
        chain.map_err(|broken| Failure { at: steps.len(), why: broken.to_string() })?;
        let sums = reports::verify(real.db(), &business.operator).await.unwrap();
        sums.map_err(|difference| Failure { at: steps.len(), why: difference.to_string() })?;
    }
    Ok(coverage)
}

/// Does an act in both, then compares everything. Returns the refusal, if any; on failure with the difference.
async fn run_step(
    product: &mut Product,
    world: &mut World,
    act: &Act,
    turn: usize,
) -> Result<Option<Obstacle>, (Option<Obstacle>, String)> {
    let expected = world.obstacles_to(act);
    if expected.is_empty() {
        product.compare_effect(world, act).await.map_err(|why| (None, why))?;
    }
    let watching = product.watch_moves(world, act).await;
    let answer = match act {
        Act::Ring { place, number, caller } => {
            product.compare_live_call(world, *place, *number, *caller).await.map_err(|why| (None, why))?
        }
        act => product.act(world, act).await.err().map(|error| obstacle_of(&error)),
    };
    let is_fair = answer.map_or(expected.is_empty(), |obstacle| expected.contains(&obstacle));
    if !is_fair {
        return Err((answer, format!("the model has {expected:?}")));
    }
    if let Some((watching, view)) = watching.filter(|_| expected.is_empty()) {
        product.compare_told(world, act, watching, &view).await.map_err(|why| (answer, why))?;
    }
    if expected.is_empty() {
        world.apply(act);
    }
    let depths = if expected.is_empty() {
        act.changed_businesses().map(|touched| if touched { Depth::Full } else { Depth::Brief })
    } else {
        [Depth::Brief; 2]
    };
    product.compare_all(world, turn, depths).await.map_err(|why| (answer, why))?;
    Ok(answer)
}

/// An answer of the product in the model's words.
fn obstacle_of(error: &Error) -> Obstacle {
    match error {
        Error::Refused(Refusal::NotFound) => Obstacle::NotFound,
        Error::Refused(Refusal::Forbidden) => Obstacle::Forbidden,
        Error::Refused(Refusal::ReadOnly) => Obstacle::ReadOnly,
        Error::Refused(Refusal::WhileLoggedInAs) => Obstacle::WhileLoggedInAs,
        Error::Rule(Rule::Rank) => Obstacle::Rank,
        Error::Rule(Rule::Grant) => Obstacle::Grant,
        Error::Rule(Rule::OwnMembership) => Obstacle::OwnMembership,
        Error::Rule(Rule::LogInAs) => Obstacle::LogInAs,
        Error::Rule(Rule::LastOwner) => Obstacle::LastOwner,
        Error::Fields(fields) => Obstacle::Field(fields.0[0].0),
        Error::Conflict { code, .. } => Obstacle::Conflict(code),
        Error::AlreadyMember(_) => Obstacle::AlreadyMember,
        Error::AlreadyInvited(_) => Obstacle::AlreadyInvited,
        Error::SeatLimit(_) => Obstacle::SeatLimit,
        Error::TooOften { .. } => Obstacle::TooOften,
        Error::DeadLink(_) => Obstacle::DeadLink,
        Error::Gone(_) => Obstacle::Gone,
        other => panic!("an unexpected error: {other}"),
    }
}
