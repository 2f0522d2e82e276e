//! The rows of the reports, built anew from the calls, and checked against them.
//!
//! A month of a number is one transaction: it reads the sums and the calls in one statement, and adds what the sums lack. A
//! transaction that changes a call adds to both at once, so it makes no difference whether it comes before or after that statement: a
//! build goes on while calls come in.
//!
//! After a change of the business's time zone the next build is written beside the live one, and takes its place when it is whole.
//! Meanwhile every change of a call goes into both.

mod build;
mod job;
mod month;
mod numbers;
mod of_business;
mod stored_month;
mod verify;

pub use build::rebuild;
pub use job::{REPORTS, RebuildReports};
pub use verify::{Difference, Verified, verify};
