//! The program that drives the browser.

use std::process::Stdio;
use std::time::Duration;

use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};

use crate::{Failure, Outcome, settings};

const START_TIMEOUT: Duration = Duration::from_secs(30);

/// A running ChromeDriver on a port of its own. It ends when this is dropped.
pub(crate) struct ChromeDriver {
    process: Child,
    pub(crate) address: String,
}

impl ChromeDriver {
    /// Starts it and waits until it says where it listens.
    ///
    /// It takes a port that is free for IPv4 and fails when another program has that port for IPv6, so a busy machine
    /// needs a few attempts.
    pub(crate) async fn start() -> Outcome<Self> {
        for _ in 0..4 {
            if let Ok(started) = Self::start_once().await {
                return Ok(started);
            }
        }
        Self::start_once().await
    }

    async fn start_once() -> Outcome<Self> {
        let mut process = Command::new(settings::chromedriver()?)
            .arg("--port=0")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()?;
        let output = process.stdout.take().ok_or_else(|| Failure::new("ChromeDriver has no output"))?;
        let mut lines = BufReader::new(output).lines();
        let port = tokio::time::timeout(START_TIMEOUT, async {
            while let Some(line) = lines.next_line().await? {
                let port = line.split_once("started successfully on port ").map(|(_, port)| port.trim_end_matches('.'));
                if let Some(port) = port {
                    return Ok(port.to_owned());
                }
            }
            Err(Failure::new("ChromeDriver ended before it listened"))
        });
        let port = port.await.map_err(|_| Failure::new("ChromeDriver does not start"))??;
        Ok(Self { process, address: format!("http://127.0.0.1:{port}") })
    }

    /// Ends it.
    pub(crate) async fn stop(mut self) -> Outcome {
        Ok(self.process.kill().await?)
    }
}
