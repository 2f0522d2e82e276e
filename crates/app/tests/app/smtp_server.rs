//! A mail server for tests, which keeps the letters that it receives.

use std::time::Duration;

use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

/// Longer than a worker waits before it looks for jobs again.
pub(crate) const LETTER_TIMEOUT: Duration = Duration::from_secs(40);

/// The server, which runs until the test ends.
pub(crate) struct SmtpServer {
    /// As `CREWLINE_SMTP_URL` takes it.
    pub(crate) url: String,
    letters: UnboundedReceiver<Letter>,
}

/// A received letter.
#[derive(Debug)]
pub(crate) struct Letter {
    pub(crate) to: String,
    headers: Vec<(String, String)>,
}

impl Letter {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }
}

impl SmtpServer {
    /// A server that accepts letters.
    pub(crate) async fn start() -> Self {
        Self::listen(true).await
    }

    /// A server that never acknowledges a letter.
    pub(crate) async fn never_answering() -> Self {
        Self::listen(false).await
    }

    async fn listen(answers: bool) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let url = format!("smtp://{}", listener.local_addr().unwrap());
        let (sender, letters) = unbounded_channel();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(serve(stream, sender.clone(), answers));
            }
        });
        Self { url, letters }
    }

    /// The next letter.
    pub(crate) async fn next_letter(&mut self) -> Letter {
        let letter = tokio::time::timeout(LETTER_TIMEOUT, self.letters.recv()).await;
        letter.expect("a letter in time").expect("a server that runs")
    }
}

async fn serve(mut stream: TcpStream, sender: UnboundedSender<Letter>, answers: bool) -> std::io::Result<()> {
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
                let _closed = sender.send(Letter { to: to.clone(), headers: headers(&text) });
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

/// The headers, with continuation lines joined.
fn headers(lines: &[String]) -> Vec<(String, String)> {
    let mut headers: Vec<(String, String)> = Vec::new();
    for line in lines.iter().take_while(|line| !line.is_empty()) {
        match (line.split_once(": "), headers.last_mut()) {
            (_, Some((_, value))) if line.starts_with([' ', '\t']) => value.push_str(line.trim_end()),
            (Some((name, value)), _) => headers.push((name.to_owned(), value.to_owned())),
            _ => {}
        }
    }
    headers
}
