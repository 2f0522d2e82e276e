//! The page with the list of number groups, and the confirmation page before one is removed.

use askama::Template;

use crate::number_access::effect_part::EffectPart;
use crate::view::{Icon, Layout, Tab};

/// The list.
#[derive(Template)]
#[template(path = "numbers/groups/list.html")]
pub(crate) struct NumberGroups {
    pub(crate) layout: Layout,
    /// Numbers and groups, as [`crate::numbers::list_page::tabs`] makes them.
    pub(crate) tabs: Vec<Tab>,
    /// The groups, by name.
    pub(crate) rows: Vec<NumberGroupRow>,
    /// Whether the role may create, edit and remove groups.
    pub(crate) may_edit: bool,
}

/// A group in the list.
pub(crate) struct NumberGroupRow {
    /// The opaque id.
    pub(crate) id: String,
    /// Its name.
    pub(crate) name: String,
    /// How many of its numbers the viewpoint sees.
    pub(crate) numbers: u64,
    /// Some of their friendly names, to recognise the group by.
    pub(crate) some: Vec<String>,
}

/// The confirmation page before a group is removed, for browsers without the dialog.
#[derive(Template)]
#[template(path = "numbers/groups/removal.html")]
pub(crate) struct NumberGroupRemoval {
    pub(crate) layout: Layout,
    /// Its name.
    pub(crate) name: String,
    /// The members who see less without it.
    pub(crate) effect: EffectPart,
}

#[cfg(test)]
impl NumberGroups {
    /// Every state of the page.
    pub(crate) fn samples() -> Vec<(&'static str, Self)> {
        use crate::view::Nav;
        use crate::view::samples::{HTML, LONG, RTL, crowded_layout, layout, viewer_layout};
        let row = |at: usize| NumberGroupRow {
            id: format!("grp_{at}"),
            name: ["Bay Plumbing", "Summit Roofing", "Bright Dental", LONG, RTL, HTML][at % 6].to_owned(),
            numbers: (at as u64 * 7) % 23,
            some: ["Google Ads, Oakland", "Truck wrap", LONG]
                .iter()
                .take(at % 4)
                .map(|&name| name.to_owned())
                .collect(),
        };
        let page = |shell: Layout, count, may_edit| Self {
            tabs: crate::numbers::list_page::tabs(&shell, true),
            layout: shell,
            rows: (0..count).map(row).collect(),
            may_edit,
        };
        vec![
            ("typical", page(layout(Nav::Numbers), 3, true)),
            ("many", page(crowded_layout(Nav::Numbers), 60, true)),
            ("empty", page(layout(Nav::Numbers), 0, true)),
            ("viewer", page(viewer_layout(Nav::Numbers), 1, false)),
            ("viewer of none", page(viewer_layout(Nav::Numbers), 0, false)),
        ]
    }
}

#[cfg(test)]
impl NumberGroupRemoval {
    /// Every state of the page.
    pub(crate) fn samples() -> Vec<(&'static str, Self)> {
        use crate::view::samples::{HTML, layout};
        let page = |effect| Self { layout: layout(crate::view::Nav::Numbers), name: HTML.to_owned(), effect };
        vec![("odd", page(EffectPart::default())), ("narrows", page(EffectPart::sample()))]
    }
}
