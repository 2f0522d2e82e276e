//! Members: people in one business, with a role and a number access there.

mod access;
mod add;
mod find;
mod found;
mod list;
mod member;
mod told;

pub use access::{NumberAccess, own_access};
pub use add::{Enrolment, enrol};
pub use found::{Founded, Founding, found, found_first};
pub use list::{Cursor, Filter, Page, Sort, list};
pub use member::{Member, Status};

pub(crate) use access::replace as grant;
pub(crate) use add::add as join;
pub(crate) use find::find_in;
pub(crate) use told::told;
