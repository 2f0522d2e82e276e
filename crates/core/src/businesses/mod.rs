//! Businesses: the tenants.

mod edit;
mod existing_accounts;
mod of_user;
mod slug;

pub(crate) use edit::REBUILD_JOB;
pub use edit::{Profile, edit};
pub use existing_accounts::{ExistingAccounts, choose_existing_accounts, existing_accounts};
pub use of_user::{MemberBusiness, of_user, slugs};
pub(crate) use slug::candidates;
