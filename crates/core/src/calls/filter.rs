//! The filters of the list of calls.

use super::CallStatus;
use crate::db::words;
use crate::ids::{GroupId, NumberId};
use crate::time::Timestamp;

words! {
    /// The choices of the filter by *qualified*.
    pub enum QualifiedFilter {
        /// It is qualified.
        Yes = "true",
        /// It is not.
        No = "false",
        /// Nothing was said.
        NotSaid = "none",
    }
}

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
    /// Calls with this tag, by its name.
    pub tag: Option<String>,
    /// Calls of which somebody has said that they are qualified, that they are not, or nothing.
    pub qualified: Option<QualifiedFilter>,
    /// Calls that are spam, or that are not.
    pub spam: Option<bool>,
    /// A search for callers: by the beginning or the last digits of their number, or by the beginning of their name.
    pub q: Option<String>,
}

impl Filter {
    /// Whether only some calls of a time match, so that a page of them is further back.
    pub(super) const fn is_narrowed(&self) -> bool {
        self.status.is_some() || self.source.is_some() || self.is_by_annotation()
    }

    /// Whether what people or rules say of a call decides.
    pub(super) const fn is_by_annotation(&self) -> bool {
        self.tag.is_some() || self.qualified.is_some() || self.spam.is_some()
    }
}
