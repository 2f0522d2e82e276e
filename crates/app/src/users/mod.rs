//! Users: members and invitations as one list, and what is done with several of them.

mod export;
mod filter;
pub(crate) mod list;
pub(crate) mod list_page;
pub(crate) mod selection;
pub(crate) mod selection_page;
