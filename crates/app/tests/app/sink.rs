//! A mail server for tests, which says what it was given.

use std::time::Duration;

use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

/// Longer than a worker waits before it looks for jobs again.
pub(crate) const PATIENCE: Duration = Duration::from_secs(40);

/// The server; it ends with the test.
pub(crate) struct Sink {
    /// As `CREWLINE_SMTP_URL` takes it.
    pub(crate) url: String,
    letters: UnboundedReceiver<Letter>,
}

/// A letter as it came over the wire.
#[derive(Debug)]
pub(crate) struct Letter {
    pub(crate) to: String,
    head: Vec<(String, String)>,
}

impl Letter {
    /// A header; `None` where there is none.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.head.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }
}

impl Sink {
    /// One that keeps what it is given.
    pub(crate) async fn open() -> Self {
        Self::listen(true).await
    }

    /// One that is given a letter and never answers.
    pub(crate) async fn that_hangs() -> Self {
        Self::listen(false).await
    }

    async fn listen(answers: bool) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let url = format!("smtp://{}", listener.local_addr().unwrap());
        let (tell, letters) = unbounded_channel();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(talk(stream, tell.clone(), answers));
            }
        });
        Self { url, letters }
    }

    /// The next letter.
    pub(crate) async fn letter(&mut self) -> Letter {
        let letter = tokio::time::timeout(PATIENCE, self.letters.recv()).await;
        letter.expect("a letter in time").expect("a server that runs")
    }
}

async fn talk(mut stream: TcpStream, tell: UnboundedSender<Letter>, answers: bool) -> std::io::Result<()> {
    let (read, mut write) = stream.split();
    let mut lines = BufReader::new(read).lines();
    let mut to = String::new();
    write.write_all(b"220 sink\r\n").await?;
    while let Some(line) = lines.next_line().await? {
        let answer = match line.split([' ', ':']).next().unwrap_or_default() {
            "EHLO" => "250-sink\r\n250 8BITMIME\r\n",
            "QUIT" => "221 Bye\r\n",
            "RCPT" => {
                to = line.split(['<', '>']).nth(1).unwrap_or_default().to_owned();
                "250 Known\r\n"
            }
            "DATA" => {
                write.write_all(b"354 Go on\r\n").await?;
                let mut text = Vec::new();
                while let Some(line) = lines.next_line().await?.filter(|line| line != ".") {
                    text.push(line);
                }
                let _ended = tell.send(Letter { to: to.clone(), head: head(&text) });
                if !answers {
                    std::future::pending::<()>().await;
                }
                "250 Kept\r\n"
            }
            _ => "250 Fine\r\n",
        };
        write.write_all(answer.as_bytes()).await?;
    }
    Ok(())
}

/// The headers, those that go over several lines in one.
fn head(lines: &[String]) -> Vec<(String, String)> {
    let mut head: Vec<(String, String)> = Vec::new();
    for line in lines.iter().take_while(|line| !line.is_empty()) {
        match (line.split_once(": "), head.last_mut()) {
            (_, Some((_, value))) if line.starts_with([' ', '\t']) => value.push_str(line.trim_end()),
            (Some((name, value)), _) => head.push((name.to_owned(), value.to_owned())),
            _ => {}
        }
    }
    head
}
