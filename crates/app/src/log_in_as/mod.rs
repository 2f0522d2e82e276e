//! Log in as: begun, allowed changes, ended; and the e-mails about it stopped.

pub(crate) mod period;
pub(crate) mod period_page;
pub(crate) mod unsubscribe;
pub(crate) mod unsubscribe_page;
