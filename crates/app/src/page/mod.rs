//! Parts that the pages of all nouns share: rendering, the layout around a page, and menus.

mod answer;
pub(crate) mod layout;
pub(crate) mod menus;

pub(crate) use answer::{Answer, page, refused, with_query, with_status};
