//! A proxy before the test server: it hangs when it is told to, and treats the settings of new connections as poolers do.

use std::io;
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinHandle;

/// The request for TLS, which comes before a client's first message.
pub(crate) const TLS_REQUEST: [u8; 8] = [0, 0, 0, 8, 4, 210, 22, 47];

/// The treatment of the `options` of a new connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Options {
    /// The server gets them.
    Forwarded,
    /// They are left out, as PgBouncer does with `ignore_startup_parameters = options`.
    Dropped,
    /// A connection with any is refused, as PgBouncer does by default.
    Refused,
}

/// A proxy, which runs until it is dropped.
pub struct Proxy {
    address: String,
    hangs: watch::Sender<bool>,
    task: JoinHandle<()>,
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Proxy {
    /// Starts a proxy before the server of an address.
    ///
    /// # Panics
    /// When there is no free port.
    pub async fn start(address: &str, options: Options) -> Self {
        let (sign_in, place) = address.rsplit_once('@').expect("a user and a password");
        let (host, database) = place.split_once('/').expect("a database");
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let port = listener.local_addr().expect("an address").port();
        let (hangs, hanging) = watch::channel(false);
        let host = host.to_owned();
        let task = tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                // An error says that one of the two has closed the connection.
                tokio::spawn(forward(client, host.clone(), options, hanging.clone()));
            }
        });
        Self { address: format!("{sign_in}@127.0.0.1:{port}/{database}"), hangs, task }
    }

    /// The address of the database through the proxy.
    pub fn address(&self) -> &str {
        &self.address
    }

    /// From now on, nothing is forwarded: as if the server's processes were stopped.
    pub fn hang(&self) {
        self.hangs.send_replace(true);
    }

    /// Everything is forwarded again.
    pub fn resume(&self) {
        self.hangs.send_replace(false);
    }

    /// How long it takes until an answer is there, with what it is.
    pub async fn time<T>(answer: impl Future<Output = T>) -> (Duration, T) {
        let began = tokio::time::Instant::now();
        let outcome = answer.await;
        (began.elapsed(), outcome)
    }
}

async fn forward(
    mut client: TcpStream,
    server: String,
    options: Options,
    hanging: watch::Receiver<bool>,
) -> io::Result<()> {
    let mut server = TcpStream::connect(server).await?;
    if options != Options::Forwarded {
        let mut start = read_startup(&mut client).await?;
        if start[..8] == TLS_REQUEST {
            client.write_all(b"N").await?;
            start = read_startup(&mut client).await?;
        }
        // A request that cancels a statement has no settings.
        let parameters = start.get(8..).filter(|_| start[4..8] == [0, 3, 0, 0]);
        if let Some(parameters) = parameters {
            let rest = without_options(parameters);
            if options == Options::Refused && rest.len() != parameters.len() {
                return refuse(&mut client, "unsupported startup parameter: options").await;
            }
            start = [&start[4..8], &rest].concat();
            let length = u32::try_from(start.len() + 4).map_err(io::Error::other)?;
            server.write_all(&length.to_be_bytes()).await?;
        }
        server.write_all(&start).await?;
    }
    let (mut from_client, mut to_client) = client.into_split();
    let (mut from_server, mut to_server) = server.into_split();
    tokio::select! {
        outcome = copy(&mut from_client, &mut to_server, hanging.clone()) => outcome,
        outcome = copy(&mut from_server, &mut to_client, hanging) => outcome,
    }
}

async fn copy(
    from: &mut (impl AsyncRead + Unpin),
    to: &mut (impl AsyncWrite + Unpin),
    mut hanging: watch::Receiver<bool>,
) -> io::Result<()> {
    let mut buffer = vec![0; 16 * 1024];
    loop {
        let length = from.read(&mut buffer).await?;
        if length == 0 || hanging.wait_for(|hangs| !hangs).await.is_err() {
            return Ok(());
        }
        to.write_all(&buffer[..length]).await?;
    }
}

/// A client's first message, with its length.
pub(crate) async fn read_startup(client: &mut (impl AsyncRead + Unpin)) -> io::Result<Vec<u8>> {
    let mut message = vec![0; 4];
    client.read_exact(&mut message).await?;
    let length = u32::from_be_bytes([message[0], message[1], message[2], message[3]]) as usize;
    message.resize(length.clamp(8, 10_000), 0);
    client.read_exact(&mut message[4..]).await?;
    Ok(message)
}

/// The parameters of a first message, each ended by a zero, without the options.
fn without_options(parameters: &[u8]) -> Vec<u8> {
    let parts: Vec<&[u8]> = parameters.split(|byte| *byte == 0).collect();
    let pairs = parts.chunks_exact(2).filter(|pair| !pair[0].is_empty() && pair[0] != b"options");
    let mut rest: Vec<u8> = pairs.flat_map(|pair| [pair[0], b"\0", pair[1], b"\0"].concat()).collect();
    rest.push(0);
    rest
}

/// Refuses a connection with PgBouncer's code.
pub(crate) async fn refuse(client: &mut (impl AsyncWrite + Unpin), words: &str) -> io::Result<()> {
    refuse_with(client, "08P01", words).await
}

/// Refuses a connection.
pub(crate) async fn refuse_with(client: &mut (impl AsyncWrite + Unpin), code: &str, words: &str) -> io::Result<()> {
    let fields = format!("SFATAL\0VFATAL\0C{code}\0M{words}\0\0");
    let length = u32::try_from(fields.len() + 4).map_err(io::Error::other)?;
    client.write_all(&[b"E", &length.to_be_bytes()[..], fields.as_bytes()].concat()).await?;
    client.shutdown().await
}
