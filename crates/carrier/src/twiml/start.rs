//! Recording the whole call.

use super::element::Element;
use super::url::AbsoluteUrl;

/// Begins to record the whole call, greetings and menus included, while the document goes on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StartRecording {
    /// The two sides on a channel each. Always said, since carriers' defaults differ.
    pub is_dual: bool,
    /// Told how far the recording is.
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
