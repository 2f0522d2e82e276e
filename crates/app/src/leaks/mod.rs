//! The search for leaks: what a viewer with Specific Numbers receives of other numbers, on any surface. It runs on a copy
//! of the database, which it changes.
//!
//! Each viewer asks for every address of the route table that answers a GET, with the ids of things that are theirs and of
//! things that are not. Three things are leaks:
//!
//! * a text or id of another number in an answer;
//! * an answer that differs after a number, a group and calls were added that are nobody's: such as a count;
//! * an event of the live stream about another number.

mod addition;
mod events;
mod hidden;
mod report;
mod surface;
mod walk;

use std::collections::BTreeMap;

use axum::Router;
use crewline_core::access::Operator;
use crewline_core::leaks::{LimitedViewer, NumberContent, contents, limited_viewers};

use crate::http::routes::Route;
use crate::state::App;
use hidden::{Hidden, Sight};
pub use report::{Leak, LeakKind, Report};
use surface::surfaces;
use walk::{Answer, Credentials, Walker};

/// Why the search could not be done: one sentence.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct SearchError(String);

impl From<crewline_core::Error> for SearchError {
    fn from(error: crewline_core::Error) -> Self {
        Self(match error {
            crewline_core::Error::Fields(fields) => {
                let each = fields.0.iter().map(|(field, sentence)| format!("{field}: {sentence}"));
                each.collect::<Vec<_>>().join(" ")
            }
            other => other.to_string(),
        })
    }
}

impl From<crewline_core::db::Error> for SearchError {
    fn from(error: crewline_core::db::Error) -> Self {
        Self(error.to_string())
    }
}

/// A viewer, and the answers to them before anything is added.
struct Visit {
    viewer: LimitedViewer,
    credentials: Credentials,
    answers: BTreeMap<String, Answer>,
}

/// Searches a business for leaks. `router` serves `app`, whose database is a copy that may be changed.
///
/// # Errors
/// When the database or the program fails.
pub async fn search(
    app: &App,
    router: Router,
    routes: &[Route],
    operator: &Operator,
    slug: &str,
) -> Result<Report, SearchError> {
    let (viewers, all) = (limited_viewers(&app.db, operator).await?, contents(&app.db, operator).await?);
    let walker = Walker { app, router, slug };
    let chrome = addition::texts_of_an_empty_business(&walker, routes).await?;
    let mut report = Report::new(slug, viewers.len());
    let mut visits = Vec::new();
    for viewer in viewers {
        let visit = first_visit(&walker, routes, viewer, &all, &chrome, &mut report).await?;
        visits.push(visit);
    }
    if let Err(error) = addition::add(app, operator, slug).await {
        report.notes.push(format!("counts were not compared, since nothing could be added: {error}"));
        return Ok(report);
    }
    for visit in &visits {
        compare_again(&walker, visit, &mut report).await?;
    }
    for visit in &visits {
        events::listen(&walker, operator, visit, &all, &mut report).await?;
    }
    Ok(report)
}

/// Asks for every surface twice, looks for hidden texts, and keeps the answers that stay the same by themselves.
async fn first_visit(
    walker: &Walker<'_>,
    routes: &[Route],
    viewer: LimitedViewer,
    all: &[NumberContent],
    chrome: &str,
    report: &mut Report,
) -> Result<Visit, SearchError> {
    let credentials = walker.sign_in(viewer.user).await?;
    let sight = Sight::of(&viewer, all);
    let hidden = Hidden::from(&sight, chrome);
    let mut answers = BTreeMap::new();
    for surface in surfaces(routes, walker.slug, &viewer, &sight, &hidden) {
        let answer = walker.get(&credentials, &surface.path).await?;
        report.requests += 1;
        if surface.names_hidden_thing && answer.status.is_success() {
            report.add(&viewer, &surface.path, LeakKind::Thing, "a thing of another number is answered".into());
        }
        for found in hidden.find_in(&answer.text()) {
            report.add(&viewer, &surface.path, found.kind, found.text);
        }
        let again = walker.get(&credentials, &surface.path).await?;
        if again == answer {
            answers.insert(surface.path, answer);
        } else {
            report.changing.insert(surface.path);
        }
    }
    Ok(Visit { viewer, credentials, answers })
}

/// Asks again after the addition: no answer may be another.
async fn compare_again(walker: &Walker<'_>, visit: &Visit, report: &mut Report) -> Result<(), SearchError> {
    for (path, before) in &visit.answers {
        let after = walker.get(&visit.credentials, path).await?;
        if after != *before {
            report.add(&visit.viewer, path, LeakKind::Difference, before.difference(&after));
        }
    }
    Ok(())
}
