//! The columns of the list of calls that a member has chosen.

use axum::http::StatusCode;
use crewline_core::both_engines;
use crewline_core::calls::columns::{self, Column, Columns};
use crewline_core::db::Kind;

use crate::client::{Client, Request};
use crate::world::World;

const FORM: &str = "/b/northline/calls/columns?status=completed";

async fn heads(world: &World, client: &Client) -> String {
    let page = world.send(client, Request::get("/b/northline/calls")).await.text();
    let (_, rest) = page.split_once("<thead>").unwrap();
    rest.split_once("</thead>").unwrap().0.to_owned()
}

#[both_engines]
async fn a_member_chooses_columns_for_themselves_and_resets_them(kind: Kind) {
    let world = World::new(kind).await;
    let (viewer, owner) = (world.cookie(&world.viewer).await, world.cookie(&world.ours.owner).await);
    let usual = heads(&world, &viewer).await;
    for head in ["Time", "Caller", "Number", "Source", "Status", "Tags and value", "Duration", "Talk time"] {
        assert!(usual.contains(&format!(">{head}</th>")), "{head}: {usual}");
    }
    assert!(world.send(&viewer, Request::get(FORM)).await.text().contains("Shown beside the time and the caller"));
    let form = [("column", "status"), ("column", "notes"), ("do", "save")];
    let saved = world.send(&viewer, Request::form(FORM, &form)).await;
    let list = "/b/northline/calls?status=completed";
    assert_eq!((saved.status, saved.header("location")), (StatusCode::SEE_OTHER, list), "{}", saved.text());
    let few = heads(&world, &viewer).await;
    for head in ["Time", "Caller", "Status", "Notes"] {
        assert!(few.contains(&format!(">{head}</th>")), "{head}: {few}");
    }
    for head in ["Number", "Source", "Tags", "Duration", "Talk time"] {
        assert!(!few.contains(head), "{head}: {few}");
    }
    let others = heads(&world, &owner).await;
    assert!(others.contains(">Talk time</th>") && !others.contains(">Notes</th>"), "{others}");
    let exported = world.send(&viewer, Request::get("/b/northline/calls/export")).await.text();
    assert!(exported.contains("Talk (seconds)") && exported.contains("Number's name"));
    let reset = world.send(&viewer, Request::form(FORM, &[("column", "status"), ("do", "reset")])).await;
    assert_eq!(reset.status, StatusCode::SEE_OTHER);
    assert_eq!(heads(&world, &viewer).await, usual);
    let entries = "select count(*) from audit_entries where action = 'call_columns.chosen'";
    assert_eq!(world.business.database.number(entries).await, 2);
}

#[both_engines]
async fn the_time_and_the_caller_show_without_any_chosen_column(kind: Kind) {
    let world = World::new(kind).await;
    let cookie = world.cookie(&world.manager).await;
    assert_eq!(world.send(&cookie, Request::form(FORM, &[])).await.status, StatusCode::SEE_OTHER);
    let none = heads(&world, &cookie).await;
    assert!(none.contains(">Time</th>") && none.contains(">Caller</th>") && !none.contains(">Number</th>"), "{none}");
    let page = world.send(&cookie, Request::get("/b/northline/calls")).await.text();
    assert!(!page.contains("Hear the recording") && page.contains("class=\"cover\""), "{page}");
}

#[both_engines]
async fn an_unknown_column_is_refused_and_the_others_stay_ticked(kind: Kind) {
    let world = World::new(kind).await;
    let cookie = world.cookie(&world.viewer).await;
    let refused = world.send(&cookie, Request::form(FORM, &[("column", "value"), ("column", "weather")])).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.text().contains("Choose columns from the list."), "{}", refused.text());
    assert!(refused.text().contains("value=\"value\" checked") && !refused.text().contains("value=\"tags\" checked"));
    assert!(heads(&world, &cookie).await.contains(">Number</th>"), "nothing was saved");
}

#[both_engines]
async fn log_in_as_shows_the_teammates_columns_and_changes_them_only_once_changes_are_allowed(kind: Kind) {
    let world = World::new(kind).await;
    let chosen: Columns = [Column::Value].into_iter().collect();
    columns::choose(world.db(), &world.viewer.may().unwrap(), Some(&chosen)).await.unwrap();
    let looking = world.logged_in_as(&world.viewer, false).await;
    assert!(!heads(&world, &looking).await.contains(">Number</th>"));
    let page = world.send(&looking, Request::get("/b/northline/calls")).await.text();
    assert!(!page.contains("/calls/columns"), "{page}");
    let form = [("column", "number")];
    assert_eq!(world.send(&looking, Request::form(FORM, &form)).await.status, StatusCode::FORBIDDEN);
    let changing = world.logged_in_as(&world.viewer, true).await;
    assert_eq!(world.send(&changing, Request::form(FORM, &form)).await.status, StatusCode::SEE_OTHER);
    let number: Columns = [Column::Number].into_iter().collect();
    assert_eq!(columns::find(world.db(), &world.viewer.may().unwrap()).await.unwrap(), number);
}
