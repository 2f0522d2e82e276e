//! Members: people in one business, with a role and a number access there.

mod access;
mod access_draft;
mod add;
mod batch;
mod count;
mod edit;
mod effect;
mod ends;
mod find;
mod found;
pub mod handovers;
mod list;
mod many;
mod member;
mod recover;
mod remove;
mod standing;

pub use access::{NumberAccess, own_access};
pub use access_draft::{AccessDraft, MOST_CHOSEN};
pub use add::{Enrolment, enrol};
pub use count::count_by_role;
pub use edit::{Draft, Edited, edit};
pub use effect::{Effect, effect};
pub use ends::Receipt;
pub use found::{Founded, Founding, found, found_first};
pub use list::{Cursor, Filter, Page, Sort, SortKey, list};
pub(crate) use list::{count_found, list_key};
pub use many::{edit_access_many, remove_many};
pub use member::{Member, Status};
pub use recover::recover_owner;
pub use remove::{Removed, leave, remove};

pub(crate) use access::replace as grant;
pub(crate) use access_draft::not_listed;
pub(crate) use add::add as join;
pub(crate) use batch::batches;
pub(crate) use find::within;
pub(crate) use member::told;
pub(crate) use standing::{queue, standing};
