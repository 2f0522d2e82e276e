//! Callers whose calls to the business are rejected before anybody is rung.
//!
//! **Invariant.** Blocking is the business's, so only people who see all numbers learn who is blocked.

mod add;
mod blocked_caller;
mod list;
mod remove;

pub use add::{add, add_caller};
pub use blocked_caller::BlockedCaller;
pub use list::{Cursor, Page, find, list};
pub use remove::remove;
