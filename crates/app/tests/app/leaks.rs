//! The search for leaks finds what was planted, and nothing in the program as it is.

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::Request;
use axum::middleware::{Next, from_fn};
use axum::response::Response;
use crewline::leaks::{LeakKind, Report, search};
use crewline_core::both_engines;
use crewline_core::db::Kind;

use crate::instance::Instance;
use crate::world::World;

async fn report(world: &World, router: Router) -> Report {
    let app = &world.program.app;
    search(app, router, &world.program.routes(), &world.business.operator, &world.business.slug).await.unwrap()
}

/// The program, with a text added to every answer of an address.
fn with_addition<F>(world: &World, path: &'static str, text: impl Fn() -> F + Clone + Send + Sync + 'static) -> Router
where
    F: Future<Output = String> + Send + 'static,
{
    let add = move |request: Request<Body>, next: Next| {
        let text = text.clone();
        async move {
            let is_planted = request.uri().path() == path;
            let response: Response = next.run(request).await;
            if !is_planted {
                return response;
            }
            let (parts, body) = response.into_parts();
            let body = [to_bytes(body, usize::MAX).await.unwrap().as_ref(), text().await.as_bytes()].concat();
            Response::from_parts(parts, Body::from(body))
        }
    };
    world.program.router.clone().layer(from_fn(add))
}

#[both_engines]
async fn nothing_is_found_in_the_program_as_it_is(kind: Kind) {
    let world = World::new(kind).await;
    let report = report(&world, world.program.router.clone()).await;
    assert!(report.leaks.is_empty() && report.notes.is_empty(), "{report}");
    assert_eq!(report.viewers, 1);
    assert!(report.requests > 50, "{report}");
}

#[both_engines]
async fn a_planted_name_number_and_id_are_found(kind: Kind) {
    let world = World::new(kind).await;
    let hidden = world.ours.numbers[1];
    for (text, kind) in [
        ("<b>Meadow Quartz</b>".to_owned(), LeakKind::Name),
        ("(212) 555-0101".to_owned(), LeakKind::Number),
        (format!("data-id=\"{hidden}\""), LeakKind::Thing),
    ] {
        let planted = text.clone();
        let router = with_addition(&world, "/b/northline/calls", move || std::future::ready(planted.clone()));
        let report = report(&world, router).await;
        let leak = report.leaks.first().unwrap_or_else(|| panic!("{text} was not found"));
        assert_eq!((leak.kind, leak.surface.as_str()), (kind, "/b/northline/calls"), "{report}");
    }
}

#[both_engines]
async fn a_planted_count_is_found(kind: Kind) {
    let world = World::new(kind).await;
    let (db, owner) = (world.program.app.db.clone(), world.ours.owner.clone());
    // The count of all numbers of the business, as an Owner's list has it.
    let router = with_addition(&world, "/api/v1/calls", move || {
        let (db, owner) = (db.clone(), owner.clone());
        async move { crewline_core::numbers::count(&db, &owner.may().unwrap()).await.unwrap().active.to_string() }
    });
    let report = report(&world, router).await;
    let leak = report.leaks.first().unwrap();
    assert!(leak.kind == LeakKind::Difference && leak.surface.starts_with("/api/v1/calls"), "{report}");
}

#[tokio::test]
async fn the_command_searches_a_copy_and_leaves_the_database_as_it_is() {
    let world = World::new(Kind::Sqlite).await;
    let database = &world.business.database;
    let before =
        [database.number("select count(*) from numbers").await, database.number("select count(*) from sessions").await];
    let instance = Instance::over(database);
    let output = instance.run(&["audit", "leaks", "--business", "northline", "--json"]).await;
    assert_eq!((output.code, output.stderr.as_str()), (Some(0), ""), "{output:?}");
    let report: serde_json::Value = serde_json::from_str(&output.stdout).unwrap();
    assert_eq!((&report["business"], &report["viewers"]), (&"northline".into(), &1.into()));
    let text = instance.run(&["audit", "leaks", "--business", "northline"]).await;
    assert!(text.stdout.ends_with("0 leaks\n"), "{text:?}");
    let after =
        [database.number("select count(*) from numbers").await, database.number("select count(*) from sessions").await];
    assert_eq!(after, before);
    assert_eq!(instance.run(&["audit", "leaks", "--business", "nowhere"]).await.code, Some(1));
}

#[tokio::test]
async fn postgres_needs_a_copy_that_is_not_the_database_itself() {
    let world = World::new(Kind::Postgres).await;
    let instance = Instance::over(&world.business.database);
    let refused = instance.run(&["audit", "leaks", "--business", "northline"]).await;
    assert_eq!(refused.code, Some(1));
    assert!(refused.stderr.contains("--copy postgres://"), "{refused:?}");
    let crewline_core::db::Target::Postgres(address) = &world.business.database.target else { panic!("PostgreSQL") };
    let refused = instance.run(&["audit", "leaks", "--business", "northline", "--copy", address]).await;
    assert!(refused.code == Some(1) && refused.stderr.contains("the database itself"), "{refused:?}");
    // Another world stands for a copy.
    let copy = World::new(Kind::Postgres).await;
    let crewline_core::db::Target::Postgres(address) = &copy.business.database.target else { panic!("PostgreSQL") };
    let output = instance.run(&["audit", "leaks", "--business", "northline", "--copy", address]).await;
    assert_eq!(output.code, Some(0), "{output:?}");
}
