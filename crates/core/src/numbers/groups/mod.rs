//! Number groups: named sets of numbers, such as a client's or a campaign's. A number is in one group or in none;
//! access to a group covers numbers that are added to it later.
//!
//! **Invariant.** Somebody sees a group if it is granted to them or holds a number that they see, and of its numbers
//! only those.

mod contents;
mod create;
mod delete;
mod draft;
mod edit;
mod group;
mod list;

pub use create::{create, create_if, effect_of_create};
pub use delete::{Deleted, delete, delete_if};
pub use draft::Draft;
pub use edit::{edit, edit_if};
pub use group::Group;
pub use list::{Cursor, Page, Sort, count_of, list};
