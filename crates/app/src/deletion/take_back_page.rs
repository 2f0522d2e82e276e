//! The page of a deleted business, for its Owners.

use askama::Template;
use crewline_core::accounts::Theme;

use crate::view::{BusinessName, Flash};

/// The page.
#[derive(Template)]
#[template(path = "deletion/take_back.html")]
pub(crate) struct TakeBack {
    /// The person's theme.
    pub(crate) theme: Theme,
    /// The message from the page before.
    pub(crate) flash: Option<Flash>,
    /// The business's name.
    pub(crate) business: String,
    /// The address that the form posts to.
    pub(crate) href: String,
    /// The name of the Owner who deleted it.
    pub(crate) by: String,
    /// When it was deleted, in words.
    pub(crate) deleted: String,
    /// When everything of it is removed, in words.
    pub(crate) removal: String,
    /// The other businesses that the person is in.
    pub(crate) businesses: Vec<BusinessName>,
}

#[cfg(test)]
impl TakeBack {
    /// Every state of the page.
    pub(crate) fn samples() -> Vec<(&'static str, Self)> {
        use crate::view::samples::{HTML, LONG};
        let page = |business: &str, businesses: &[&str]| Self {
            theme: Theme::System,
            flash: None,
            business: business.to_owned(),
            href: "/b/northline/deletion/withdrawal".to_owned(),
            by: "Olga Marsh".to_owned(),
            deleted: "Tuesday, 24 November 2026, 06:05 (America/Los Angeles)".to_owned(),
            removal: "Tuesday, 1 December 2026, 06:05 (America/Los Angeles)".to_owned(),
            businesses: businesses
                .iter()
                .map(|name| BusinessName::live((*name).to_owned(), "one".to_owned()))
                .collect(),
        };
        vec![("only", page("Northline", &[])), ("long", Self { by: HTML.to_owned(), ..page(LONG, &[LONG, HTML]) })]
    }
}
