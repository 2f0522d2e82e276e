//! The page for a person who is in no business.

use askama::Template;
use crewline_core::accounts::Theme;

use crate::view::Flash;

/// The page, which says whom to ask.
#[derive(Template)]
#[template(path = "sign_in/no_business.html")]
pub(crate) struct NoBusiness {
    /// The person's theme.
    pub(crate) theme: Theme,
    /// The message from the page before.
    pub(crate) flash: Option<Flash>,
    /// The account's address, to which an invitation has to be sent.
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
