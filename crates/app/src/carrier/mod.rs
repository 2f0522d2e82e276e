//! The carrier's webhooks. Each is verified before anything of it is used, and an invalid one changes nothing.

mod addresses;
mod answer;
mod deleted;
mod dial;
mod fallback;
mod message;
mod message_status;
mod notes;
mod raw_request;
mod recording;
mod status;
mod voice;
mod waiting;
mod webhook;

use axum::http::Method;
pub(crate) use waiting::waiting_pages;

use crate::http::routes::Routes;

/// The addresses that a carrier calls, one a line.
pub(crate) fn routes() -> Routes {
    Routes::new()
        .open(Method::POST, "/carrier/{business}/voice", voice::create)
        .open(Method::POST, "/carrier/{business}/voice/next/dial", dial::create)
        .open(Method::POST, "/carrier/{business}/status", status::create)
        .open(Method::POST, "/carrier/{business}/recording", recording::create)
        .open(Method::POST, "/carrier/{business}/message", message::create)
        .open(Method::POST, "/carrier/{business}/message-status", message_status::create)
        .open(Method::POST, "/carrier/{business}/fallback", fallback::create)
}
