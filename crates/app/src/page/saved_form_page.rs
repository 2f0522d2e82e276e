//! The form of a saved report or view, and the confirmation of its removal.

use askama::Template;

use crate::view::{FieldProblem, Layout, TextField, field_problems};

/// The kind of thing that a member saves under a name, alone or shared with the team.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum SavedKind {
    Report,
    View,
}

impl SavedKind {
    fn word(self) -> &'static str {
        match self {
            Self::Report => "report",
            Self::View => "view",
        }
    }

    /// The address of the list, below the business's.
    fn path(self) -> &'static str {
        match self {
            Self::Report => "/reports",
            Self::View => "/call-views",
        }
    }

    /// The name of the list.
    fn list(self) -> &'static str {
        match self {
            Self::Report => "Saved reports",
            Self::View => "Views",
        }
    }

    fn name_hint(self) -> &'static str {
        match self {
            Self::Report => "The team reads the name of a shared report, also without seeing its numbers",
            Self::View => "The team reads the name and the search of a shared view, also without seeing its numbers",
        }
    }

    fn sharing_hint(self) -> &'static str {
        match self {
            Self::Report => {
                "Everybody in the business finds it under Saved reports, with the figures of the numbers that they see"
            }
            Self::View => {
                "Everybody in the business finds it above the list of calls, with the calls of their own numbers"
            }
        }
    }

    fn removal_title(self) -> &'static str {
        match self {
            Self::Report => "Remove this report?",
            Self::View => "Remove this view?",
        }
    }

    fn removal_hint(self) -> &'static str {
        match self {
            Self::Report => "Calls and figures stay.",
            Self::View => "The calls stay.",
        }
    }
}

/// The form of a new report or view, or of one that is there.
#[derive(Template)]
#[template(path = "page/saved_form.html")]
pub(crate) struct SavedForm {
    pub(crate) layout: Layout,
    pub(crate) kind: SavedKind,
    pub(crate) title: &'static str,
    /// The question in words.
    pub(crate) about: String,
    /// The page that Cancel leads to.
    pub(crate) back: (String, &'static str),
    /// `name`.
    pub(crate) name: TextField,
    /// `shared`: whether the team sees it; `None` when the viewpoint decides nothing about that.
    pub(crate) shared: Option<bool>,
    /// Those that the question can replace.
    pub(crate) replaceable: Vec<Replaceable>,
    /// Why it can't be saved, where no field is at fault.
    pub(crate) error: Option<String>,
}

/// A report or view whose question can be replaced.
pub(crate) struct Replaceable {
    pub(crate) name: String,
    pub(crate) is_shared: bool,
    /// The address that its button posts to.
    pub(crate) action: String,
}

impl SavedForm {
    fn problems(&self) -> Vec<FieldProblem> {
        field_problems([(self.name.name, &self.name.error)])
    }
}

/// The confirmation of a removal.
#[derive(Template)]
#[template(path = "page/saved_removal.html")]
pub(crate) struct SavedRemoval {
    pub(crate) layout: Layout,
    pub(crate) kind: SavedKind,
    pub(crate) name: String,
    pub(crate) is_shared: bool,
}

#[cfg(test)]
impl SavedForm {
    /// Every state of the page.
    pub(crate) fn samples() -> Vec<(&'static str, Self)> {
        use crate::view::Nav;
        use crate::view::samples::{HTML, LONG, crowded_layout, layout, viewer_layout};
        let page = |shell: Layout, name: &str, shared| Self {
            layout: shell,
            kind: SavedKind::Report,
            title: "Save this question",
            about: "By source and day, 30 days".to_owned(),
            back: ("/b/northline/analytics?group_by=source".to_owned(), "Analytics"),
            name: TextField::with_value("name", name),
            shared,
            replaceable: Vec::new(),
            error: None,
        };
        let mut refused = page(crowded_layout(Nav::Analytics), LONG, Some(true));
        refused.name = refused.name.refused("Use 80 characters at most.");
        let full = Some("You have 100 saved reports already. Remove one first.".to_owned());
        let other = |name: &str, is_shared| Replaceable {
            name: name.to_owned(),
            is_shared,
            action: "/b/northline/call-views/view_1/filters?status=missed".to_owned(),
        };
        let view = Self {
            kind: SavedKind::View,
            title: "Save these filters",
            about: "Today; Status: Missed".to_owned(),
            back: ("/b/northline/calls?status=missed".to_owned(), "Calls"),
            replaceable: vec![other("Missed today", false), other(LONG, true), other(HTML, false)],
            ..page(layout(Nav::Calls), "", Some(false))
        };
        vec![
            ("new", page(layout(Nav::Analytics), "", Some(false))),
            ("viewer", page(viewer_layout(Nav::Analytics), "My numbers", None)),
            ("refused", refused),
            ("too many", Self { error: full, ..page(layout(Nav::Analytics), "One more", Some(false)) }),
            ("view", view),
        ]
    }
}

#[cfg(test)]
impl SavedRemoval {
    /// Every state of the page.
    pub(crate) fn samples() -> Vec<(&'static str, Self)> {
        use crate::view::Nav;
        use crate::view::samples::{HTML, layout};
        let page = |kind, is_shared| Self { layout: layout(Nav::Analytics), kind, name: HTML.to_owned(), is_shared };
        vec![
            ("private", page(SavedKind::Report, false)),
            ("shared", page(SavedKind::Report, true)),
            ("view", page(SavedKind::View, true)),
        ]
    }
}
