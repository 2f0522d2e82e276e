//! The carrier's reports on calls: late, repeated, in any order.
//!
//! Every function takes the proof that the request was the carrier's. The facts of a call only grow (see
//! [`crate::carrier::facts`]), so the same reports leave the same rows in whatever order they come, and a repeat writes
//! nothing at all.

mod dial;
mod inbound;
mod merge;
mod overdue;
mod recording;
mod status;
mod stored_call;
mod write;

use crate::carrier::report;
use crate::ids::CallId;

pub use dial::dial;
pub use inbound::{Arrival, Unrecorded, inbound, unrecorded};
pub(crate) use overdue::end_overdue;
pub use recording::recording;
pub use status::{closed, leg, status};
pub(crate) use write::{NewCall, insert_call, save_legs};

/// The effect of a report on a call.
pub type Applied = report::Applied<CallId>;
