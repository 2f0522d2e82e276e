//! Seats: the places in a business's plan. Active members hold one each, and so do live invitations.
//!
//! **Invariant.** Whatever fills a seat waits for the other changes to the team first (`members::standing`), so that a
//! count holds until it is committed; and says the limit again in the statement that fills it.

mod history;
mod holders;
mod locked_seats;
mod plan;
mod plans;
mod usage;

pub use history::{PlanChange, RecordedPlan, plan_changes};
pub use holders::{Holder, Holders, holders};
pub(crate) use locked_seats::LockedSeats;
pub use plan::{PlanChangeOutcome, set_plan};
pub use plans::{BadPlans, Plan, Plans};
pub use usage::{Seats, Usage, usage};
