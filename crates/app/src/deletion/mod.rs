//! Deleting the business, and taking it back.

pub(crate) mod form;
pub(crate) mod form_page;
pub(crate) mod take_back;
pub(crate) mod take_back_page;
