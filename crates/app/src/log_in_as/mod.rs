//! Log in as: starting, allowing changes, ending; and unsubscribing from the e-mails about it.

pub(crate) mod period;
pub(crate) mod period_page;
pub(crate) mod unsubscribe;
pub(crate) mod unsubscribe_page;
