//! Seats: how many are used, and the prompt where none is left.

pub(crate) mod api;
pub(crate) mod upgrade;
pub(crate) mod upgrade_page;
