//! Answers to questions of too many calls to read them while a page waits: a job prepares them, each for one member.
//!
//! **Invariants.** An answer is made with the number access that its member has while the job runs, and is shown only to that member
//! while their access is still the same. It holds ids alone: what they are called is read with the answer, within the access of that
//! moment. It is kept for a day.

mod access;
mod ask;
mod job;
mod prepare;
mod stored;

pub use ask::{Large, Preparing, Reply, ask};
pub use job::{PREPARED_ANSWERS, PrepareAnswers};
pub use prepare::{MAX_PREPARED, prepare};
