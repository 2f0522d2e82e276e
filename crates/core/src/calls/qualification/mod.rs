//! Whether calls are qualified by the rules of their business.
//!
//! **Invariant.** A transaction that changes a fact of a call that has ended asks the rules: [`judge()`], and for a person's changes
//! [`verdict`]. A person's word is never overwritten. The rules are read by one statement, and only for a call that has ended.

mod judge;
mod naming_rule;
mod preview;
mod review;

pub(crate) use judge::judge;
pub(super) use judge::{lock, verdict};
pub use naming_rule::naming_rule;
pub use preview::{MAX_PREVIEWED, MAX_SAMPLES, PREVIEW_DAYS, Preview, preview};
pub use review::{QUALIFIED_CALLS, REVIEW_BATCH, ReviewCalls, review_batch};
