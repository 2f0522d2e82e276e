//! Signing in: the first run, sessions, the password reset, and `/`.

pub(crate) mod address_change;
pub(crate) mod address_change_page;
pub(crate) mod first_run;
pub(crate) mod first_run_page;
pub(crate) mod no_business_page;
pub(crate) mod password_reset;
pub(crate) mod password_reset_page;
pub(crate) mod session;
pub(crate) mod session_page;
pub(crate) mod setup_code;
pub(crate) mod start;
