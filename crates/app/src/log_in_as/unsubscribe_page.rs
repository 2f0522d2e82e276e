//! The page that the unsubscribe link opens. Everybody who has the link may use it.

use askama::Template;
use crewline_core::accounts::Theme;

/// The confirmation page, and the page afterwards.
#[derive(Template)]
#[template(path = "log_in_as/unsubscribe.html")]
pub(crate) struct Unsubscribe {
    /// The browser's theme.
    pub(crate) theme: Theme,
    /// The business that the e-mails are about.
    pub(crate) business: String,
    /// The address that the e-mails go to.
    pub(crate) email: String,
    /// Whether the e-mails are still sent.
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
