//! Setting a business up: the steps, and whether each has been seen to work. The pages show them until all have, and the
//! command line prints them.
//!
//! **Invariant.** A step is done when the thing itself was seen to work, and not when it was only entered.

mod account_test;
mod address;
mod checklist;
mod mail_test;
mod record;

pub use account_test::test_account;
pub use address::AddressProblem;
pub use checklist::{
    Checklist, Finding, Installation, Step, StepState, checklist, dismiss, dismiss_by_operator, is_dismissed,
};
pub use mail_test::{TestLetter, send_test_letter};
