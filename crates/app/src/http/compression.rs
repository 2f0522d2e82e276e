//! Compresses pages, JSON and CSV for clients that accept gzip. Assets are compressed when the program is built, a
//! workbook and most audio are compressed already, and an event stream would be held back.

use axum::http::{Extensions, HeaderMap, StatusCode, Version, header};
use tower_http::CompressionLevel;
use tower_http::compression::CompressionLayer;

/// The types of content that are compressed. TwiML is not: it is small, and carriers are not known to accept gzip.
const CONTENT_TYPES: [&str; 4] = ["text/html", "application/json", "text/csv", "text/plain"];

/// Tells whether a response is compressed.
pub(crate) type Condition = fn(StatusCode, Version, &HeaderMap, &Extensions) -> bool;

/// Compresses responses of these types.
pub(crate) fn layer() -> CompressionLayer<Condition> {
    CompressionLayer::new().quality(CompressionLevel::Fastest).compress_when(is_compressible as Condition)
}

fn is_compressible(_: StatusCode, _: Version, headers: &HeaderMap, _: &Extensions) -> bool {
    let content_type = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    content_type.is_some_and(|content_type| CONTENT_TYPES.iter().any(|kind| content_type.starts_with(kind)))
}
