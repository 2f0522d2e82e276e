//! The two-worlds test: what a member with Specific Numbers is told does not depend on anything else.
//!
//! A random history is played into two databases. What happens on numbers outside the viewer's access, and to the rest of the
//! team, differs: it is left out, or something else happens. Every surface that the viewer reaches has to answer with the same
//! bytes in both worlds, apart from ids, which are compared by what they name. The clocks of both worlds go alike, so that
//! moments are the same, too. The live streams have to tell the same events, and the same has to be mailed.
//!
//! The seeds are fixed, so that a failure comes from a change and not from chance. `CREWLINE_WORLDS_SEED` (a number) sets
//! another, and `CREWLINE_WORLDS_STEPS` the number of steps. A failing history is shortened, and printed.

mod analytics_questions;
mod half;
mod normal;
mod play;
mod play_rules;
#[path = "../../../../core/tests/model/shrink.rs"]
mod shrink;
mod step;
mod surfaces;

use std::collections::BTreeSet;
use std::panic::AssertUnwindSafe;

use axum::body::Body;
use crewline::http::routes::Route;
use crewline_core::db::Kind;
use futures_util::FutureExt;

use self::half::{Half, Sight};
use self::normal::Names;
use self::shrink::{Failure, shrink};
use self::step::{Act, Dice, Step};
use self::surfaces::{HIDDEN, Question, SURFACES, is_for_viewers};
use crate::client::Request;
use crate::world::{World, unknown_tail};

/// The steps of a history.
const HISTORY: usize = 120;
/// After so many steps some of the questions are asked; all of them after the last.
const STEPS_BETWEEN_QUESTIONS: usize = 8;
/// One question in so many is asked there.
const SOME: u64 = 24;
/// No list of a history has more pages.
const MAX_PAGES: usize = 40;

/// A test for each viewer and engine, so that they run concurrently.
macro_rules! worlds {
    ($($name:ident $kind:ident $sight:ident $seed:literal $steps:literal;)*) => {$(
        #[test]
        fn $name() {
            run(Kind::$kind, Sight::$sight, $seed, $steps);
        }
    )*};
}

mod what_others_do_changes_nothing_for_a_viewer {
    use super::{Kind, Sight, run};

    worlds! {
        of_no_number_on_sqlite Sqlite Nothing 1 360;
        of_one_number_on_sqlite Sqlite OneNumber 2 480;
        of_several_numbers_on_sqlite Sqlite SeveralNumbers 3 480;
        of_a_group_on_sqlite Sqlite Group 4 480;
        of_no_number_on_postgres Postgres Nothing 5 120;
        of_one_number_on_postgres Postgres OneNumber 6 120;
        of_several_numbers_on_postgres Postgres SeveralNumbers 7 120;
        of_a_group_on_postgres Postgres Group 8 120;
    }
}

/// Plays histories until `max_steps` steps are done.
fn run(kind: Kind, sight: Sight, seed: u64, max_steps: usize) {
    let setting = |name: &str| std::env::var(name).ok();
    let seed = setting("CREWLINE_WORLDS_SEED").map_or(seed, |text| text.parse::<u64>().unwrap().wrapping_add(seed));
    let max_steps = setting("CREWLINE_WORLDS_STEPS").map_or(max_steps, |text| text.parse().unwrap());
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    let play = |steps: Vec<Step>, often: bool| {
        let len = steps.len();
        let played = AssertUnwindSafe(play(kind, sight, &steps, often)).catch_unwind();
        runtime.block_on(played).unwrap_or_else(|_| Err(Failure { at: len, why: "it panicked; see above".into() }))
    };
    let mut dice = Dice::new(seed.wrapping_mul(0x5851_F42D_4C95_7F2D));
    let mut done = 0;
    while done < max_steps {
        let steps = step::history(&mut dice, HISTORY.min(max_steps - done));
        done += steps.len();
        if let Err(failure) = play(steps.clone(), true) {
            // Shortening takes a while, so what it begins with is said first.
            eprintln!("seed {seed}, a viewer of {sight:?}, at step {}: {}", failure.at, failure.why);
            let (steps, failure) = shrink(steps, failure, |steps| play(steps.to_vec(), false));
            let (steps, failure) = simplify(steps, failure, |steps| play(steps.to_vec(), false));
            let steps: String = steps.iter().map(|step| format!("\n  {step:?}")).collect();
            panic!("seed {seed}, a viewer of {sight:?}: {}\nthe history:{steps}", failure.why);
        }
    }
}

/// Leaves out each hidden act by itself.
fn simplify(
    mut steps: Vec<Step>,
    mut failure: Failure,
    run: impl Fn(&[Step]) -> Result<(), Failure>,
) -> (Vec<Step>, Failure) {
    for at in 0..steps.len() {
        for world in 0..2 {
            let mut fewer = steps.clone();
            let Step::Hidden(acts) = &mut fewer[at] else { continue };
            if acts[world].take().is_some()
                && let Err(next) = run(&fewer)
            {
                (steps, failure) = (fewer, next);
            }
        }
    }
    (steps, failure)
}

/// Plays a history into two worlds, and compares what the viewer is told: all of it at the end, and some of it `often`.
async fn play(kind: Kind, sight: Sight, steps: &[Step], often: bool) -> Result<(), Failure> {
    let mut worlds = [Half::new(kind, sight, 2).await, Half::new(kind, sight, 0).await];
    let mut dice = Dice::new(u64::try_from(steps.len()).unwrap());
    for (at, step) in steps.iter().enumerate() {
        let failure = |why| Failure { at, why };
        match step {
            Step::Shared(act) => {
                let minutes = if let Act::Wait { minutes } = act { i64::from(*minutes) } else { 1 };
                worlds.iter().for_each(|world| world.wait(60 * minutes));
                let [first, second] = &mut worlds;
                let statuses = [first.play(act, true).await, second.play(act, true).await];
                same("a step on the viewer's side", &statuses).map_err(failure)?;
            }
            Step::Hidden(acts) => {
                worlds.iter().for_each(|world| world.wait(60));
                for (world, act) in worlds.iter_mut().zip(acts) {
                    if let Some(act) = act {
                        world.play(act, false).await;
                    }
                }
            }
        }
        let [first, second] = &mut worlds;
        tokio::join!(first.settle(), second.settle());
        if often && (at + 1) % STEPS_BETWEEN_QUESTIONS == 0 {
            compare(&mut worlds, Some(&mut dice)).await.map_err(failure)?;
        }
    }
    let at = steps.len().saturating_sub(1);
    compare(&mut worlds, None).await.map_err(|why| Failure { at, why })
}

/// Compares what the viewer is told in both worlds: some of it with dice, else all of it.
async fn compare(worlds: &mut [Half; 2], dice: Option<&mut Dice>) -> Result<(), String> {
    let [first, second] = worlds;
    let names = [first.names().await, second.names().await];
    same("the live streams", &[first.events(&names[0]).await, second.events(&names[1]).await])?;
    same("the letters", &[first.letters(&names[0]).await, second.letters(&names[1]).await])?;
    let unknown = unknown_tail();
    let hidden = [surfaces::hidden_ids(first, &unknown).await, surfaces::hidden_ids(second, &unknown).await];
    let (names, ids) = (with_hidden(names.clone(), &hidden), [ids(&names[0], &hidden[0]), ids(&names[1], &hidden[1])]);
    let routes: Vec<Route> = first.program.routes();
    let mut questions = surfaces::questions(&routes, &names[0], &first.business.slug, &unknown);
    if let Some(dice) = dice {
        questions = surfaces::some(dice, questions, SOME);
    }
    for question in questions {
        ask(&question, [&*first, &*second], &names, &ids).await?;
    }
    // The questions may not have had an effect of their own either.
    same("the live streams afterwards", &[first.events(&names[0]).await, second.events(&names[1]).await])
}

/// Asks both worlds the same, page by page.
async fn ask(question: &Question, worlds: [&Half; 2], names: &[Names; 2], ids: &[Names; 2]) -> Result<(), String> {
    let clients = worlds.map(|world| surfaces::client(world, question.by));
    let [Some(first), Some(second)] = clients else { return Ok(()) };
    let clients = [first, second];
    let mut requests = [question.request(&ids[0]), question.request(&ids[1])];
    for page in 0..MAX_PAGES {
        let mut answers = Vec::new();
        for (at, request) in requests.iter().enumerate() {
            answers.push(worlds[at].send(&clients[at], request.clone()).await);
        }
        let texts = [0, 1].map(|at| normal::answer(&answers[at], &names[at]));
        same(&format!("{}, page {page}", question.about()), &texts)?;
        if !question.has_pages {
            return Ok(());
        }
        let next = [0, 1].map(|at| next_page(&answers[at].text(), &requests[at].clone().by(&clients[at])));
        let [Some(first), Some(second)] = next else { return Ok(()) };
        requests = [Request::get(first), Request::get(second)];
    }
    Err(format!("{}: there is no last page", question.about()))
}

/// The address of the next page: of the API by its cursor, and of a page by its link to older or later rows.
fn next_page(text: &str, request: &axum::http::Request<Body>) -> Option<String> {
    let uri = request.uri().to_string();
    if uri.starts_with("/api/") {
        let cursor = serde_json::from_str::<serde_json::Value>(text).ok()?["next_cursor"].as_str()?.to_owned();
        let (path, query) = uri.split_once('?').unwrap_or((&uri, ""));
        let rest: Vec<&str> = query.split('&').filter(|pair| !pair.starts_with("cursor=")).collect();
        return Some(format!("{path}?{}&cursor={cursor}", rest.join("&")));
    }
    let links = text.split("href=\"").skip(1).filter_map(|rest| rest.split_once('"')).map(|(link, _)| link);
    let mut older =
        links.filter(|link| link.contains("cursor=d") || link.contains("cursor=a") && !uri.contains("calls"));
    older.next().map(|link| link.replace("&amp;", "&").replace("&#38;", "&"))
}

/// The names with those of the hidden things: an answer may repeat the id that was asked for.
fn with_hidden(names: [Names; 2], hidden: &[Names; 2]) -> [Names; 2] {
    let [first, second] = names;
    [(first, &hidden[0]), (second, &hidden[1])].map(|(mut names, hidden)| {
        names.extend(hidden.iter().map(|(name, id)| (id.clone(), name.clone())));
        names
    })
}

/// The id of each name.
fn ids(names: &Names, hidden: &Names) -> Names {
    let mut ids: Names = names.iter().map(|(id, name)| (name.clone(), id.clone())).collect();
    ids.extend(hidden.clone());
    ids
}

/// Whether both worlds say the same; the lines that differ otherwise.
fn same(about: &str, texts: &[String; 2]) -> Result<(), String> {
    let [first, second] = texts;
    if first == second {
        return Ok(());
    }
    let (first, second): (Vec<_>, Vec<_>) = (first.lines().collect(), second.lines().collect());
    let at = first.iter().zip(&second).take_while(|(first, second)| first == second).count();
    let part = |lines: &[&str]| {
        lines.iter().skip(at.saturating_sub(2)).take(6).map(|line| format!("\n    {line}")).collect::<String>()
    };
    Err(format!(
        "{about} differs between the worlds from line {at} on.\n  the first:{}\n  the second:{}",
        part(&first),
        part(&second)
    ))
}

#[tokio::test]
async fn every_route_for_viewers_is_in_the_list() {
    assert!(HIDDEN.iter().all(|name| name.starts_with("<hidden ")));
    let world = World::new(Kind::Sqlite).await;
    let routes = world.program.routes();
    let actual: BTreeSet<_> = routes
        .iter()
        .filter(|route| is_for_viewers(route))
        .map(|route| (route.method.to_string(), route.path.to_owned()))
        .collect();
    let listed = SURFACES.map(|(method, path, _)| (method.to_owned(), path.to_owned()));
    assert_eq!(listed.len(), BTreeSet::from(listed.clone()).len(), "each once");
    assert_eq!(actual, listed.into());
}
