//! Filters, sort orders and cursors in the addresses of pages and exports: an invalid value is named, never ignored.

use axum::http::StatusCode;
use crewline_core::both_engines;
use crewline_core::db::Kind;

use crate::client::{Client, Request};
use crate::world::World;

const CURSOR: &str = "Page: this is no page of this list.";
const DAY: &str = "use a day like 2026-03-02.";

/// The invalid parameters of each page, each with its message.
const INVALID: [(&str, &[(&str, &str)]); 9] = [
    (
        "calls",
        &[
            ("number_id=garbage", "Number: choose one"),
            ("group_id=num_x", "Number group: choose one"),
            ("status=lost", "Status: choose one"),
            ("from=soon", DAY),
            ("to=2026-02-30", DAY),
            ("source=%00", "Source: choose one"),
            ("q=%00", "Search: remove"),
            ("cursor=x", CURSOR),
        ],
    ),
    (
        "calls/export",
        &[("number_id=garbage", "Number: choose one"), ("status=lost", "Status: choose one"), ("to=never", DAY)],
    ),
    (
        "analytics",
        &[
            ("number_id=garbage", "Number: choose one"),
            ("group_by=colour", "Group by: use number"),
            ("status=lost", "Status: use one of"),
            ("sort=size", "Sort: use a grouping"),
            ("from=soon", DAY),
            ("measure=x", "Chart: choose one"),
        ],
    ),
    (
        "analytics/export",
        &[
            ("group_id=garbage", "Number group: choose one"),
            ("group_by=colour", "Group by: use number"),
            ("to=never", DAY),
        ],
    ),
    (
        "audit",
        &[
            ("actor=x", "Person: choose one"),
            ("action=dance", "Action: choose one"),
            ("from=x", DAY),
            ("to=x", DAY),
            ("cursor=x", CURSOR),
        ],
    ),
    ("audit/export", &[("actor=x", "Person: choose one"), ("action=dance", "Action: choose one"), ("from=x", DAY)]),
    (
        "users",
        &[
            ("role=king", "Role: choose one"),
            ("status=x", "Status: choose one"),
            ("sort=size", "Order: choose one"),
            ("cursor=~", CURSOR),
            ("q=%00", "Search: remove"),
        ],
    ),
    (
        "users/export",
        &[("role=king", "Role: choose one"), ("status=x", "Status: choose one"), ("sort=size", "Order: choose one")],
    ),
    (
        "numbers",
        &[
            ("group_id=x", "Number group: choose one"),
            ("status=x", "Status: choose one"),
            ("sort=size", "Order: choose one"),
            ("cursor=~", CURSOR),
        ],
    ),
];

/// An invalid parameter is refused with its message and a link to the list. An empty one is ignored.
async fn assert_refuses(world: &World, client: &Client, page: &str, list: &str, invalid: &[(&str, &str)]) {
    for (query, sentence) in invalid {
        let answer = world.send(client, Request::get(format!("/b/northline/{page}?{query}"))).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{page}?{query}");
        let html = answer.text();
        assert!(
            html.contains(sentence) && html.contains(&format!("href=\"/b/northline/{list}\"")),
            "{page}?{query}: {html}"
        );
        let (name, _) = query.split_once('=').unwrap();
        let empty = world.send(client, Request::get(format!("/b/northline/{page}?{name}="))).await;
        assert_eq!(empty.status, StatusCode::OK, "{page}?{name}=");
    }
}

#[both_engines]
async fn an_invalid_query_parameter_is_named(kind: Kind) {
    let world = World::new(kind).await;
    let owner = world.cookie(&world.ours.owner).await;
    for (page, invalid) in INVALID {
        assert_refuses(&world, &owner, page, page.strip_suffix("/export").unwrap_or(page), invalid).await;
    }
    let viewers = format!("numbers/{}/sight", world.ours.numbers[0]);
    assert_refuses(&world, &owner, &viewers, &viewers, &[("day=yesterday", DAY), ("after=x", CURSOR)]).await;
    let fragment = Request::get("/b/northline/calls?status=lost").header("x-fragment", "results");
    assert_eq!(world.send(&owner, fragment).await.status, StatusCode::UNPROCESSABLE_ENTITY, "a fragment, too");
}

#[both_engines]
async fn a_cursor_of_another_order_is_refused(kind: Kind) {
    let world = World::new(kind).await;
    for count in 0..51 {
        world.business.number(&format!("Number {count:02}"), &format!("+1212556{:04}", 100 + count)).await;
    }
    let owner = world.cookie(&world.ours.owner).await;
    let html = world.send(&owner, Request::get("/b/northline/numbers")).await.text();
    let (_, cursor) = html.split_once("cursor=").expect("a next page");
    let cursor = cursor.split(['"', '&']).next().unwrap();
    let path = |sort: &str| format!("/b/northline/numbers?sort={sort}&cursor={cursor}");
    assert_eq!(world.send(&owner, Request::get(path("name"))).await.status, StatusCode::OK);
    let refused = world.send(&owner, Request::get(path("newest"))).await;
    assert!(
        refused.status == StatusCode::UNPROCESSABLE_ENTITY && refused.text().contains("in another order"),
        "{}",
        refused.text()
    );
}

#[both_engines]
async fn the_calls_that_pass_the_filters_are_counted_from_what_the_viewer_sees(kind: Kind) {
    let world = World::new(kind).await;
    let owner = world.cookie(&world.ours.owner).await;
    let viewer = world.cookie(&world.viewer).await;
    let since = "/b/northline/calls?from=2000-01-01";
    for (client, path, words) in [
        (&owner, since, Some("3 calls found")),
        (&viewer, since, Some("1 call found")),
        (&owner, "/b/northline/calls", None),
    ] {
        let page = world.send(client, Request::get(path)).await.text();
        match words {
            Some(words) => assert!(page.contains(words), "{words}: {page}"),
            None => assert!(!page.contains(" found"), "{page}"),
        }
    }
}
