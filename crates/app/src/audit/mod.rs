//! The audit log: its page, its export, and its part of the JSON API.

pub(crate) mod api;
mod change;
mod export;
pub(crate) mod list;
pub(crate) mod list_page;
