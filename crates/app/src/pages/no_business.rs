//! For a person who is in no business, or no longer in any.

use askama::Template;

use crate::view::Theme;

/// The page that says so, and whom to ask.
#[derive(Template)]
#[template(path = "no_business.html")]
pub(crate) struct NoBusiness {
    /// The person's theme.
    pub(crate) theme: Theme,
    /// The account's address, which is what an invitation has to be sent to.
    pub(crate) email: String,
}

#[cfg(test)]
impl NoBusiness {
    /// Every state of the page.
    pub(crate) fn samples() -> Vec<(&'static str, Self)> {
        vec![("only", Self { theme: Theme::System, email: "vera@bayplumbing.example".to_owned() })]
    }
}
