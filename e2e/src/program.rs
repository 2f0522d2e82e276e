//! The program as an operator runs it, by its commands and its environment, on a database of its own.

use std::net::{Ipv4Addr, TcpListener};
use std::path::PathBuf;
use std::process::Stdio;
use std::time::Duration;

use tempfile::TempDir;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::process::{Child, Command};

use crate::{Database, Engine, Failure, Outcome, settings};

const START_TIMEOUT: Duration = Duration::from_secs(30);

/// A running `crewline serve`. It ends when this is dropped.
pub struct Program {
    /// Its base address: `http://localhost:PORT`, since passkeys need a name.
    pub origin: String,
    database: Database,
    folder: TempDir,
    port: u16,
    environment: Vec<(&'static str, String)>,
    process: Option<Child>,
}

/// The key of every program here, unless its environment names another.
pub const KEY: &str = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8";

impl Program {
    /// Starts it on a fresh database and waits until it listens.
    ///
    /// # Errors
    /// When it is not built or does not start; the message holds its log.
    pub async fn start(engine: Engine) -> Outcome<Self> {
        Self::start_with(engine, &[]).await
    }

    /// The same with more in its environment.
    ///
    /// # Errors
    /// When it is not built or does not start; the message holds its log.
    pub async fn start_with(engine: Engine, environment: &[(&'static str, &str)]) -> Outcome<Self> {
        let port = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?.port();
        let mut program = Self {
            origin: format!("http://localhost:{port}"),
            database: Database::create(engine).await?,
            folder: tempfile::tempdir()?,
            port,
            environment: environment.iter().map(|(name, value)| (*name, (*value).to_owned())).collect(),
            process: None,
        };
        program.serve().await?;
        Ok(program)
    }

    /// The address of a page: `/calls` becomes `http://localhost:PORT/calls`.
    pub fn page(&self, path: &str) -> String {
        format!("{}{path}", self.origin)
    }

    /// The address of its database, as `CREWLINE_DATABASE` takes it.
    pub fn database(&self) -> &str {
        &self.database.url
    }

    /// Runs a command of the program beside the server, with `input` on its standard input, and returns its output.
    ///
    /// # Errors
    /// When it ends with another code than 0; the message holds its standard error.
    pub async fn command(&self, arguments: &[&str], input: &str) -> Outcome<String> {
        let mut process = self
            .crewline()?
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()?;
        if let Some(mut stdin) = process.stdin.take() {
            stdin.write_all(input.as_bytes()).await?;
        }
        let output = process.wait_with_output().await?;
        if !output.status.success() {
            let errors = String::from_utf8_lossy(&output.stderr);
            return Err(Failure::new(format!(
                "crewline {}: {}: {}",
                arguments.join(" "),
                output.status,
                errors.trim_end()
            )));
        }
        Ok(String::from_utf8_lossy(&output.stdout).trim_end().to_owned())
    }

    /// The server's standard error so far.
    ///
    /// # Errors
    /// When it can't be read.
    pub fn log(&self) -> Outcome<String> {
        Ok(std::fs::read_to_string(self.log_file())?)
    }

    /// Ends the server and removes its database.
    ///
    /// # Errors
    /// When one of them refuses.
    pub async fn stop(mut self) -> Outcome {
        if let Some(mut process) = self.process.take() {
            process.kill().await?;
        }
        self.database.close().await
    }

    async fn serve(&mut self) -> Outcome {
        let log = std::fs::File::create(self.log_file())?;
        let mut process =
            self.crewline()?.arg("serve").stdin(Stdio::null()).stdout(Stdio::piped()).stderr(log).spawn()?;
        let output = process.stdout.take().ok_or_else(|| Failure::new("the program has no output"))?;
        let mut lines = BufReader::new(output).lines();
        let listening = async {
            while let Some(line) = lines.next_line().await? {
                if line.starts_with("listening on http://") {
                    return Ok(());
                }
            }
            Err(Failure::new("the program ended before it listened"))
        };
        let listening = tokio::time::timeout(START_TIMEOUT, listening).await;
        let listening = listening.unwrap_or_else(|_| Err(Failure::new("the program does not listen")));
        listening.map_err(|failure| Failure::new(format!("{failure}:\n{}", self.log().unwrap_or_default())))?;
        self.process = Some(process);
        Ok(())
    }

    fn crewline(&self) -> Outcome<Command> {
        let mut command = Command::new(settings::crewline()?);
        command
            .current_dir(self.folder.path())
            .kill_on_drop(true)
            .env("CREWLINE_DATABASE", &self.database.url)
            .env("CREWLINE_BIND", format!("127.0.0.1:{}", self.port))
            .env("CREWLINE_PUBLIC_URL", &self.origin)
            .env("CREWLINE_SECRET_KEY", KEY)
            .envs(self.environment.iter().map(|(name, value)| (name, value)))
            .env("CREWLINE_RECORDINGS", format!("file:{}", self.folder.path().join("recordings").display()));
        Ok(command)
    }

    fn log_file(&self) -> PathBuf {
        self.folder.path().join("log")
    }
}

/// A test that fails because the program is gone says so.
impl Drop for Program {
    fn drop(&mut self) {
        if let Some(Ok(Some(status))) = self.process.as_mut().map(Child::try_wait) {
            eprintln!("the program ended unexpectedly: {status}\n{}", self.log().unwrap_or_default());
        }
    }
}
