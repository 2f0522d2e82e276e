//! A business's connection to its carrier: set by people, used by webhooks and by fetches of recordings.

mod draft;
mod forget;
mod open;
mod secrets;
mod set;
mod show;

pub use draft::Draft;
pub use forget::forget_unreadable;
pub use open::{Connection, LookUp, Subject, find_by_slug, list_all, look_up};
pub(crate) use open::{StoredConnection, find_for};
pub use set::{set, set_by_operator};
pub use show::{ConnectionSummary, show};
