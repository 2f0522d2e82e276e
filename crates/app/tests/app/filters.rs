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
            ("status=missed&status=lost", "Status: choose one"),
            ("outcome=completed", "Outcome: choose one"),
            ("first_time=x", "First-time: choose one"),
            ("tag_none=false", "Tag: choose one"),
            ("source_none=no", "Source: choose one"),
            ("hour_of_day=24", "Hour: choose one from 0 to 23."),
            ("day_of_week=0", "Weekday: choose 1 for Monday"),
            ("period=fortnight", "Period: use one of today"),
            ("hour_of_day=9&from=2000-01-01", "Choose fewer days."),
            ("tag=1&tag=2&tag=3&tag=4&tag=5&tag=6&tag=7&tag=8&tag=9&tag=10&tag=11", "Choose at most 10 values of tag."),
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

#[both_engines]
async fn every_filter_of_the_calls_is_shown_and_kept(kind: Kind) {
    let world = World::new(kind).await;
    let owner = world.cookie(&world.ours.owner).await;
    let group = world.ours.group;
    let query = format!(
        "group_id={group}&group_id=none&source=Meadow%20Ads&source=Radio&source_none=true&outcome=answered&tag=A&tag_none=true&\
         spam=false&first_time=true&day_of_week=1&hour_of_day=9&hour_of_day=13&period=this_month"
    );
    let page = world.send(&owner, Request::get(format!("/b/northline/calls?{query}"))).await.text();
    for part in [
        "Group: <bdi>No group</bdi>",
        "Source: <bdi>Meadow Ads</bdi>",
        "Source: <bdi>Radio</bdi>",
        "Source: <bdi>No source</bdi>",
        "Outcome: <bdi>Answered</bdi>",
        "Tag: <bdi>A</bdi>",
        "Tag: <bdi>No tag</bdi>",
        "Spam: <bdi>Without spam and blocked</bdi>",
        "First-time: <bdi>First calls only</bdi>",
        "Weekday: <bdi>Monday</bdi>",
        "Hour: <bdi>09:00 to 09:59</bdi>",
        "aria-label=\"Remove Hour: 13:00 to 13:59\"",
        "name=\"hour_of_day\" value=\"13\"",
        "name=\"period\" value=\"this_month\"",
        "aria-current=\"true\">This month</a>",
        "2 chosen",
        "'s zone",
    ] {
        let page = page.replace("&#39;", "'");
        assert!(page.contains(part), "{part}: {page}");
    }
    // The export, and the list without one of the filters, have the others.
    for (name, count) in [("hour_of_day=", 2), ("source=", 2), ("group_id=", 2), ("period=this_month", 1)] {
        let link =
            page.split("href=\"/b/northline/calls/export?").nth(1).and_then(|rest| rest.split('"').next()).unwrap();
        assert_eq!(link.matches(name).count(), count, "{name}: {link}");
    }
    let without =
        page.split("\" aria-label=\"Remove Hour: 13:00").next().and_then(|before| before.rsplit('"').next()).unwrap();
    assert!(without.contains("hour_of_day=9") && !without.contains("hour_of_day=13"), "{without}");
    // A number that a person does not see has no name, like one that does not exist.
    let viewer = world.cookie(&world.viewer).await;
    let of = async |number: String| {
        let path = format!("/b/northline/calls?number_id={number}&number_id={}", world.ours.numbers[0]);
        world.send(&viewer, Request::get(path)).await.text().replace(&number, "")
    };
    let hidden = of(world.ours.numbers[1].to_string()).await;
    assert!(hidden.contains("Number: <bdi>Unknown number</bdi>"), "{hidden}");
    assert_eq!(hidden, of(format!("num_{}", world.unknown)).await);
}
