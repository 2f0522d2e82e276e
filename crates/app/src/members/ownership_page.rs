//! Ownership that is handed over: what the Owner is asked before, and what the other is asked then.

use askama::Template;

use crate::view::{Icon, Layout, SelectField, When};

/// What the Owner is asked before ownership is offered to a member.
#[derive(Template)]
#[template(path = "members/ownership_offer.html")]
pub(crate) struct OwnershipOffer {
    /// The frame.
    pub(crate) layout: Layout,
    /// The member's display name.
    pub(crate) name: String,
    /// Their address.
    pub(crate) email: String,
    /// Why it can't be, if so.
    pub(crate) error: Option<String>,
}

/// What a member is asked to whom ownership is offered.
#[derive(Template)]
#[template(path = "members/ownership.html")]
pub(crate) struct Ownership {
    /// The frame.
    pub(crate) layout: Layout,
    /// The offer; none where none stands any more.
    pub(crate) offer: Option<Offered>,
}

/// An offer, as the other sees it.
pub(crate) struct Offered {
    /// Who hands over.
    pub(crate) from: String,
    /// Until when.
    pub(crate) until: When,
}

/// Handing over the ownership.
pub(crate) struct HandOver {
    /// The offer that stands.
    pub(crate) offer: Option<OpenOffer>,
    /// `successor`: whom it may be offered to, where no offer stands.
    pub(crate) successor: SelectField,
}

/// An offer that stands.
pub(crate) struct OpenOffer {
    /// Who offers.
    pub(crate) from: String,
    /// Whether that is the reader.
    pub(crate) mine: bool,
    /// To whom.
    pub(crate) to: String,
    /// Until when.
    pub(crate) until: When,
}

#[cfg(test)]
impl OwnershipOffer {
    /// Every state of the page.
    pub(crate) fn samples() -> Vec<(&'static str, Self)> {
        use crate::view::Nav;
        use crate::view::samples::{HTML, RTL, crowded_layout, layout};
        let page = |shell, name: &str| Self {
            layout: shell,
            name: name.to_owned(),
            email: "ada@northline.example".to_owned(),
            error: None,
        };
        let error = Some("Ownership is offered to somebody already. Withdraw that offer first.".to_owned());
        vec![
            ("typical", page(layout(Nav::Settings), "Ada Dietrich")),
            ("refused", Self { error, ..page(crowded_layout(Nav::Settings), HTML) }),
            ("rtl", page(layout(Nav::Settings), RTL)),
        ]
    }
}

#[cfg(test)]
impl Ownership {
    /// Every state of the page.
    pub(crate) fn samples() -> Vec<(&'static str, Self)> {
        use crate::view::Nav;
        use crate::view::samples::{HTML, crowded_layout, moment, viewer_layout};
        let offer = |from: &str| Some(Offered { from: from.to_owned(), until: moment(-9_000) });
        vec![
            ("typical", Self { layout: viewer_layout(Nav::Settings), offer: offer("Olga Marsh") }),
            ("odd", Self { layout: crowded_layout(Nav::Settings), offer: offer(HTML) }),
            ("over", Self { layout: viewer_layout(Nav::Settings), offer: None }),
        ]
    }
}
