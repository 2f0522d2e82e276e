//! A temporary PostgreSQL cluster with its own folder and port, which is always removed afterwards.

use std::fs;
use std::io::{BufRead, BufReader, Read};
use std::net::{Ipv4Addr, TcpListener};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use crate::account::Account;
use crate::failure::{Context, Failure, Outcome};
use crate::{postgres_programs, program};

/// How durable a commit is.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Durability {
    /// A commit may be lost in a crash. Quick, for tests.
    Fleeting,
    /// PostgreSQL's own defaults: a commit is on the disk. For benches.
    Durable,
}

/// A running cluster. Dropping it stops the server and removes its folder.
pub(crate) struct Cluster {
    supervisor: Child,
    bin: PathBuf,
    password: String,
    port: u16,
    url: String,
}

/// A process of its own that looks after the server. Its standard input is a pipe from us; when that ends it stops the
/// server and removes the folder. The pipe ends however we end, so ctrl-C and even a kill leave nothing behind. It
/// ignores the terminal's signals.
const SUPERVISOR: &str = r#"
trap '' HUP INT TERM
if "$1/pg_ctl" --pgdata="$2/data" --log="$2/log" --wait --timeout=60 --silent start </dev/null >/dev/null 2>"$2/pg_ctl"; then
    echo ready
    cat >/dev/null
    "$1/pg_ctl" --pgdata="$2/data" --mode=immediate --silent stop >/dev/null 2>&1
else
    cat "$2/pg_ctl" "$2/log" 2>/dev/null
fi
cd / && rm -rf "$2"
"#;

impl Cluster {
    /// Creates and starts a cluster. Returns when it accepts connections.
    ///
    /// # Errors
    /// When PostgreSQL's server programs are missing or fail; the message says which.
    pub(crate) fn start(durability: Durability) -> Outcome<Self> {
        let bin = postgres_programs::folder()?;
        let account = Account::for_servers()?;
        let folder = account.fresh_folder("crewline-postgres")?;
        let started = Self::start_in(&folder, &bin, &account, durability);
        if started.is_err() {
            // The supervisor removes it too, if it was started.
            let _ = fs::remove_dir_all(&folder);
        }
        started
    }

    /// The address of a database where databases and roles may be created.
    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    /// Creates an empty database and returns its address.
    ///
    /// # Errors
    /// When there is one of that name.
    pub(crate) fn new_database(&self, name: &str) -> Outcome<String> {
        let mut command = Command::new(self.bin.join("createdb"));
        command.args(["--host=127.0.0.1", "--username=crewline", "--no-password"]);
        command.arg(format!("--port={}", self.port)).arg(name).env("PGPASSWORD", &self.password);
        program::output(&mut command)?;
        Ok(format!("postgres://crewline:{}@127.0.0.1:{}/{name}", self.password, self.port))
    }

    /// Waits until the supervisor ends.
    ///
    /// # Errors
    /// When the supervisor can't be waited for.
    pub(crate) fn wait(&mut self) -> Outcome {
        let input = self.supervisor.stdin.take();
        let status = self.supervisor.wait();
        drop(input);
        status.map(drop).context("wait for PostgreSQL")
    }

    fn start_in(folder: &Path, bin: &Path, account: &Account, durability: Durability) -> Outcome<Self> {
        let password = password()?;
        let port = free_port()?;
        initialise(folder, bin, account, &password)?;
        configure(&folder.join("data"), port, durability)?;
        let mut supervisor = account
            .command("sh")
            .args(["-c", SUPERVISOR, "sh"])
            .arg(bin)
            .arg(folder)
            .current_dir(folder)
            .process_group(0)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .context("start PostgreSQL")?;
        let mut words = String::new();
        if let Some(output) = supervisor.stdout.take() {
            let mut output = BufReader::new(output);
            output.read_line(&mut words)?;
            if words != "ready\n" {
                output.read_to_string(&mut words)?;
            }
        }
        if words != "ready\n" {
            supervisor.wait()?;
            return Err(Failure::new(format!("PostgreSQL did not start:\n{}", words.trim_end())));
        }
        let url = format!("postgres://crewline:{password}@127.0.0.1:{port}/postgres");
        Ok(Self { supervisor, bin: bin.to_owned(), password, port, url })
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        drop(self.supervisor.stdin.take());
        let _ = self.supervisor.wait();
    }
}

/// Runs `initdb`. Clients need a password, so that a wrong one can be tested. It is sent over loopback in the clear,
/// since SCRAM in a debug build would slow each of a test run's thousand connections.
fn initialise(folder: &Path, bin: &Path, account: &Account, password: &str) -> Outcome {
    let file = folder.join("password");
    fs::write(&file, password)?;
    account.chown(&file)?;
    let output = account
        .command(bin.join("initdb"))
        .arg("--pgdata")
        .arg(folder.join("data"))
        .args(["--username=crewline", "--encoding=UTF8", "--locale=C", "--no-sync"])
        .args(["--auth-local=scram-sha-256", "--auth-host=password"])
        .arg("--pwfile")
        .arg(&file)
        .current_dir(folder)
        .stdin(Stdio::null())
        .output()
        .context("run initdb")?;
    fs::remove_file(&file)?;
    if output.status.success() {
        return Ok(());
    }
    Err(Failure::new(format!("initdb failed:\n{}", String::from_utf8_lossy(&output.stderr).trim_end())))
}

fn configure(data: &Path, port: u16, durability: Durability) -> Outcome {
    let mut settings = fs::read_to_string(data.join("postgresql.conf")).context("read PostgreSQL's settings")?;
    settings.push_str(&format!(
        "\nlisten_addresses = '127.0.0.1'\nport = {port}\nunix_socket_directories = ''\nmax_connections = 300\n"
    ));
    if durability == Durability::Fleeting {
        settings.push_str("fsync = off\nsynchronous_commit = off\nfull_page_writes = off\n");
    }
    // Written in place: the file keeps its owner.
    fs::write(data.join("postgresql.conf"), settings).context("write PostgreSQL's settings")
}

fn password() -> Outcome<String> {
    let mut bytes = [0; 16];
    fs::File::open("/dev/urandom").and_then(|mut source| source.read_exact(&mut bytes)).context("draw a password")?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}

/// A free loopback port.
///
/// # Errors
/// When there is none.
pub(crate) fn free_port() -> Outcome<u16> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).context("find a free port")?;
    Ok(listener.local_addr()?.port())
}

/// `cargo xtask postgres [--durable]`: a cluster in the foreground, until ctrl-C.
///
/// # Errors
/// When it can't be started, or the argument is not known.
pub(crate) fn run(arguments: &[String]) -> Outcome {
    let durability = match arguments {
        [] => Durability::Fleeting,
        [flag] if flag == "--durable" => Durability::Durable,
        _ => return Err(Failure::new("postgres takes --durable or nothing")),
    };
    let mut cluster = Cluster::start(durability)?;
    println!("{}", cluster.url());
    eprintln!("CREWLINE_TEST_POSTGRES takes this address; ctrl-C stops the server and removes its data");
    cluster.wait()
}
