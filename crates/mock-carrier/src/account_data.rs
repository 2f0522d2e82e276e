//! The account's numbers, calls, messages and recordings.

use jiff::Timestamp;

use crate::config::Config;
use crate::ids::{self, Thing};
use crate::number::{self, Number, NumberError};

/// Everything that the account has, behind one lock that is never held while waiting.
#[derive(Debug, Default)]
pub(crate) struct AccountData {
    numbers: Vec<Number>,
    numbers_made: u64,
    calls_made: u64,
    messages_made: u64,
    pub(crate) calls: Vec<CallRow>,
    pub(crate) messages: Vec<MessageRow>,
    pub(crate) recordings: Vec<RecordingRow>,
}

/// A call as the REST API lists it.
#[derive(Debug, Clone)]
pub(crate) struct CallRow {
    pub(crate) sid: String,
    pub(crate) parent_sid: Option<String>,
    pub(crate) from: String,
    pub(crate) to: String,
    pub(crate) caller_name: Option<String>,
    pub(crate) status: String,
    pub(crate) inbound: bool,
    pub(crate) started_at: Timestamp,
    pub(crate) ended_at: Option<Timestamp>,
    pub(crate) duration_seconds: u64,
}

/// A message as the REST API lists it.
#[derive(Debug, Clone)]
pub(crate) struct MessageRow {
    pub(crate) sid: String,
    pub(crate) from: String,
    pub(crate) to: String,
    pub(crate) body: String,
    pub(crate) media: usize,
    pub(crate) inbound: bool,
    pub(crate) status: &'static str,
    pub(crate) created_at: Timestamp,
}

#[derive(Debug, Clone)]
pub(crate) struct RecordingRow {
    pub(crate) sid: String,
    pub(crate) call_sid: String,
    pub(crate) source: &'static str,
    pub(crate) channels: u8,
    pub(crate) duration_seconds: u64,
    pub(crate) started_at: Timestamp,
    /// How many more fetches of the audio are answered with 404.
    pub(crate) late_fetches: u32,
}

impl AccountData {
    pub(crate) fn numbers(&self) -> &[Number] {
        &self.numbers
    }

    pub(crate) fn number(&self, phone_number: &str) -> Option<&Number> {
        self.numbers.iter().find(|number| number.phone_number == phone_number)
    }

    pub(crate) fn number_by_sid(&self, sid: &str) -> Option<&Number> {
        self.numbers.iter().find(|number| number.sid == sid)
    }

    /// Adds a number, with a new id.
    pub(crate) fn add_number(
        &mut self,
        config: &Config,
        mut number: Number,
        now: Timestamp,
    ) -> Result<Number, NumberError> {
        number::check(&number)?;
        if self.number(&number.phone_number).is_some() {
            return Err(NumberError::Taken(number.phone_number));
        }
        number.sid = ids::id(config.provider, Thing::Number, config.seed, "number", self.numbers_made);
        self.numbers_made += 1;
        if number.friendly_name.is_empty() {
            number.friendly_name.clone_from(&number.phone_number);
        }
        number.date_created = crate::clock::rfc2822(now);
        number.date_updated.clone_from(&number.date_created);
        self.numbers.push(number.clone());
        Ok(number)
    }

    /// Replaces the number with the same id.
    pub(crate) fn change_number(&mut self, mut number: Number, now: Timestamp) -> Result<Option<Number>, NumberError> {
        number::check(&number)?;
        let Some(stored) = self.numbers.iter_mut().find(|stored| stored.sid == number.sid) else {
            return Ok(None);
        };
        number.date_updated = crate::clock::rfc2822(now);
        stored.clone_from(&number);
        Ok(Some(number))
    }

    /// Returns whether there was one to remove.
    pub(crate) fn remove_number(&mut self, sid: &str) -> bool {
        let before = self.numbers.len();
        self.numbers.retain(|number| number.sid != sid);
        self.numbers.len() < before
    }

    /// Counts a call; returns the count before it.
    pub(crate) fn next_call(&mut self) -> u64 {
        self.calls_made += 1;
        self.calls_made - 1
    }

    /// Counts a message; returns the count before it.
    pub(crate) fn next_message(&mut self) -> u64 {
        self.messages_made += 1;
        self.messages_made - 1
    }

    pub(crate) fn call_mut(&mut self, sid: &str) -> Option<&mut CallRow> {
        self.calls.iter_mut().rev().find(|call| call.sid == sid)
    }
}
