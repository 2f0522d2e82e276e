//! The documents that tell the carrier what to do with a call.
//!
//! Only the verbs and attributes that all carriers understand alike can be written. An attribute
//! that one of them lacks is left out for it. Several targets are tried in turn by answering the
//! `action` of one `<Dial>` with the next.

#[cfg(any(test, feature = "testing"))]
mod all_documents;
mod control;
mod dial;
mod documents;
mod element;
mod gather;
mod record;
mod say;
mod start;
mod url;

use std::fmt;

use super::provider::Provider;
use element::Element;

#[cfg(any(test, feature = "testing"))]
pub use all_documents::all_documents;
pub use control::{Pause, Redirect, Reject};
pub use dial::{Dial, DialRecording, Endpoint, Target};
pub use documents::{AfterDial, Forward, after_dial, fallback, hangup, no_reply, rejected, unavailable};
pub use gather::{FinishKey, Gather, Prompt};
pub use record::Record;
pub use say::{Play, Say};
pub use start::StartRecording;
pub use url::{AbsoluteUrl, NotAbsoluteUrl};

/// A document in one carrier's dialect, ready to be sent as `text/xml`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Document(String);

impl Document {
    /// The document's text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The document's text, to be sent.
    #[must_use]
    pub fn into_string(self) -> String {
        self.0
    }
}

impl fmt::Display for Document {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

/// The carrier's instructions, in order. After the last one, it hangs up.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Response(Vec<Verb>);

/// One instruction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verb {
    /// Connects the caller to somebody.
    Dial(Dial),
    /// Speaks to the caller.
    Say(Say),
    /// Plays a sound file to the caller.
    Play(Play),
    /// Waits in silence.
    Pause(Pause),
    /// Takes keys from the caller.
    Gather(Gather),
    /// Takes a message from the caller.
    Record(Record),
    /// Begins to record the whole call.
    StartRecording(StartRecording),
    /// Continues with another document.
    Redirect(Redirect),
    /// Refuses the call unanswered. It must come first.
    Reject(Reject),
    /// Ends the call.
    Hangup,
}

impl Response {
    /// A document of these verbs.
    #[must_use]
    pub fn new(verbs: impl IntoIterator<Item = Verb>) -> Self {
        Self(verbs.into_iter().collect())
    }

    /// The document in the carrier's dialect.
    #[must_use]
    pub fn write(&self, provider: Provider) -> Document {
        let verbs = self.0.iter().map(|verb| verb.element(provider));
        let response = verbs.fold(Element::new("Response"), Element::child);
        Document(format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?>{response}"))
    }
}

impl Verb {
    fn element(&self, provider: Provider) -> Element {
        match self {
            Self::Dial(dial) => dial.element(provider),
            Self::Say(say) => say.element(),
            Self::Play(play) => play.element(),
            Self::Pause(pause) => pause.element(),
            Self::Gather(gather) => gather.element(provider),
            Self::Record(record) => record.element(),
            Self::StartRecording(start) => start.element(),
            Self::Redirect(redirect) => redirect.element(),
            Self::Reject(reject) => reject.element(),
            Self::Hangup => Element::new("Hangup"),
        }
    }
}

#[cfg(test)]
mod tests;
