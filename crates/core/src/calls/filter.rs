//! What the list is narrowed to.

use super::CallStatus;
use crate::ids::{GroupId, NumberId};
use crate::time::Timestamp;

/// What the list is narrowed to: all that is said must hold.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// Calls of this number.
    pub number: Option<NumberId>,
    /// Calls of the numbers that are now in this group.
    pub group: Option<GroupId>,
    /// Calls that came by this source.
    pub source: Option<String>,
    /// Calls that stand like this.
    pub status: Option<CallStatus>,
    /// Calls from this moment on.
    pub from: Option<Timestamp>,
    /// Calls before this moment.
    pub to: Option<Timestamp>,
    /// Callers by the beginning or the last digits of their number, or by the beginning of their name.
    pub q: Option<String>,
}
