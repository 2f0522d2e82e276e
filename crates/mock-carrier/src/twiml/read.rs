//! From elements to verbs.

use super::attributes::is_documented;
use super::element::{Element, NotXml};
use super::{Document, Gather, Prompt, Verb};
use crate::number::Method;
use crate::provider::Provider;

/// Reads a document as this carrier does.
///
/// # Errors
///
/// When it is not XML or its root is not `Response`. [`Document::problems`] lists what the carrier does not know.
pub fn read(xml: &str, provider: Provider) -> Result<Document, NotXml> {
    let root = Element::parse(xml)?;
    let mut reading = Reader { provider, problems: Vec::new() };
    if root.name != "Response" {
        return Err(NotXml::root(&root.name));
    }
    reading.attributes(&root);
    let mut verbs = Vec::new();
    for child in &root.children {
        reading.verb(child, &mut verbs);
    }
    if verbs.iter().skip(1).any(|verb| matches!(verb, Verb::Reject { .. })) {
        reading.problems.push("<Reject> has no effect unless it comes first".to_owned());
    }
    Ok(Document { verbs, problems: reading.problems })
}

/// A reading of one document.
pub(super) struct Reader {
    provider: Provider,
    pub(super) problems: Vec<String>,
}

impl Reader {
    fn verb(&mut self, element: &Element, verbs: &mut Vec<Verb>) {
        match element.name.as_str() {
            "Say" | "Play" | "Pause" => verbs.extend(self.prompt(element).map(Verb::Prompt)),
            "Gather" => verbs.push(Verb::Gather(self.gather(element))),
            "Dial" => verbs.push(Verb::Dial(self.dial(element))),
            "Record" => verbs.push(Verb::Record(self.record(element))),
            "Start" => verbs.extend(self.start(element)),
            "Redirect" => {
                self.attributes(element);
                verbs.push(Verb::Redirect {
                    url: element.text.clone(),
                    method: Method::from_name(element.attribute("method")),
                });
            }
            "Reject" => {
                self.attributes(element);
                verbs.push(Verb::Reject { busy: element.attribute("reason") == Some("busy") });
            }
            "Hangup" => {
                self.attributes(element);
                verbs.push(Verb::Hangup);
            }
            other => self.problems.push(format!("<{other}> is not a verb that this carrier knows")),
        }
    }

    fn prompt(&mut self, element: &Element) -> Option<Prompt> {
        // A loop of 0 repeats until the caller hangs up; a thousand times is long enough.
        let times = match self.number(element, "loop", 1) {
            0 => 1_000,
            times => u32::try_from(times).unwrap_or(1_000),
        };
        match element.name.as_str() {
            "Say" => {
                self.attributes(element);
                if element.text.is_empty() {
                    self.problems.push("<Say> says nothing".to_owned());
                }
                Some(Prompt::Say { text: element.text.clone(), times })
            }
            "Play" => {
                self.attributes(element);
                Some(Prompt::Play { url: element.text.clone(), times })
            }
            "Pause" => {
                self.attributes(element);
                Some(Prompt::Pause { seconds: self.number(element, "length", 1) })
            }
            other => {
                self.problems.push(format!("<{other}> can't be heard inside of <Gather>"));
                None
            }
        }
    }

    fn gather(&mut self, element: &Element) -> Gather {
        self.attributes(element);
        Gather {
            action: element.attribute("action").map(str::to_owned),
            method: Method::from_name(element.attribute("method")),
            digits: self.digits(element),
            timeout_seconds: self.number(element, "timeout", 5),
            finish_on_key: element.attribute("finishOnKey").unwrap_or("#").to_owned(),
            action_on_empty: self.is_true(element, "actionOnEmptyResult"),
            prompts: element.children.iter().filter_map(|child| self.prompt(child)).collect(),
        }
    }

    fn digits(&self, element: &Element) -> Option<usize> {
        // Telnyx counts with a maximum.
        let name = if self.provider == Provider::Telnyx && element.attribute("maxDigits").is_some() {
            "maxDigits"
        } else {
            "numDigits"
        };
        element.attribute(name)?.parse().ok()
    }

    pub(super) fn attributes(&mut self, element: &Element) {
        for (name, value) in &element.attributes {
            let name = name.as_str();
            if name.starts_with("xmlns") || name.starts_with("xml:") {
                continue;
            }
            if !is_documented(self.provider, &element.name, name) {
                self.problems.push(format!("<{}> has no attribute \"{name}\"", element.name));
            }
            let address = matches!(name, "action" | "url") || name.ends_with("Callback");
            if address && self.provider == Provider::SignalWire && url::Url::parse(value).is_err() {
                self.problems.push(format!("<{}> {name} is not an absolute address", element.name));
            }
        }
    }

    /// Whether an attribute is set to true, and is one of this carrier's.
    pub(super) fn is_true(&self, element: &Element, name: &str) -> bool {
        element.attribute(name) == Some("true") && is_documented(self.provider, &element.name, name)
    }

    pub(super) fn number(&mut self, element: &Element, name: &str, default: u64) -> u64 {
        let Some(text) = element.attribute(name) else {
            return default;
        };
        text.parse().unwrap_or_else(|_| {
            self.problems.push(format!("<{}> {name}=\"{text}\" is not a whole number", element.name));
            default
        })
    }
}

pub(super) fn word_list(text: Option<&str>) -> Vec<String> {
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
    fn an_unknown_attribute_is_reported_in_words() {
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
    fn another_root_element_is_refused() {
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

    #[test]
    fn telnyx_counts_digits_with_a_maximum() {
        let xml = r#"<Response><Gather maxDigits="1" action="https://c.example/next"/></Response>"#;
        let document = read(xml, Provider::Telnyx).unwrap();
        assert_eq!(document.problems, Vec::<String>::new());
        assert!(matches!(document.verbs.as_slice(), [Verb::Gather(Gather { digits: Some(1), .. })]));
        assert_eq!(read(xml, Provider::Twilio).unwrap().problems, ["<Gather> has no attribute \"maxDigits\""]);
    }
}
