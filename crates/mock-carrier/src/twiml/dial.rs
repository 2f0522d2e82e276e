//! Reads `<Dial>` and its targets.

use super::element::Element;
use super::read::{Reader, word_list};
use super::record::recording_callback;
use super::{Dial, DialRecord, Target};
use crate::number::Method;

impl Reader {
    pub(super) fn dial(&mut self, element: &Element) -> Dial {
        self.attributes(element);
        let mut targets: Vec<Target> = element.children.iter().filter_map(|child| self.target(child)).collect();
        if !element.text.is_empty() {
            targets.push(Target {
                to: element.text.clone(),
                status_callback: None,
                status_callback_method: Method::Post,
                events: Vec::new(),
                whisper: None,
                whisper_method: Method::Post,
            });
        }
        match targets.len() {
            0 => self.problems.push("<Dial> has nobody to dial".to_owned()),
            1..=10 => {}
            many => self.problems.push(format!("<Dial> rings at most 10 at once, not {many}")),
        }
        let record = element.attribute("record").unwrap_or("do-not-record");
        let on = match record {
            "do-not-record" | "false" => false,
            "true"
            | "record-from-answer"
            | "record-from-ringing"
            | "record-from-answer-dual"
            | "record-from-ringing-dual" => true,
            other => {
                self.problems.push(format!("record=\"{other}\" is not known"));
                false
            }
        };
        Dial {
            action: element.attribute("action").map(str::to_owned),
            method: Method::from_name(element.attribute("method")),
            timeout_seconds: self.number(element, "timeout", 30),
            time_limit_seconds: element.attribute("timeLimit").and_then(|limit| limit.parse().ok()),
            caller_id: element.attribute("callerId").map(str::to_owned),
            record: DialRecord {
                on,
                from_ringing: record.starts_with("record-from-ringing"),
                dual: record.ends_with("-dual") || element.attribute("recordingChannels") == Some("dual"),
            },
            recording: recording_callback(element),
            answer_on_bridge: self.is_true(element, "answerOnBridge"),
            sequential: self.is_true(element, "sequential"),
            targets,
        }
    }

    fn target(&mut self, element: &Element) -> Option<Target> {
        match element.name.as_str() {
            "Number" => {
                self.attributes(element);
                if !crate::number::is_e164(&element.text) {
                    self.problems.push("<Number> is not in E.164 form".to_owned());
                }
            }
            "Sip" => {
                self.attributes(element);
                if !element.text.starts_with("sip:") && !element.text.starts_with("sips:") {
                    self.problems.push("<Sip> is not a SIP address".to_owned());
                }
            }
            other => {
                self.problems.push(format!("<{other}> can't be dialled by this carrier"));
                return None;
            }
        }
        let events: Vec<String> = word_list(element.attribute("statusCallbackEvent"));
        for event in &events {
            if !["initiated", "ringing", "answered", "completed"].contains(&event.as_str()) {
                self.problems.push(format!("statusCallbackEvent \"{event}\" is not known"));
            }
        }
        Some(Target {
            to: element.text.clone(),
            status_callback: element.attribute("statusCallback").map(str::to_owned),
            status_callback_method: Method::from_name(element.attribute("statusCallbackMethod")),
            events: if events.is_empty() { vec!["completed".to_owned()] } else { events },
            whisper: element.attribute("url").map(str::to_owned),
            whisper_method: Method::from_name(element.attribute("method")),
        })
    }
}
