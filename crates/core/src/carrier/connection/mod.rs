//! A business's connection to its carrier: set by people, used by webhooks and by fetches of recordings.

mod draft;
mod open;
mod secrets;
mod set;
mod show;

pub use draft::Draft;
pub(crate) use open::find_for;
pub use open::{Connection, find_by_slug, list_all};
pub use set::{set, set_by_operator};
pub use show::{ConnectionSummary, show};
