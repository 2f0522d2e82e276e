//! Seats: the places in a business's plan. Each active member and each live invitation holds one.
//!
//! **Invariant.** A transaction that fills a seat locks the team first (`members::lock_team`), so that the count holds until
//! it commits. The statement that fills the seat checks the limit again.

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
