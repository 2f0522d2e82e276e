//! The filters of the list of calls.

use super::CallStatus;
use crate::ids::{GroupId, NumberId};
use crate::time::Timestamp;

/// The filters of the list of calls. A call has to match all of them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// Calls of this number.
    pub number: Option<NumberId>,
    /// Calls of the numbers that are now in this group.
    pub group: Option<GroupId>,
    /// Calls that came by this source.
    pub source: Option<String>,
    /// Calls of this status.
    pub status: Option<CallStatus>,
    /// Calls from this moment on.
    pub from: Option<Timestamp>,
    /// Calls before this moment.
    pub to: Option<Timestamp>,
    /// A search for callers: by the beginning or the last digits of their number, or by the beginning of their name.
    pub q: Option<String>,
}
