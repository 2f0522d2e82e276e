//! A generator of HTTP load: one thread, one task a connection, requests written as bytes one after the other. Each
//! answer is read whole and its status checked.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::Outcome;
use crate::samples::Samples;

const OWN_STAT: &str = "/proc/self/stat";

/// The requests of a connection, in order.
#[derive(Clone, Debug)]
pub(crate) enum Script {
    /// The same request, repeatedly for a duration.
    Repeat(Arc<[u8]>, Duration),
    /// These requests in turn, repeatedly for a duration. Each turn counts as one.
    RepeatAll(Arc<[Vec<u8>]>, Duration),
    /// Each request once.
    EachOnce(Vec<Vec<u8>>),
}

/// The measurements of a load.
#[derive(Debug)]
pub(crate) struct Measured {
    /// Answers a second.
    pub(crate) rate: f64,
    /// The time of one answer.
    pub(crate) times: Samples,
    /// The generator's own processor time for each, in microseconds.
    pub(crate) own_micros: f64,
}

/// Runs a connection for each script, on a thread of its own.
pub(crate) fn run(address: SocketAddr, scripts: Vec<Script>) -> Outcome<Measured> {
    let thread = std::thread::spawn(move || -> Outcome<Measured> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        runtime.block_on(run_all(address, scripts))
    });
    thread.join().map_err(|_| "the generator panicked")?
}

/// Sends one request and returns the body of the response.
pub(crate) async fn fetch(address: SocketAddr, request: &[u8]) -> Outcome<String> {
    Ok(String::from_utf8(fetch_whole(address, request).await?.1)?)
}

/// Sends one request and returns the head and the body of the response, as they are sent.
pub(crate) async fn fetch_whole(address: SocketAddr, request: &[u8]) -> Outcome<(String, Vec<u8>)> {
    let mut connection = Connection::to(address).await?;
    let length = connection.send(request).await?;
    let answer = &connection.answer[..length];
    let head = answer.windows(4).position(|end| end == b"\r\n\r\n").unwrap_or(length);
    let body = answer.get(head + 4..).unwrap_or_default();
    Ok((String::from_utf8(answer[..head].to_vec())?, body.to_vec()))
}

async fn run_all(address: SocketAddr, scripts: Vec<Script>) -> Outcome<Measured> {
    let mut connections = Vec::new();
    for script in scripts {
        connections.push((Connection::to(address).await?, script));
    }
    let (begin, own) = (Instant::now(), processor_time(OWN_STAT)?);
    let tasks: Vec<_> =
        connections.into_iter().map(|(connection, script)| tokio::spawn(run_script(connection, script))).collect();
    let mut times = Vec::new();
    for task in tasks {
        times.extend(task.await??);
    }
    let (elapsed, own) = (begin.elapsed(), processor_time(OWN_STAT)?.saturating_sub(own));
    let count = times.len() as f64;
    Ok(Measured {
        rate: count / elapsed.as_secs_f64(),
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
                let mut total = Duration::ZERO;
                for request in requests.iter() {
                    total += connection.exchange(request).await?;
                }
                times.push(total);
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

    /// Sends one request, and returns the time until its whole response is read.
    async fn exchange(&mut self, request: &[u8]) -> Outcome<Duration> {
        let started = Instant::now();
        self.send(request).await?;
        Ok(started.elapsed())
    }

    /// Sends one request, reads its whole response, and returns the response's length.
    async fn send(&mut self, request: &[u8]) -> Outcome<usize> {
        self.stream.write_all(request).await?;
        let mut read_so_far = 0;
        loop {
            if read_so_far == self.answer.len() {
                self.answer.resize(read_so_far * 2, 0);
            }
            let read = self.stream.read(&mut self.answer[read_so_far..]).await?;
            if read == 0 {
                return Err("a connection was closed".into());
            }
            read_so_far += read;
            if response_length(&self.answer[..read_so_far])? == Some(read_so_far) {
                return Ok(read_so_far);
            }
        }
    }
}

/// The length of a response, head and body; `None` while the head is incomplete.
fn response_length(answer: &[u8]) -> Outcome<Option<usize>> {
    let Some(head) = answer.windows(4).position(|end| end == b"\r\n\r\n") else { return Ok(None) };
    let text = std::str::from_utf8(&answer[..head])?;
    // An accepted form redirects its browser.
    let is_good = ["200", "201", "204", "303"].iter().any(|status| text[9..].starts_with(status));
    if !is_good {
        return Err(format!("an answer under load: {}", text.lines().next().unwrap_or_default()).into());
    }
    let header = |searched: &str| {
        let mut fields = text.lines().filter_map(|line| line.split_once(':'));
        fields.find_map(|(name, value)| name.eq_ignore_ascii_case(searched).then_some(value.trim()))
    };
    if header("transfer-encoding").is_some() {
        // Chunked: the last chunk is empty.
        return Ok(answer.ends_with(b"\r\n0\r\n\r\n").then_some(answer.len()));
    }
    let body = header("content-length").and_then(|value| value.parse::<usize>().ok());
    Ok(Some(head + 4 + body.unwrap_or(0)))
}

/// The processor time of a process so far, by its file in `/proc`.
pub(crate) fn processor_time(stat: &str) -> Outcome<Duration> {
    let text = std::fs::read_to_string(stat)?;
    let after = text.rsplit(')').next().unwrap_or_default();
    let ticks: u64 = after.split_whitespace().skip(11).take(2).filter_map(|field| field.parse::<u64>().ok()).sum();
    // A tick is a hundredth of a second on every Linux.
    Ok(Duration::from_millis(ticks * 10))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_length_of_a_response_is_read_from_its_head() {
        assert_eq!(response_length(b"HTTP/1.1 200 OK\r\nContent-Le").unwrap(), None);
        assert_eq!(response_length(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok").unwrap(), Some(40));
        assert_eq!(response_length(b"HTTP/1.1 204 No Content\r\n\r\n").unwrap(), Some(27));
        let pieces = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n";
        assert_eq!(response_length(pieces).unwrap(), Some(pieces.len()));
        assert_eq!(response_length(&pieces[..pieces.len() - 2]).unwrap(), None);
        assert!(response_length(b"HTTP/1.1 403 Forbidden\r\n\r\n").is_err());
    }
}
