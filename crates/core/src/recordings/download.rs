//! Downloads one recording into the store.
//!
//! A download has no limit of time in all: it goes on while bytes come in. One that breaks off goes on where it was, if the
//! server can. One that takes long needs one of a few places for slow ones, so that quick ones are not held up.

use std::time::Duration;

use reqwest::StatusCode;
use reqwest::header::{ACCEPT_RANGES, CONTENT_RANGE, CONTENT_TYPE, ETAG, HeaderValue, LAST_MODIFIED};
use tokio::time::{Instant, timeout_at};

use super::StoreError;
use super::frames::Frames;
use super::media::{HEAD_BYTES, Media, is_markup};
use super::slow::{SlowDownloads, SlowPlace};
use super::source::request;
use super::store::{Store, StoreWriter};
use crate::carrier::connection::Connection;
use crate::db::Db;
use crate::ids::{BusinessId, RecordingId};
use crate::jobs::{self, Job, Kind};
use crate::outbound::{self, Client, Response};

/// The largest recording that is stored, in bytes: a day of talk in a compact format.
pub(super) const MAX_BYTES: u64 = 512 * 1024 * 1024;
/// How long a download may take at the very most.
const MAX_TIME: Duration = Duration::from_secs(24 * 3_600);
/// How often a download is continued after it broke off.
const MAX_RESUMPTIONS: usize = 100;
/// Attempts that insist on the length that the carrier announced, though the server sent all that it has.
const MAX_STRICT_ATTEMPTS: i64 = 3;

/// When a download is slow, and when it is given up.
#[derive(Clone, Copy, Debug)]
pub struct Pace {
    /// How long it may take without a place for slow ones.
    pub slow_after: Duration,
    /// How long a slow one waits if there is no place.
    pub put_off: Duration,
    /// In each such span, `min_bytes` have to come in.
    pub span: Duration,
    /// The bytes that have to come in.
    pub min_bytes: u64,
}

impl Default for Pace {
    fn default() -> Self {
        let seconds = Duration::from_secs;
        Self { slow_after: seconds(10), put_off: seconds(60), span: seconds(60), min_bytes: 16 * 1024 }
    }
}

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
    #[error("The carrier sent a web page, and no recording. Check the address and the sign-in of the connection.")]
    WebPage,
    #[error("The recording broke off.")]
    BrokenOff,
    #[error("The recording came too slowly.")]
    TooSlow,
    #[error("The recording came in only in part.")]
    InPart,
    #[error("The recordings store does not answer.")]
    Store(#[from] StoreError),
    #[error(transparent)]
    Job(#[from] jobs::Failure),
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

/// The recording to download.
pub(super) struct Download<'a> {
    pub(super) client: &'a Client,
    pub(super) store: &'a Store,
    pub(super) connection: &'a Connection,
    pub(super) url: &'a str,
    pub(super) place: &'a str,
    pub(super) max_bytes: u64,
    /// How long it plays, as the carrier reported.
    pub(super) seconds: Option<i64>,
    pub(super) business: BusinessId,
    pub(super) recording: RecordingId,
    pub(super) slow: &'a SlowDownloads,
    pub(super) pace: Pace,
    /// The job whose claim is renewed while bytes come in.
    pub(super) job: Option<(&'a Db, &'a Job, &'a Kind)>,
}

/// How a body ended.
enum End {
    /// The server said so.
    Marked,
    /// The connection was closed, which may be the end or not.
    Unmarked,
}

/// An answer to the request for the rest.
enum Rest {
    /// More comes.
    More(Response),
    /// There is no more.
    Nothing,
    /// The server can't tell.
    Unknown,
}

/// The version and the length that the server announced.
struct Announced {
    version: Option<HeaderValue>,
    length: Option<u64>,
    takes_ranges: bool,
}

impl Announced {
    fn of(response: &Response) -> Self {
        // A weak tag does not promise the same bytes.
        let tag = response.raw_header(ETAG).filter(|tag| !tag.as_bytes().starts_with(b"W/"));
        let version = tag.or_else(|| response.raw_header(LAST_MODIFIED)).cloned();
        let (length, ranges) = (response.announced_length(), response.header(ACCEPT_RANGES));
        let takes_ranges = ranges != "none" && (version.is_some() || length.is_some());
        Self { version, length, takes_ranges }
    }
}

impl Download<'_> {
    /// Downloads it.
    pub(super) async fn run(&self) -> Result<StoredRecording, Failure> {
        let first = request(self.url, self.connection, self.max_bytes).ok_or(Failure::Address)?.within(MAX_TIME);
        let mut watch = Watch::new(self, first.host());
        let mut response = watch.over(self.client.send(first)).await??;
        match response.status() {
            StatusCode::OK => {}
            StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN => return Err(Failure::SignIn),
            StatusCode::NOT_FOUND | StatusCode::GONE => return Err(Failure::NotThere),
            other => return Err(Failure::Status(other.as_u16())),
        }
        let mut head = Vec::new();
        while head.len() < HEAD_BYTES
            && let Some(chunk) = watch.over(response.chunk()).await??
        {
            head.extend_from_slice(&chunk);
        }
        let media = match Media::of_response(&head, response.header(CONTENT_TYPE)) {
            Some(media) if !head.is_empty() => media,
            _ if is_markup(&head) => return Err(Failure::WebPage),
            _ => return Err(Failure::NotAudio),
        };
        let place = format!("{}.{}", self.place, media.extension);
        let mut copy = Copy { writer: self.store.write(&place).await?, frames: Frames::of(media.media_type), bytes: 0 };
        let copied = match copy.add(&head).await {
            Ok(()) => self.copy_all(&mut copy, &mut watch, response).await,
            Err(failure) => Err(failure),
        };
        match copied.and_then(|end| self.check(&copy, end)) {
            Ok(()) => {
                copy.writer.finish().await?;
                self.slow.forget(self.recording);
                Ok(StoredRecording { place, media_type: media.media_type, bytes: copy.bytes })
            }
            Err(failure) => {
                copy.writer.abort().await;
                Err(failure)
            }
        }
    }

    /// Copies the whole body, over as many responses as it takes.
    async fn copy_all(&self, copy: &mut Copy, watch: &mut Watch<'_>, first: Response) -> Result<End, Failure> {
        let announced = Announced::of(&first);
        let (mut response, mut begin) = (first, 0);
        for _ in 0..MAX_RESUMPTIONS {
            let outcome = copy.all_of(&mut response, watch).await;
            let failure = match outcome {
                Ok(()) if response.has_marked_end() => return Ok(End::Marked),
                Ok(()) => None,
                Err(failure @ (Failure::BrokenOff | Failure::TooSlow)) => Some(failure),
                Err(failure) => return Err(failure),
            };
            let rest = match announced.takes_ranges && copy.bytes > begin {
                true => watch.over(self.rest(copy.bytes, &announced)).await??,
                false => Rest::Unknown,
            };
            match (rest, failure) {
                (Rest::More(more), _) => (response, begin) = (more, copy.bytes),
                (Rest::Nothing, _) => return Ok(End::Marked),
                (Rest::Unknown, None) => return Ok(End::Unmarked),
                (Rest::Unknown, Some(failure)) => return Err(failure),
            }
        }
        Err(Failure::BrokenOff)
    }

    /// Asks for what follows so many bytes.
    async fn rest(&self, bytes: u64, announced: &Announced) -> Result<Rest, Failure> {
        let left = self.max_bytes.checked_sub(bytes).ok_or(Failure::TooLarge)?;
        let again = request(self.url, self.connection, left).ok_or(Failure::Address)?.within(MAX_TIME);
        let response = self.client.send(again.from(bytes, announced.version.clone())).await?;
        let range = response.header(CONTENT_RANGE);
        let total = range.rsplit('/').next().and_then(|total| total.parse::<u64>().ok());
        let is_same = announced.length.is_none_or(|length| total == Some(length));
        Ok(match response.status() {
            StatusCode::PARTIAL_CONTENT if is_same && range.starts_with(&format!("bytes {bytes}-")) => {
                Rest::More(response)
            }
            StatusCode::RANGE_NOT_SATISFIABLE if total == Some(bytes) => Rest::Nothing,
            _ => Rest::Unknown,
        })
    }

    /// Refuses a part for the whole: by the structure of the audio, and by how long the carrier says that it plays.
    fn check(&self, copy: &Copy, end: End) -> Result<(), Failure> {
        let structure = copy.frames.finish();
        let expected = self.seconds.map(|seconds| seconds as f64).filter(|seconds| *seconds > 0.0);
        // Carriers round, and leave out silence.
        let is_short = match (structure.seconds, expected) {
            (Some(played), Some(expected)) => played + (expected * 0.1).max(3.0) < expected,
            _ => false,
        };
        let is_in_part = structure.is_cut || is_short;
        match end {
            End::Unmarked if is_in_part || !structure.tells_its_end() => Err(Failure::InPart),
            End::Marked if is_in_part && self.job.is_none_or(|(_, job, _)| job.attempts <= MAX_STRICT_ATTEMPTS) => {
                Err(Failure::InPart)
            }
            End::Marked if is_in_part => {
                let recording = self.recording;
                tracing::warn!(%recording, "a recording is shorter than reported, and the carrier has no more of it");
                Ok(())
            }
            End::Marked | End::Unmarked => Ok(()),
        }
    }
}

/// A copy into the store.
struct Copy {
    writer: StoreWriter,
    frames: Frames,
    bytes: u64,
}

impl Copy {
    async fn add(&mut self, bytes: &[u8]) -> Result<(), Failure> {
        self.bytes += bytes.len() as u64;
        self.frames.add(bytes);
        Ok(self.writer.add(bytes).await?)
    }

    async fn all_of(&mut self, response: &mut Response, watch: &mut Watch<'_>) -> Result<(), Failure> {
        while let Some(chunk) = watch.over(response.chunk()).await?? {
            self.add(&chunk).await?;
            watch.bytes += chunk.len() as u64;
        }
        Ok(())
    }
}

/// Watches over the pace of a download.
struct Watch<'a> {
    of: &'a Download<'a>,
    host: String,
    /// When it needs a place for slow ones.
    slow_at: Instant,
    place: Option<SlowPlace>,
    /// The end of the span, and the bytes that came in during it.
    span_ends_at: Instant,
    bytes: u64,
}

impl<'a> Watch<'a> {
    fn new(of: &'a Download<'a>, host: &str) -> Self {
        let now = Instant::now();
        // One that was slow before needs its place from the start.
        let slow_at = if of.slow.is_known(of.recording) { now } else { now + of.pace.slow_after };
        Self { of, host: host.to_owned(), slow_at, place: None, span_ends_at: now + of.pace.span, bytes: 0 }
    }

    /// Waits for the next thing, as long as the pace allows.
    async fn over<T>(&mut self, next: impl Future<Output = T>) -> Result<T, Failure> {
        let mut next = std::pin::pin!(next);
        loop {
            self.look().await?;
            let look_at = if self.place.is_none() { self.slow_at.min(self.span_ends_at) } else { self.span_ends_at };
            if let Ok(done) = timeout_at(look_at, &mut next).await {
                return Ok(done);
            }
        }
    }

    async fn look(&mut self) -> Result<(), Failure> {
        let now = Instant::now();
        if self.place.is_none() && now >= self.slow_at {
            let place = self.of.slow.enter(self.of.business, &self.host, self.of.recording);
            self.place = Some(place.ok_or(jobs::Failure::PutOff(self.of.pace.put_off))?);
        }
        if now >= self.span_ends_at {
            if self.bytes < self.of.pace.min_bytes {
                // The next connection has a span of its own.
                self.span_ends_at = now + self.of.pace.span;
                return Err(Failure::TooSlow);
            }
            (self.bytes, self.span_ends_at) = (0, now + self.of.pace.span);
            if let Some((db, job, kind)) = self.of.job {
                job.renew(db, kind).await?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
#[path = "download/tests.rs"]
mod tests;
