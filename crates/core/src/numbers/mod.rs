//! Numbers: the tracking numbers of a business, and the groups that people sort them into.
//!
//! **Invariant.** Numbers are read only inside the viewpoint's number access. Digits are active once in a business.
//! Released numbers stay unchanged, and the same digits added again are another number.

mod add;
mod country_codes;
mod draft;
mod edit;
mod fingerprint;
mod format;
mod forwarding;
pub mod groups;
mod kinds;
mod list;
mod menus;
mod number;
mod phone_number;
mod release;
mod search;

pub use add::{add, add_if, effect_of_add};
pub use draft::Draft;
pub use edit::{edit, edit_if};
pub use fingerprint::{Fingerprint, fingerprint};
pub use format::formatted;
pub(crate) use forwarding::comes_back;
pub use kinds::{country_prefix, is_premium, may_be_mobile};
pub use list::{Cursor, Filter, Page, Sort, list};
pub use menus::{Choice, Counts, count, count_of, options, sources};
pub use number::{Number, Status};
pub use phone_number::{BadPhoneNumber, parse_phone_number};
pub use release::{release, release_if};

pub use crate::carrier::phone_number::PhoneNumber;
