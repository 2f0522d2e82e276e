//! Words or sounds that a caller hears.

use crate::carrier::twiml::Say;
use crate::ids::AudioId;

/// The language of texts that name none.
pub(super) const LANGUAGE: &str = "en-US";

/// Words or sounds that a caller hears.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Prompt {
    /// A text that is spoken.
    Text {
        /// The text.
        text: String,
        /// The carrier's name of a voice.
        voice: Option<String>,
        /// The language, such as `en-US`; English by default.
        language: Option<String>,
    },
    /// A sound file that was uploaded.
    Audio(AudioId),
}

impl Prompt {
    /// A text in the default voice and language.
    pub fn text(text: impl Into<String>) -> Self {
        Self::Text { text: text.into(), voice: None, language: None }
    }

    /// The characters that it adds to a document, roughly.
    pub(super) fn length(&self) -> usize {
        match self {
            Self::Text { text, .. } => text.len(),
            Self::Audio(_) => 100,
        }
    }
}

/// The verb that speaks a text.
pub(super) fn say(text: &str, voice: Option<&String>, language: Option<&String>) -> Say {
    let language = language.map_or(LANGUAGE, String::as_str).to_owned();
    Say { text: text.to_owned(), language: Some(language), voice: voice.cloned() }
}
