//! The page of one number, and the confirmation page before it is released.

use askama::Template;

use crate::calls::list_page::CallRow;
use crate::number_access::effect_part::EffectPart;
use crate::view::{Icon, Layout, When};

/// The page of a number.
#[derive(Template)]
#[template(path = "numbers/number.html")]
pub(crate) struct Number {
    pub(crate) layout: Layout,
    /// The opaque id.
    pub(crate) id: String,
    /// The friendly name.
    pub(crate) name: String,
    /// The number, as this business writes it.
    pub(crate) phone: String,
    /// Its source.
    pub(crate) source: Option<String>,
    /// Its group.
    pub(crate) group: Option<String>,
    /// The number that its calls are forwarded to, as this business writes it.
    pub(crate) forward_to: Option<String>,
    /// Whether its calls are recorded.
    pub(crate) records: bool,
    /// When it was added.
    pub(crate) added: When,
    /// When it was released, if it was.
    pub(crate) released: Option<When>,
    /// Whether the role may edit and release it.
    pub(crate) may_edit: bool,
    /// Whether the role may see the number's viewers.
    pub(crate) may_see_users: bool,
    /// Its newest calls.
    pub(crate) calls: Vec<CallRow>,
}

/// The confirmation page before a number is released, for browsers without the dialog.
#[derive(Template)]
#[template(path = "numbers/number_release.html")]
pub(crate) struct NumberRelease {
    pub(crate) layout: Layout,
    /// The opaque id.
    pub(crate) id: String,
    /// The friendly name.
    pub(crate) name: String,
    /// The number, as this business writes it.
    pub(crate) phone: String,
    /// The pending invitations that no longer promise it.
    pub(crate) effect: EffectPart,
}

impl Number {
    fn release_href(&self) -> String {
        self.layout.href(&format!("/numbers/{}/release", self.id))
    }
}

impl NumberRelease {
    fn number_href(&self) -> String {
        self.layout.href(&format!("/numbers/{}", self.id))
    }
}

#[cfg(test)]
impl Number {
    /// Every state of the page.
    pub(crate) fn samples() -> Vec<(&'static str, Self)> {
        use crate::view::samples::{HTML, LONG, RTL, crowded_layout, day, layout, viewer_layout};
        use crate::view::{Flash, Nav};
        let typical = || Self {
            layout: Layout { flash: Some(Flash::good("Google Ads, Oakland is saved.")), ..layout(Nav::Numbers) },
            id: "num_1".to_owned(),
            name: "Google Ads, Oakland".to_owned(),
            phone: "(415) 555-0142".to_owned(),
            source: Some("Google Ads".to_owned()),
            group: Some("Bay Plumbing".to_owned()),
            forward_to: Some("(415) 555-0199".to_owned()),
            records: true,
            added: day(9000),
            released: None,
            may_edit: true,
            may_see_users: true,
            calls: CallRow::samples(5),
        };
        let quiet = Self { forward_to: None, source: None, group: None, calls: Vec::new(), ..typical() };
        let released = Self {
            layout: viewer_layout(Nav::Numbers),
            released: Some(day(50)),
            may_edit: false,
            may_see_users: false,
            ..typical()
        };
        let odd = Self {
            layout: crowded_layout(Nav::Numbers),
            name: HTML.to_owned(),
            source: Some(LONG.to_owned()),
            group: Some(RTL.to_owned()),
            ..typical()
        };
        vec![("typical", typical()), ("quiet", quiet), ("released", released), ("odd", odd)]
    }
}

#[cfg(test)]
impl NumberRelease {
    /// Every state of the page.
    pub(crate) fn samples() -> Vec<(&'static str, Self)> {
        use crate::view::samples::{HTML, layout};
        let page = |name: &str| Self {
            layout: layout(crate::view::Nav::Numbers),
            id: "num_1".to_owned(),
            name: name.to_owned(),
            phone: "(415) 555-0142".to_owned(),
            effect: EffectPart::default(),
        };
        let promised = NumberRelease { effect: EffectPart::sample(), ..page("Truck wrap") };
        vec![("typical", page("Truck wrap")), ("odd", page(HTML)), ("promised", promised)]
    }
}
