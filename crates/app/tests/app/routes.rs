//! Every route for every role: each may use exactly what the table of actions allows.

use std::collections::{BTreeSet, HashMap};

use axum::http::{Method, StatusCode};
use crewline::http::routes::{Audience, Route};
use crewline_core::access::{Entry, LogInAsMode, Role, Viewpoint};
use crewline_core::accounts::{sessions, tokens};
use crewline_core::both_engines;
use crewline_core::db::Kind;

use crate::client::{Answer, Client, Request};
use crate::route_params::{RouteParams, has_id, is_api};
use crate::world::World;

/// The routes that are open to everybody, each with its reason. xtask/src/tidy/ceilings.rs pins their number.
const OPEN: [(&str, &str, &str); 34] = [
    ("GET", "/", "leads to the first run, to the sign-in page, or to the account's own business"),
    ("POST", "/first-run", "works until there is an account"),
    ("GET", "/sign-in", "the form that opens a session"),
    ("POST", "/sign-in", "opens a session"),
    ("POST", "/sign-out", "ends the session that is sent along"),
    ("GET", "/password-reset", "for people who can't sign in"),
    ("POST", "/password-reset", "for people who can't sign in; answers the same for all"),
    ("GET", "/password-reset/{token}", "the link's token is the key"),
    ("POST", "/password-reset/{token}", "the link's token is the key"),
    ("GET", "/address-change/{token}", "the link's token is the key, and the account that asked confirms"),
    ("POST", "/address-change/{token}", "the link's token is the key, and the account that asked confirms"),
    ("GET", "/unsubscribe/{reader}", "the sealed reader in a letter's link is the key"),
    ("POST", "/unsubscribe/{reader}", "the sealed reader in a letter's link is the key"),
    ("GET", "/report-letters/{letter}", "the sealed reader in a letter's link is the key"),
    ("POST", "/report-letters/{letter}", "the sealed reader in a letter's link is the key"),
    ("GET", "/invitations", "the signed-in account's pending invitations; anybody else is sent to sign in"),
    ("GET", "/invitations/{token}", "the token of an invitation's link is the key"),
    ("POST", "/invitations/{token}", "the token of an invitation's link is the key"),
    ("POST", "/invitations/waiting/{invitation}", "found only for the account of its address"),
    ("GET", "/invitations/waiting/{invitation}/refusal", "found only for the account of its address"),
    ("POST", "/invitations/waiting/{invitation}/refusal", "found only for the account of its address"),
    ("POST", "/theme", "a cookie, and the theme of one's own account"),
    ("POST", "/api/v1/invitations/accept", "the token of an invitation's link is the key"),
    ("GET", "/api/v1/openapi.json", "the contract, with nothing of any business in it"),
    ("POST", "/carrier/{business}/voice", "the carrier's signature is the key"),
    ("POST", "/carrier/{business}/voice/next/dial", "the carrier's signature is the key"),
    ("POST", "/carrier/{business}/status", "the carrier's signature is the key"),
    ("POST", "/carrier/{business}/recording", "the carrier's signature is the key"),
    ("POST", "/carrier/{business}/message", "the carrier's signature is the key"),
    ("POST", "/carrier/{business}/message-status", "the carrier's signature is the key"),
    ("POST", "/carrier/{business}/fallback", "the carrier's signature is the key"),
    ("GET", "/healthz", "says that the process runs"),
    ("GET", "/readyz", "says whether the database answers"),
    ("GET", "/assets/{hash}/{*name}", "style and scripts, the same for everybody"),
];

/// Routes outside the API that take a token, too, and refuse with JSON.
const REFUSES_WITH_JSON: [&str; 1] = ["/b/{business}/live"];

/// Routes that the table allows under a read-only Log in as, but that have nothing to show then.
const NOTHING_TO_SHOW: [(&str, &str); 1] =
    [("/b/{business}/settings", "redirects to the first tab that the member may use, and every tab changes something")];

/// The routes that refuse here although the table allows them, with the status and the reason.
const REFUSED_WITHOUT_STATE: [(&str, &str, u16, &str); 6] = [
    ("POST", "/b/{business}/settings/business/deletion", 422, "nobody has this password: deletion.rs tests it"),
    ("GET", "/b/{business}/ownership", 410, "nobody has offered the ownership here: ownership.rs tests it"),
    ("POST", "/b/{business}/ownership", 410, "nobody has offered the ownership here: ownership.rs tests it"),
    ("POST", "/b/{business}/ownership/refusal", 410, "nobody has offered the ownership here: ownership.rs tests it"),
    (
        "POST",
        "/b/{business}/settings/security/password",
        422,
        "nobody has a password here: crewline-core tests the change",
    ),
    ("POST", "/b/{business}/settings/profile/email", 422, "nobody has a password here: crewline-core tests the change"),
];

fn refuses_with_json(path: &str) -> bool {
    is_api(path) || REFUSES_WITH_JSON.contains(&path)
}

/// The routes that need an action, each with its entry of the table.
fn guarded(world: &World) -> Vec<(Route, Entry)> {
    let guarded = world.program.routes().into_iter().filter_map(|route| match route.audience {
        Audience::To(entry) => Some((route, entry)),
        Audience::Everybody => None,
    });
    guarded.collect()
}

/// Ids of things that the person may use: new things where the request would end them.
async fn route_params(world: &World, person: &Viewpoint, route: &Route) -> RouteParams {
    let mut params = RouteParams {
        business: world.business.slug.clone(),
        number: world.ours.numbers[0].to_string(),
        call: world.ours.call.clone(),
        member: world.viewer.member().to_string(),
        invitation: world.ours.invitation.to_string(),
        ..RouteParams::unknown("", &world.unknown)
    };
    let (path, db) = (route.path, world.db());
    if path.contains("{number}") && route.method != Method::GET {
        params.number = world.new_number().await.to_string();
    }
    if path.contains("{member}") && route.method != Method::GET {
        params.member = world.new_member().await.to_string();
    }
    if path.contains("{invitation}") && route.method != Method::GET {
        params.invitation = world.new_invitation().await.to_string();
    }
    if path.contains("{tag}") {
        params.tag = world.new_tag().await.to_string();
        params.into = world.new_tag().await.to_string();
    }
    if path.contains("{note}") {
        params.note = world.new_note(person).await.to_string();
    }
    if path.contains("{blocked_caller}") {
        params.blocked_caller = world.new_blocked_caller().await.to_string();
    }
    if path.contains("{rule}") {
        params.rule = world.new_rule().await.to_string();
    }
    if path.contains("{report}") {
        let report = world.new_report(person).await;
        if path.contains("/recipients") {
            world.schedule(person, report).await;
        }
        params.report = report.to_string();
    }
    if path.contains("{recipient}") {
        params.recipient = world.new_recipient(&world.ours.owner).await.to_string();
    }
    if path.contains("{view}") {
        params.view = world.new_view(person).await.to_string();
    }
    if path.contains("{job}") {
        params.job = world.failed_job().await.to_string();
    }
    if path.contains("{session}") {
        let own = sessions::list(db, &person.may().unwrap()).await.unwrap();
        params.session = own[0].id.to_string();
    }
    if path.contains("{token}") {
        world.token(person).await;
        params.token = tokens::list(db, &person.may().unwrap()).await.unwrap()[0].id.to_string();
    }
    if path.contains("{group}") {
        params.group = world.new_group(&[world.ours.numbers[0]]).await.to_string();
    }
    params
}

/// Another member of the same role, where the request ends the sender's own membership.
async fn other_of_same_role(world: &World, person: &Viewpoint, route: &Route) -> Option<Viewpoint> {
    if route.path != "/b/{business}/leave" || route.method == Method::GET {
        return None;
    }
    Some(world.business.person(&format!("Leaving {}", person.role()), person.role()).await)
}

fn is_done(answer: &Answer) -> bool {
    let to_sign_in = answer.header("location").starts_with("/sign-in");
    (answer.status.is_success() || answer.status.is_redirection()) && !to_sign_in
}

/// The role allows the request, even where the state of the thing refuses it.
fn is_allowed(answer: &Answer) -> bool {
    is_done(answer) || matches!(answer.status.as_u16(), 409 | 410 | 422)
}

/// The page of an address that does not exist: in the business, which has its sidebar, or outside.
async fn not_found_page(world: &World, client: &Client, is_member: bool) -> Vec<u8> {
    let nowhere = if is_member { "/b/northline/there-is-no-such-page" } else { "/b/there-is-no-such-business/calls" };
    let answer = world.send(client, Request::get(nowhere)).await;
    assert_eq!(answer.status, StatusCode::NOT_FOUND);
    answer.body
}

#[both_engines]
async fn every_open_route_is_listed_with_its_reason(kind: Kind) {
    let world = World::new(kind).await;
    let open = world.program.routes().into_iter().filter(|route| matches!(route.audience, Audience::Everybody));
    let mut actual: Vec<_> = open.map(|route| (route.method.to_string(), route.path.to_owned())).collect();
    let mut listed: Vec<_> = OPEN.map(|(method, path, _)| (method.to_owned(), path.to_owned())).into();
    actual.sort();
    listed.sort();
    assert_eq!(actual, listed);
}

#[both_engines]
async fn every_role_reaches_exactly_the_routes_of_its_actions(kind: Kind) {
    let world = World::new(kind).await;
    let people = [world.ours.owner.clone(), world.admin.clone(), world.manager.clone(), world.viewer.clone()];
    assert_eq!(people.each_ref().map(Viewpoint::role).as_slice(), Role::ALL);
    let (mut not_done, mut tokens) = (BTreeSet::new(), HashMap::new());
    for (route, entry) in guarded(&world) {
        for person in &people {
            let about = format!("{} {} by {}", route.method, route.path, person.role());
            let leaver = other_of_same_role(&world, person, &route).await;
            let person = leaver.as_ref().unwrap_or(person);
            // One token of each person, since a member has so many at most.
            if is_api(route.path) && !tokens.contains_key(&person.member()) {
                tokens.insert(person.member(), world.token(person).await);
            }
            let client = if is_api(route.path) { tokens[&person.member()].clone() } else { world.cookie(person).await };
            let request = route_params(&world, person, &route).await.request(&route);
            let answer = world.send(&client, request).await;
            if entry.allows(person.role(), None) {
                assert!(is_allowed(&answer), "{about}: {} {}", answer.status, answer.text());
                if !is_done(&answer) {
                    not_done.insert((route.method.to_string(), route.path, answer.status.as_u16()));
                }
            } else if refuses_with_json(route.path) {
                assert_eq!(answer.status, StatusCode::FORBIDDEN, "{about}");
                assert_eq!(answer.json()["error"]["code"], "forbidden", "{about}");
            } else {
                assert_eq!(answer.status, StatusCode::NOT_FOUND, "{about}");
                assert_eq!(answer.body, not_found_page(&world, &client, true).await, "{about}");
            }
        }
    }
    let listed = REFUSED_WITHOUT_STATE.map(|(method, path, status, _)| (method.to_owned(), path, status));
    assert_eq!(not_done, listed.into());
}

#[both_engines]
async fn anonymous_requests_are_sent_to_sign_in(kind: Kind) {
    let world = World::new(kind).await;
    for (route, _) in guarded(&world) {
        let about = format!("{} {}", route.method, route.path);
        for client in [Client::Anonymous, Client::Cookie("dead".into()), Client::Token("crl_dead".into())] {
            let request = route_params(&world, &world.ours.owner, &route).await.request(&route);
            let answer = world.send(&client, request).await;
            if refuses_with_json(route.path) {
                assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{about} by {client:?}");
                assert_eq!(answer.header("www-authenticate"), "Bearer", "{about}");
                assert_eq!(answer.json()["error"]["code"], "unauthorized", "{about}");
            } else {
                assert_eq!(answer.status, StatusCode::SEE_OTHER, "{about} by {client:?}");
                assert!(answer.header("location").starts_with("/sign-in"), "{about}");
            }
        }
    }
}

#[both_engines]
async fn a_member_of_another_business_finds_nothing(kind: Kind) {
    let world = World::new(kind).await;
    let stranger = &world.theirs.owner;
    let (cookie, token) = (world.cookie(stranger).await, world.token(stranger).await);
    for (route, _) in guarded(&world) {
        let about = format!("{} {}", route.method, route.path);
        // The API's addresses name no business, so a stranger can only ask for things of another one.
        if is_api(route.path) && !has_id(route.path) {
            continue;
        }
        let client = if is_api(route.path) { &token } else { &cookie };
        let request = route_params(&world, &world.ours.owner, &route).await.request(&route);
        let answer = world.send(client, request).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{about}");
        if refuses_with_json(route.path) {
            assert_eq!(answer.json()["error"]["code"], "not_found", "{about}");
        } else {
            assert_eq!(answer.body, not_found_page(&world, client, false).await, "{about}");
        }
    }
}

#[both_engines]
async fn under_log_in_as_routes_follow_the_table_of_actions(kind: Kind) {
    let world = World::new(kind).await;
    for person in [&world.admin, &world.viewer] {
        for mode in [LogInAsMode::ReadOnly, LogInAsMode::WithChanges] {
            for (route, entry) in guarded(&world) {
                if is_api(route.path) {
                    continue;
                }
                // A new session for each route, because one of them ends it.
                let client = world.logged_in_as(person, mode == LogInAsMode::WithChanges).await;
                let about = format!("{} {} logged in as {} ({mode:?})", route.method, route.path, person.role());
                let request = route_params(&world, person, &route).await.request(&route);
                let answer = world.send(&client, request).await;
                if NOTHING_TO_SHOW.iter().any(|(path, _)| *path == route.path) && !is_allowed(&answer) {
                    assert_eq!(answer.status, StatusCode::FORBIDDEN, "{about}");
                } else if entry.allows(person.role(), Some(mode)) {
                    assert!(is_allowed(&answer), "{about}: {} {}", answer.status, answer.text());
                } else if entry.roles.has(person.role()) {
                    assert_eq!(answer.status, StatusCode::FORBIDDEN, "{about}");
                } else {
                    assert_eq!(answer.status, StatusCode::NOT_FOUND, "{about}");
                    assert_eq!(answer.body, not_found_page(&world, &client, true).await, "{about}");
                }
            }
        }
    }
}
