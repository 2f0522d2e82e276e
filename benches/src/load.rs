//! A generator of HTTP load: one thread, one task a connection, requests written as bytes one after the other. Each
//! answer is read whole and its status checked.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::Outcome;
use crate::samples::Samples;

/// What a connection asks, in order.
#[derive(Clone, Debug)]
pub(crate) enum Script {
    /// The same, over and over, for so long.
    Repeat(Arc<[u8]>, Duration),
    /// These one after the other, over and over, for so long; all of them are one answer.
    RepeatAll(Arc<[Vec<u8>]>, Duration),
    /// Each of these once.
    EachOnce(Vec<Vec<u8>>),
}

/// What came of a load.
#[derive(Debug)]
pub(crate) struct Measured {
    /// Answers a second.
    pub(crate) rate: f64,
    /// The time of one answer.
    pub(crate) times: Samples,
    /// What the generator itself took of a processor for each, in microseconds.
    pub(crate) own_micros: f64,
}

/// Runs a connection for each script, on a thread of its own.
pub(crate) fn run(address: SocketAddr, scripts: Vec<Script>) -> Outcome<Measured> {
    let thread = std::thread::spawn(move || -> Outcome<Measured> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        runtime.block_on(all(address, scripts))
    });
    thread.join().map_err(|_| "the generator panicked")?
}

/// The body of one answer.
pub(crate) async fn fetch(address: SocketAddr, request: &[u8]) -> Outcome<String> {
    let mut connection = Connection::to(address).await?;
    let have = connection.whole(request).await?;
    let text = std::str::from_utf8(&connection.answer[..have])?;
    Ok(text.split_once("\r\n\r\n").map(|(_, body)| body.to_owned()).unwrap_or_default())
}

async fn all(address: SocketAddr, scripts: Vec<Script>) -> Outcome<Measured> {
    let mut connections = Vec::new();
    for script in scripts {
        connections.push((Connection::to(address).await?, script));
    }
    let (begun, own) = (Instant::now(), own_time()?);
    let tasks: Vec<_> =
        connections.into_iter().map(|(connection, script)| tokio::spawn(run_script(connection, script))).collect();
    let mut times = Vec::new();
    for task in tasks {
        times.extend(task.await??);
    }
    let (taken, own) = (begun.elapsed(), own_time()?.saturating_sub(own));
    let count = times.len() as f64;
    Ok(Measured {
        rate: count / taken.as_secs_f64(),
        times: Samples::from_iter(times),
        own_micros: own.as_secs_f64() * 1e6 / count,
    })
}

async fn run_script(mut connection: Connection, script: Script) -> Outcome<Vec<Duration>> {
    let mut times = Vec::new();
    match script {
        Script::Repeat(request, span) => {
            let started = Instant::now();
            while started.elapsed() < span {
                times.push(connection.exchange(&request).await?);
            }
        }
        Script::RepeatAll(requests, span) => {
            let started = Instant::now();
            while started.elapsed() < span {
                let mut together = Duration::ZERO;
                for request in requests.iter() {
                    together += connection.exchange(request).await?;
                }
                times.push(together);
            }
        }
        Script::EachOnce(requests) => {
            for request in &requests {
                times.push(connection.exchange(request).await?);
            }
        }
    }
    Ok(times)
}

struct Connection {
    stream: TcpStream,
    answer: Vec<u8>,
}

impl Connection {
    async fn to(address: SocketAddr) -> Outcome<Self> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        Ok(Self { stream, answer: vec![0; 64 * 1024] })
    }

    /// One request and its whole answer.
    async fn exchange(&mut self, request: &[u8]) -> Outcome<Duration> {
        let started = Instant::now();
        self.whole(request).await?;
        Ok(started.elapsed())
    }

    /// How much of what was read is the answer.
    async fn whole(&mut self, request: &[u8]) -> Outcome<usize> {
        self.stream.write_all(request).await?;
        let mut have = 0;
        loop {
            if have == self.answer.len() {
                self.answer.resize(have * 2, 0);
            }
            let read = self.stream.read(&mut self.answer[have..]).await?;
            if read == 0 {
                return Err("a connection was closed".into());
            }
            have += read;
            if length(&self.answer[..have])? == Some(have) {
                return Ok(have);
            }
        }
    }
}

/// How long the answer is, head and body; `None` while its head is not there yet.
fn length(answer: &[u8]) -> Outcome<Option<usize>> {
    let Some(head) = answer.windows(4).position(|end| end == b"\r\n\r\n") else { return Ok(None) };
    let text = std::str::from_utf8(&answer[..head])?;
    // A form that was taken sends its browser on.
    let is_good = ["200", "201", "204", "303"].iter().any(|status| text[9..].starts_with(status));
    if !is_good {
        return Err(format!("an answer under load: {}", text.lines().next().unwrap_or_default()).into());
    }
    let header = |wanted: &str| {
        let mut fields = text.lines().filter_map(|line| line.split_once(':'));
        fields.find_map(|(name, value)| name.eq_ignore_ascii_case(wanted).then_some(value.trim()))
    };
    if header("transfer-encoding").is_some() {
        // In pieces, of which the last one is empty.
        return Ok(answer.ends_with(b"\r\n0\r\n\r\n").then_some(answer.len()));
    }
    let body = header("content-length").and_then(|value| value.parse::<usize>().ok());
    Ok(Some(head + 4 + body.unwrap_or(0)))
}

/// What this process has taken of the processors so far.
fn own_time() -> Outcome<Duration> {
    let text = std::fs::read_to_string("/proc/self/stat")?;
    let after = text.rsplit(')').next().unwrap_or_default();
    let ticks: u64 = after.split_whitespace().skip(11).take(2).filter_map(|field| field.parse::<u64>().ok()).sum();
    // A tick is a hundredth of a second on every Linux.
    Ok(Duration::from_millis(ticks * 10))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answers_length_is_read_from_its_head() {
        assert_eq!(length(b"HTTP/1.1 200 OK\r\nContent-Le").unwrap(), None);
        assert_eq!(length(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok").unwrap(), Some(40));
        assert_eq!(length(b"HTTP/1.1 204 No Content\r\n\r\n").unwrap(), Some(27));
        let pieces = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n";
        assert_eq!(length(pieces).unwrap(), Some(pieces.len()));
        assert_eq!(length(&pieces[..pieces.len() - 2]).unwrap(), None);
        assert!(length(b"HTTP/1.1 403 Forbidden\r\n\r\n").is_err());
    }
}
