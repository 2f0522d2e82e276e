//! Numbers: the list, one number, its viewers, and number groups.

pub(crate) mod api;
pub(crate) mod form;
pub(crate) mod form_page;
pub(crate) mod groups;
pub(crate) mod list;
pub(crate) mod list_page;
pub(crate) mod number;
pub(crate) mod number_page;
pub(crate) mod viewers;
pub(crate) mod viewers_page;
