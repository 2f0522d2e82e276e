//! Users: members and invitations as one list, and the actions on several of them at once.

mod export;
mod filter;
pub(crate) mod list;
pub(crate) mod list_page;
mod selected;
pub(crate) mod selection;
mod selection_access;
pub(crate) mod selection_page;
