//! Who sees what, both ways: what a member sees, counted by the same condition as the lists themselves; and who sees
//! a number and through what, now and on a past day, from the audit log.

mod chosen;
mod day;
mod replay;
mod standing;
mod surfaces;
mod undo;
mod watchers;

pub use chosen::{Chosen, ChosenGroup, chosen};
pub use day::{Day, on_day};
pub use replay::Watcher;
pub use standing::Way;
pub use surfaces::{MOST, Surfaces, surfaces};
pub use watchers::watchers;
