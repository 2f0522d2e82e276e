//! The real program over a test's database: its commands, and its serving processes.

use std::process::Stdio;
use std::time::Duration;

use crewline_core::db::Target;
use crewline_core::db::testing::{KEY, TestDatabase};
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

impl CommandOutput {
    /// Runs a command to its end.
    pub(crate) async fn of(command: &mut Command) -> Self {
        let output = command.output().await.unwrap();
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        Self { code: output.status.code(), stdout: text(output.stdout), stderr: text(output.stderr) }
    }
}

impl Instance {
    /// An instance with the key of the test's own handle.
    pub(crate) fn over(database: &TestDatabase) -> Self {
        Self::with_key(database, &KEY.into())
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

    /// An instance whose database and key file are yet to be made, in its own folder.
    pub(crate) fn fresh() -> Self {
        Self::fresh_over("sqlite:crewline.db".to_owned())
    }

    /// An instance whose key file is yet to be made, over a database that may be.
    pub(crate) fn fresh_over(database: String) -> Self {
        let environment = vec![
            ("CREWLINE_DATABASE", database),
            ("CREWLINE_BIND", "127.0.0.1:0".to_owned()),
            ("CREWLINE_PUBLIC_URL", "https://crewline.example".to_owned()),
            ("CREWLINE_KEY_FILE", "crewline.key".to_owned()),
        ];
        Self { folder: tempfile::tempdir().unwrap(), environment }
    }

    /// A path in the instance's folder.
    pub(crate) fn path(&self, name: &str) -> std::path::PathBuf {
        self.folder.path().join(name)
    }

    /// A command that runs in a shell after others, such as `ulimit`.
    pub(crate) fn after(&self, shell: &str, arguments: &[&str]) -> Command {
        let mut command = Command::new("/bin/sh");
        let own = self.environment.iter().map(|(name, value)| (name, value));
        command
            .arg("-c")
            .arg(format!("{shell}; exec \"$0\" \"$@\""))
            .arg(env!("CARGO_BIN_EXE_crewline"))
            .args(arguments);
        command.env_clear().envs(own).current_dir(self.folder.path()).kill_on_drop(true).stdin(Stdio::null());
        command
    }

    fn command(&self) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_crewline"));
        let own = self.environment.iter().map(|(name, value)| (name, value));
        command.env_clear().envs(own).current_dir(self.folder.path()).kill_on_drop(true).stdin(Stdio::null());
        command
    }

    /// Runs a command to its end.
    pub(crate) async fn run(&self, arguments: &[&str]) -> CommandOutput {
        CommandOutput::of(self.command().args(arguments)).await
    }

    /// Runs a command that reads a secret.
    pub(crate) async fn run_with_secret(&self, arguments: &[&str], secret: &str) -> CommandOutput {
        let file = self.path("secret");
        std::fs::write(&file, secret).unwrap();
        CommandOutput::of(self.command().args(arguments).stdin(std::fs::File::open(file).unwrap())).await
    }

    /// Creates an API token for a member of Northline.
    pub(crate) async fn token(&self, email: &str) -> String {
        let output = self.run(&["token", "create", "--email", email, "--business", "northline"]).await;
        assert_eq!(output.code, Some(0), "{output:?}");
        output.stdout.trim_end().to_owned()
    }

    /// The folder that its commands and processes run in.
    pub(crate) fn folder(&self) -> &std::path::Path {
        self.folder.path()
    }

    /// Starts a process that serves at a port of its own without its database, and waits until it answers.
    pub(crate) async fn serve_without_database(&self) -> Serving {
        let free = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let bind = free.local_addr().unwrap().to_string();
        drop(free);
        let variables = [("CREWLINE_DATABASE", "postgres://nobody@127.0.0.1:9/nothing"), ("CREWLINE_BIND", &bind)];
        let process = self.command().arg("serve").envs(variables).stdout(Stdio::piped()).spawn().unwrap();
        let _ = rustls::crypto::ring::default_provider().install_default();
        let client = reqwest::Client::builder().no_proxy().build().unwrap();
        let serving = Serving { address: format!("http://{bind}"), process, client };
        let answers = async {
            while serving.client.get(format!("{}/healthz", serving.address)).send().await.is_err() {
                tokio::task::yield_now().await;
            }
        };
        tokio::time::timeout(START_TIMEOUT, answers).await.expect("a process that answers in time");
        serving
    }

    /// Starts a process that serves, and waits until it listens.
    pub(crate) async fn serve(&self, variables: &[(&str, &str)]) -> Serving {
        self.serve_and_read(variables, 0).await.0
    }

    /// The same, with its log in the file that [`Self::log`] reads.
    pub(crate) async fn serve_logging(&self, variables: &[(&str, &str)]) -> Serving {
        let log = std::fs::File::options().create(true).append(true).open(self.path("serve.log")).unwrap();
        Self::listening(self.command().arg("serve").envs(variables.iter().copied()).stderr(log), 0).await.0
    }

    /// The log of the processes of [`Self::serve_logging`].
    pub(crate) fn log(&self) -> String {
        std::fs::read_to_string(self.path("serve.log")).unwrap_or_default()
    }

    /// The same, with so many lines of what it prints afterwards.
    pub(crate) async fn serve_and_read(&self, variables: &[(&str, &str)], count: usize) -> (Serving, Vec<String>) {
        Self::listening(self.command().arg("serve").envs(variables.iter().copied()), count).await
    }

    /// Starts a process that serves after shell commands, and waits until it listens.
    pub(crate) async fn serve_after(&self, shell: &str, variables: &[(&str, &str)]) -> Serving {
        Self::listening(self.after(shell, &["serve"]).envs(variables.iter().copied()), 0).await.0
    }

    async fn listening(command: &mut Command, count: usize) -> (Serving, Vec<String>) {
        let mut process = command.stdout(Stdio::piped()).spawn().unwrap();
        let mut lines = BufReader::new(process.stdout.take().unwrap()).lines();
        let listening = async {
            let address = loop {
                let line = lines.next_line().await.unwrap().expect("a process that listens");
                if let Some(address) = line.strip_prefix("listening on ") {
                    break address.to_owned();
                }
            };
            let mut printed = Vec::new();
            while printed.len() < count {
                printed.push(lines.next_line().await.unwrap().expect("another line"));
            }
            (address, printed)
        };
        let (address, printed) =
            tokio::time::timeout(START_TIMEOUT, listening).await.expect("a process that listens in time");
        // The client needs a TLS provider, though nothing here is encrypted. A second call finds it installed.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let client = reqwest::Client::builder().no_proxy().redirect(reqwest::redirect::Policy::none());
        (Serving { address, process, client: client.build().unwrap() }, printed)
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

    /// The process's id.
    pub(crate) fn id(&self) -> u32 {
        self.process.id().unwrap()
    }

    /// Sends a signal.
    pub(crate) async fn signal(&self, name: &str) {
        let sent = Command::new("/bin/sh").arg("-c").arg(format!("kill -s {name} {}", self.id())).status().await;
        assert!(sent.unwrap().success());
    }

    /// Tells the process to stop; returns its exit code.
    pub(crate) async fn stop(mut self) -> Option<i32> {
        self.signal("TERM").await;
        let ended = tokio::time::timeout(START_TIMEOUT, self.process.wait()).await;
        ended.expect("a process that stops in time").unwrap().code()
    }

    pub(crate) async fn get(&self, path: &str) -> reqwest::Response {
        self.client.get(format!("{}{path}", self.address)).send().await.unwrap()
    }

    /// Gets an address of the API.
    pub(crate) async fn get_with_token(&self, path: &str, token: &str) -> reqwest::Response {
        self.client.get(format!("{}{path}", self.address)).bearer_auth(token).send().await.unwrap()
    }

    /// Gets a page by the name of a host.
    pub(crate) async fn get_as(&self, path: &str, host: &str) -> reqwest::Response {
        self.client.get(format!("{}{path}", self.address)).header("host", host).send().await.unwrap()
    }

    /// Sends a form by the name of a host.
    pub(crate) async fn post_as(&self, path: &str, host: &str, fields: &[(&str, &str)]) -> reqwest::Response {
        let request = self.client.post(format!("{}{path}", self.address)).header("host", host);
        request.form(fields).send().await.unwrap()
    }

    /// Sends a form without credentials.
    pub(crate) async fn post(&self, path: &str, fields: &[(&str, &str)]) -> reqwest::Response {
        self.client.post(format!("{}{path}", self.address)).form(fields).send().await.unwrap()
    }

    /// Sends a form with a signature of Twilio's.
    pub(crate) async fn post_signed(
        &self,
        path: &str,
        signature: &str,
        fields: &[(String, String)],
    ) -> reqwest::Response {
        let request = self.client.post(format!("{}{path}", self.address)).header("x-twilio-signature", signature);
        request.form(fields).send().await.unwrap()
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
