//! Who sees what, both ways: what a member sees, counted by the same condition as the lists themselves; and who sees
//! a number and through what, now and on a past day, from the audit log.

mod chosen;
mod day;
mod replay;
mod surfaces;
mod undo;
mod viewers;
mod visibility_path;

pub use chosen::{Chosen, ChosenGroup, chosen};
pub use day::{DayViewers, viewers_on_day};
pub use replay::NumberViewer;
pub use surfaces::{MAX_COUNT, Surfaces, surfaces};
pub use viewers::viewers;
pub use visibility_path::VisibilityPath;
