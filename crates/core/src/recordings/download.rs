//! Downloads one recording into the store.

use reqwest::StatusCode;
use reqwest::header::CONTENT_TYPE;

use super::StoreError;
use super::media::Media;
use super::source::request;
use super::store::{Store, StoreWriter};
use crate::carrier::connection::Connection;
use crate::outbound::{self, Client, Response};

/// The largest recording that is stored, in bytes: a day of talk in a compact format.
pub(super) const MAX_BYTES: u64 = 512 * 1024 * 1024;

/// A recording in the store.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct StoredRecording {
    pub(super) place: String,
    pub(super) media_type: &'static str,
    pub(super) bytes: u64,
}

/// Why a download failed. Each is a sentence for people, and contains no address.
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
    /// Whether every other attempt would fail the same way.
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
) -> Result<StoredRecording, Failure> {
    let request = request(url, connection, max_bytes).ok_or(Failure::Address)?;
    let response = client.send(request).await?;
    match response.status() {
        StatusCode::OK => {}
        StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN => return Err(Failure::SignIn),
        StatusCode::NOT_FOUND | StatusCode::GONE => return Err(Failure::NotThere),
        other => return Err(Failure::Status(other.as_u16())),
    }
    let media = Media::from_content_type(response.header(CONTENT_TYPE)).ok_or(Failure::NotAudio)?;
    let place = format!("{place}.{}", media.extension);
    let mut writer = store.write(&place).await?;
    match copy(response, &mut writer).await {
        Ok(0) => {
            writer.abort().await;
            Err(Failure::NotAudio)
        }
        Ok(bytes) => {
            writer.finish().await?;
            Ok(StoredRecording { place, media_type: media.media_type, bytes })
        }
        Err(failure) => {
            writer.abort().await;
            Err(failure)
        }
    }
}

async fn copy(mut response: Response, writer: &mut StoreWriter) -> Result<u64, Failure> {
    let mut bytes = 0_u64;
    while let Some(chunk) = response.chunk().await? {
        bytes += chunk.len() as u64;
        writer.add(&chunk).await?;
    }
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use wiremock::matchers::any;
    use wiremock::{Mock, MockServer, ResponseTemplate};

    use super::*;
    use crate::carrier::provider::Provider;

    async fn fetch(answer: ResponseTemplate, max_bytes: u64) -> Result<StoredRecording, Failure> {
        let server = MockServer::start().await;
        Mock::given(any()).respond_with(answer).mount(&server).await;
        let folder = tempfile::tempdir().unwrap();
        let store = Store::from_setting(&format!("file:{}", folder.path().display())).unwrap();
        let connection = Connection::for_test(Provider::Twilio, "AC1", "token", Some(&server.uri()));
        let url = format!("{}/RE1.mp3", server.uri());
        let outcome = download(&Client::new(), &store, &connection, &url, "a/b", max_bytes).await;
        let has_file = std::fs::read_dir(folder.path())
            .unwrap()
            .flatten()
            .any(|folder| std::fs::read_dir(folder.path()).is_ok_and(|mut files| files.any(|file| file.is_ok())));
        assert_eq!(has_file, outcome.is_ok(), "only a successful download leaves a file");
        outcome
    }

    fn audio(bytes: usize) -> ResponseTemplate {
        ResponseTemplate::new(200).set_body_raw(vec![7; bytes], "audio/wav")
    }

    #[tokio::test]
    async fn a_recording_beyond_the_size_limit_is_refused() {
        let stored = fetch(audio(100), 100).await.unwrap();
        assert_eq!(stored, StoredRecording { place: "a/b.wav".into(), media_type: "audio/wav", bytes: 100 });
        assert!(matches!(fetch(audio(101), 100).await, Err(Failure::TooLarge)));
        assert!(matches!(fetch(audio(0), 100).await, Err(Failure::NotAudio)));
    }

    #[tokio::test]
    async fn each_download_failure_is_distinguished() {
        for (status, sentence) in [
            (401, "The carrier does not accept the connection's sign-in."),
            (404, "The carrier does not have the recording."),
            (503, "The carrier answered with status 503."),
        ] {
            let failure = fetch(ResponseTemplate::new(status), 100).await.unwrap_err();
            assert_eq!(failure.to_string(), sentence);
            assert!(!failure.is_final());
        }
    }

    #[tokio::test]
    async fn the_size_limit_holds_without_a_content_length() {
        use tokio::io::{AsyncReadExt, AsyncWriteExt};
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        let server = tokio::spawn(async move {
            let (mut stream, _) = listener.accept().await.unwrap();
            let mut request = [0; 1024];
            let _read = stream.read(&mut request).await.unwrap();
            stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-type: audio/wav\r\nconnection: close\r\n\r\n").await.unwrap();
            // Until the client closes the connection.
            while stream.write_all(&[7; 1024]).await.is_ok() {}
        });
        let folder = tempfile::tempdir().unwrap();
        let store = Store::from_setting(&format!("file:{}", folder.path().display())).unwrap();
        let connection = Connection::for_test(Provider::Twilio, "AC1", "token", Some(&base));
        let url = format!("{base}/RE1.mp3");
        let outcome = download(&Client::new(), &store, &connection, &url, "a/b", 100_000).await;
        assert!(matches!(outcome, Err(Failure::TooLarge)), "{outcome:?}");
        server.await.unwrap();
    }
}
