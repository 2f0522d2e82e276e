//! The verbs that speak and play to the caller.

use super::element::Element;
use super::url::AbsoluteUrl;

/// Speaks a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Say {
    /// The text.
    pub text: String,
    /// The language it is in, such as `en-US`. Without one, the carrier's default.
    pub language: Option<String>,
    /// The carrier's name of a voice. Without one, its default.
    pub voice: Option<String>,
}

/// Plays a sound file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Play {
    /// Where the file is.
    pub url: AbsoluteUrl,
    /// How often, 1 by default. 0 means until the caller hangs up.
    pub times: Option<u16>,
}

impl Say {
    /// Says a text in the carrier's default voice and language.
    #[must_use]
    pub fn new(text: impl Into<String>) -> Self {
        Self { text: text.into(), language: None, voice: None }
    }

    pub(super) fn element(&self) -> Element {
        Element::new("Say")
            .with_optional("voice", self.voice.as_ref())
            .with_optional("language", self.language.as_ref())
            .text(&self.text)
    }
}

impl Play {
    pub(super) fn element(&self) -> Element {
        Element::new("Play").with_optional("loop", self.times).text(&self.url)
    }
}
