//! Seats: how many are used, and the upgrade prompt when none is left.

pub(crate) mod api;
pub(crate) mod upgrade;
pub(crate) mod upgrade_page;
