//! Numbers: the tracking numbers of a business, and the groups that people sort them into.
//!
//! **Invariant.** Numbers are read only inside the viewpoint's number access. Digits are active once in a business.
//! Released numbers stay unchanged, and the same digits added again are another number.

mod add;
mod country_codes;
mod draft;
mod edit;
mod format;
pub mod groups;
mod list;
mod menus;
mod number;
mod phone_number;
mod release;
mod search;

pub use add::add;
pub use draft::Draft;
pub use edit::edit;
pub use format::formatted;
pub use list::{Cursor, Filter, Page, Sort, list};
pub use menus::{Choice, Counts, count, count_of, options, sources};
pub use number::{Number, Status};
pub use phone_number::{BadPhoneNumber, parse_phone_number};
pub use release::release;

pub use crate::carrier::phone_number::PhoneNumber;
