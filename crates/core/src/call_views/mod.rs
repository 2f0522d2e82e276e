//! Views of the list of calls: its filters under a name, which a member keeps alone or shares with the team.
//!
//! **Invariants.** A view is read with the access of its reader and never with that of its author: [`CallView`] holds only the
//! numbers, groups, sources and tags that its reader sees, and says so where a filter is left with none of its own. A member
//! finds their own views and those that are shared, and no others. An author has one view of a name.

mod add;
mod change;
mod draft;
mod edit;
mod list;
mod question;
mod remove;
mod stored;
mod view;
mod visible;

pub use add::{MAX_VIEWS, add};
pub use change::require_edit;
pub use draft::{Draft, MAX_NAME, MAX_SEARCH};
pub use edit::edit;
pub use list::{Cursor, Page, Sort, list};
pub use question::{ViewDays, ViewQuestion};
pub use remove::remove;
pub use view::{CallView, ViewFields};
