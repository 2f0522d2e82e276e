//! The audit log: each change's action, actor (and teammate), subject, and values before and after. It is append-only,
//! and each entry of a business is chained to the previous one by an authentication code, whose key is derived from the
//! instance's. The database does not hold it.
//!
//! **Invariant.** A change by a person or by the operator goes through [`Db::change`](crate::db::Db::change), whose
//! work must return the events; entries and change commit together or not at all. `change_if_decided` is the same for a
//! change that may be rolled back at its end, when its effect has to be shown first.

mod action;
mod append;
mod change;
mod entry;
mod filter;
mod head;
mod list;
mod reseal;
mod search_text;
mod verify;

pub use action::{ACTIONS, Action};
pub use entry::{Entry, Event};
pub use filter::{Filter, Person, SequenceRange, people};
pub use list::{Cursor, Page, list, list_in_range};
pub use reseal::reseal;
pub use verify::{BrokenLink, Head, NotAHead, VerifiedLog, verify, verify_with};

pub(crate) use append::append;
pub(crate) use change::Decision;
pub(crate) use filter::{first_sequence_since, log_start, next_sequence};
