//! A mail server for tests, which keeps the letters that it receives, and what was said to it.

use std::collections::HashSet;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use rustls::ServerConfig;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio::io::{AsyncBufReadExt, AsyncRead, AsyncWrite, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio_rustls::TlsAcceptor;

/// Longer than a worker waits before it looks for jobs again.
pub(crate) const LETTER_TIMEOUT: Duration = Duration::from_secs(40);

/// The file of the authority that signed the server's certificate, for `SSL_CERT_FILE`.
pub(crate) const AUTHORITY: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/app/certificates/authority.pem");
const CERTIFICATE: &[u8] = include_bytes!("certificates/server.pem");
const KEY: &[u8] = include_bytes!("certificates/server.key");

/// The behaviour of a server.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Behaviour {
    /// It accepts connections and never says a word.
    pub(crate) is_silent: bool,
    /// It takes a letter, and never says so.
    pub(crate) never_acknowledges: bool,
    /// It takes a letter, and cuts the connection instead of saying so; only the first time.
    pub(crate) cuts_first: bool,
    /// It offers STARTTLS.
    pub(crate) offers_tls: bool,
    /// It offers a sign-in, and accepts it or not.
    pub(crate) sign_in: Option<bool>,
    /// It answers by the part before the `@`: `no…` is unknown, `grey…` is taken the second time, `full…` is full, and
    /// `hang…` is never answered.
    pub(crate) answers_by_recipient: bool,
}

/// The server, which runs until the test ends.
pub(crate) struct SmtpServer {
    /// As `CREWLINE_SMTP_URL` takes it.
    pub(crate) url: String,
    pub(crate) port: u16,
    letters: UnboundedReceiver<Letter>,
    shared: Arc<Shared>,
}

struct Shared {
    behaviour: Behaviour,
    letters: UnboundedSender<Letter>,
    /// The commands of all connections; those inside TLS begin with `TLS `.
    commands: Mutex<Vec<String>>,
    greylisted: Mutex<HashSet<String>>,
    has_cut: Mutex<bool>,
    /// The number that the test has given to the process that sends now.
    sender: AtomicUsize,
}

/// A received letter.
#[derive(Debug)]
pub(crate) struct Letter {
    pub(crate) to: String,
    /// The number of the process that sent it.
    pub(crate) sender: usize,
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
        Self::that(Behaviour::default()).await
    }

    /// A server that never acknowledges a letter.
    pub(crate) async fn never_answering() -> Self {
        Self::that(Behaviour { never_acknowledges: true, ..Behaviour::default() }).await
    }

    /// A server with a behaviour.
    pub(crate) async fn that(behaviour: Behaviour) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let (sender, letters) = unbounded_channel();
        let shared = Arc::new(Shared {
            behaviour,
            letters: sender,
            commands: Mutex::default(),
            greylisted: Mutex::default(),
            has_cut: Mutex::default(),
            sender: AtomicUsize::default(),
        });
        let server = shared.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(serve(stream, server.clone()));
            }
        });
        Self { url: format!("smtp://127.0.0.1:{port}"), port, letters, shared }
    }

    /// Numbers the process that connects from now on.
    pub(crate) fn number_sender(&self, number: usize) {
        self.shared.sender.store(number, Ordering::SeqCst);
    }

    /// The next letter.
    pub(crate) async fn next_letter(&mut self) -> Letter {
        let letter = tokio::time::timeout(LETTER_TIMEOUT, self.letters.recv()).await;
        letter.expect("a letter in time").expect("a server that runs")
    }

    /// A letter that has come already.
    pub(crate) fn letter_at_once(&mut self) -> Option<Letter> {
        self.letters.try_recv().ok()
    }

    /// The commands so far; those inside TLS begin with `TLS `.
    pub(crate) fn commands(&self) -> Vec<String> {
        self.shared.commands.lock().unwrap().clone()
    }
}

async fn serve(mut stream: TcpStream, shared: Arc<Shared>) -> std::io::Result<()> {
    if shared.behaviour.is_silent {
        return std::future::pending().await;
    }
    stream.write_all(b"220 sink\r\n").await?;
    if converse(&mut stream, &shared, "").await? {
        stream.write_all(b"220 Go on\r\n").await?;
        let mut stream = acceptor().accept(stream).await?;
        converse(&mut stream, &shared, "TLS ").await?;
    }
    Ok(())
}

fn acceptor() -> TlsAcceptor {
    let certificate = CertificateDer::from_pem_slice(CERTIFICATE).unwrap();
    let key = PrivateKeyDer::from_pem_slice(KEY).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ServerConfig::builder_with_provider(provider).with_safe_default_protocol_versions().unwrap();
    TlsAcceptor::from(Arc::new(config.with_no_client_auth().with_single_cert(vec![certificate], key).unwrap()))
}

/// Answers commands until the connection ends, or is to be encrypted.
async fn converse<S>(stream: &mut S, shared: &Shared, prefix: &str) -> std::io::Result<bool>
where
    S: AsyncRead + AsyncWrite + Unpin,
{
    let (read, mut write) = tokio::io::split(stream);
    let mut lines = BufReader::new(read).lines();
    let (mut to, sender) = (String::new(), shared.sender.load(Ordering::SeqCst));
    while let Some(line) = lines.next_line().await? {
        shared.commands.lock().unwrap().push(format!("{prefix}{line}"));
        let answer = match line.split([' ', ':']).next().unwrap_or_default() {
            "EHLO" => greeting(shared.behaviour, !prefix.is_empty()),
            "STARTTLS" => return Ok(true),
            "AUTH" if shared.behaviour.sign_in == Some(false) => "535 5.7.8 Who are you\r\n".to_owned(),
            "AUTH" => "235 Welcome\r\n".to_owned(),
            "QUIT" => "221 Bye\r\n".to_owned(),
            "RCPT" => {
                to = line.split(['<', '>']).nth(1).unwrap_or_default().to_owned();
                match recipient(shared, &to) {
                    Some(answer) => answer.to_owned(),
                    None => std::future::pending().await,
                }
            }
            "DATA" => {
                write.write_all(b"354 Go on\r\n").await?;
                let mut text = Vec::new();
                loop {
                    match lines.next_line().await? {
                        Some(line) if line == "." => break,
                        Some(line) => text.push(line),
                        // The sender died in the middle of the letter.
                        None => return Ok(false),
                    }
                }
                let _closed = shared.letters.send(Letter { to: to.clone(), sender, headers: headers(&text) });
                if shared.behaviour.never_acknowledges {
                    std::future::pending::<()>().await;
                }
                if shared.behaviour.cuts_first && !std::mem::replace(&mut *shared.has_cut.lock().unwrap(), true) {
                    return Ok(false);
                }
                "250 Kept\r\n".to_owned()
            }
            _ => "250 Fine\r\n".to_owned(),
        };
        write.write_all(answer.as_bytes()).await?;
    }
    Ok(false)
}

fn greeting(behaviour: Behaviour, is_encrypted: bool) -> String {
    let tls = if behaviour.offers_tls && !is_encrypted { "250-STARTTLS\r\n" } else { "" };
    let sign_in = if behaviour.sign_in.is_some() { "250-AUTH PLAIN LOGIN\r\n" } else { "" };
    format!("250-sink\r\n{tls}{sign_in}250 8BITMIME\r\n")
}

/// The answer to a recipient; `None` for none.
fn recipient(shared: &Shared, to: &str) -> Option<&'static str> {
    let local = if shared.behaviour.answers_by_recipient { to } else { "" };
    Some(match local {
        local if local.starts_with("no") => "550 5.1.1 no such user\r\n",
        local if local.starts_with("full") => "452 4.2.2 mailbox is full\r\n",
        local if local.starts_with("grey") && shared.greylisted.lock().unwrap().insert(to.to_owned()) => {
            "450 4.2.0 greylisted, try again later\r\n"
        }
        local if local.starts_with("hang") => return None,
        _ => "250 Known\r\n",
    })
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
