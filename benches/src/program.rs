//! The real program, as an operator runs it.

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use crewline_core::db::Target;

use crate::Outcome;
use crate::business::{KEY, OWNER};
use crate::engine::setting;
use crate::webhook::{ACCOUNT, PUBLIC_URL, SECRET};

/// A database that the program has set up: a business, its Owner's token, its carrier.
pub(crate) struct Site {
    program: PathBuf,
    folder: PathBuf,
    pub(crate) target: Target,
    /// The Owner's API token.
    pub(crate) token: String,
}

impl Site {
    /// Sets up a business in an empty database, by the command line alone.
    pub(crate) fn set_up(program: &Path, folder: &Path, target: Target) -> Outcome<Self> {
        let mut site = Self::existing(program, folder, target)?;
        let owner = OWNER;
        site.command_output(
            &["setup", "--business", "Northline", "--name", "Olga Marsh", "--email", owner],
            "copper lantern wharf",
        )?;
        site.token = site.token_of(owner)?;
        site.command_output(
            &["carrier", "set", "--business", "northline", "--provider", "twilio", "--account", ACCOUNT],
            SECRET,
        )?;
        Ok(site)
    }

    /// A business that is set up already.
    pub(crate) fn existing(program: &Path, folder: &Path, target: Target) -> Outcome<Self> {
        fs::create_dir_all(folder)?;
        Ok(Self { program: program.into(), folder: folder.into(), target, token: String::new() })
    }

    /// A new API token of a member.
    pub(crate) fn token_of(&self, email: &str) -> Outcome<String> {
        let output = self.command_output(&["token", "create", "--email", email, "--business", "northline"], "")?;
        Ok(output.trim().to_owned())
    }

    /// Starts the server, and waits until it listens.
    pub(crate) fn serve(&self) -> Outcome<Served> {
        let mut command = self.command();
        command.arg("serve").stderr(fs::File::create(self.folder.join("log"))?);
        Served::start(command)
    }

    fn command(&self) -> Command {
        let mut command = Command::new(&self.program);
        command
            .env("CREWLINE_DATABASE", setting(&self.target))
            .env("CREWLINE_SECRET_KEY", KEY)
            .env("CREWLINE_RECORDINGS", format!("file:{}", self.folder.join("recordings").display()))
            .env("CREWLINE_BIND", "127.0.0.1:0")
            .env("CREWLINE_PUBLIC_URL", PUBLIC_URL)
            .current_dir(&self.folder);
        command
    }

    fn command_output(&self, arguments: &[&str], input: &str) -> Outcome<String> {
        let mut command = self.command();
        command.args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn()?;
        if let Some(mut stdin) = child.stdin.take() {
            stdin.write_all(input.as_bytes())?;
        }
        let output = child.wait_with_output()?;
        if !output.status.success() {
            return Err(format!("{}: {}", arguments.join(" "), String::from_utf8_lossy(&output.stderr)).into());
        }
        Ok(String::from_utf8(output.stdout)?)
    }
}

/// A running server. Dropping this ends it.
pub(crate) struct Served {
    child: Child,
    /// Its address.
    pub(crate) address: SocketAddr,
    /// The time from its start to its line on standard output.
    pub(crate) started_in: Duration,
}

impl Served {
    /// Starts any program that prints `listening on http://ADDRESS`.
    pub(crate) fn start(mut command: Command) -> Outcome<Self> {
        let started = Instant::now();
        let mut child = command.stdin(Stdio::null()).stdout(Stdio::piped()).spawn()?;
        let mut line = String::new();
        if let Some(output) = child.stdout.take() {
            BufReader::new(output).read_line(&mut line)?;
        }
        let started_in = started.elapsed();
        let Some(address) = line.trim().strip_prefix("listening on http://").and_then(|text| text.parse().ok()) else {
            child.kill()?;
            child.wait()?;
            return Err("a server did not start; see its log".into());
        };
        Ok(Self { child, address, started_in })
    }

    /// Its processor time so far.
    pub(crate) fn processor_time(&self) -> Outcome<Duration> {
        crate::load::processor_time(&format!("/proc/{}/stat", self.child.id()))
    }

    /// Its memory in bytes, by the kernel's name: `VmRSS` is the resident memory now, `VmHWM` its peak.
    pub(crate) fn memory(&self, name: &str) -> Outcome<u64> {
        let text = fs::read_to_string(format!("/proc/{}/status", self.child.id()))?;
        let line = text.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(':'));
        let kilobytes = line.and_then(|line| line.split_whitespace().next()).ok_or("the kernel has no such figure")?;
        Ok(kilobytes.parse::<u64>()? * 1024)
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ended = self.child.kill();
        let _reaped = self.child.wait();
    }
}
