//! An independent mail server (aiosmtpd), and the letters that it receives.

use std::process::Stdio;
use std::time::Duration;

use serde::Deserialize;
use tokio::io::{AsyncBufReadExt, BufReader, Lines};
use tokio::process::{Child, ChildStdout, Command};

use crate::{Failure, Outcome, settings};

/// How long to wait for a letter.
const LETTER_TIMEOUT: Duration = Duration::from_secs(60);

/// A letter, as a mail program reads it.
#[derive(Debug, Deserialize)]
pub struct Letter {
    /// The address it went to.
    pub to: String,
    /// Its subject.
    pub subject: String,
    /// Its text.
    pub text: String,
}

impl Letter {
    /// The first link in it.
    ///
    /// # Errors
    /// When there is none.
    pub fn link(&self) -> Outcome<&str> {
        let mut words = self.text.split_whitespace();
        words.find(|word| word.starts_with("http")).ok_or_else(|| Failure::new(format!("no link in {}", self.text)))
    }
}

/// The server. It ends when this is dropped.
#[derive(Debug)]
pub struct Mailbox {
    /// Its address, as `CREWLINE_SMTP_URL` takes it.
    pub url: String,
    lines: Lines<BufReader<ChildStdout>>,
    _process: Child,
}

impl Mailbox {
    /// Starts it and waits until it listens.
    ///
    /// # Errors
    /// When there is no Python with aiosmtpd, or it does not start.
    pub async fn open() -> Outcome<Self> {
        let mut process = Command::new(settings::python()?)
            .args(["-B", "-u"])
            .arg(settings::peers().join("mailbox.py"))
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()?;
        let output = process.stdout.take().ok_or_else(|| Failure::new("the mail server has no output"))?;
        let mut lines = BufReader::new(output).lines();
        let port = next(&mut lines).await?;
        Ok(Self { url: format!("smtp://127.0.0.1:{port}"), lines, _process: process })
    }

    /// Waits for the next letter to an address. Letters to others that come before it are skipped.
    ///
    /// # Errors
    /// When none comes.
    pub async fn letter_to(&mut self, address: &str) -> Outcome<Letter> {
        loop {
            let letter: Letter = serde_json::from_str(&next(&mut self.lines).await?)?;
            if letter.to.eq_ignore_ascii_case(address) {
                return Ok(letter);
            }
        }
    }
}

async fn next(lines: &mut Lines<BufReader<ChildStdout>>) -> Outcome<String> {
    let line = tokio::time::timeout(LETTER_TIMEOUT, lines.next_line()).await;
    let line = line.map_err(|_| Failure::new("the mail server is silent"))??;
    line.ok_or_else(|| Failure::new("the mail server has ended"))
}
