//! Members: the people in a business, each with a role and a number access.

mod access;
mod access_draft;
mod access_effect;
mod access_names;
mod add;
mod batch;
mod count;
mod create_business;
mod edit;
mod effect;
mod find;
pub mod handovers;
mod list;
mod member;
mod outside;
mod recheck;
mod recover;
mod remove;
mod revocation;
mod several;

pub use access::{NumberAccess, own_access};
pub use access_draft::{AccessDraft, MAX_CHOSEN};
pub use access_effect::{AccessEffect, Amount, Changed, MAX_COUNTED_CALLS, MemberEffect, Saving};
pub use access_names::AccessNames;
pub use add::{NewMember, add_by_operator};
pub use count::count_by_role;
pub use create_business::{CreatedBusiness, NewBusiness, create_business, create_first_business};
pub use edit::{Draft, Edited, edit, edit_if};
pub use effect::{Effect, effect};
pub use find::has_proved_address;
pub use list::{Cursor, Filter, Page, Sort, SortKey, list};
pub(crate) use list::{count_matching, list_key};
pub use member::{Member, Status};
pub use outside::OutsideRecipient;
pub use recover::recover_owner;
pub use remove::{Removed, leave, remove};
pub use revocation::Revoked;
pub use several::{edit_access_many, remove_many};

pub(crate) use access::replace_grants as grant;
pub(crate) use access_draft::not_listed;
pub(crate) use access_effect::{GroupMoves, count_promises_of_number, notify_all, viewers_of, with_effect};
pub(crate) use access_names::member_address;
pub(crate) use add::add as join;
pub(crate) use batch::batches;
pub(crate) use edit::DesiredMember;
pub(crate) use find::load_in_tx;
pub(crate) use member::member_to_audit_json;
pub(crate) use outside::{
    change_outside_grants, end_one, end_outside_of_report, load_outside_in_tx, lock_outside,
};
pub(crate) use recheck::{lock_team, recheck_in_transaction};
