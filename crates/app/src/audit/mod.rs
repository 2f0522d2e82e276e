//! The audit log: its page, its export, its calls of the JSON API.

pub(crate) mod api;
mod change;
mod export;
pub(crate) mod list;
pub(crate) mod list_page;
