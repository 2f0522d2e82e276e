//! Every route × everybody: what each may ask is what the table of actions says, and nothing else.

use std::collections::BTreeSet;

use axum::http::{Method, StatusCode};
use crewline::http::routes::{Open, Route};
use crewline_core::access::{Entry, Mode, Role, Viewpoint};
use crewline_core::both_engines;
use crewline_core::db::Kind;
use crewline_core::people::{sessions, tokens};

use crate::ask::{Answer, Ask, Client};
use crate::places::{Places, has_id, is_api};
use crate::world::World;

/// The routes that are open to everybody, and why each may be. How many there are stands in xtask/src/tidy/ceilings.rs.
const OPEN: [(&str, &str, &str); 30] = [
    ("GET", "/", "the first run, the sign-in page, or on to a business of one's own"),
    ("POST", "/first-run", "works until there is an account"),
    ("GET", "/sign-in", "the door"),
    ("POST", "/sign-in", "the door"),
    ("POST", "/sign-out", "ends the session that is sent along"),
    ("GET", "/password-reset", "for who can't sign in"),
    ("POST", "/password-reset", "for who can't sign in; answers the same for all"),
    ("GET", "/password-reset/{token}", "the link's token is the key"),
    ("POST", "/password-reset/{token}", "the link's token is the key"),
    ("GET", "/unsubscribe/{reader}", "the sealed reader in a letter's link is the key"),
    ("POST", "/unsubscribe/{reader}", "the sealed reader in a letter's link is the key"),
    ("GET", "/invitations", "what waits for whoever is signed in; shows anybody else to the door"),
    ("GET", "/invitations/{token}", "the token of an invitation's link is the key"),
    ("POST", "/invitations/{token}", "the token of an invitation's link is the key"),
    ("POST", "/invitations/waiting/{invitation}", "found only for the account of its address"),
    ("GET", "/invitations/waiting/{invitation}/refusal", "found only for the account of its address"),
    ("POST", "/invitations/waiting/{invitation}/refusal", "found only for the account of its address"),
    ("POST", "/theme", "a cookie, and the theme of one's own account"),
    ("POST", "/api/v1/invitations/accept", "the token of an invitation's link is the key"),
    ("GET", "/api/v1/openapi.json", "the contract, which tells nothing of any business"),
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

/// A stream takes a session or a token, and says no like the API.
const SAYS_NO_LIKE_THE_API: [&str; 1] = ["/b/{business}/live"];

/// What the table lets somebody do who is only looking, and yet there is nothing to do.
const NOTHING_TO_LOOK_AT: [(&str, &str); 1] =
    [("/b/{business}/settings", "goes on to the first tab that one may use, and every tab changes something")];

/// The routes that refuse here although the table allows them, with the status and the reason.
const NOT_DONE: [(&str, &str, u16, &str); 4] = [
    ("GET", "/b/{business}/ownership", 410, "nobody has offered the ownership: ownership.rs does"),
    ("POST", "/b/{business}/ownership", 410, "nobody has offered the ownership: ownership.rs does"),
    ("POST", "/b/{business}/ownership/refusal", 410, "nobody has offered the ownership: ownership.rs does"),
    ("POST", "/b/{business}/settings/security/password", 422, "nobody has a password here: core tests the change"),
];

fn says_no_like_the_api(path: &str) -> bool {
    is_api(path) || SAYS_NO_LIKE_THE_API.contains(&path)
}

/// The routes that are for somebody, with their line of the table.
fn guarded(world: &World) -> Vec<(Route, Entry)> {
    let guarded = world.program.routes().into_iter().filter_map(|route| match route.open {
        Open::To(entry) => Some((route, entry)),
        Open::Everybody => None,
    });
    guarded.collect()
}

/// Ids of things that a person may have: new ones of what a request would end.
async fn places(world: &World, person: &Viewpoint, route: &Route) -> Places {
    let mut places = Places {
        business: world.house.slug.clone(),
        number: world.ours.numbers[0].to_string(),
        call: world.ours.call.clone(),
        member: world.viewer.member().to_string(),
        invitation: world.ours.invitation.to_string(),
        ..Places::unknown("", &world.unknown)
    };
    let (path, db) = (route.path, world.db());
    if path.contains("{number}") && route.method != Method::GET {
        places.number = world.new_number().await.to_string();
    }
    if path.contains("{member}") && route.method != Method::GET {
        places.member = world.newcomer().await.to_string();
    }
    if path.contains("{invitation}") && route.method != Method::GET {
        places.invitation = world.invitation().await.to_string();
    }
    if path.contains("{job}") {
        places.job = world.failed_job().await.to_string();
    }
    if path.contains("{session}") {
        let own = sessions::list(db, &person.may().unwrap()).await.unwrap();
        places.session = own[0].id.to_string();
    }
    if path.contains("{token}") {
        world.token(person).await;
        places.token = tokens::list(db, &person.may().unwrap()).await.unwrap()[0].id.to_string();
    }
    if path.contains("{group}") {
        places.group = world.new_group(&[world.ours.numbers[0]]).await.to_string();
    }
    places
}

/// Somebody else of the same role, where the request ends one's own membership.
async fn leaver(world: &World, person: &Viewpoint, route: &Route) -> Option<Viewpoint> {
    if route.path != "/b/{business}/leave" || route.method == Method::GET {
        return None;
    }
    Some(world.house.person(&format!("Leaving {}", person.role()), person.role()).await)
}

fn is_done(answer: &Answer) -> bool {
    let to_the_door = answer.header("location").starts_with("/sign-in");
    (answer.status.is_success() || answer.status.is_redirection()) && !to_the_door
}

/// The role allows it; whether there is something to do is another question.
fn is_allowed(answer: &Answer) -> bool {
    is_done(answer) || matches!(answer.status.as_u16(), 409 | 410 | 422)
}

async fn not_found_page(world: &World, client: &Client) -> Vec<u8> {
    // Log in as sends its cookie to its own business alone, and its banner is there on a page that is of no route, too.
    let nowhere = match client {
        Client::LoggedInAs(..) => "/b/northline/there-is-no-such-page",
        _ => "/b/there-is-no-such-business/calls",
    };
    let answer = world.ask(client, Ask::get(nowhere)).await;
    assert_eq!(answer.status, StatusCode::NOT_FOUND);
    answer.body
}

#[both_engines]
async fn what_is_open_to_everybody_is_listed_with_its_reason(kind: Kind) {
    let world = World::new(kind).await;
    let open = world.program.routes().into_iter().filter(|route| matches!(route.open, Open::Everybody));
    let mut found: Vec<_> = open.map(|route| (route.method.to_string(), route.path.to_owned())).collect();
    let mut listed: Vec<_> = OPEN.map(|(method, path, _)| (method.to_owned(), path.to_owned())).into();
    found.sort();
    listed.sort();
    assert_eq!(found, listed);
}

#[both_engines]
async fn everybody_may_ask_what_the_table_says(kind: Kind) {
    let world = World::new(kind).await;
    let people = [world.ours.owner.clone(), world.admin.clone(), world.manager.clone(), world.viewer.clone()];
    assert_eq!(people.each_ref().map(Viewpoint::role).as_slice(), Role::ALL);
    let mut not_done = BTreeSet::new();
    for (route, entry) in guarded(&world) {
        for person in &people {
            let about = format!("{} {} by {}", route.method, route.path, person.role());
            let leaver = leaver(&world, person, &route).await;
            let person = leaver.as_ref().unwrap_or(person);
            let client = if is_api(route.path) { world.token(person).await } else { world.cookie(person).await };
            let ask = places(&world, person, &route).await.ask(&route);
            let answer = world.ask(&client, ask).await;
            if entry.allows(person.role(), None) {
                assert!(is_allowed(&answer), "{about}: {} {}", answer.status, answer.text());
                if !is_done(&answer) {
                    not_done.insert((route.method.to_string(), route.path, answer.status.as_u16()));
                }
            } else if says_no_like_the_api(route.path) {
                assert_eq!(answer.status, StatusCode::FORBIDDEN, "{about}");
                assert_eq!(answer.json()["error"]["code"], "forbidden", "{about}");
            } else {
                assert_eq!(answer.status, StatusCode::NOT_FOUND, "{about}");
                assert_eq!(answer.body, not_found_page(&world, &client).await, "{about}");
            }
        }
    }
    let listed = NOT_DONE.map(|(method, path, status, _)| (method.to_owned(), path, status));
    assert_eq!(not_done, listed.into());
}

#[both_engines]
async fn nobody_in_particular_is_shown_to_the_door(kind: Kind) {
    let world = World::new(kind).await;
    for (route, _) in guarded(&world) {
        let about = format!("{} {}", route.method, route.path);
        for client in [Client::Anonymous, Client::Cookie("dead".into()), Client::Token("crl_dead".into())] {
            let ask = places(&world, &world.ours.owner, &route).await.ask(&route);
            let answer = world.ask(&client, ask).await;
            if says_no_like_the_api(route.path) {
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
async fn a_stranger_finds_nothing(kind: Kind) {
    let world = World::new(kind).await;
    let stranger = &world.theirs.owner;
    let (cookie, token) = (world.cookie(stranger).await, world.token(stranger).await);
    for (route, _) in guarded(&world) {
        let about = format!("{} {}", route.method, route.path);
        // The API's addresses name no business: there a stranger can only ask for somebody else's things.
        if is_api(route.path) && !has_id(route.path) {
            continue;
        }
        let client = if is_api(route.path) { &token } else { &cookie };
        let ask = places(&world, &world.ours.owner, &route).await.ask(&route);
        let answer = world.ask(client, ask).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{about}");
        if says_no_like_the_api(route.path) {
            assert_eq!(answer.json()["error"]["code"], "not_found", "{about}");
        } else {
            assert_eq!(answer.body, not_found_page(&world, client).await, "{about}");
        }
    }
}

#[both_engines]
async fn under_log_in_as_the_table_holds_too(kind: Kind) {
    let world = World::new(kind).await;
    for person in [&world.admin, &world.viewer] {
        for mode in [Mode::Looking, Mode::Changes] {
            for (route, entry) in guarded(&world) {
                if is_api(route.path) {
                    continue;
                }
                // Anew for each: one of the routes ends it.
                let client = world.logged_in_as(person, mode == Mode::Changes).await;
                let about = format!("{} {} logged in as {} ({mode:?})", route.method, route.path, person.role());
                let ask = places(&world, person, &route).await.ask(&route);
                let answer = world.ask(&client, ask).await;
                if NOTHING_TO_LOOK_AT.iter().any(|(path, _)| *path == route.path) && !is_allowed(&answer) {
                    assert_eq!(answer.status, StatusCode::FORBIDDEN, "{about}");
                } else if entry.allows(person.role(), Some(mode)) {
                    assert!(is_allowed(&answer), "{about}: {} {}", answer.status, answer.text());
                } else if entry.roles.has(person.role()) {
                    assert_eq!(answer.status, StatusCode::FORBIDDEN, "{about}");
                } else {
                    assert_eq!(answer.status, StatusCode::NOT_FOUND, "{about}");
                    assert_eq!(answer.body, not_found_page(&world, &client).await, "{about}");
                }
            }
        }
    }
}
