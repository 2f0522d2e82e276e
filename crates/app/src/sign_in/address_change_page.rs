//! The page that confirms a new e-mail address, and the one for a link that no longer works.

use askama::Template;
use crewline_core::accounts::Theme;

use crate::view::FieldProblem;

/// The page of a live link. It posts to its own address, which contains the token.
#[derive(Template)]
#[template(path = "sign_in/address_change.html")]
pub(crate) struct AddressChangeConfirm {
    pub(crate) theme: Theme,
    /// The new address.
    pub(crate) to: String,
    /// How this browser can confirm it.
    pub(crate) way: ConfirmWay,
    /// Why it was refused.
    pub(crate) error: Option<String>,
}

/// How a browser can confirm a new address.
pub(crate) enum ConfirmWay {
    /// The account that asked is signed in.
    SignedIn {
        /// Its present address.
        from: String,
    },
    /// Another account is signed in.
    OtherAccount {
        /// Its address.
        email: String,
        /// This page, to return to after signing out.
        here: String,
    },
    /// Nobody is signed in.
    SignIn {
        /// The sign-in form, which returns to this page.
        href: String,
    },
}

/// The page for a link that was used or replaced, or that is too old.
#[derive(Template)]
#[template(path = "sign_in/address_change_invalid.html")]
pub(crate) struct AddressChangeInvalid {
    pub(crate) theme: Theme,
}

impl AddressChangeConfirm {
    fn problems(&self) -> Vec<FieldProblem> {
        Vec::new()
    }
}

#[cfg(test)]
impl AddressChangeConfirm {
    /// Every state of the page.
    pub(crate) fn samples() -> Vec<(&'static str, Self)> {
        use crate::view::samples::HTML;
        let page = |way| Self { theme: Theme::System, to: "olga@new.example".to_owned(), way, error: None };
        let signed_in = || ConfirmWay::SignedIn { from: "olga@northline.example".to_owned() };
        let taken = Some("This address has an account of its own. Choose another address.".to_owned());
        let other = ConfirmWay::OtherAccount { email: HTML.to_owned(), here: "/address-change/T".to_owned() };
        vec![
            ("signed in", page(signed_in())),
            ("taken", Self { error: taken, ..page(signed_in()) }),
            ("other account", page(other)),
            ("not signed in", page(ConfirmWay::SignIn { href: "/sign-in?return_to=%2Faddress-change%2FT".to_owned() })),
        ]
    }
}

#[cfg(test)]
impl AddressChangeInvalid {
    /// Every state of the page.
    pub(crate) fn samples() -> Vec<(&'static str, Self)> {
        vec![("invalid", Self { theme: Theme::Dark })]
    }
}
