//! Members: people in one business, with a role and a number access there.

mod access;
mod add;
mod find;
mod found;
mod list;
mod member;

pub use access::{NumberAccess, own_access};
pub use add::{Enrolment, enrol};
pub use found::{Founded, Founding, found, found_first};
pub use list::{Cursor, Filter, Page, Sort, list};
pub use member::{Member, Status};
