//! For a person who is in no business, or no longer in any.

use askama::Template;
use crewline_core::people::Theme;

use crate::view::Flash;

/// The page that says so, and whom to ask.
#[derive(Template)]
#[template(path = "sign_in/no_business.html")]
pub(crate) struct NoBusiness {
    /// The person's theme.
    pub(crate) theme: Theme,
    /// What the page before had to say.
    pub(crate) flash: Option<Flash>,
    /// The account's address, which is what an invitation has to be sent to.
    pub(crate) email: String,
}

#[cfg(test)]
impl NoBusiness {
    /// Every state of the page.
    pub(crate) fn samples() -> Vec<(&'static str, Self)> {
        let page = |flash| Self { theme: Theme::System, flash, email: "vera@bayplumbing.example".to_owned() };
        vec![("only", page(None)), ("left", page(Some(Flash::good("You have left Northline."))))]
    }
}
