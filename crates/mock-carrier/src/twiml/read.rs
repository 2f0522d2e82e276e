//! From elements to verbs.

use super::element::{Element, NotXml};
use super::{Dial, DialRecord, Document, Gather, Prompt, Record, RecordingCallback, StartRecording, Target, Verb};
use crate::config::Provider;
use crate::number::Method;

const RECORDING: [&str; 4] =
    ["recordingStatusCallback", "recordingStatusCallbackMethod", "recordingStatusCallbackEvent", "trim"];
const SAY: [&str; 3] = ["voice", "language", "loop"];
const PLAY: [&str; 2] = ["loop", "digits"];
const GATHER: [&str; 18] = [
    "input",
    "action",
    "method",
    "timeout",
    "speechTimeout",
    "maxSpeechTime",
    "profanityFilter",
    "finishOnKey",
    "numDigits",
    "partialResultCallback",
    "partialResultCallbackMethod",
    "language",
    "hints",
    "bargeIn",
    "debug",
    "actionOnEmptyResult",
    "speechModel",
    "enhanced",
];
const DIAL: [&str; 14] = [
    "action",
    "method",
    "timeout",
    "hangupOnStar",
    "timeLimit",
    "callerId",
    "record",
    "recordingTrack",
    "answerOnBridge",
    "ringTone",
    "sequential",
    "referUrl",
    "referMethod",
    "recordingChannels",
];
const NUMBER: [&str; 7] =
    ["sendDigits", "url", "method", "statusCallback", "statusCallbackEvent", "statusCallbackMethod", "byoc"];
const SIP: [&str; 8] = [
    "username",
    "password",
    "url",
    "method",
    "statusCallback",
    "statusCallbackEvent",
    "statusCallbackMethod",
    "codecs",
];
const RECORD: [&str; 9] = [
    "action",
    "method",
    "timeout",
    "finishOnKey",
    "maxLength",
    "playBeep",
    "transcribe",
    "transcribeCallback",
    "channels",
];
const START_RECORDING: [&str; 2] = ["track", "channels"];

/// Attributes that one carrier's documentation does not have, though the others' do.
const FOREIGN: [(Provider, &str, &str); 4] = [
    (Provider::Telnyx, "Dial", "answerOnBridge"),
    (Provider::Telnyx, "Dial", "sequential"),
    (Provider::Telnyx, "Gather", "actionOnEmptyResult"),
    (Provider::SignalWire, "Dial", "sequential"),
];

/// Reads a document as this carrier does.
///
/// # Errors
///
/// When it is not XML or its root is not `Response`: the carrier can't go on with it. What it merely does not know
/// is in [`Document::problems`].
pub fn read(xml: &str, provider: Provider) -> Result<Document, NotXml> {
    let root = Element::parse(xml)?;
    let mut reading = Reading { provider, problems: Vec::new() };
    if root.name != "Response" {
        return Err(NotXml::root(&root.name));
    }
    reading.attributes(&root, &[]);
    let mut verbs = Vec::new();
    for child in &root.children {
        reading.verb(child, &mut verbs);
    }
    if verbs.iter().skip(1).any(|verb| matches!(verb, Verb::Reject { .. })) {
        reading.problems.push("<Reject> answers nothing any more unless it comes first".to_owned());
    }
    Ok(Document { verbs, problems: reading.problems })
}

struct Reading {
    provider: Provider,
    problems: Vec<String>,
}

impl Reading {
    fn verb(&mut self, element: &Element, verbs: &mut Vec<Verb>) {
        match element.name.as_str() {
            "Say" | "Play" | "Pause" => verbs.extend(self.prompt(element).map(Verb::Prompt)),
            "Gather" => verbs.push(Verb::Gather(self.gather(element))),
            "Dial" => verbs.push(Verb::Dial(self.dial(element))),
            "Record" => verbs.push(Verb::Record(self.record(element))),
            "Start" => verbs.extend(self.start(element)),
            "Redirect" => {
                self.attributes(element, &["method"]);
                verbs.push(Verb::Redirect {
                    url: element.text.clone(),
                    method: Method::named(element.attribute("method")),
                });
            }
            "Reject" => {
                self.attributes(element, &["reason"]);
                verbs.push(Verb::Reject { busy: element.attribute("reason") == Some("busy") });
            }
            "Hangup" => {
                self.attributes(element, &[]);
                verbs.push(Verb::Hangup);
            }
            other => self.problems.push(format!("<{other}> is not a verb that this carrier knows")),
        }
    }

    fn prompt(&mut self, element: &Element) -> Option<Prompt> {
        // A loop of 0 goes on until the caller hangs up; a thousand times is long enough for that.
        let times = match self.figure(element, "loop", 1) {
            0 => 1_000,
            times => u32::try_from(times).unwrap_or(1_000),
        };
        match element.name.as_str() {
            "Say" => {
                self.attributes(element, &SAY);
                if element.text.is_empty() {
                    self.problems.push("<Say> says nothing".to_owned());
                }
                Some(Prompt::Say { text: element.text.clone(), times })
            }
            "Play" => {
                self.attributes(element, &PLAY);
                Some(Prompt::Play { url: element.text.clone(), times })
            }
            "Pause" => {
                self.attributes(element, &["length"]);
                Some(Prompt::Pause { seconds: self.figure(element, "length", 1) })
            }
            other => {
                self.problems.push(format!("<{other}> can't be heard inside of <Gather>"));
                None
            }
        }
    }

    fn gather(&mut self, element: &Element) -> Gather {
        self.attributes(element, &GATHER);
        Gather {
            action: element.attribute("action").map(str::to_owned),
            method: Method::named(element.attribute("method")),
            digits: element.attribute("numDigits").and_then(|digits| digits.parse().ok()),
            timeout_seconds: self.figure(element, "timeout", 5),
            finish_on_key: element.attribute("finishOnKey").unwrap_or("#").to_owned(),
            action_on_empty: self.is_true(element, "actionOnEmptyResult"),
            prompts: element.children.iter().filter_map(|child| self.prompt(child)).collect(),
        }
    }

    fn dial(&mut self, element: &Element) -> Dial {
        self.attributes(element, &[&DIAL[..], &RECORDING[..]].concat());
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
            method: Method::named(element.attribute("method")),
            timeout_seconds: self.figure(element, "timeout", 30),
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
                self.attributes(element, &NUMBER);
                if !crate::number::is_e164(&element.text) {
                    self.problems.push("<Number> is not in E.164 form".to_owned());
                }
            }
            "Sip" => {
                self.attributes(element, &SIP);
                if !element.text.starts_with("sip:") && !element.text.starts_with("sips:") {
                    self.problems.push("<Sip> is not a SIP address".to_owned());
                }
            }
            other => {
                self.problems.push(format!("<{other}> can't be dialled by this carrier"));
                return None;
            }
        }
        let events: Vec<String> = words(element.attribute("statusCallbackEvent"));
        for event in &events {
            if !["initiated", "ringing", "answered", "completed"].contains(&event.as_str()) {
                self.problems.push(format!("statusCallbackEvent \"{event}\" is not known"));
            }
        }
        Some(Target {
            to: element.text.clone(),
            status_callback: element.attribute("statusCallback").map(str::to_owned),
            status_callback_method: Method::named(element.attribute("statusCallbackMethod")),
            events: if events.is_empty() { vec!["completed".to_owned()] } else { events },
            whisper: element.attribute("url").map(str::to_owned),
            whisper_method: Method::named(element.attribute("method")),
        })
    }

    fn record(&mut self, element: &Element) -> Record {
        self.attributes(element, &[&RECORD[..], &RECORDING[..]].concat());
        Record {
            action: element.attribute("action").map(str::to_owned),
            method: Method::named(element.attribute("method")),
            max_seconds: self.figure(element, "maxLength", 3_600),
            timeout_seconds: self.figure(element, "timeout", 5),
            beep: element.attribute("playBeep") != Some("false"),
            recording: recording_callback(element),
        }
    }

    fn start(&mut self, element: &Element) -> Option<Verb> {
        self.attributes(element, &["action", "method"]);
        let [recording] = element.children.as_slice() else {
            self.problems.push("<Start> starts one thing".to_owned());
            return None;
        };
        if recording.name != "Recording" {
            self.problems.push(format!("<{}> can't be started by this carrier", recording.name));
            return None;
        }
        self.attributes(recording, &[&START_RECORDING[..], &RECORDING[..]].concat());
        Some(Verb::StartRecording(StartRecording {
            dual: recording.attribute("channels") == Some("dual"),
            recording: recording_callback(recording),
        }))
    }

    fn attributes(&mut self, element: &Element, known: &[&str]) {
        for (name, value) in &element.attributes {
            let name = name.as_str();
            if name.starts_with("xmlns") || name.starts_with("xml:") {
                continue;
            }
            if !known.contains(&name) || self.foreign(element, name) {
                self.problems.push(format!("<{}> has no attribute \"{name}\"", element.name));
            }
            let address = matches!(name, "action" | "url") || name.ends_with("Callback");
            if address && self.provider == Provider::SignalWire && url::Url::parse(value).is_err() {
                self.problems.push(format!("<{}> {name} is not an absolute address", element.name));
            }
        }
    }

    fn foreign(&self, element: &Element, name: &str) -> bool {
        FOREIGN.contains(&(self.provider, element.name.as_str(), name))
    }

    /// Whether an attribute is set to true, and is one of this carrier's.
    fn is_true(&self, element: &Element, name: &str) -> bool {
        element.attribute(name) == Some("true") && !self.foreign(element, name)
    }

    fn figure(&mut self, element: &Element, name: &str, default: u64) -> u64 {
        let Some(text) = element.attribute(name) else {
            return default;
        };
        text.parse().unwrap_or_else(|_| {
            self.problems.push(format!("<{}> {name}=\"{text}\" is not a whole number", element.name));
            default
        })
    }
}

fn recording_callback(element: &Element) -> RecordingCallback {
    let events = words(element.attribute("recordingStatusCallbackEvent"));
    RecordingCallback {
        url: element.attribute("recordingStatusCallback").map(str::to_owned),
        method: Method::named(element.attribute("recordingStatusCallbackMethod")),
        events: if events.is_empty() { vec!["completed".to_owned()] } else { events },
    }
}

fn words(text: Option<&str>) -> Vec<String> {
    text.unwrap_or_default().split_whitespace().map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_forwarding_document_is_read() {
        let document = read(
            r#"<Response><Say language="en-US">This call may be recorded.</Say>
            <Dial action="https://c.example/next" timeout="20" answerOnBridge="true" record="record-from-answer-dual"
                  recordingStatusCallback="https://c.example/r" recordingStatusCallbackEvent="in-progress completed">
              <Number statusCallback="https://c.example/s" statusCallbackEvent="initiated ringing answered completed"
                      url="https://c.example/w">+14155550100</Number>
              <Sip>sip:desk@example.com</Sip>
            </Dial></Response>"#,
            Provider::Twilio,
        )
        .unwrap();
        assert_eq!(document.problems, Vec::<String>::new());
        let [Verb::Prompt(Prompt::Say { text, .. }), Verb::Dial(dial)] = document.verbs.as_slice() else {
            panic!("{document:?}");
        };
        assert_eq!(text, "This call may be recorded.");
        assert_eq!(dial.timeout_seconds, 20);
        assert!(dial.answer_on_bridge && dial.record.on && dial.record.dual && !dial.record.from_ringing);
        assert_eq!(dial.recording.events, ["in-progress", "completed"]);
        assert_eq!(dial.targets.len(), 2);
        assert_eq!(dial.targets[0].events.len(), 4);
        assert_eq!(dial.targets[1].events, ["completed"]);
    }

    #[test]
    fn what_is_not_known_is_a_problem_in_words() {
        let document =
            read(r#"<Response><Dial tmeout="3"><Numbr>+1</Numbr></Dial><Foo/></Response>"#, Provider::Twilio).unwrap();
        assert_eq!(
            document.problems,
            [
                "<Dial> has no attribute \"tmeout\"",
                "<Numbr> can't be dialled by this carrier",
                "<Dial> has nobody to dial",
                "<Foo> is not a verb that this carrier knows",
            ]
        );
    }

    #[test]
    fn another_root_is_no_document() {
        assert!(read("<html/>", Provider::Twilio).is_err());
    }

    #[test]
    fn each_carrier_knows_its_own_attributes() {
        let xml = r#"<Response><Dial action="/next" answerOnBridge="true" sequential="true"><Number>+14155550100</Number>
            </Dial></Response>"#;
        let problems = |provider| read(xml, provider).unwrap().problems;
        assert_eq!(problems(Provider::Twilio), Vec::<String>::new());
        assert_eq!(
            problems(Provider::SignalWire),
            ["<Dial> action is not an absolute address", "<Dial> has no attribute \"sequential\""]
        );
        assert_eq!(
            problems(Provider::Telnyx),
            ["<Dial> has no attribute \"answerOnBridge\"", "<Dial> has no attribute \"sequential\""]
        );
    }
}
