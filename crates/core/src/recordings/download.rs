//! Brings one recording home.

use reqwest::header::{CONTENT_TYPE, LOCATION};
use reqwest::{Response, StatusCode};

use super::address::{redirected, reported};
use super::media::Media;
use super::store::{Store, Writing};
use super::{Fetcher, StoreError};
use crate::carrier::connection::Connection;

/// The longest recording that is kept, in bytes: a day of talk in a small form.
pub(super) const MOST: u64 = 512 * 1024 * 1024;
/// Redirects that are followed.
const HOPS: usize = 3;

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

impl Failure {
    /// Whether the same will be so forever.
    pub(super) fn is_final(&self) -> bool {
        matches!(self, Self::Address | Self::TooLarge)
    }
}

pub(super) async fn download(
    fetcher: &Fetcher,
    store: &Store,
    connection: &Connection,
    url: &str,
    place: &str,
    most: u64,
) -> Result<Home, Failure> {
    let response = ask(fetcher, connection, url).await?;
    match response.status() {
        StatusCode::OK => {}
        StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN => return Err(Failure::SignIn),
        StatusCode::NOT_FOUND | StatusCode::GONE => return Err(Failure::NotThere),
        other => return Err(Failure::Status(other.as_u16())),
    }
    let content_type = response.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let media = Media::of(content_type).ok_or(Failure::NotAudio)?;
    if response.content_length().is_some_and(|bytes| bytes > most) {
        return Err(Failure::TooLarge);
    }
    let place = format!("{place}.{}", media.ending);
    let mut writing = store.write(&place).await?;
    match copy(response, &mut writing, most).await {
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

async fn ask(fetcher: &Fetcher, connection: &Connection, url: &str) -> Result<Response, Failure> {
    let mut address = reported(url, connection).ok_or(Failure::Address)?;
    for _ in 0..=HOPS {
        let response = fetcher.get(&address).await.map_err(|_| Failure::Unreachable)?;
        if !response.status().is_redirection() {
            return Ok(response);
        }
        let to = response.headers().get(LOCATION).and_then(|value| value.to_str().ok()).ok_or(Failure::Address)?;
        address = redirected(&address.url, to, connection).ok_or(Failure::Address)?;
    }
    Err(Failure::Address)
}

async fn copy(mut response: Response, writing: &mut Writing, most: u64) -> Result<u64, Failure> {
    let mut bytes = 0_u64;
    while let Some(chunk) = response.chunk().await.map_err(|_| Failure::BrokenOff)? {
        bytes += chunk.len() as u64;
        if bytes > most {
            return Err(Failure::TooLarge);
        }
        writing.add(&chunk).await?;
    }
    Ok(bytes)
}
