//! Parts that the pages of all nouns share: rendering, the layout around a page, and menus.

mod answer;
mod browser;
pub(crate) mod closed;
pub(crate) mod closed_page;
pub(crate) mod confirmation;
pub(crate) mod departed_page;
pub(crate) mod failure;
pub(crate) mod failure_page;
pub(crate) mod layout;
pub(crate) mod menus;
pub(crate) mod saved_form_page;
pub(crate) mod setup_steps;

pub(crate) use answer::{Answer, page, refused, with_query, with_status};
