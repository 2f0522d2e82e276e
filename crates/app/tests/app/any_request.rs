//! The headers of every answer, and the answers to requests that no page of ours sends.

use std::collections::BTreeSet;

use axum::http::{Method, StatusCode};
use crewline_core::both_engines;
use crewline_core::db::Kind;

use crate::client::{Client, Request};
use crate::route_params::{RouteParams, is_api};
use crate::world::World;

fn route_params(world: &World) -> RouteParams {
    RouteParams {
        number: world.ours.numbers[0].to_string(),
        group: world.ours.group.to_string(),
        call: world.ours.call.clone(),
        member: world.viewer.member().to_string(),
        invitation: world.ours.invitation.to_string(),
        job: world.ours.job.to_string(),
        ..RouteParams::unknown(&world.business.slug, &world.unknown)
    }
}

/// The Owner as a client of the path: by the token in the API, by a session on pages.
async fn owner_for(world: &World, token: &Client, path: &str) -> Client {
    if is_api(path) { token.clone() } else { world.cookie(&world.ours.owner).await }
}

/// Whether the path is of an asset, which holds nothing of a business.
fn is_asset(path: &str) -> bool {
    path.starts_with("/assets/")
}

#[both_engines]
async fn every_answer_has_its_headers(kind: Kind) {
    let world = World::new(kind).await;
    let (params, mut ids) = (route_params(&world), BTreeSet::new());
    let token = world.token(&world.ours.owner).await;
    let mut requests = vec![
        ("/nothing".to_owned(), Request::get("/nothing")),
        ("/api/v1/nothing".to_owned(), Request::get("/api/v1/nothing")),
        ("PUT /sign-in".to_owned(), Request::new(Method::PUT, "/sign-in")),
        ("PUT /api/v1/me".to_owned(), Request::new(Method::PUT, "/api/v1/me")),
    ];
    for route in world.program.routes().iter().filter(|route| !is_asset(route.path)) {
        requests.push((format!("{} {}", route.method, route.path), params.request(route)));
    }
    for (about, request) in requests {
        let path = about.split(' ').next_back().unwrap().to_owned();
        for client in [Client::Anonymous, owner_for(&world, &token, &path).await] {
            let answer = world.send(&client, request.clone()).await;
            let policy = answer.header("content-security-policy");
            assert!(policy.contains("default-src 'none'") && !policy.contains("unsafe"), "{about}: {policy}");
            assert!(policy.contains("frame-ancestors 'none'"), "{about}: {policy}");
            assert_eq!(answer.header("x-content-type-options"), "nosniff", "{about}");
            assert_eq!(answer.header("cache-control"), "no-store", "{about}");
            assert!(!answer.header("referrer-policy").is_empty(), "{about}");
            let id = answer.header("x-request-id").to_owned();
            assert!(id.len() == 16 && ids.insert(id), "{about}: an id of its own");
        }
    }
}

#[both_engines]
async fn not_found_is_the_same_answer_everywhere(kind: Kind) {
    let world = World::new(kind).await;
    let client = world.cookie(&world.ours.owner).await;
    let outside = ["/nothing", "/b/nowhere/calls", "/b/neighbour/calls"];
    // Inside one's own business the page has its sidebar.
    let inside = ["/b/northline/nothing", "/b/northline/calls/call_x", "/b/northline/numbers/num_x"];
    for paths in [outside, inside] {
        let mut pages = BTreeSet::new();
        for path in paths {
            let answer = world.send(&client, Request::get(path)).await;
            assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}");
            pages.insert(answer.text());
        }
        assert_eq!(pages.len(), 1, "{paths:?}");
    }
    let token = world.token(&world.ours.owner).await;
    let mut bodies = BTreeSet::new();
    for path in ["/api/v1/nothing", "/api/v1/calls/call_x", "/api/v1/numbers/num_x", "/api/v1/members/%ff"] {
        let answer = world.send(&token, Request::get(path)).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}");
        bodies.insert(answer.text());
    }
    assert_eq!(bodies.len(), 1);
}

#[both_engines]
async fn a_cross_site_request_changes_nothing(kind: Kind) {
    let world = World::new(kind).await;
    let params = route_params(&world);
    for route in world.program.routes() {
        if route.method == Method::GET || is_api(route.path) || route.path.starts_with("/carrier/") {
            continue;
        }
        for (name, value) in [
            ("sec-fetch-site", "cross-site"),
            ("sec-fetch-site", "same-site"),
            ("origin", "https://evil.example"),
            ("origin", "null"),
        ] {
            let client = world.cookie(&world.ours.owner).await;
            let answer = world.send(&client, params.request(&route).header(name, value)).await;
            assert_eq!(answer.status, StatusCode::FORBIDDEN, "{} with {name}: {value}", route.path);
        }
    }
}

#[both_engines]
async fn an_unsupported_method_is_refused(kind: Kind) {
    let world = World::new(kind).await;
    let token = world.token(&world.ours.owner).await;
    let path = format!("/api/v1/numbers/{}", world.ours.numbers[0]);
    for name in ["x-http-method-override", "x-method-override", "x-http-method"] {
        let request = Request::get(format!("{path}?_method=DELETE")).header(name, "DELETE");
        let answer = world.send(&token, request).await;
        assert_eq!((answer.status, &answer.json()["number"]["status"]), (StatusCode::OK, &"active".into()), "{name}");
    }
    let answer = world.send(&token, Request::form(format!("{path}?_method=DELETE"), &[("_method", "DELETE")])).await;
    assert_eq!(answer.status, StatusCode::METHOD_NOT_ALLOWED);
    assert_eq!(answer.json()["error"]["code"], "method_not_allowed");
}

#[both_engines]
async fn a_body_of_ten_megabytes_is_too_large(kind: Kind) {
    let world = World::new(kind).await;
    let params = route_params(&world);
    let token = world.token(&world.ours.owner).await;
    let body = vec![b'a'; 10 * 1024 * 1024];
    for (path, media) in [
        ("/sign-in", "application/x-www-form-urlencoded"),
        ("/b/{business}/numbers/new", "application/x-www-form-urlencoded"),
        ("/api/v1/numbers", "application/json"),
    ] {
        let client = owner_for(&world, &token, path).await;
        let answer = world.send(&client, Request::new(Method::POST, params.fill(path)).body(media, body.clone())).await;
        assert_eq!(answer.status, StatusCode::PAYLOAD_TOO_LARGE, "{path}");
    }
    // A webhook that can't be verified is refused as such, whatever its body is.
    for (path, media) in [
        ("/carrier/{business}/voice", "application/x-www-form-urlencoded"),
        ("/carrier/{business}/message", "application/x-www-form-urlencoded"),
        ("/carrier/{business}/message-status", "application/json"),
    ] {
        let request = Request::new(Method::POST, params.fill(path)).body(media, body.clone());
        assert_eq!(world.send(&Client::Anonymous, request).await.status, StatusCode::FORBIDDEN, "{path}");
    }
}

#[both_engines]
async fn a_malformed_body_is_never_an_internal_error(kind: Kind) {
    let world = World::new(kind).await;
    let params = route_params(&world);
    let nonsense: [(&str, &[u8]); 7] = [
        ("application/json", b"{"),
        ("application/json", b"[null, 1e999, \"\\u0000\"]"),
        (
            "application/json",
            b"{\"friendly_name\":\"\\u0000\",\"phone_number\":\"\\u0000\",\"name\":\"\\u0000\",\"source\":\"\\u0000\"}",
        ),
        ("application/x-www-form-urlencoded", b"email=%00&name=%00&friendly_name=%00&q=%00&password=%00"),
        ("application/x-www-form-urlencoded", b"\xff\xfe=%f0%28&&&=%"),
        ("multipart/form-data", b"--x"),
        ("text/plain", b"\0\0\0\0"),
    ];
    let token = world.token(&world.ours.owner).await;
    for route in world.program.routes() {
        if route.method == Method::GET {
            continue;
        }
        for (media, body) in nonsense {
            let client = if is_api(route.path) { token.clone() } else { world.cookie(&world.ours.owner).await };
            let request = Request::new(route.method.clone(), params.fill(route.path)).body(media, body);
            let answer = world.send(&client, request).await;
            let about = format!("{} {} with {media}", route.method, route.path);
            assert!(!answer.status.is_server_error(), "{about}: {}", answer.status);
            if is_api(route.path) && route.method != Method::DELETE {
                assert!(answer.status.is_client_error(), "{about}: {}", answer.status);
                assert!(answer.json()["error"]["code"].is_string(), "{about}");
            }
        }
    }
}

#[both_engines]
async fn a_malformed_query_is_never_an_internal_error(kind: Kind) {
    let world = World::new(kind).await;
    let params = route_params(&world);
    let names = [
        "q",
        "source",
        "number_id",
        "group_id",
        "status",
        "role",
        "sort",
        "from",
        "to",
        "cursor",
        "limit",
        "recording_id",
        "return_to",
        "period",
        "compare",
        "group_by",
        "measure",
        "tag",
        "qualified",
        "outcome",
        "first_time",
        "hour_of_day",
        "day_of_week",
        "include",
    ];
    let token = world.token(&world.ours.owner).await;
    for route in world.program.routes() {
        if route.method != Method::GET || is_asset(route.path) {
            continue;
        }
        let client = owner_for(&world, &token, route.path).await;
        let path = params.fill(route.path);
        for name in names {
            for value in ["%00", "a%00b", "-1", "%ff%fe", "9999999999999999999999", "%25%5f%5c", "%F0%9F%98%80"] {
                let answer = world.send(&client, Request::get(format!("{path}?{name}={value}"))).await;
                assert!(!answer.status.is_server_error(), "{} ?{name}={value}: {}", route.path, answer.status);
            }
        }
    }
}
