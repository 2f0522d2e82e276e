//! Settings → Tags: the tags, and one of them.

use askama::Template;

use crate::view::{FieldProblem, Layout, SelectField, Tab, TagBadge, TextField, field_problems};

/// The tab.
#[derive(Template)]
#[template(path = "settings/tags.html")]
pub(crate) struct SettingsTags {
    pub(crate) layout: Layout,
    /// The tabs, as [`super::tabs_page::tabs`] makes them.
    pub(crate) tabs: Vec<Tab>,
    /// `tag_name`: of the new tag.
    pub(crate) tag_name: TextField,
    /// `colour`: of the new tag.
    pub(crate) colour: SelectField,
    /// The tags, by name.
    pub(crate) rows: Vec<TagRow>,
}

/// A tag in the list.
pub(crate) struct TagRow {
    /// The opaque id.
    pub(crate) id: String,
    pub(crate) tag: TagBadge,
    /// How many calls carry it, in words.
    pub(crate) calls: String,
    /// The address of those calls.
    pub(crate) calls_href: String,
}

impl SettingsTags {
    fn problems(&self) -> Vec<FieldProblem> {
        field_problems([(self.tag_name.name, &self.tag_name.error), (self.colour.name, &self.colour.error)])
    }
}

/// The page of one tag.
#[derive(Template)]
#[template(path = "settings/tag_edit.html")]
pub(crate) struct TagEdit {
    pub(crate) layout: Layout,
    /// The opaque id.
    pub(crate) id: String,
    pub(crate) tag: TagBadge,
    /// How many calls carry it, in words.
    pub(crate) calls: String,
    /// `tag_name`.
    pub(crate) tag_name: TextField,
    /// `colour`.
    pub(crate) colour: SelectField,
    /// `into`: the other tags.
    pub(crate) into: SelectField,
}

impl TagEdit {
    fn problems(&self) -> Vec<FieldProblem> {
        field_problems([
            (self.tag_name.name, &self.tag_name.error),
            (self.colour.name, &self.colour.error),
            (self.into.name, &self.into.error),
        ])
    }

    /// An address of this tag.
    fn href(&self, what: &str) -> String {
        self.layout.href(&format!("/settings/tags/{}/{what}", self.id))
    }
}

#[cfg(test)]
impl SettingsTags {
    /// Every state of the page.
    pub(crate) fn samples() -> Vec<(&'static str, Self)> {
        use super::tabs_page::{SettingsTab, tabs};
        use crate::view::samples::{LONG, crowded_layout, layout};
        use crate::view::{Nav, colours};
        let row = |(at, tag): (usize, TagBadge)| TagRow {
            id: format!("tag_{at}"),
            tag,
            calls: ["1 call", "204 calls", "1,000 calls or more"][at % 3].to_owned(),
            calls_href: "/b/northline/calls?tag=New+patient".to_owned(),
        };
        let page = |shell: Layout, count| Self {
            tabs: tabs(&shell, &SettingsTab::SAMPLE, SettingsTab::Tags),
            layout: shell,
            tag_name: TextField::new("tag_name"),
            colour: SelectField::new("colour", "blue", colours()),
            rows: TagBadge::samples(count).into_iter().enumerate().map(row).collect(),
        };
        let name = TextField::with_value("tag_name", LONG).refused("Use 40 characters at most.");
        let refused = page(crowded_layout(Nav::Settings), 3);
        let colour = refused.colour.clone().refused("Choose a colour from the list.");
        vec![
            ("typical", page(layout(Nav::Settings), 8)),
            ("empty", page(layout(Nav::Settings), 0)),
            ("refused", Self { tag_name: name, colour, ..refused }),
        ]
    }
}

#[cfg(test)]
impl TagEdit {
    /// Every state of the page.
    pub(crate) fn samples() -> Vec<(&'static str, Self)> {
        use crate::view::samples::{HTML, crowded_layout, layout, options};
        use crate::view::{Nav, colours};
        let page = |shell: Layout, name: &str, others| Self {
            layout: shell,
            id: "tag_1".to_owned(),
            tag: TagBadge { name: name.to_owned(), colour: crewline_core::tags::Colour::Green },
            calls: "204 calls".to_owned(),
            tag_name: TextField::with_value("tag_name", name),
            colour: SelectField::new("colour", "green", colours()),
            into: SelectField::new("into", "", options("Tag", others)),
        };
        let refused = page(crowded_layout(Nav::Settings), HTML, 3);
        let tag_name = refused.tag_name.clone().refused("A tag of this name is there already.");
        let colour = refused.colour.clone().refused("Choose a colour from the list.");
        let into = refused.into.clone().refused("Choose another tag from the list.");
        vec![
            ("typical", page(layout(Nav::Settings), "New patient", 8)),
            ("the only one", page(layout(Nav::Settings), "New patient", 0)),
            ("refused", Self { tag_name, colour, into, ..refused }),
        ]
    }
}
