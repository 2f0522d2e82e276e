//! The headers by which a mail program offers to unsubscribe (RFC 2369, and RFC 8058 for doing it by one click).

use lettre::message::header::{Header, HeaderName, HeaderValue};

/// `List-Unsubscribe: <address>`.
#[derive(Clone, Debug)]
pub(super) struct ListUnsubscribe(pub(super) String);

/// `List-Unsubscribe-Post: List-Unsubscribe=One-Click`.
#[derive(Clone, Debug)]
pub(super) struct ListUnsubscribePost;

impl Header for ListUnsubscribe {
    fn name() -> HeaderName {
        HeaderName::new_from_ascii_str("List-Unsubscribe")
    }

    fn parse(text: &str) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        Ok(Self(text.trim_matches(['<', '>']).to_owned()))
    }

    fn display(&self) -> HeaderValue {
        HeaderValue::new(Self::name(), format!("<{}>", self.0))
    }
}

impl Header for ListUnsubscribePost {
    fn name() -> HeaderName {
        HeaderName::new_from_ascii_str("List-Unsubscribe-Post")
    }

    fn parse(_: &str) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        Ok(Self)
    }

    fn display(&self) -> HeaderValue {
        HeaderValue::new(Self::name(), "List-Unsubscribe=One-Click".to_owned())
    }
}
