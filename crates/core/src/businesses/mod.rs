//! Businesses: the tenants.

mod edit;
mod of_user;
mod slug;

pub use edit::{Profile, edit};
pub use of_user::{MemberBusiness, of_user, slugs};
pub(crate) use slug::candidates;
