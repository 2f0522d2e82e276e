//! The audit log: each change's action, actor (and teammate), subject, and values before and after. It is append-only,
//! and each entry of a business is chained to the previous one by a hash.
//!
//! **Invariant.** A change by a person or by the operator goes through [`Db::change`](crate::db::Db::change), whose
//! work must return the events; entries and change commit together or not at all.

mod action;
mod append;
mod change;
mod entry;
mod filter;
mod list;
mod verify;

pub use action::{ACTIONS, Action};
pub use entry::{Entry, Event};
pub use filter::{Filter, Person, SequenceRange, people};
pub use list::{Cursor, Page, list, list_in_range};
pub use verify::{BrokenLink, verify};

pub(crate) use append::append;
pub(crate) use filter::{first_sequence_since, log_start, next_sequence};
