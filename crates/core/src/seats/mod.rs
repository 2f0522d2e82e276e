//! Seats: the places in a business's plan. Active members hold one each, and so do live invitations.
//!
//! **Invariant.** Whatever fills a seat waits for the other changes to the team first (`members::standing`), so that a
//! count holds until it is committed; and says the limit again in the statement that fills it.

mod history;
mod holders;
mod plan;
mod plans;
mod team;
mod usage;

pub use history::{PlanChange, PlanTold, plan_changes};
pub use holders::{Holder, Holders, holders};
pub use plan::{PlanSet, set_plan};
pub use plans::{BadPlans, Plan, Plans};
pub(crate) use team::Team;
pub use usage::{Seats, Usage, usage};
