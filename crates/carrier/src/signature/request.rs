//! A request as it arrived, before it is verified.

use std::fmt;

/// The methods that carriers use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// The fields are in the query.
    Get,
    /// The fields are in the body.
    Post,
}

/// A request as it arrived.
#[derive(Clone, Copy)]
pub struct Request<'a> {
    /// The method.
    pub method: Method,
    /// The address that the carrier called: the configured public base, and the path and query
    /// byte for byte as they arrived.
    pub url: &'a str,
    /// The headers by their lower-case names, those whose value is text. Of one that repeats, the
    /// first counts.
    pub headers: &'a [(&'a str, &'a str)],
    /// The body, untouched.
    pub body: &'a [u8],
}

impl<'a> Request<'a> {
    /// A header's value, where it has one.
    pub(super) fn header(&self, name: &str) -> Option<&'a str> {
        self.headers
            .iter()
            .find(|(header, _)| *header == name)
            .map(|(_, value)| *value)
            .filter(|value| !value.is_empty())
    }

    /// Whether the body is a form. A body without a content type counts as a form, so that
    /// omitting the type can't take the fields out of the signature.
    #[must_use]
    pub fn is_form(&self) -> bool {
        self.media_type().is_none_or(|essence| essence.eq_ignore_ascii_case("application/x-www-form-urlencoded"))
    }

    /// Whether the body is JSON.
    #[must_use]
    pub fn is_json(&self) -> bool {
        self.media_type().is_some_and(|essence| essence.eq_ignore_ascii_case("application/json"))
    }

    /// The media type without its parameters.
    fn media_type(&self) -> Option<&'a str> {
        self.header("content-type").map(|value| value.split(';').next().unwrap_or_default().trim())
    }

    /// The body of a POST that is no form.
    pub(super) fn raw(&self) -> Option<&'a [u8]> {
        (self.method == Method::Post && !self.is_form()).then_some(self.body)
    }

    /// The query as it arrived, empty where there is none.
    pub(super) fn query(&self) -> &'a str {
        self.url.split_once('?').map_or("", |(_, query)| query)
    }
}

/// Shows no address, header or body: a query can hold a caller's number.
impl fmt::Debug for Request<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Request")
            .field("method", &self.method)
            .field("body_bytes", &self.body.len())
            .finish_non_exhaustive()
    }
}
