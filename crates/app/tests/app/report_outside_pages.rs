//! The pages about addresses outside the team that get reports.

use axum::http::{Method, StatusCode};
use crewline_core::both_engines;
use crewline_core::db::Kind;

use crate::client::{Client, Request};
use crate::report_outside::{mailed_outside, only};
use crate::report_schedules::DAY;
use crate::world::World;

async fn page(world: &World, client: &Client, path: &str) -> String {
    let answer = world.send(client, Request::get(path)).await;
    assert_eq!(answer.status, StatusCode::OK, "{path}");
    answer.text()
}

#[both_engines]
async fn an_address_is_added_and_edited_and_removed_by_forms(kind: Kind) {
    let world = World::new(kind).await;
    let cookie = world.cookie(&world.ours.owner).await;
    let (report, _) = mailed_outside(&world, only(&world, &[0])).await;
    let schedule = format!("/b/northline/reports/{report}/schedule");
    let html = page(&world, &cookie, &schedule).await;
    assert!(html.contains("Client@Bay.example") && html.contains("1 number"), "{html}");
    let new = format!("/b/northline/reports/{report}/recipients/new");
    assert!(html.contains(&new) && page(&world, &cookie, &new).await.contains("Specific Numbers"));
    // The form keeps the input, with a sentence for each field.
    let typed = [("email", "vera.lund@northline.example"), ("name", "Vera of Bay")];
    let refused = world.send(&cookie, Request::form(new.clone(), &typed)).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    for words in ["Choose what this address is to see", "Vera of Bay", "vera.lund@northline.example"] {
        assert!(refused.text().contains(words), "{words}: {}", refused.text());
    }
    let number = world.ours.numbers[1].to_string();
    let typed = [("email", "second@bay.example"), ("access", "specific"), ("number_ids", number.as_str())];
    let added = world.send(&cookie, Request::form(new.clone(), &typed)).await;
    assert_eq!((added.status, added.header("location")), (StatusCode::SEE_OTHER, schedule.as_str()));
    let html = page(&world, &cookie, &schedule).await;
    let href = html.split("/b/northline/report-recipients/").nth(2).unwrap().split('"').next().unwrap();
    let path = format!("/b/northline/report-recipients/{href}");
    let html = page(&world, &cookie, &path).await;
    for words in ["What they see", "second@bay.example", "Meadow Quartz", "<dt>Calls</dt><dd>1</dd>", "Olga Marsh"] {
        assert!(html.contains(words), "{words}: {html}");
    }
    assert!(!html.contains("Meadow Zephyr"), "{html}");
    let edit = format!("{path}/edit");
    assert!(page(&world, &cookie, &edit).await.contains("Meadow Quartz"));
    let refused = world.send(&cookie, Request::form(edit.clone(), &[("name", "B"), ("access", "specific")])).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    let saved = world.send(&cookie, Request::form(edit, &[("name", "B"), ("access", "all")])).await;
    assert_eq!((saved.status, saved.header("location")), (StatusCode::SEE_OTHER, path.as_str()));
    assert!(page(&world, &cookie, &path).await.contains("<dt>Calls</dt><dd>3</dd>"));
    assert!(page(&world, &cookie, &format!("{path}/removal")).await.contains("Remove this address?"));
    let removed = world.send(&cookie, Request::form(format!("{path}/removal"), &[])).await;
    assert_eq!(removed.status, StatusCode::SEE_OTHER);
    assert_eq!(world.send(&cookie, Request::get(path)).await.status, StatusCode::NOT_FOUND);
}

#[both_engines]
async fn a_report_without_a_schedule_has_no_form_for_addresses(kind: Kind) {
    let world = World::new(kind).await;
    let cookie = world.cookie(&world.ours.owner).await;
    let path = format!("/b/northline/reports/{}/recipients/new", world.ours.report);
    let answer = world.send(&cookie, Request::get(path.clone())).await;
    assert!(answer.status == StatusCode::CONFLICT && answer.text().contains("Schedule the report first"));
    let typed = [("email", "second@bay.example"), ("access", "all")];
    assert_eq!(world.send(&cookie, Request::form(path, &typed)).await.status, StatusCode::CONFLICT);
}

#[both_engines]
async fn managers_read_the_page_of_an_address_without_buttons_and_not_the_name_of_a_private_report(kind: Kind) {
    let world = World::new(kind).await;
    let (manager, viewer) = (world.cookie(&world.manager).await, world.cookie(&world.viewer).await);
    let (report, recipient) = mailed_outside(&world, only(&world, &[0])).await;
    let path = format!("/b/northline/report-recipients/{recipient}");
    let html = page(&world, &manager, &path).await;
    assert!(html.contains("Daily") && !html.contains(&format!("{path}/edit")), "{html}");
    assert_eq!(world.send(&viewer, Request::get(path.clone())).await.status, StatusCode::NOT_FOUND);
    let form = format!("/b/northline/reports/{report}/recipients/new");
    assert_eq!(world.send(&manager, Request::get(form)).await.status, StatusCode::NOT_FOUND);
    world.business.database.run("update reports set is_shared = false where name = 'Daily'").await;
    let html = page(&world, &manager, &path).await;
    assert!(!html.contains("Daily") && html.contains("A private one of a teammate"), "{html}");
}

#[both_engines]
async fn the_page_of_a_numbers_viewers_lists_addresses_outside_now_and_on_a_past_day(kind: Kind) {
    let world = World::new(kind).await;
    let (manager, owner) = (world.cookie(&world.manager).await, world.token(&world.ours.owner).await);
    let (_, recipient) = mailed_outside(&world, only(&world, &[0])).await;
    let path = |at: usize| format!("/b/northline/numbers/{}/sight", world.ours.numbers[at]);
    let html = page(&world, &manager, &path(0)).await;
    for words in ["4 members and 1 address outside the team", "Client@Bay.example", "Outside the team"] {
        assert!(html.contains(words), "{words}: {html}");
    }
    assert!(html.contains(&format!("/b/northline/report-recipients/{recipient}")));
    assert!(!page(&world, &manager, &path(1)).await.contains("Client@Bay.example"));
    world.db().clock().advance_seconds(DAY);
    let delete = Request::new(Method::DELETE, format!("/api/v1/report-recipients/{recipient}"));
    assert_eq!(world.send(&owner, delete).await.status, StatusCode::NO_CONTENT);
    assert!(!page(&world, &manager, &path(0)).await.contains("Client@Bay.example"));
    let html = page(&world, &manager, &format!("{}?day=2026-03-02", path(0))).await;
    assert!(html.contains("Client@Bay.example") && html.contains("Gets no letters any more"), "{html}");
    let html = page(&world, &manager, &format!("{}?day=2026-03-03", path(0))).await;
    assert!(html.contains("Client@Bay.example") && html.contains("until "), "{html}");
    assert!(!page(&world, &manager, &format!("{}?day=2026-03-03", path(1))).await.contains("Client@Bay.example"));
}
