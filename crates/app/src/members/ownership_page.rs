//! The pages of a hand-over: the Owner's confirmation, and the offer that the member sees.

use askama::Template;

use crate::view::{FieldProblem, Icon, Layout, SelectField, TextField, When, field_problems};

/// The confirmation page before an Owner offers the ownership.
#[derive(Template)]
#[template(path = "members/ownership_offer.html")]
pub(crate) struct OwnershipOffer {
    pub(crate) layout: Layout,
    /// The member's display name.
    pub(crate) name: String,
    /// Their address.
    pub(crate) email: String,
    /// Whether it was proved to be theirs.
    pub(crate) is_proved: bool,
    /// Why it can't be offered, if so.
    pub(crate) error: Option<String>,
    /// `confirm_password`, where the password is asked for again.
    pub(crate) confirm: Option<TextField>,
}

/// The page on which a member takes or declines the ownership.
#[derive(Template)]
#[template(path = "members/ownership.html")]
pub(crate) struct Ownership {
    pub(crate) layout: Layout,
    /// The offer; `None` when there is none or no longer one.
    pub(crate) offer: Option<Offered>,
}

/// An offer, as the member sees it.
pub(crate) struct Offered {
    /// The Owner who hands over.
    pub(crate) from: String,
    pub(crate) until: When,
}

/// The part of Settings → Business about the ownership.
pub(crate) struct HandOver {
    /// The open offer.
    pub(crate) offer: Option<OpenOffer>,
    /// `successor`: the members it may be offered to, when there is no open offer.
    pub(crate) successor: SelectField,
}

/// An open offer.
pub(crate) struct OpenOffer {
    /// The Owner who offers.
    pub(crate) from: String,
    /// Whether that is the person who looks at the page.
    pub(crate) mine: bool,
    pub(crate) to: String,
    pub(crate) until: When,
}

impl OwnershipOffer {
    fn problems(&self) -> Vec<FieldProblem> {
        field_problems(self.confirm.iter().map(|field| (field.name, &field.error)))
    }
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
            is_proved: true,
            error: None,
            confirm: None,
        };
        let error = Some("Ownership is offered to somebody already. Withdraw that offer first.".to_owned());
        vec![
            ("typical", page(layout(Nav::Settings), "Ada Dietrich")),
            ("refused", Self { error, ..page(crowded_layout(Nav::Settings), HTML) }),
            ("rtl", page(layout(Nav::Settings), RTL)),
            ("unproved", Self { is_proved: false, ..page(layout(Nav::Settings), "Ada Dietrich") }),
            (
                "asks for the password",
                Self {
                    confirm: Some(TextField::new("confirm_password").refused("This is not your password.")),
                    ..page(layout(Nav::Settings), "Ada Dietrich")
                },
            ),
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
