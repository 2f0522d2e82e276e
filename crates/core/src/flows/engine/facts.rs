//! The facts of a call that the engine looks at.

use std::collections::{BTreeMap, BTreeSet};

use jiff::tz::TimeZone;

use super::super::StepPlace;
use crate::carrier::caller::Caller;
use crate::carrier::phone_number::PhoneNumber;
use crate::carrier::twiml::Endpoint;
use crate::time::Timestamp;

/// The facts of a call that the engine looks at.
///
/// **Invariant.** They are of the number that was called alone: nothing of another number may change a step.
#[derive(Clone, Copy, Debug)]
pub struct Facts<'f> {
    /// The moment.
    pub now: Timestamp,
    /// The business's time zone.
    pub zone: &'f TimeZone,
    /// The caller.
    pub caller: &'f Caller,
    /// The number that was called.
    pub called: &'f PhoneNumber,
    /// Whether the caller has called this number before.
    pub called_before: bool,
    /// The tags of the caller's conversation with this number.
    pub tags: &'f BTreeSet<String>,
    /// The line that answered this caller's last answered call to this number.
    pub last_answerer: Option<&'f Endpoint>,
    /// How many turns each round robin has had.
    pub turns: &'f BTreeMap<StepPlace, u64>,
    /// The number's fallback target.
    pub fallback: Option<&'f PhoneNumber>,
}
