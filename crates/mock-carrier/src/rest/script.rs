//! Prepared answers of the REST API: rate limits, refusals, slow and lost answers.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::{Request, State};
use axum::http::header::RETRY_AFTER;
use axum::http::{HeaderValue, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};

use super::{answer, telnyx};
use crate::carrier::Carrier;
use crate::provider::Provider;

/// A prepared answer for the next requests to the REST API.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RestScript {
    /// Only requests of this method; all when empty.
    #[serde(default)]
    pub method: String,
    /// Only requests whose path contains this.
    #[serde(default)]
    pub path: String,
    /// How many requests it is for.
    #[serde(default = "once")]
    pub times: u32,
    /// The answer.
    pub answer: RestAnswer,
}

/// The answer of a [`RestScript`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum RestAnswer {
    /// Turned away for too many requests.
    RateLimited {
        /// The `Retry-After` header, if there is one.
        retry_after_seconds: Option<u64>,
    },
    /// Refused.
    Refused {
        /// The HTTP status.
        status: u16,
        /// The carrier's code.
        code: u32,
        /// The carrier's words.
        words: String,
    },
    /// Done as requested, but only after a while.
    Slow {
        /// The wait before it is done.
        ms: u64,
    },
    /// Done as requested, but the answer is lost on its way: a gateway's 504 comes in its place.
    Lost,
}

fn once() -> u32 {
    1
}

impl RestScript {
    /// The answer for the next request whose method is this one and whose path contains this.
    #[must_use]
    pub fn new(method: &str, path: &str, answer: RestAnswer) -> Self {
        Self { method: method.to_owned(), path: path.to_owned(), times: 1, answer }
    }

    /// The same for so many requests.
    #[must_use]
    pub fn times(self, times: u32) -> Self {
        Self { times, ..self }
    }
}

/// Notes a request, and answers it as prepared.
pub(super) async fn play(State(carrier): State<Arc<Carrier>>, request: Request, next: Next) -> Response {
    let (method, path) = (request.method().as_str().to_owned(), request.uri().path().to_owned());
    let prepared = {
        let mut data = carrier.data();
        data.note_rest_request(format!("{method} {path}"));
        data.next_rest_answer(&method, &path)
    };
    match prepared {
        None => next.run(request).await,
        Some(RestAnswer::RateLimited { retry_after_seconds }) => {
            let (code, words) = match carrier.config.provider {
                Provider::Telnyx => (10_011, "Too many requests"),
                Provider::Twilio | Provider::SignalWire => (20_429, "Too Many Requests"),
            };
            let mut response = refusal(&carrier, StatusCode::TOO_MANY_REQUESTS, code, words);
            if let Some(seconds) = retry_after_seconds {
                response.headers_mut().insert(RETRY_AFTER, HeaderValue::from(seconds));
            }
            response
        }
        Some(RestAnswer::Refused { status, code, words }) => {
            let status = StatusCode::from_u16(status).unwrap_or(StatusCode::BAD_REQUEST);
            refusal(&carrier, status, code, &words)
        }
        Some(RestAnswer::Slow { ms }) => {
            tokio::time::sleep(Duration::from_millis(ms)).await;
            next.run(request).await
        }
        Some(RestAnswer::Lost) => {
            next.run(request).await;
            StatusCode::GATEWAY_TIMEOUT.into_response()
        }
    }
}

fn refusal(carrier: &Carrier, status: StatusCode, code: u32, words: &str) -> Response {
    match carrier.config.provider {
        Provider::Telnyx => telnyx::refusal(status, &code.to_string(), words, words),
        Provider::Twilio | Provider::SignalWire => answer::refusal(status, code, words),
    }
}
