//! How a business is connected to its carrier: set by people, used by webhooks and by the fetching of recordings.

mod draft;
mod open;
mod secrets;
mod set;
mod show;

pub use draft::Draft;
pub(crate) use open::of;
pub use open::{Connection, open, open_all};
pub use set::{set, set_by_operator};
pub use show::{Shown, show};
