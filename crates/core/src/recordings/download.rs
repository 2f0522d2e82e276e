//! Brings one recording home.

use reqwest::StatusCode;
use reqwest::header::CONTENT_TYPE;

use super::StoreError;
use super::media::Media;
use super::source::request;
use super::store::{Store, Writing};
use crate::carrier::connection::Connection;
use crate::outbound::{self, Client, Response};

/// The longest recording that is kept, in bytes: a day of talk in a small form.
pub(super) const MAX_BYTES: u64 = 512 * 1024 * 1024;

/// A recording in the store.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Home {
    pub(super) place: String,
    pub(super) media_type: &'static str,
    pub(super) bytes: u64,
}

/// Why a recording is not here; each is a sentence for people, and holds no address.
#[derive(Debug, thiserror::Error)]
pub(super) enum Failure {
    #[error("The carrier gave an address that recordings are not fetched from.")]
    Address,
    #[error("The recording is too large.")]
    TooLarge,
    #[error("The carrier can't be reached.")]
    Unreachable,
    #[error("The carrier does not accept the connection's sign-in.")]
    SignIn,
    #[error("The carrier does not have the recording.")]
    NotThere,
    #[error("The carrier answered with status {0}.")]
    Status(u16),
    #[error("The carrier sent something that is no recording.")]
    NotAudio,
    #[error("The recording broke off.")]
    BrokenOff,
    #[error("The recordings store does not answer.")]
    Store(#[from] StoreError),
}

impl From<outbound::Failure> for Failure {
    fn from(failure: outbound::Failure) -> Self {
        match failure {
            outbound::Failure::Address => Self::Address,
            outbound::Failure::Unreachable => Self::Unreachable,
            outbound::Failure::TooLarge => Self::TooLarge,
            outbound::Failure::BrokenOff => Self::BrokenOff,
        }
    }
}

impl Failure {
    /// Whether the same will be so forever.
    pub(super) fn is_final(&self) -> bool {
        matches!(self, Self::Address | Self::TooLarge)
    }
}

pub(super) async fn download(
    client: &Client,
    store: &Store,
    connection: &Connection,
    url: &str,
    place: &str,
    max_bytes: u64,
) -> Result<Home, Failure> {
    let request = request(url, connection, max_bytes).ok_or(Failure::Address)?;
    let response = client.send(request).await?;
    match response.status() {
        StatusCode::OK => {}
        StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN => return Err(Failure::SignIn),
        StatusCode::NOT_FOUND | StatusCode::GONE => return Err(Failure::NotThere),
        other => return Err(Failure::Status(other.as_u16())),
    }
    let media = Media::of(response.header(CONTENT_TYPE)).ok_or(Failure::NotAudio)?;
    let place = format!("{place}.{}", media.ending);
    let mut writing = store.write(&place).await?;
    match copy(response, &mut writing).await {
        Ok(0) => {
            writing.abort().await;
            Err(Failure::NotAudio)
        }
        Ok(bytes) => {
            writing.finish().await?;
            Ok(Home { place, media_type: media.media_type, bytes })
        }
        Err(failure) => {
            writing.abort().await;
            Err(failure)
        }
    }
}

async fn copy(mut response: Response, writing: &mut Writing) -> Result<u64, Failure> {
    let mut bytes = 0_u64;
    while let Some(chunk) = response.chunk().await? {
        bytes += chunk.len() as u64;
        writing.add(&chunk).await?;
    }
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use wiremock::matchers::any;
    use wiremock::{Mock, MockServer, ResponseTemplate};

    use super::*;
    use crate::carrier::provider::Provider;

    async fn fetched(answer: ResponseTemplate, max_bytes: u64) -> Result<Home, Failure> {
        let server = MockServer::start().await;
        Mock::given(any()).respond_with(answer).mount(&server).await;
        let folder = tempfile::tempdir().unwrap();
        let store = Store::at(&format!("file:{}", folder.path().display())).unwrap();
        let connection = Connection::for_test(Provider::Twilio, "AC1", "token", Some(&server.uri()));
        let url = format!("{}/RE1.mp3", server.uri());
        let outcome = download(&Client::new(), &store, &connection, &url, "a/b", max_bytes).await;
        let is_kept = std::fs::read_dir(folder.path())
            .unwrap()
            .flatten()
            .any(|folder| std::fs::read_dir(folder.path()).is_ok_and(|mut files| files.any(|file| file.is_ok())));
        assert_eq!(is_kept, outcome.is_ok(), "nothing is left of what is not kept");
        outcome
    }

    fn audio(bytes: usize) -> ResponseTemplate {
        ResponseTemplate::new(200).set_body_raw(vec![7; bytes], "audio/wav")
    }

    #[tokio::test]
    async fn a_recording_of_the_longest_size_is_kept_and_a_longer_one_is_not() {
        let home = fetched(audio(100), 100).await.unwrap();
        assert_eq!(home, Home { place: "a/b.wav".into(), media_type: "audio/wav", bytes: 100 });
        assert!(matches!(fetched(audio(101), 100).await, Err(Failure::TooLarge)));
        assert!(matches!(fetched(audio(0), 100).await, Err(Failure::NotAudio)));
    }

    #[tokio::test]
    async fn each_refusal_is_told_apart() {
        for (status, sentence) in [
            (401, "The carrier does not accept the connection's sign-in."),
            (404, "The carrier does not have the recording."),
            (503, "The carrier answered with status 503."),
        ] {
            let failure = fetched(ResponseTemplate::new(status), 100).await.unwrap_err();
            assert_eq!(failure.to_string(), sentence);
            assert!(!failure.is_final());
        }
    }

    #[tokio::test]
    async fn what_is_too_large_is_noticed_as_it_comes_where_the_server_does_not_say() {
        use tokio::io::{AsyncReadExt, AsyncWriteExt};
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        let server = tokio::spawn(async move {
            let (mut stream, _) = listener.accept().await.unwrap();
            let mut request = [0; 1024];
            let _read = stream.read(&mut request).await.unwrap();
            stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-type: audio/wav\r\nconnection: close\r\n\r\n").await.unwrap();
            // Until the other side has had enough.
            while stream.write_all(&[7; 1024]).await.is_ok() {}
        });
        let folder = tempfile::tempdir().unwrap();
        let store = Store::at(&format!("file:{}", folder.path().display())).unwrap();
        let connection = Connection::for_test(Provider::Twilio, "AC1", "token", Some(&base));
        let url = format!("{base}/RE1.mp3");
        let outcome = download(&Client::new(), &store, &connection, &url, "a/b", 100_000).await;
        assert!(matches!(outcome, Err(Failure::TooLarge)), "{outcome:?}");
        server.await.unwrap();
    }
}
