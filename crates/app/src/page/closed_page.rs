//! The page instead of a form that would be refused: why, in a sentence.

use askama::Template;

use crate::view::Layout;

/// The page.
#[derive(Template)]
#[template(path = "page/closed.html")]
pub(crate) struct Closed {
    pub(crate) layout: Layout,
    /// The heading of the form that is not shown.
    pub(crate) title: &'static str,
    /// Why it is not shown, and what to do.
    pub(crate) sentence: String,
    /// The page to go back to, and its name.
    pub(crate) back: (String, &'static str),
}

#[cfg(test)]
impl Closed {
    /// Every state of the page.
    pub(crate) fn samples() -> Vec<(&'static str, Self)> {
        use crate::view::Nav;
        use crate::view::samples::{crowded_layout, layout};
        let page = |layout: Layout| Self {
            layout,
            title: "Remove this member?",
            sentence: "You can't change a member of your own rank or above. Ask an Owner.".to_owned(),
            back: ("/b/northline/users".to_owned(), "Users"),
        };
        vec![("typical", page(layout(Nav::Users))), ("long", page(crowded_layout(Nav::Users)))]
    }
}
