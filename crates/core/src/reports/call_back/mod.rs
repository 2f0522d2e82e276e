//! Callers to call back: their last call was not answered, and nobody has talked to them since.
//!
//! All of it is told from the calls on the numbers that the viewer sees. A person marks a caller as called back by that last
//! call, so a caller who tries again is there again.

mod list;
mod mark;

pub(super) use list::read;
pub use list::{CalledBack, ToCallBack, list};
pub use mark::{mark, unmark};
