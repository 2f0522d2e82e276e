//! The page for a person who is out of a business: they were removed or have left, or it was deleted.

use askama::Template;
use crewline_core::accounts::Theme;

use super::failure_page::NextStep;
use crate::view::BusinessName;

/// The page, with the ways on.
#[derive(Template)]
#[template(path = "page/departed.html")]
pub(crate) struct DepartedPage {
    /// The person's theme.
    pub(crate) theme: Theme,
    /// The business's name.
    pub(crate) business: String,
    /// The deletion of the business; `None` when only the membership has ended.
    pub(crate) removal: Option<RemovalNotice>,
    /// The way to take it back, for its Owners.
    pub(crate) take_back: Option<NextStep>,
    /// The businesses that the person is in.
    pub(crate) businesses: Vec<BusinessName>,
}

/// The facts that the page shows about a deleted business.
pub(crate) struct RemovalNotice {
    /// The name of the Owner who deleted it.
    pub(crate) by: String,
    /// When everything of it is removed, in words.
    pub(crate) at: String,
}

#[cfg(test)]
impl DepartedPage {
    /// Every state of the page.
    pub(crate) fn samples() -> Vec<(&'static str, Self)> {
        use crate::view::samples::{HTML, LONG};
        let page = |business: &str, businesses: &[&str]| Self {
            theme: Theme::System,
            business: business.to_owned(),
            removal: None,
            take_back: None,
            businesses: businesses
                .iter()
                .map(|name| BusinessName::live((*name).to_owned(), "one".to_owned()))
                .collect(),
        };
        let notice = |by: &str| {
            Some(RemovalNotice {
                by: by.to_owned(),
                at: "Monday, 7 December 2026, 17:24 (America/New York)".to_owned(),
            })
        };
        let step = || Some(NextStep::new("Take it back", "/b/northline/deletion".to_owned()));
        vec![
            ("removed", page("Northline", &["Harbor & Main"])),
            ("removed from the only one", page(HTML, &[])),
            ("deleted", Self { removal: notice("Olga Marsh"), ..page("Northline", &[]) }),
            ("deleted, for an Owner", Self { removal: notice(LONG), take_back: step(), ..page(LONG, &[LONG, HTML]) }),
        ]
    }
}
