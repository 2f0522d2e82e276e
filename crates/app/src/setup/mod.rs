//! Setting a business up: the checklist, the test letter and the test of the carrier's account.

pub(crate) mod steps;
pub(crate) mod steps_page;
