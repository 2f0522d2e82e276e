//! A response, read up to a limit.

use bytes::Bytes;
use reqwest::header::{CONTENT_LENGTH, HeaderName, HeaderValue, TRANSFER_ENCODING};
use reqwest::{StatusCode, Version};

/// Why there is no response, or no more of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Failure {
    /// The address, or one that it redirects to, is not allowed.
    Address,
    /// The server can't be reached, or took too long.
    Unreachable,
    /// The response is longer than the request allows.
    TooLarge,
    /// The response ended before it was complete.
    BrokenOff,
}

/// A response.
#[derive(Debug)]
pub(crate) struct Response {
    inner: reqwest::Response,
    bytes_left: u64,
}

impl Response {
    /// Refuses a response whose `Content-Length` is over the limit.
    pub(super) fn new(inner: reqwest::Response, max_bytes: u64) -> Result<Self, Failure> {
        if inner.content_length().is_some_and(|bytes| bytes > max_bytes) {
            return Err(Failure::TooLarge);
        }
        Ok(Self { inner, bytes_left: max_bytes })
    }

    pub(crate) fn status(&self) -> StatusCode {
        self.inner.status()
    }

    /// A header, or the empty text.
    pub(crate) fn header(&self, name: HeaderName) -> &str {
        self.inner.headers().get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    /// A header as it came.
    pub(crate) fn raw_header(&self, name: HeaderName) -> Option<&HeaderValue> {
        self.inner.headers().get(name)
    }

    /// The length that the server announced.
    pub(crate) fn announced_length(&self) -> Option<u64> {
        self.inner.headers().get(CONTENT_LENGTH)?.to_str().ok()?.parse().ok()
    }

    /// Whether the protocol tells the end of the body from a connection that broke off.
    pub(crate) fn has_marked_end(&self) -> bool {
        let headers = self.inner.headers();
        self.inner.version() >= Version::HTTP_2
            || headers.contains_key(CONTENT_LENGTH)
            || headers.contains_key(TRANSFER_ENCODING)
    }

    /// The whole body.
    pub(crate) async fn bytes(&mut self) -> Result<Vec<u8>, Failure> {
        let mut bytes = Vec::new();
        while let Some(chunk) = self.chunk().await? {
            bytes.extend_from_slice(&chunk);
        }
        Ok(bytes)
    }

    /// The next part of the body; `None` at its end.
    pub(crate) async fn chunk(&mut self) -> Result<Option<Bytes>, Failure> {
        let Some(chunk) = self.inner.chunk().await.map_err(|_| Failure::BrokenOff)? else { return Ok(None) };
        self.bytes_left = self.bytes_left.checked_sub(chunk.len() as u64).ok_or(Failure::TooLarge)?;
        Ok(Some(chunk))
    }
}
