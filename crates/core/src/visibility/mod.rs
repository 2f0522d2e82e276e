//! Visibility both ways: how much a member sees, counted by the conditions of the lists themselves; and the viewers of a
//! number, with the reasons, now or on a past day.

mod chosen;
mod day;
mod replay;
mod surfaces;
mod undo;
mod viewers;
mod visibility_path;

pub use chosen::{Chosen, ChosenGroup, chosen, chosen_outside};
pub use day::{DayViewers, viewers_on_day};
pub use replay::NumberViewer;
pub use surfaces::{MAX_COUNT, Surfaces, surfaces};
pub use viewers::viewers;
pub use visibility_path::{ViewerId, VisibilityPath};
