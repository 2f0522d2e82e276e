//! The grammar of documents, as far as the engine writes them: elements, their attributes by carrier, their places and values.

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use crate::carrier::provider::Provider;

/// An element, its parents, its attributes, and whether it holds text.
struct Rule {
    name: &'static str,
    parents: &'static [&'static str],
    attributes: &'static [&'static str],
    has_text: bool,
}

const LEG: &[&str] = &["url", "method", "statusCallback", "statusCallbackMethod", "statusCallbackEvent"];

const RULES: &[Rule] = &[
    Rule { name: "Response", parents: &[""], attributes: &[], has_text: false },
    Rule { name: "Say", parents: &["Response", "Gather"], attributes: &["voice", "language"], has_text: true },
    Rule { name: "Play", parents: &["Response", "Gather"], attributes: &["loop"], has_text: true },
    Rule {
        name: "Gather",
        parents: &["Response"],
        attributes: &["input", "action", "method", "timeout", "numDigits", "maxDigits", "finishOnKey"],
        has_text: false,
    },
    Rule {
        name: "Dial",
        parents: &["Response"],
        attributes: &[
            "action",
            "method",
            "timeout",
            "callerId",
            "answerOnBridge",
            "record",
            "recordingStatusCallback",
            "recordingStatusCallbackMethod",
            "recordingStatusCallbackEvent",
        ],
        has_text: false,
    },
    Rule { name: "Number", parents: &["Dial"], attributes: LEG, has_text: true },
    Rule { name: "Sip", parents: &["Dial"], attributes: LEG, has_text: true },
    Rule {
        name: "Record",
        parents: &["Response"],
        attributes: &[
            "action",
            "method",
            "maxLength",
            "timeout",
            "finishOnKey",
            "playBeep",
            "recordingStatusCallback",
            "recordingStatusCallbackMethod",
            "recordingStatusCallbackEvent",
        ],
        has_text: false,
    },
    Rule { name: "Redirect", parents: &["Response"], attributes: &["method"], has_text: true },
    Rule { name: "Hangup", parents: &["Response"], attributes: &[], has_text: false },
];

/// Attributes that a carrier does not know.
fn lacks(provider: Provider, attribute: &str) -> bool {
    match provider {
        Provider::Twilio | Provider::SignalWire => attribute == "maxDigits",
        Provider::Telnyx => matches!(attribute, "numDigits" | "answerOnBridge"),
    }
}

/// Checks a document.
///
/// # Panics
/// When it breaks a rule of the grammar.
pub(super) fn check(document: &str, provider: Provider) {
    let mut reader = Reader::from_str(document);
    let mut open: Vec<(String, String)> = Vec::new();
    let (mut verbs, mut targets) = (0, 0);
    loop {
        match reader.read_event().unwrap_or_else(|error| panic!("{error}: {document}")) {
            Event::Start(start) => {
                let name = element(&start, &open, provider, document);
                (verbs, targets) = count(&name, open.len(), verbs, targets);
                open.push((name, String::new()));
            }
            Event::Empty(start) => {
                let name = element(&start, &open, provider, document);
                assert!(!rule(&name, document).has_text, "<{name}> has no text: {document}");
                (verbs, targets) = count(&name, open.len(), verbs, targets);
            }
            Event::Text(text) => add_text(&mut open, &text.decode().unwrap()),
            Event::GeneralRef(_) => add_text(&mut open, "&"),
            Event::End(_) => {
                let (name, text) = open.pop().unwrap();
                assert_eq!(!text.trim().is_empty(), rule(&name, document).has_text, "<{name}>: {document}");
                let is_address = !matches!(name.as_str(), "Play" | "Redirect") || text.starts_with("https://");
                assert!(is_address, "<{name}>: {document}");
                assert!(name != "Dial" || (1..=10).contains(&targets), "{targets} targets: {document}");
            }
            Event::Eof => break,
            _ => {}
        }
    }
    assert!(open.is_empty(), "{document}");
    assert!(verbs > 0, "an empty document: {document}");
}

fn count(name: &str, depth: usize, verbs: usize, targets: usize) -> (usize, usize) {
    let targets = match name {
        "Dial" => 0,
        "Number" | "Sip" => targets + 1,
        _ => targets,
    };
    (if depth == 1 { verbs + 1 } else { verbs }, targets)
}

fn add_text(open: &mut [(String, String)], text: &str) {
    if let Some((_, content)) = open.last_mut() {
        content.push_str(text);
    }
}

fn rule(name: &str, document: &str) -> &'static Rule {
    RULES.iter().find(|rule| rule.name == name).unwrap_or_else(|| panic!("<{name}> is unknown: {document}"))
}

/// Checks the name, the place and the attributes of an element, and returns the name.
fn element(start: &BytesStart<'_>, open: &[(String, String)], provider: Provider, document: &str) -> String {
    let name = String::from_utf8(start.name().as_ref().to_vec()).unwrap();
    let rule = rule(&name, document);
    let parent = open.last().map_or("", |(parent, _)| parent.as_str());
    assert!(rule.parents.contains(&parent), "<{name}> in <{parent}>: {document}");
    for attribute in start.attributes() {
        let attribute = attribute.unwrap();
        let key = String::from_utf8(attribute.key.as_ref().to_vec()).unwrap();
        let value = String::from_utf8(attribute.value.to_vec()).unwrap();
        assert!(rule.attributes.contains(&key.as_str()) && !lacks(provider, &key), "{key} of <{name}>: {document}");
        let is_address = matches!(key.as_str(), "action" | "url" | "statusCallback" | "recordingStatusCallback");
        assert!(!is_address || value.starts_with("https://"), "{key} of <{name}>: {document}");
        let range = match (name.as_str(), key.as_str()) {
            ("Dial", "timeout") => Some(5..=120),
            ("Gather" | "Record", "timeout") => Some(1..=120),
            ("Record", "maxLength") => Some(1..=14_400),
            ("Gather", "numDigits" | "maxDigits") => Some(1..=1),
            _ => None,
        };
        let is_in_range = range.is_none_or(|range| value.parse::<u32>().is_ok_and(|value| range.contains(&value)));
        assert!(is_in_range, "{key}={value} of <{name}>: {document}");
        let is_method = key != "method" && !key.ends_with("Method") || value == "POST";
        assert!(is_method, "{key}={value} of <{name}>: {document}");
    }
    name
}

#[test]
fn documents_that_break_the_grammar_are_refused() {
    let is_refused = |verbs: &str, provider: Provider| {
        let document = format!("<Response>{verbs}</Response>");
        std::panic::catch_unwind(|| check(&document, provider)).is_err()
    };
    let eleven = "<Number>+12125550100</Number>".repeat(11);
    for verbs in [
        "",
        "<Say></Say>",
        "<Say/>",
        "<Dial></Dial>",
        &format!("<Dial>{eleven}</Dial>"),
        "<Number>+12125550100</Number>",
        "<Redirect>next</Redirect>",
        "<Hangup>now</Hangup>",
        "<Dial tmeout=\"20\"><Number>+12125550100</Number></Dial>",
        "<Dial timeout=\"200\"><Number>+12125550100</Number></Dial>",
        "<Gather action=\"/next\"/>",
        "<Pray/>",
    ] {
        assert!(is_refused(verbs, Provider::Twilio), "{verbs}");
    }
    let bridged = "<Dial answerOnBridge=\"true\"><Number>+12125550100</Number></Dial>";
    assert!(!is_refused(bridged, Provider::Twilio) && is_refused(bridged, Provider::Telnyx));
}
