//! Analytics: the sums of the calls of a period by up to three groupings, within the number access of the viewer.
//!
//! **Invariant.** Every way of reading gives the sums that the calls of the question add up to; only counts of callers may be
//! estimates, and say so.

mod answer;
mod cursor;
mod frame;
mod grouping;
mod item;
mod key;
mod measure;
mod names;
mod order;
mod part;
mod pieces;
mod query;
mod question;
mod read;
mod sort;
mod tallies;
mod time_keys;

pub(super) use answer::direct;
pub use answer::{Analytics, AnalyticsRow, PageRows, analytics, analytics_within};
pub use cursor::RowCursor;
pub(super) use frame::{Figures, Frame, period_at};
pub use grouping::{Grouping, Groupings, InvalidGroupings, MAX_GROUPINGS};
pub(super) use item::{Facts, Item};
pub use key::Key;
pub use measure::Measure;
pub(super) use names::Names;
pub(super) use pieces::{Follow, Interrupted, calls_to_read, in_pieces, without_limit};
pub(super) use query::Query;
pub use question::{AnalyticsQuestion, MAX_ROWS, RowsPage};
pub use read::Limits;
pub(super) use read::{Reading, read, too_many};
pub use sort::{Sort, SortKey, UnknownSort};
pub(super) use tallies::totals;
pub(super) use time_keys::When;
