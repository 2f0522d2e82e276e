//! Users: members and invitations as one list, and the actions on several of them at once.

mod export;
mod filter;
pub(crate) mod list;
pub(crate) mod list_page;
pub(crate) mod selection;
pub(crate) mod selection_page;
