//! Number groups.

pub(crate) mod api;
pub(crate) mod form_page;
pub(crate) mod group;
pub(crate) mod list_page;
