//! An address for a carrier to call.

use std::fmt;

/// An absolute address of the web, kept as it was written.
///
/// Documents hold no other kind: one carrier requires it, and signatures cover the address, so it
/// must not depend on how it is resolved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AbsoluteUrl(String);

/// The text is no absolute address of the web.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the address must be absolute, with http or https and a host, and without a fragment")]
pub struct NotAbsoluteUrl;

impl AbsoluteUrl {
    /// Takes an address as it is.
    ///
    /// # Errors
    /// Returns [`NotAbsoluteUrl`] when it is relative, of another scheme, or has blanks or a fragment.
    pub fn parse(text: &str) -> Result<Self, NotAbsoluteUrl> {
        let is_clean = !text.chars().any(|c| c.is_whitespace() || c.is_control());
        let is_absolute = ::url::Url::parse(text)
            .is_ok_and(|url| matches!(url.scheme(), "http" | "https") && url.has_host() && url.fragment().is_none());
        // The parser repairs a missing slash, but the text is kept as written.
        let has_authority = text.get(..8).is_some_and(|start| {
            let start = start.to_ascii_lowercase();
            start == "https://" || start.starts_with("http://")
        });
        (is_clean && is_absolute && has_authority).then(|| Self(text.to_owned())).ok_or(NotAbsoluteUrl)
    }

    /// The address of a path below this one, such as `carrier/acme/status`.
    ///
    /// # Errors
    /// Returns [`NotAbsoluteUrl`] when that makes no address.
    pub fn join_path(&self, path: &str) -> Result<Self, NotAbsoluteUrl> {
        let (base, path) = (self.0.trim_end_matches('/'), path.trim_start_matches('/'));
        Self::parse(&format!("{base}/{path}"))
    }

    /// The address as it was written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for AbsoluteUrl {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_absolute_urls_are_accepted_unchanged() {
        for text in [
            "https://crewline.example/carrier/acme/voice?x=a%20b&y=%2f",
            "http://127.0.0.1:8080",
            "https://crewline.example",
        ] {
            assert_eq!(AbsoluteUrl::parse(text).unwrap().as_str(), text);
        }
        for text in [
            "",
            "/carrier",
            "carrier/acme",
            "//crewline.example/x",
            "ftp://crewline.example",
            "https:crewline.example",
            "https:/crewline.example",
            "https://",
            "javascript:alert(1)",
            "https://crewline.example/a b",
            "https://crewline.example/\n",
            "https://a.example/#rc=2",
        ] {
            assert_eq!(AbsoluteUrl::parse(text), Err(NotAbsoluteUrl), "{text}");
        }
    }

    #[test]
    fn a_path_is_joined_with_one_slash() {
        for base in ["https://crewline.example", "https://crewline.example/"] {
            let below = AbsoluteUrl::parse(base).unwrap().join_path("/carrier/acme/status").unwrap();
            assert_eq!(below.as_str(), "https://crewline.example/carrier/acme/status");
        }
    }
}
