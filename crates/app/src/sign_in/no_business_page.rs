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
    /// Businesses that they were in when these were deleted.
    pub(crate) deleted: Vec<DeletedRow>,
}

/// A deleted business.
pub(crate) struct DeletedRow {
    /// Its name.
    pub(crate) name: String,
    /// The page where it can be taken back, for its Owners.
    pub(crate) href: Option<String>,
}

#[cfg(test)]
impl NoBusiness {
    /// Every state of the page.
    pub(crate) fn samples() -> Vec<(&'static str, Self)> {
        let page = |flash| Self {
            theme: Theme::System,
            flash,
            email: "vera@bayplumbing.example".to_owned(),
            deleted: Vec::new(),
        };
        let deleted = |href: Option<&str>| DeletedRow {
            name: crate::view::samples::LONG.to_owned(),
            href: href.map(str::to_owned),
        };
        let gone = vec![deleted(None), deleted(Some("/b/northline/deletion"))];
        vec![
            ("deleted", Self { deleted: gone, ..page(None) }),
            ("only", page(None)),
            ("left", page(Some(Flash::good("You have left Northline.")))),
        ]
    }
}
