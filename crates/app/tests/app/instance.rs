//! The real program over a test's database: its commands, and its serving processes.

use std::process::Stdio;
use std::time::Duration;

use crewline_core::db::Target;
use crewline_core::db::testing::TestDatabase;
use crewline_core::secret::Seal;
use reqwest::Method;
use secrecy::{ExposeSecret, SecretString};
use serde_json::Value;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};

/// How long a process may take to listen.
const START_TIMEOUT: Duration = Duration::from_secs(30);

/// The folder and the environment that the commands and processes of an instance share.
pub(crate) struct Instance {
    folder: tempfile::TempDir,
    environment: Vec<(&'static str, String)>,
}

/// The result of a command.
#[derive(Debug)]
pub(crate) struct CommandOutput {
    pub(crate) code: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Instance {
    /// An instance with a new key.
    pub(crate) fn over(database: &TestDatabase) -> Self {
        Self::with_key(database, &Seal::new_key().unwrap())
    }

    /// An instance with the key that the database was opened with before.
    pub(crate) fn with_key(database: &TestDatabase, key: &SecretString) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let database = match &database.target {
            Target::Sqlite(path) => format!("sqlite:{}", path.display()),
            Target::Postgres(address) => address.clone(),
        };
        let environment = vec![
            ("CREWLINE_DATABASE", database),
            ("CREWLINE_BIND", "127.0.0.1:0".to_owned()),
            ("CREWLINE_PUBLIC_URL", "https://crewline.example".to_owned()),
            ("CREWLINE_SECRET_KEY", key.expose_secret().to_owned()),
            ("CREWLINE_RECORDINGS", format!("file:{}", folder.path().display())),
        ];
        Self { folder, environment }
    }

    fn command(&self) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_crewline"));
        let own = self.environment.iter().map(|(name, value)| (name, value));
        command.env_clear().envs(own).current_dir(self.folder.path()).kill_on_drop(true).stdin(Stdio::null());
        command
    }

    /// Runs a command to its end.
    pub(crate) async fn run(&self, arguments: &[&str]) -> CommandOutput {
        let output = self.command().args(arguments).output().await.unwrap();
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        CommandOutput { code: output.status.code(), stdout: text(output.stdout), stderr: text(output.stderr) }
    }

    /// Creates an API token for a member of Northline.
    pub(crate) async fn token(&self, email: &str) -> String {
        let output = self.run(&["token", "create", "--email", email, "--business", "northline"]).await;
        assert_eq!(output.code, Some(0), "{output:?}");
        output.stdout.trim_end().to_owned()
    }

    /// Starts a process that serves, and waits until it listens.
    pub(crate) async fn serve(&self, variables: &[(&str, &str)]) -> Serving {
        let mut process =
            self.command().arg("serve").envs(variables.iter().copied()).stdout(Stdio::piped()).spawn().unwrap();
        let mut lines = BufReader::new(process.stdout.take().unwrap()).lines();
        let listening = async {
            loop {
                let line = lines.next_line().await.unwrap().expect("a process that listens");
                if let Some(address) = line.strip_prefix("listening on ") {
                    return address.to_owned();
                }
            }
        };
        let address = tokio::time::timeout(START_TIMEOUT, listening).await.expect("a process that listens in time");
        // The client needs a TLS provider, though nothing here is encrypted. A second call finds it installed.
        let _ = rustls::crypto::ring::default_provider().install_default();
        Serving { address, process, client: reqwest::Client::builder().no_proxy().build().unwrap() }
    }
}

/// A process that serves. It is killed when this is dropped.
pub(crate) struct Serving {
    address: String,
    process: Child,
    client: reqwest::Client,
}

impl Serving {
    /// Kills the process, as a failing machine does.
    pub(crate) async fn kill(mut self) {
        self.process.kill().await.unwrap();
    }

    pub(crate) async fn get(&self, path: &str) -> reqwest::Response {
        self.client.get(format!("{}{path}", self.address)).send().await.unwrap()
    }

    /// Sends a form without credentials.
    pub(crate) async fn post(&self, path: &str, fields: &[(&str, &str)]) -> reqwest::Response {
        self.client.post(format!("{}{path}", self.address)).form(fields).send().await.unwrap()
    }

    /// Sends a request to the API, which has to succeed.
    pub(crate) async fn api(&self, token: &str, method: Method, path: &str, body: &Value) -> Value {
        let request = self.client.request(method, format!("{}/api/v1{path}", self.address)).bearer_auth(token);
        let request = if body.is_null() { request } else { request.json(body) };
        let answer = request.send().await.unwrap();
        let (status, text) = (answer.status(), answer.text().await.unwrap());
        assert!(status.is_success(), "{path}: {status}: {text}");
        serde_json::from_str(&text).unwrap_or_default()
    }

    /// Opens the live stream of the token's member.
    pub(crate) async fn live(&self, token: &str) -> Live {
        let request = self.client.get(format!("{}/b/northline/live", self.address)).bearer_auth(token);
        let answer = request.send().await.unwrap();
        assert_eq!(answer.status(), 200);
        Live(answer)
    }
}

/// An open live stream over the network.
pub(crate) struct Live(reqwest::Response);

impl Live {
    /// The next event, which has to come within a second.
    pub(crate) async fn next(&mut self) -> String {
        let event = async {
            let mut received = String::new();
            while !received.contains("\n\n") {
                let part = self.0.chunk().await.unwrap().expect("an open stream");
                received.push_str(std::str::from_utf8(&part).unwrap());
            }
            received
        };
        tokio::time::timeout(Duration::from_secs(1), event).await.expect("an event within a second")
    }

    /// Reads until the stream closes, which has to be within a second.
    pub(crate) async fn read_to_end(mut self) -> String {
        let all = async {
            let mut received = String::new();
            while let Some(part) = self.0.chunk().await.unwrap() {
                received.push_str(std::str::from_utf8(&part).unwrap());
            }
            received
        };
        tokio::time::timeout(Duration::from_secs(1), all).await.expect("a stream that closes within a second")
    }
}
