//! The fields that an event does without.

use std::fmt;

/// The names of fields that could not be read and were left out, since they only decorate their event. It holds no value.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LeftOut(Vec<&'static str>);

impl LeftOut {
    /// Whether every field was read.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn add(&mut self, name: &'static str) {
        if !self.0.contains(&name) {
            self.0.push(name);
        }
    }
}

impl fmt::Display for LeftOut {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0.join(", "))
    }
}
