//! Reads the members of a JSON object, and names the place of each mistake.

use std::ops::RangeInclusive;
use std::str::FromStr;

use serde_json::{Map, Value};

use super::super::Mistakes;
use crate::text;

/// An object of a flow, with its place.
pub(super) struct Fields<'v> {
    place: String,
    members: &'v Map<String, Value>,
}

impl<'v> Fields<'v> {
    /// Reads an object that has no other members than these.
    pub(super) fn of(value: &'v Value, place: String, known: &[&str], mistakes: &mut Mistakes) -> Option<Self> {
        let Value::Object(members) = value else {
            mistakes.add(place, "This has to be an object.");
            return None;
        };
        let fields = Self { place, members };
        for name in members.keys().filter(|name| !known.contains(&name.as_str())) {
            let name: String = name.chars().take(40).collect();
            mistakes.add(fields.at(&name), "There is no such setting. Leave it out.");
        }
        Some(fields)
    }

    /// The place of a member.
    pub(super) fn at(&self, name: &str) -> String {
        format!("{}.{name}", self.place)
    }

    /// A member that is there and not null.
    pub(super) fn get(&self, name: &str) -> Option<&'v Value> {
        self.members.get(name).filter(|value| !value.is_null())
    }

    /// Whether a member is a list with items.
    pub(super) fn has_items(&self, name: &str) -> bool {
        self.get(name).and_then(Value::as_array).is_some_and(|items| !items.is_empty())
    }

    /// A list; an empty one where it is left out.
    pub(super) fn list(&self, name: &str, max: usize, mistakes: &mut Mistakes) -> &'v [Value] {
        match self.get(name) {
            None => &[],
            Some(Value::Array(items)) if items.len() > max => {
                mistakes.add(self.at(name), format!("Use {max} at most."));
                &[]
            }
            Some(Value::Array(items)) => items,
            Some(_) => {
                mistakes.add(self.at(name), "This has to be a list.");
                &[]
            }
        }
    }

    /// The items of a list as each is read by a function, which returns the sentence of a mistake.
    pub(super) fn texts<T>(
        &self,
        name: &str,
        max: usize,
        mistakes: &mut Mistakes,
        read: impl Fn(&str) -> Result<T, String>,
    ) -> Vec<T> {
        let mut values = Vec::new();
        for (index, item) in self.list(name, max, mistakes).iter().enumerate() {
            let value = item.as_str().ok_or_else(|| "This has to be a text.".to_owned()).and_then(&read);
            match value {
                Ok(value) => values.push(value),
                Err(sentence) => mistakes.add(format!("{}.{index}", self.at(name)), sentence),
            }
        }
        values
    }

    /// A text of one or several lines; `None` where it is left out or empty.
    pub(super) fn text(&self, name: &str, max: usize, mistakes: &mut Mistakes) -> Option<String> {
        match self.get(name)? {
            Value::String(typed) if typed.trim().is_empty() => None,
            Value::String(typed) => match text::lines(typed, max) {
                Ok(text) => Some(text),
                Err(error) => {
                    mistakes.add(self.at(name), error.to_string());
                    None
                }
            },
            _ => {
                mistakes.add(self.at(name), "This has to be a text.");
                None
            }
        }
    }

    /// A whole number of a range; the default where it is left out.
    pub(super) fn number<T>(&self, name: &str, range: RangeInclusive<T>, default: T, mistakes: &mut Mistakes) -> T
    where
        T: TryFrom<i64> + PartialOrd + std::fmt::Display,
    {
        let Some(value) = self.get(name) else { return default };
        match value.as_i64().and_then(|number| T::try_from(number).ok()).filter(|number| range.contains(number)) {
            Some(number) => number,
            None => {
                let (least, most) = (range.start(), range.end());
                mistakes.add(self.at(name), format!("Use a whole number from {least} to {most}."));
                default
            }
        }
    }

    /// Yes or no; `None` where it is left out.
    pub(super) fn flag(&self, name: &str, mistakes: &mut Mistakes) -> Option<bool> {
        let value = self.get(name)?;
        if value.as_bool().is_none() {
            mistakes.add(self.at(name), "Use true or false.");
        }
        value.as_bool()
    }

    /// A value with a text form; `None` with a mistake where it is missing or wrong.
    pub(super) fn value<T: FromStr>(&self, name: &str, sentence: &str, mistakes: &mut Mistakes) -> Option<T> {
        let value = self.get(name).and_then(Value::as_str).and_then(|text| text.parse().ok());
        if value.is_none() {
            mistakes.add(self.at(name), sentence);
        }
        value
    }
}
