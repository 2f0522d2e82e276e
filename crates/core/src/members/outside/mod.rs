//! Addresses outside the team to which a report is mailed by its schedule: each with a number access of its own.
//!
//! **Invariant.** An outside recipient sees what an Owner or Admin has set for it, and never what a member sees: its grants are
//! in tables of their own, and as a viewer it has an id that is no member's.

mod end;
mod grants;
mod recipient;

pub use recipient::OutsideRecipient;

pub(crate) use end::{end_one, end_outside_of_report};
pub(super) use end::{end_outside_of_member, end_outside_of_private_reports};
pub(crate) use grants::change_outside_grants;
pub(crate) use recipient::{load_outside_in_tx, lock_outside};
