//! The lists of the API, read page by page while they grow.

use std::collections::BTreeSet;

use axum::http::StatusCode;
use crewline_core::both_engines;
use crewline_core::db::Kind;
use serde_json::Value;

use crate::client::{Client, Request};
use crate::world::World;

/// Each list: its path, its field in the answer, and whether new rows come first.
const LISTS: [(&str, &str, bool); 6] = [
    ("invitations", "invitations", true),
    ("invitations?status=all", "invitations", true),
    ("invitations?status=all&sort=created_at", "invitations", false),
    ("invitations?sort=name", "invitations", false),
    ("audit", "entries", true),
    ("audit?action=invitation.sent", "entries", true),
];

fn list_request(path: &str, parameters: &str) -> Request {
    let sign = if path.contains('?') { '&' } else { '?' };
    Request::get(format!("/api/v1/{path}{sign}{parameters}"))
}

async fn page(world: &World, client: &Client, path: &str, parameters: &str) -> Value {
    let answer = world.send(client, list_request(path, parameters)).await;
    assert_eq!(answer.status, StatusCode::OK, "{path} {parameters}: {}", answer.text());
    answer.json()
}

fn ids(page: &Value, list: &str) -> Vec<String> {
    page[list].as_array().unwrap().iter().map(|row| row["id"].as_str().unwrap().to_owned()).collect()
}

#[both_engines]
async fn paging_through_a_growing_list_neither_repeats_nor_skips_rows(kind: Kind) {
    let world = World::new(kind).await;
    let token = world.token(&world.ours.owner).await;
    for count in 0..6 {
        // Some have the same time.
        world.db().clock().advance_seconds(count % 2);
        world.new_invitation().await;
    }
    for (path, list, newest_first) in LISTS {
        let before = ids(&page(&world, &token, path, "limit=500").await, list);
        assert!(before.len() > 5, "{path}: {}", before.len());
        let (mut seen, mut cursor, mut added) = (Vec::new(), String::new(), 0);
        loop {
            let part = page(&world, &token, path, &format!("limit=2{cursor}")).await;
            let rows = ids(&part, list);
            assert!((1..=2).contains(&rows.len()), "{path}: {}", rows.len());
            seen.extend(rows);
            let Some(next) = part["next_cursor"].as_str() else { break };
            cursor = format!("&cursor={next}");
            world.db().clock().advance_seconds(added % 2);
            added += 1;
            world.new_invitation().await;
        }
        assert!(added > 2, "{path}");
        assert_eq!(seen.iter().collect::<BTreeSet<_>>().len(), seen.len(), "{path}: a row twice");
        let seen_of_before: Vec<_> = seen.iter().filter(|id| before.contains(id)).cloned().collect();
        assert_eq!(seen_of_before, before, "{path}");
        assert!(!newest_first || seen == before, "{path}: new rows come before the cursor");
    }
}

#[both_engines]
async fn an_invalid_cursor_or_limit_is_named(kind: Kind) {
    let world = World::new(kind).await;
    let token = world.token(&world.ours.owner).await;
    for _ in 0..2 {
        world.new_invitation().await;
    }
    let mut cursors = Vec::new();
    for path in ["invitations", "invitations?sort=name", "audit", "members", "numbers", "calls"] {
        let next = page(&world, &token, path, "limit=1").await["next_cursor"].as_str().unwrap().to_owned();
        cursors.push((path, next));
    }
    for path in ["invitations", "invitations?status=all", "audit"] {
        let own = path.split('?').next().unwrap();
        let foreign =
            cursors.iter().filter(|(of, _)| *of != own).map(|(of, cursor)| (*of, format!("cursor={cursor}"), "cursor"));
        let invalid = ["0", "501", "-1", "two", "1.5", "99999999999999999999", ""]
            .map(|limit| ("", format!("limit={limit}"), "limit"));
        for (source, parameters, field) in foreign.chain(invalid) {
            let answer = world.send(&token, list_request(path, &parameters)).await;
            let error = answer.json()["error"].clone();
            assert_eq!(
                (answer.status.as_u16(), &error["code"]),
                (422, &"invalid".into()),
                "{path} {parameters} {source}: {error}"
            );
            assert!(error["fields"][field].is_string(), "{path} {parameters} {source}: {error}");
        }
        for limit in ["1", "500"] {
            page(&world, &token, path, &format!("limit={limit}")).await;
        }
    }
}
