//! Reads `<Record>` and `<Start>`.

use super::element::Element;
use super::read::{Reader, word_list};
use super::{Record, RecordingCallback, StartRecording, Verb};
use crate::number::Method;

impl Reader {
    pub(super) fn record(&mut self, element: &Element) -> Record {
        self.attributes(element);
        Record {
            action: element.attribute("action").map(str::to_owned),
            method: Method::from_name(element.attribute("method")),
            max_seconds: self.number(element, "maxLength", 3_600),
            timeout_seconds: self.number(element, "timeout", 5),
            beep: element.attribute("playBeep") != Some("false"),
            recording: recording_callback(element),
        }
    }

    pub(super) fn start(&mut self, element: &Element) -> Option<Verb> {
        self.attributes(element);
        let [recording] = element.children.as_slice() else {
            self.problems.push("<Start> starts one thing".to_owned());
            return None;
        };
        if recording.name != "Recording" {
            self.problems.push(format!("<{}> can't be started by this carrier", recording.name));
            return None;
        }
        self.attributes(recording);
        Some(Verb::StartRecording(StartRecording {
            dual: recording.attribute("channels") == Some("dual"),
            recording: recording_callback(recording),
        }))
    }
}

pub(super) fn recording_callback(element: &Element) -> RecordingCallback {
    let events = word_list(element.attribute("recordingStatusCallbackEvent"));
    RecordingCallback {
        url: element.attribute("recordingStatusCallback").map(str::to_owned),
        method: Method::from_name(element.attribute("recordingStatusCallbackMethod")),
        events: if events.is_empty() { vec!["completed".to_owned()] } else { events },
    }
}
