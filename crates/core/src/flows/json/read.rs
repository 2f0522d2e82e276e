//! Reads a flow, and the parts that several steps have.

use jiff::tz::TimeZone;
use serde_json::Value;

use super::super::limits::{MAX_DEPTH, MAX_STEPS, MAX_TEXT, MAX_VOICE};
use super::super::{Flow, Mistakes, Prompt, Step};
use super::Fields;
use super::read_step::read_step;
use crate::text;

/// How many mistakes are told at once.
const MAX_MISTAKES: usize = 50;

/// Reads a flow with its places, and counts its steps.
pub(super) struct Reader {
    pub(super) mistakes: Mistakes,
    steps: usize,
}

impl Flow {
    /// Reads the `steps` of a flow as the API and stored versions have them.
    ///
    /// # Errors
    /// Returns the mistakes, each with its place, such as `steps.2.choices.1.steps.0.targets`.
    pub fn from_json(steps: &Value) -> Result<Self, Mistakes> {
        let mut reader = Reader { mistakes: Mistakes::default(), steps: 0 };
        let steps = reader.steps(Some(steps), "steps".to_owned(), 1);
        if reader.mistakes.0.is_empty() { Ok(Self { steps }) } else { Err(reader.mistakes) }
    }
}

impl Reader {
    /// A list of steps; an empty one where it is left out.
    pub(super) fn steps(&mut self, value: Option<&Value>, place: String, depth: usize) -> Vec<Step> {
        let items = match value {
            None => return Vec::new(),
            Some(Value::Array(items)) => items,
            Some(_) => {
                self.mistakes.add(place, "This has to be a list of steps.");
                return Vec::new();
            }
        };
        if depth > MAX_DEPTH && !items.is_empty() {
            let sentence = format!("Steps can't nest deeper than {MAX_DEPTH} lists. Use Go to with another flow.");
            self.mistakes.add(place, sentence);
            return Vec::new();
        }
        let mut steps = Vec::new();
        for (index, item) in items.iter().enumerate() {
            self.steps += 1;
            if self.steps > MAX_STEPS {
                let sentence = format!("A flow has {MAX_STEPS} steps at most. Use Go to with another flow.");
                if self.steps == MAX_STEPS + 1 {
                    self.mistakes.add(format!("{place}.{index}"), sentence);
                }
                break;
            }
            if self.mistakes.0.len() >= MAX_MISTAKES {
                break;
            }
            steps.extend(read_step(self, item, format!("{place}.{index}"), depth));
        }
        steps
    }

    /// A prompt that has to be there.
    pub(super) fn prompt(&mut self, fields: &Fields<'_>, name: &str) -> Option<Prompt> {
        let mistakes_before = self.mistakes.0.len();
        let prompt = self.optional_prompt(fields, name);
        if prompt.is_none() && self.mistakes.0.len() == mistakes_before {
            self.mistakes.add(fields.at(name), "Type a text to be spoken, or choose a recording.");
        }
        prompt
    }

    /// A prompt, or a text alone; `None` where it is left out.
    pub(super) fn optional_prompt(&mut self, fields: &Fields<'_>, name: &str) -> Option<Prompt> {
        let value = fields.get(name)?;
        if value.is_string() {
            return fields.text(name, MAX_TEXT, &mut self.mistakes).map(Prompt::text);
        }
        let known = ["text", "voice", "language", "audio_id"];
        let fields = Fields::of(value, fields.at(name), &known, &mut self.mistakes)?;
        self.prompt_of(&fields)
    }

    /// The prompt that an object is.
    pub(super) fn prompt_of(&mut self, fields: &Fields<'_>) -> Option<Prompt> {
        if fields.get("audio_id").is_some() {
            if fields.get("text").is_some() {
                self.mistakes.add(fields.at("audio_id"), "Use either a text or a recording.");
            }
            let sentence = "There is no such recording. Choose one from the list.";
            return fields.value("audio_id", sentence, &mut self.mistakes).map(Prompt::Audio);
        }
        let mistakes_before = self.mistakes.0.len();
        let text = fields.text("text", MAX_TEXT, &mut self.mistakes);
        if text.is_none() && self.mistakes.0.len() == mistakes_before {
            self.mistakes.add(fields.at("text"), "Type a text to be spoken, or choose a recording.");
        }
        let voice = fields.text("voice", MAX_VOICE, &mut self.mistakes);
        if voice.as_deref().is_some_and(|voice| !voice.chars().all(is_of_a_name)) {
            self.mistakes.add(fields.at("voice"), "Use the carrier's name of a voice, such as Polly.Joanna.");
        }
        let language = fields.text("language", MAX_VOICE, &mut self.mistakes);
        if language.as_deref().is_some_and(|language| !is_language(language)) {
            self.mistakes.add(fields.at("language"), "Use a language like en-US.");
        }
        Some(Prompt::Text { text: text?, voice, language })
    }

    /// A time zone; `None` where it is left out.
    pub(super) fn zone(&mut self, fields: &Fields<'_>, name: &str) -> Option<TimeZone> {
        let value = fields.get(name)?;
        let zone = text::time_zone(value.as_str().unwrap_or_default());
        match zone.map(|name| TimeZone::get(&name)) {
            Ok(Ok(zone)) => Some(zone),
            Ok(Err(_)) => {
                self.mistakes.add(fields.at(name), text::BadText::NotATimeZone.to_string());
                None
            }
            Err(error) => {
                self.mistakes.add(fields.at(name), error.to_string());
                None
            }
        }
    }
}

fn is_of_a_name(letter: char) -> bool {
    letter.is_ascii_alphanumeric() || matches!(letter, '.' | '-' | '_')
}

/// Whether a text looks like `en` or `en-US`.
fn is_language(text: &str) -> bool {
    let mut parts = text.split('-');
    let is_first = parts
        .next()
        .is_some_and(|first| (2..=3).contains(&first.len()) && first.bytes().all(|byte| byte.is_ascii_lowercase()));
    is_first && parts.all(|part| (2..=8).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_alphanumeric()))
}
