//! Tags: the words that a business puts on its calls.
//!
//! **Invariant.** A member of Specific Numbers learns only of tags that are on calls of those numbers. People who may tag calls
//! see all numbers, and so all tags.

mod add;
mod colour;
mod draft;
mod edit;
mod list;
mod merge;
mod merged;
mod names;
mod remove;
mod tag;

pub use add::add;
pub use colour::Colour;
pub use draft::{Draft, MAX_NAME};
pub use edit::edit;
pub use list::{find_by_name, list, uses};
pub use merge::merge;
pub(crate) use merged::merged;
pub(crate) use names::{checked_name, ensure};
pub use remove::remove;
pub use tag::{MAX_TAGS, MAX_USES, Tag, TagUse};
