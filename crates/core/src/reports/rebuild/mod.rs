//! The rows of the reports, built anew from the calls, and checked against them.
//!
//! A month of a number is one transaction: it locks the rows, reads the calls, and writes the sums. A transaction that changes a
//! call of the month meanwhile waits for the lock, and adds to what was written. So a build goes on while calls come in.
//!
//! After a change of the business's time zone the next build is written beside the live one, and takes its place when it is whole.
//! Meanwhile every change of a call goes into both.

mod build;
mod job;
mod month;
mod numbers;
mod verify;

pub use build::rebuild;
pub use job::{REPORTS, RebuildReports};
pub use verify::{Difference, Verified, verify};
