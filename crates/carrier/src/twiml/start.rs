//! The verb that records the whole call.

use super::element::Element;
use super::url::AbsoluteUrl;

/// Begins to record the whole call, greetings and menus included, while the document continues.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StartRecording {
    /// Whether the two sides have a channel each. Always written, since carriers' defaults differ.
    pub is_dual: bool,
    /// The address for reports on the recording.
    pub callback: AbsoluteUrl,
}

impl StartRecording {
    pub(super) fn element(&self) -> Element {
        let recording = Element::new("Recording")
            .with("channels", if self.is_dual { "dual" } else { "mono" })
            .with("recordingStatusCallback", &self.callback)
            .with("recordingStatusCallbackMethod", "POST")
            .with("recordingStatusCallbackEvent", "in-progress completed absent");
        Element::new("Start").child(recording)
    }
}
