//! The other side: requests to the API of better-auth, which npm installs into the build's folder.

use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Arc;

use serde_json::Value;

use super::{Contender, OTHERS, Operation};
use crate::Outcome;
use crate::database::Databases;
use crate::program::Served;

const PACKAGE: &str = include_str!("../../peers/better-auth/package.json");
const SERVER: &str = include_str!("../../peers/better-auth/server.mjs");

/// The note about the other program.
pub(super) const DESCRIPTION: &str = "better-auth 1.7.25 with its organization and admin plugins, on Node.js and \
    better-sqlite3 12.11.1 with its default settings: no audit log, and no mail either. Its list is one request; its \
    `has-permission`, which reads session and member, stands for who one is and what one may.";

/// Why it has no figures.
#[derive(Debug)]
pub(super) struct Missing(&'static str);

impl fmt::Display for Missing {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "The figures of better-auth are left out: {}.", self.0)
    }
}

/// The data for its client.
struct PeerSession {
    cookie: String,
    organization: String,
    members: Vec<String>,
    users: Vec<String>,
}

impl PeerSession {
    fn read(json: &str) -> Outcome<Self> {
        let data: Value = serde_json::from_str(json)?;
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let all = |name: &str| data[name].as_array().into_iter().flatten().map(text).collect();
        let session = Self {
            cookie: text(&data["cookie"]),
            organization: text(&data["organization"]),
            members: all("members"),
            users: all("users"),
        };
        if session.members.is_empty() { Err("better-auth has no members".into()) } else { Ok(session) }
    }
}

/// Starts it with its team, or says why it is missing.
pub(super) fn start(databases: &Databases, program: &Path) -> Outcome<Result<Contender, Missing>> {
    let folder = match install(program)? {
        Ok(folder) => folder,
        Err(missing) => return Ok(Err(missing)),
    };
    let of = |name: &str| databases.folder().join(name);
    let mut command = Command::new("node");
    command.current_dir(&folder).env("NODE_ENV", "production");
    command.arg("server.mjs").arg(of("better-auth.db")).arg(OTHERS.to_string()).arg(of("better-auth.json"));
    let served = Served::start({
        command.stderr(fs::File::create(of("better-auth.log"))?);
        command
    })?;
    let session = PeerSession::read(&fs::read_to_string(of("better-auth.json"))?)?;
    let list = get(&session, &format!("list-members?organizationId={}&limit={}", session.organization, OTHERS + 1));
    let may = format!(r#"{{"organizationId":"{}","permissions":{{"member":["update"]}}}}"#, session.organization);
    let permission: Arc<[u8]> = post(&session, "organization/has-permission", &may).into();
    Ok(Ok(Contender {
        served,
        list: [list].into(),
        permission,
        write: Box::new(move |what, count| request(&session, what, count)),
        request_counts: [0; 5],
        writes_per_round: [300, 300],
    }))
}

fn request(session: &PeerSession, what: Operation, count: u64) -> Vec<u8> {
    let (many, organization) = (session.members.len() as u64, &session.organization);
    let place = (count % many) as usize;
    match what {
        Operation::Invite => {
            let email = format!("guest{count}@example.com");
            let body = format!(r#"{{"organizationId":"{organization}","email":"{email}","role":"member"}}"#);
            post(session, "organization/invite-member", &body)
        }
        Operation::LogInAs => {
            post(session, "admin/impersonate-user", &format!(r#"{{"userId":"{}"}}"#, session.users[place]))
        }
        _ => {
            let role = if (count / many).is_multiple_of(2) { "admin" } else { "member" };
            let member = &session.members[place];
            let body = format!(r#"{{"organizationId":"{organization}","memberId":"{member}","role":"{role}"}}"#);
            post(session, "organization/update-member-role", &body)
        }
    }
}

fn get(session: &PeerSession, path: &str) -> Vec<u8> {
    let cookie = &session.cookie;
    format!("GET /api/auth/organization/{path} HTTP/1.1\r\nHost: localhost\r\nAccept: */*\r\nCookie: {cookie}\r\n\r\n")
        .into_bytes()
}

fn post(session: &PeerSession, path: &str, body: &str) -> Vec<u8> {
    format!(
        "POST /api/auth/{path} HTTP/1.1\r\nHost: localhost\r\nAccept: */*\r\nCookie: {}\r\nOrigin: http://127.0.0.1:3000\r\n\
         Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
        session.cookie,
        body.len()
    )
    .into_bytes()
}

/// The folder with its packages, which are installed again when their versions or Node.js change.
fn install(program: &Path) -> Outcome<Result<PathBuf, Missing>> {
    let Some(node) = version("node") else { return Ok(Err(Missing("there is no Node.js here"))) };
    if version("npm").is_none() {
        return Ok(Err(Missing("there is no npm here")));
    }
    let target = program.parent().and_then(Path::parent).ok_or("the program is not in a build's folder")?;
    let folder = target.join("peers/better-auth");
    fs::create_dir_all(&folder)?;
    fs::write(folder.join("server.mjs"), SERVER)?;
    let (recipe, recipe_file) = (format!("{node}{PACKAGE}"), folder.join("recipe.txt"));
    if fs::read_to_string(&recipe_file).is_ok_and(|installed| installed == recipe) {
        return Ok(Ok(folder));
    }
    fs::write(folder.join("package.json"), PACKAGE)?;
    let mut npm = Command::new("npm");
    npm.current_dir(&folder).args(["install", "--no-package-lock", "--no-audit", "--no-fund", "--silent"]);
    if !npm.stdin(Stdio::null()).stdout(Stdio::null()).status()?.success() {
        return Ok(Err(Missing("npm could not install it")));
    }
    // Last, so that an incomplete installation is repeated.
    fs::write(recipe_file, recipe)?;
    Ok(Ok(folder))
}

fn version(program: &str) -> Option<String> {
    let output = Command::new(program).arg("--version").output().ok().filter(|output| output.status.success())?;
    String::from_utf8(output.stdout).ok()
}
