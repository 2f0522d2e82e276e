//! The audit log as a page, as an export and over the API; the exports of calls and users; and who sees which number.

use axum::http::{Method, StatusCode};
use crewline_core::access::Thing;
use crewline_core::both_engines;
use crewline_core::db::Kind;
use crewline_core::numbers::{Draft, Number, edit, groups};
use futures_util::StreamExt;
use tower::ServiceExt;

use crate::client::{Client, Request};
use crate::world::World;

async fn page(world: &World, client: &Client, path: &str) -> String {
    let answer = world.send(client, Request::get(path)).await;
    assert_eq!(answer.status, StatusCode::OK, "{path}: {}", answer.text());
    answer.text()
}

/// The header and the records of a CSV file.
fn records(csv: &str) -> (Vec<String>, Vec<Vec<String>>) {
    let mut reader = csv::ReaderBuilder::new().from_reader(csv.as_bytes());
    let head = reader.headers().unwrap().iter().map(str::to_owned).collect();
    let rows = reader.records().map(|row| row.unwrap().iter().map(str::to_owned).collect());
    (head, rows.collect())
}

/// How many rows a workbook's sheet has.
fn rows_of_sheet(body: Vec<u8>) -> usize {
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(body)).unwrap();
    let sheet = archive.by_name("xl/worksheets/sheet1.xml").unwrap();
    std::io::read_to_string(sheet).unwrap().matches("<row ").count()
}

fn column(head: &[String], name: &str) -> usize {
    head.iter().position(|each| each == name).unwrap_or_else(|| panic!("{name} in {head:?}"))
}

async fn rename(world: &World, name: &str) {
    let db = world.db();
    let held = Number::hold(db, world.ours.owner.may().unwrap(), world.ours.numbers[0]).await.unwrap();
    let draft = Draft { friendly_name: name.into(), ..Draft::of(&held) };
    edit(db, &held, &draft).await.unwrap();
}

#[both_engines]
async fn the_audit_page_describes_changes_and_links_to_subjects(kind: Kind) {
    let world = World::new(kind).await;
    rename(&world, "Meadow <b>Ads</b>").await;
    let cookie = world.cookie(&world.admin).await;
    let html = page(&world, &cookie, "/b/northline/audit").await;
    for words in
        ["Number edited", "Meadow Ads", "Meadow &#60;b&#62;Ads&#60;/b&#62;", "Member added", "192.0.2.1", "1 number"]
    {
        assert!(html.contains(words), "{words}");
    }
    assert!(html.contains(&format!("/b/northline/numbers/{}", world.ours.numbers[0])));
    assert!(html.contains(&format!("/b/northline/members/{}", world.viewer.member())));
    assert!(!html.contains("<b>Ads"));
    // A deleted thing is named, without a link.
    let held = groups::Group::hold(world.db(), world.ours.owner.may().unwrap(), world.ours.group).await.unwrap();
    groups::delete(world.db(), &held).await.unwrap();
    let html = page(&world, &cookie, "/b/northline/audit").await;
    assert!(html.contains("Number group deleted") && !html.contains(&world.ours.group.to_string()));
}

#[both_engines]
async fn entries_under_log_in_as_name_both_people(kind: Kind) {
    let world = World::new(kind).await;
    let acting = world.logged_in_as(&world.manager, true).await;
    let path = format!("/b/northline/numbers/{}/edit", world.ours.numbers[0]);
    let form = [("friendly_name", "Changed"), ("source", ""), ("group_id", ""), ("forward_to", "")];
    let answer = world.send(&acting, Request::form(path, &form)).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
    let token = world.token(&world.ours.owner).await;
    let id = world.manager.member();
    let html = page(&world, &world.cookie(&world.ours.owner).await, &format!("/b/northline/audit?actor={id}")).await;
    assert!(html.contains("as <bdi>Mina Park</bdi>"), "{html}");
    let page = world.send(&token, Request::get(format!("/api/v1/audit?actor={id}&action=number.edited"))).await.json();
    let entries = page["entries"].as_array().unwrap();
    assert_eq!(entries.len(), 1);
    assert_eq!((&entries[0]["actor"], &entries[0]["acting_as"]), (&"Olga Marsh".into(), &"Mina Park".into()));
}

#[both_engines]
async fn page_export_and_api_filter_the_audit_log_alike(kind: Kind) {
    let world = World::new(kind).await;
    rename(&world, "New name").await;
    let (cookie, token) = (world.cookie(&world.ours.owner).await, world.token(&world.ours.owner).await);
    let owner = world.ours.owner.member();
    for (query, is_any) in [
        ("action=number.edited".to_owned(), true),
        (format!("actor={owner}"), true),
        (format!("actor={owner}&action=member.added"), false),
        ("from=2020-01-01&to=2020-01-02".to_owned(), false),
        ("from=2020-01-01".to_owned(), true),
        ("to=2099-01-01".to_owned(), true),
    ] {
        let html = page(&world, &cookie, &format!("/b/northline/audit?{query}")).await;
        let (_, rows) = records(&page(&world, &cookie, &format!("/b/northline/audit/export?{query}")).await);
        let listed = world.send(&token, Request::get(format!("/api/v1/audit?limit=500&{query}"))).await.json();
        let listed = listed["entries"].as_array().unwrap().len();
        assert_eq!((html.matches("data-sequence").count(), rows.len()), (listed, listed), "{query}");
        assert_eq!(listed > 0, is_any, "{query}: {listed}");
    }
    for invalid in ["actor=nobody", "action=nothing", "from=yesterday", "to=9"] {
        let answer = world.send(&token, Request::get(format!("/api/v1/audit?{invalid}"))).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{invalid}");
        let name = invalid.split('=').next().unwrap();
        assert!(answer.json()["error"]["fields"][name].is_string(), "{invalid}");
    }
}

#[both_engines]
async fn page_export_and_api_search_the_audit_log_alike(kind: Kind) {
    let world = World::new(kind).await;
    rename(&world, "Zanzibar Ads").await;
    let (cookie, token) = (world.cookie(&world.admin).await, world.token(&world.admin).await);
    for (q, count) in [("zanzibar", 1), ("ZANZIBAR%20ads", 1), ("no-such-text", 0)] {
        let html = page(&world, &cookie, &format!("/b/northline/audit?q={q}")).await;
        assert_eq!(html.matches("<tr data-sequence=").count(), count, "{q}");
        assert_eq!(html.contains("No entry passes these filters"), count == 0, "{q}");
        let (_, rows) = records(&page(&world, &cookie, &format!("/b/northline/audit/export?q={q}")).await);
        assert_eq!(rows.len(), count, "{q}");
        let answer = world.send(&token, Request::get(format!("/api/v1/audit?q={q}"))).await.json();
        assert_eq!(answer["entries"].as_array().unwrap().len(), count, "{q}");
        assert_eq!(answer["next_cursor"], serde_json::Value::Null, "{q}");
    }
    let html = page(&world, &cookie, "/b/northline/audit?q=zanzibar").await;
    assert!(html.contains(r#"value="zanzibar""#) && html.contains("/b/northline/audit/export?q=zanzibar"));
}

#[both_engines]
async fn a_long_audit_log_is_exported_completely_and_in_order(kind: Kind) {
    let world = World::new(kind).await;
    // A log of many pages, inserted directly: the hash chain does not matter here.
    world.business.database.run(
        "with recursive places (place) as (select 1 union all select place + 1 from places where place < 1234)
            insert into audit_entries (business_id, sequence, at, actor_name, action, subject_kind, subject_id, subject_name, search_folded, hash)
                select b.id, 1000 + place, 1000, '=HYPERLINK(1)', 'number.edited', 'number', 'num_x', '@sum', '', bytes'00'
                from places join businesses b on b.slug = 'northline'"
    ).await;
    let cookie = world.cookie(&world.admin).await;
    let (head, rows) = records(&page(&world, &cookie, "/b/northline/audit/export?action=number.edited").await);
    let sequences: Vec<i64> = rows.iter().map(|row| row[column(&head, "Entry")].parse().unwrap()).collect();
    assert_eq!(sequences, (1001..=2234).rev().collect::<Vec<_>>());
    assert_eq!(rows[0][column(&head, "Person")], "'=HYPERLINK(1)");
    assert_eq!(rows[0][column(&head, "On")], "'@sum");
}

#[both_engines]
async fn a_running_export_stops_when_the_membership_ends(kind: Kind) {
    let world = World::new(kind).await;
    let number = "select business_id, id from numbers where friendly_name = 'Meadow Ads'";
    world.business.database.run(&format!(
        "with recursive many (at) as (select 1 union all select at + 1 from many where at < 1200)
            insert into calls (business_id, number_id, carrier_id, direction, status, caller_kind, destination, source, started_at)
                select n.business_id, n.id, 'many ' || at, 'inbound', 'completed', 'number', '+12125550100', 'ads', at
                from many, ({number}) n"
    )).await;
    for is_removed in [false, true] {
        let client = world.cookie(&world.manager).await;
        let request = Request::get("/b/northline/calls/export").by(&client);
        let answer = world.program.router.clone().oneshot(request).await.unwrap();
        let mut body = answer.into_body().into_data_stream();
        let mut received = String::new();
        while received.lines().count() < 2 {
            received.push_str(std::str::from_utf8(&body.next().await.unwrap().unwrap()).unwrap());
        }
        if is_removed {
            world.business.database.run("update members set status = 'removed' where name = 'Mina Park'").await;
        }
        let mut is_complete = true;
        while let Some(part) = body.next().await {
            match part {
                Ok(part) => received.push_str(std::str::from_utf8(&part).unwrap()),
                Err(_) => is_complete = false,
            }
        }
        let calls = received.lines().count() - 1;
        assert_eq!((is_complete, calls > 1_200), (!is_removed, !is_removed), "{calls}");
        assert!(calls >= 500 && (!is_removed || calls < 1_000), "the rows sent before it are kept: {calls}");
    }
}

#[both_engines]
async fn the_calls_export_matches_the_list(kind: Kind) {
    let world = World::new(kind).await;
    rename(&world, "=cmd|' /C calc'!A0").await;
    let (owner, viewer) = (&world.ours.owner, &world.viewer);
    for (person, count) in [(owner, 3), (viewer, 1)] {
        let (cookie, token) = (world.cookie(person).await, world.token(person).await);
        for (client, path) in [(&cookie, "/b/northline/calls/export"), (&token, "/api/v1/calls/export")] {
            let answer = world.send(client, Request::get(path)).await;
            assert_eq!((answer.status, answer.header("content-type")), (StatusCode::OK, "text/csv; charset=utf-8"));
            assert!(answer.header("content-disposition").starts_with("attachment; filename=\"calls-northline-"));
            let (head, rows) = records(&answer.text());
            assert_eq!(rows.len(), count, "{path} by {}", person.role());
            let ads =
                rows.iter().find(|row| row[column(&head, "Number's id")] == world.ours.numbers[0].to_string()).unwrap();
            assert_eq!(ads[column(&head, "Number's name")], "'=cmd|' /C calc'!A0");
            assert_eq!(ads[column(&head, "Caller")], "+14155550770");
            assert!(ads[column(&head, "Started at")].ends_with("-05:00"), "{ads:?}");
            let narrowed = page(&world, client, &format!("{path}?source=Meadow%20Quartz")).await;
            assert_eq!(records(&narrowed).1.len(), usize::from(count > 1), "{path}");
        }
    }
    let (cookie, token) = (world.cookie(viewer).await, world.token(viewer).await);
    for (client, path) in [(&cookie, "/b/northline/calls/export"), (&token, "/api/v1/calls/export")] {
        let answer = world.send(client, Request::get(format!("{path}?format=xlsx"))).await;
        assert_eq!(answer.status, StatusCode::OK, "{path}");
        assert!(answer.header("content-type").ends_with("spreadsheetml.sheet"), "{path}");
        assert!(answer.header("content-disposition").ends_with(".xlsx\""), "{path}");
        assert_eq!(rows_of_sheet(answer.body), 1 + 1, "the header and the one call: {path}");
    }
    for invalid in ["format=pdf", "from=now", "number_id=x", "status=lost"] {
        let answer = world.send(&token, Request::get(format!("/api/v1/calls/export?{invalid}"))).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{invalid}");
    }
    assert!(
        page(&world, &world.cookie(viewer).await, "/b/northline/calls?q=meadow")
            .await
            .contains("/b/northline/calls/export?q=meadow")
    );
}

#[both_engines]
async fn the_users_export_describes_number_access(kind: Kind) {
    let world = World::new(kind).await;
    world.business.viewer("Nia None", &[], &[]).await;
    let cookie = world.cookie(&world.manager).await;
    let (head, rows) = records(&page(&world, &cookie, "/b/northline/users/export").await);
    let members: Vec<_> = rows
        .iter()
        .map(|row| ["Name", "Role", "Number access"].map(|name| row[column(&head, name)].as_str()))
        .collect();
    assert_eq!(
        members,
        [
            ["Adam Reyes", "Admin", "All numbers"],
            ["Meadow guest", "Viewer", "1 group"],
            ["Mina Park", "Manager", "All numbers"],
            ["Nia None", "Viewer", "No numbers"],
            ["Olga Marsh", "Owner", "All numbers"],
            ["Vera Lund", "Viewer", "1 number"],
        ]
    );
    let (_, viewers) = records(&page(&world, &cookie, "/b/northline/users/export?role=viewer&sort=-name").await);
    assert_eq!(
        viewers.iter().map(|row| row[0].as_str()).collect::<Vec<_>>(),
        ["Vera Lund", "Nia None", "Meadow guest"]
    );
    let (head, invited) = records(&page(&world, &cookie, "/b/northline/users/export?status=invited").await);
    assert_eq!((invited.len(), invited[0][column(&head, "Status")].as_str()), (1, "Invited"));
    assert!(invited[0][column(&head, "Invitation expires")].starts_with("2026-03-"), "{invited:?}");
}

#[both_engines]
async fn a_members_page_lists_what_they_see(kind: Kind) {
    let world = World::new(kind).await;
    let cookie = world.cookie(&world.manager).await;
    let html = page(&world, &cookie, &format!("/b/northline/members/{}", world.viewer.member())).await;
    for words in [
        "What they see",
        "Vera Lund",
        "vera.lund@northline.example",
        "Meadow Ads",
        "1 number",
        "<dt>Calls</dt><dd>1</dd>",
        "<dt>Recordings</dt><dd>1</dd>",
    ] {
        assert!(html.contains(words), "{words}: {html}");
    }
    assert!(!html.contains("Meadow Quartz"));
    let html = page(&world, &cookie, &format!("/b/northline/members/{}", world.admin.member())).await;
    assert!(html.contains("<dt>Calls</dt><dd>3</dd>") && html.contains("All numbers"), "{html}");
}

#[both_engines]
async fn a_numbers_page_links_to_its_viewers_now_and_on_a_past_day(kind: Kind) {
    let world = World::new(kind).await;
    let number = world.ours.numbers[0];
    let path = format!("/b/northline/numbers/{number}");
    let (manager, viewer) = (world.cookie(&world.manager).await, world.cookie(&world.viewer).await);
    assert!(page(&world, &manager, &path).await.contains("Who can see this number"));
    assert!(!page(&world, &viewer, &path).await.contains("Who can see this number"));
    let viewers_path = format!("{path}/sight");
    let html = page(&world, &manager, &viewers_path).await;
    for words in ["4 members can see it now", "Olga Marsh", "Vera Lund", "This number", "Role: all numbers"] {
        assert!(html.contains(words), "{words}: {html}");
    }
    // The viewer loses the number on the next day.
    world.db().clock().advance_seconds(86_400);
    let remove = Request::new(Method::DELETE, format!("/api/v1/members/{}", world.viewer.member()));
    assert_eq!(world.send(&world.token(&world.admin).await, remove).await.status, StatusCode::OK);
    assert!(page(&world, &manager, &viewers_path).await.contains("3 members can see it now"));
    let html = page(&world, &manager, &format!("{viewers_path}?day=2026-03-02")).await;
    assert!(html.contains("4 members could see it") && html.contains("No longer a member"), "{html}");
    let html = page(&world, &manager, &format!("{viewers_path}?day=2026-03-03")).await;
    assert!(html.contains("Vera Lund") && html.contains("until "), "{html}");
    let html = page(&world, &manager, &format!("{viewers_path}?day=2026-03-01")).await;
    assert!(html.contains("begins on 2 Mar 2026"), "{html}");
}
