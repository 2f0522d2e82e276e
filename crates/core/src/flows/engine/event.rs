//! The events of a call.

use serde_json::Value;

use crate::db::words;

/// More keys than any menu takes.
const MAX_KEYS: usize = 32;

/// Something that has happened in a call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// The call arrives.
    Arrival,
    /// Keys were pressed; none for an empty text.
    Digits(String),
    /// A ring has ended.
    Ring(RingResult),
    /// A message has ended, after so many seconds; none for 0.
    Message(u32),
    /// The carrier asks to go on.
    Continue,
    /// The caller has gone.
    HangUp,
}

impl Event {
    /// Reads an input of a trial, such as `{"digits": "1"}`, `{"ring": "busy"}`, `{"message": 12}` or `{"hang_up": true}`.
    pub fn from_input(input: &Value) -> Option<Self> {
        let Value::Object(members) = input else { return None };
        let mut members = members.iter();
        let (Some((name, value)), None) = (members.next(), members.next()) else { return None };
        match name.as_str() {
            "digits" => value.as_str().map(|keys| Self::Digits(keys.chars().take(MAX_KEYS).collect())),
            "ring" => value.as_str()?.parse().ok().map(Self::Ring),
            "message" => u32::try_from(value.as_u64()?).ok().map(Self::Message),
            "hang_up" => (value.as_bool() == Some(true)).then_some(Self::HangUp),
            _ => None,
        }
    }
}

words! {
    /// The result of a ring.
    pub enum RingResult {
        /// The two sides were connected, and the talk is over.
        Answered = "answered",
        /// Nobody answered in time.
        NoAnswer = "no_answer",
        /// The line was busy.
        Busy = "busy",
        /// The carrier could not ring.
        Failed = "failed",
        /// Somebody answered and did not take the call.
        Declined = "declined",
    }
}

/// An event of a target that has answered, before it is connected.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Screened {
    /// It has just answered.
    Answered,
    /// Keys were pressed.
    Digits(String),
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn the_inputs_of_a_trial_are_events() {
        for (input, event) in [
            (json!({ "digits": "1" }), Some(Event::Digits("1".to_owned()))),
            (json!({ "digits": "" }), Some(Event::Digits(String::new()))),
            (json!({ "ring": "declined" }), Some(Event::Ring(RingResult::Declined))),
            (json!({ "message": 12 }), Some(Event::Message(12))),
            (json!({ "hang_up": true }), Some(Event::HangUp)),
            (json!({ "hang_up": false }), None),
            (json!({ "ring": "maybe" }), None),
            (json!({ "message": -1 }), None),
            (json!({ "digits": "1", "ring": "busy" }), None),
            (json!({}), None),
            (json!("digits"), None),
        ] {
            assert_eq!(Event::from_input(&input), event, "{input}");
        }
    }
}
