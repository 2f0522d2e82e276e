//! What the link in a letter opens for who wants no more of its kind. Open to everybody who has the link.

use askama::Template;
use crewline_core::people::Theme;

/// The question, and the answer once it is done.
#[derive(Template)]
#[template(path = "log_in_as/unsubscribe.html")]
pub(crate) struct Unsubscribe {
    /// The browser's theme.
    pub(crate) theme: Theme,
    /// The business that the letters are about.
    pub(crate) business: String,
    /// The address that they go to.
    pub(crate) email: String,
    /// Whether they still go.
    pub(crate) wants: bool,
}

#[cfg(test)]
impl Unsubscribe {
    /// Every state of the page.
    pub(crate) fn samples() -> Vec<(&'static str, Self)> {
        let page = |business: &str, wants| Self {
            theme: Theme::System,
            business: business.to_owned(),
            email: "vera@bayplumbing.example".to_owned(),
            wants,
        };
        vec![("asked", page("Northline", true)), ("done", page(crate::view::samples::HTML, false))]
    }
}
