//! The deletion of a business: by its Owner, who may take it back for seven days. Then a job removes all of it.
//!
//! **Invariant.** From the commit of the deletion on nobody enters the business, and no job of it is claimed: the statements
//! that find a business for a session, a token, a link, a webhook, a job or the operator leave deleted ones out. A test reads
//! all of them (`access/deleted_businesses.rs`).

mod ask;
mod contents;
mod letter;
mod remove;
mod rows;
mod take_back;

pub use ask::{DAYS, Request, ask};
pub use contents::{Contents, contents};
pub use letter::{DeletionLetter, DeletionOccasion};
pub use remove::{REMOVALS, RemoveBusinesses, enqueue_removals, removal_of};
pub use take_back::{DeletedBusiness, find_deleted, take_back};
