//! The verb that takes a message from the caller.

use super::element::Element;
use super::url::AbsoluteUrl;

/// Records the caller after a beep.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    /// The address that is asked what to do after the message.
    pub action: AbsoluteUrl,
    /// The longest message.
    pub max_seconds: u16,
    /// How long a silence ends it.
    pub silence_seconds: u16,
    /// The key that ends it.
    pub finish_on_key: Option<char>,
    /// The address for reports on the recording.
    pub callback: AbsoluteUrl,
}

impl Record {
    pub(super) fn element(&self) -> Element {
        Element::new("Record")
            .with("action", &self.action)
            .with("method", "POST")
            .with("maxLength", self.max_seconds.clamp(1, 14_400))
            .with("timeout", self.silence_seconds)
            .with_optional("finishOnKey", self.finish_on_key)
            .with("playBeep", "true")
            .with("recordingStatusCallback", &self.callback)
            .with("recordingStatusCallbackMethod", "POST")
            .with("recordingStatusCallbackEvent", "completed absent")
    }
}
