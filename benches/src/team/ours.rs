//! Our side: requests to the program's API and, to begin Log in as, to its form.

use std::path::Path;

use crewline_core::time::{Clock, Timestamp};
use secrecy::ExposeSecret;
use serde_json::Value;

use super::{CONNECTIONS, Contender, OTHERS, Operation};
use crate::Outcome;
use crate::business::{BenchBusiness, OWNER};
use crate::database::{Databases, execute, query_number};
use crate::engine::Engine;
use crate::load::fetch;
use crate::me;
use crate::members::members_sql;
use crate::program::Site;

/// The largest page of members.
const PAGE_SIZE: u32 = 500;

/// Starts the program with its team.
pub(super) async fn start(databases: &Databases, program: &Path, engine: Engine) -> Outcome<(Site, Contender)> {
    let target = databases.create(engine, "team").await?;
    let site = Site::set_up(program, &databases.folder().join(format!("team-{}", engine.name())), target)?;
    execute(&site.target, &members_sql(OTHERS)).await?;
    if engine == Engine::Postgres {
        execute(&site.target, "vacuum analyze").await?;
    }
    let moment = Clock::System.now();
    let session = sign_in(&site, moment).await?;
    let served = site.serve()?;
    let token = site.token.clone();
    let get = move |path: &str| {
        format!("GET {path} HTTP/1.1\r\nHost: localhost\r\nAccept: */*\r\nAuthorization: Bearer {token}\r\n\r\n")
            .into_bytes()
    };
    let first = get(&format!("/api/v1/members?limit={PAGE_SIZE}"));
    let page: Value = serde_json::from_str(&fetch(served.address, &first).await?)?;
    let cursor = page["next_cursor"].as_str().ok_or("everybody is on one page")?;
    let second = get(&format!("/api/v1/members?limit={PAGE_SIZE}&cursor={cursor}"));
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let all = page["members"].as_array().ok_or("there is no list of members")?;
    let members: Vec<String> =
        all.iter().filter(|each| each["role"] == "manager").map(|each| text(&each["id"])).collect();
    let permission = me::request(&site);
    let token = site.token.clone();
    let write = move |what: Operation, count: u64| request(what, count, &members, &token, &session);
    let side = Contender {
        served,
        list: [first, second].into(),
        permission,
        write: Box::new(write),
        request_counts: [0; 5],
        writes_per_round: [2_000, 8_000],
    };
    Ok((site, side))
}

/// The Owner's session.
async fn sign_in(site: &Site, now: Timestamp) -> Outcome<String> {
    let business = BenchBusiness::open(&site.target, now).await?;
    Ok(business.sign_in(OWNER).await?.expose_secret().to_owned())
}

fn request(what: Operation, count: u64, members: &[String], token: &str, session: &str) -> Vec<u8> {
    // A multiple of the connections, so that no two connections change the same member: a member who has the new role
    // already would be no change.
    let turns = members.len() as u64 / CONNECTIONS[1];
    let many = turns * CONNECTIONS[1];
    let member = &members[(count % many) as usize];
    let (verb, path, kind, body) = match what {
        Operation::Invite => {
            let body = format!(r#"{{"name":"Guest {count}","email":"guest{count}@example.com","role":"manager"}}"#);
            ("POST", "/api/v1/invitations".to_owned(), "application/json", body)
        }
        Operation::LogInAs => {
            let path = format!("/b/northline/members/{member}/log-in-as");
            let body = "reason=to+help&return_to=%2Fb%2Fnorthline%2Fusers".to_owned();
            ("POST", path, "application/x-www-form-urlencoded", body)
        }
        _ => {
            // Each turn gives everybody the other role.
            let role = if (count / many).is_multiple_of(2) { "admin" } else { "manager" };
            ("PATCH", format!("/api/v1/members/{member}"), "application/json", format!(r#"{{"role":"{role}"}}"#))
        }
    };
    let credential = match what {
        Operation::LogInAs => format!("Cookie: __Host-crewline_session={session}"),
        _ => format!("Authorization: Bearer {token}"),
    };
    format!(
        "{verb} {path} HTTP/1.1\r\nHost: localhost\r\nAccept: */*\r\n{credential}\r\nContent-Type: {kind}\r\n\
         Content-Length: {}\r\n\r\n{body}",
        body.len()
    )
    .into_bytes()
}

/// Checks that every acknowledged write is stored.
pub(super) async fn check(site: &Site, request_counts: &[u64; 5]) -> Outcome {
    let stored = [
        (Operation::Invite, "select count(*) from invitations"),
        (Operation::Invite, "select count(*) from audit_entries where action = 'invitation.sent'"),
        (Operation::ChangeRole, "select count(*) from audit_entries where action = 'member.edited'"),
        (Operation::LogInAs, "select count(*) from impersonations"),
        (Operation::LogInAs, "select count(*) from audit_entries where action = 'log_in_as.started'"),
    ];
    for (what, statement) in stored {
        let (stored, count) = (query_number(&site.target, statement).await?, request_counts[what as usize]);
        if u64::try_from(stored)? != count {
            return Err(format!("{count} times {}, but {stored} are stored", what.name()).into());
        }
    }
    Ok(())
}
