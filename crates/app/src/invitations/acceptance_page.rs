//! The page that an invitation's link opens: the offer and how to accept it, or why the link doesn't work.

use askama::Template;
use crewline_core::access::Role;
use crewline_core::accounts::Theme;

use crate::view::{FieldProblem, TextField, When, field_problems};

/// An invitation that can be accepted. It posts to its own address, which holds the token.
#[derive(Template)]
#[template(path = "invitations/acceptance.html")]
pub(crate) struct Acceptance {
    /// The person's theme, or the browser's.
    pub(crate) theme: Theme,
    /// The offer.
    pub(crate) offer: Offer,
    /// How this browser can accept.
    pub(crate) way: Way,
    /// Why it was refused, if the reason is not about a single field.
    pub(crate) error: Option<String>,
}

/// The offer of an invitation.
pub(crate) struct Offer {
    /// The business.
    pub(crate) business: String,
    /// The name of the member who invites.
    pub(crate) inviter: String,
    /// The address that the invitation was sent to.
    pub(crate) email: String,
    /// The role offered.
    pub(crate) role: Role,
    /// The number access in words.
    pub(crate) access: String,
    /// When the invitation expires.
    pub(crate) until: When,
}

/// How a browser can accept.
pub(crate) enum Way {
    /// The address has no account yet. Accepting creates one.
    NewAccount {
        /// `name`.
        name: TextField,
        /// `password`: never written back.
        password: TextField,
    },
    /// The address has an account, and nobody is signed in.
    OwnAccount {
        /// `password`: never written back.
        password: TextField,
    },
    /// The account of the address is signed in.
    SignedIn {
        /// The page that declines the invitation, if the person may see it.
        decline: Option<String>,
    },
    /// Another account is signed in.
    OtherAccount {
        /// Its address.
        email: String,
        /// This page, to return to after signing out.
        here: String,
    },
}

impl Acceptance {
    fn problems(&self) -> Vec<FieldProblem> {
        match &self.way {
            Way::NewAccount { name, password } => {
                field_problems([(name.name, &name.error), (password.name, &password.error)])
            }
            Way::OwnAccount { password } => field_problems([(password.name, &password.error)]),
            Way::SignedIn { .. } | Way::OtherAccount { .. } => Vec::new(),
        }
    }
}

/// The page for a link that doesn't work. A link that was never sent looks the same.
#[derive(Template)]
#[template(path = "invitations/acceptance_invalid.html")]
pub(crate) struct InvalidInvitation {
    /// The person's theme, or the browser's.
    pub(crate) theme: Theme,
    /// The state of the invitation.
    pub(crate) title: &'static str,
    /// Why the link doesn't work, and whom to ask.
    pub(crate) sentence: String,
    /// Where to go next: the address, and its label.
    pub(crate) onward: (String, String),
}

#[cfg(test)]
impl Offer {
    fn sample(business: &str, inviter: &str) -> Self {
        Self {
            business: business.to_owned(),
            inviter: inviter.to_owned(),
            email: "vera@bayplumbing.example".to_owned(),
            role: Role::Viewer,
            access: "3 numbers, 1 group".to_owned(),
            until: crate::view::samples::moment(-8_000),
        }
    }
}

#[cfg(test)]
impl Acceptance {
    /// Every state of the page.
    pub(crate) fn samples() -> Vec<(&'static str, Self)> {
        use crate::view::samples::{HTML, LONG, RTL};
        let page = |offer, way| Self { theme: Theme::System, offer, way, error: None };
        let offer = || Offer::sample("Northline", "Olga Marsh");
        let name = || TextField::with_value("name", "Vera Kim");
        let password = || TextField::new("password");
        let weak = password().refused("This password is among the first that are guessed. Use unrelated words.");
        let long = || Offer { email: format!("{}@example.com", "long".repeat(14)), ..Offer::sample(LONG, HTML) };
        let decline = || Some("/invitations/waiting/inv_4k9/refusal".to_owned());
        let other = |email: &str| Way::OtherAccount { email: email.to_owned(), here: "/invitations/T".to_owned() };
        let meanwhile = "There is an account with this address by now. Sign in with its password to accept.";
        let late = page(offer(), Way::OwnAccount { password: password() });
        vec![
            ("new account", page(offer(), Way::NewAccount { name: name(), password: password() })),
            (
                "new account refused",
                page(long(), Way::NewAccount { name: TextField::with_value("name", RTL), password: weak }),
            ),
            ("own account", page(offer(), Way::OwnAccount { password: password() })),
            ("own account meanwhile", Self { error: Some(meanwhile.to_owned()), ..late }),
            ("signed in", page(offer(), Way::SignedIn { decline: decline() })),
            ("signed in, unproved", page(offer(), Way::SignedIn { decline: None })),
            ("signed in, long", page(long(), Way::SignedIn { decline: decline() })),
            ("other account", page(offer(), other("max@northline.example"))),
            ("other account, odd", page(Offer::sample(RTL, LONG), other(HTML))),
        ]
    }
}

#[cfg(test)]
impl InvalidInvitation {
    /// Every state of the page.
    pub(crate) fn samples() -> Vec<(&'static str, Self)> {
        use crate::view::samples::HTML;
        let page = |title, sentence: String, onward: (&str, &str)| Self {
            theme: Theme::Dark,
            title,
            sentence,
            onward: (onward.0.to_owned(), onward.1.to_owned()),
        };
        let ask = format!("This invitation has expired. Ask {HTML} of Northline for a new one.");
        let unknown = "This link is not valid, or no longer valid. Use the newest one that you were sent.".to_owned();
        vec![
            ("expired", page("This invitation has expired", ask, ("/", "Go to Crewline"))),
            ("unknown", page("This link lets nobody in", unknown, ("/", "Go to Crewline"))),
            ("used", page("You are in already", "You came in by it.".to_owned(), ("/b/northline", "Open Northline"))),
        ]
    }
}
