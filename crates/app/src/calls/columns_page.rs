//! The form of the columns of the list of calls.

use askama::Template;
use crewline_core::calls::columns::Column;

use crate::view::{Icon, Layout};

/// The form.
#[derive(Template)]
#[template(path = "calls/columns.html")]
pub(crate) struct ColumnsForm {
    pub(crate) layout: Layout,
    /// The list that it returns to.
    pub(crate) back: String,
    /// Every column but the time and the caller, in the order of the list.
    pub(crate) choices: Vec<ColumnChoice>,
    /// Why the choice can't be saved.
    pub(crate) error: Option<String>,
}

/// A column to choose.
pub(crate) struct ColumnChoice {
    /// Its word in the form.
    pub(crate) word: &'static str,
    pub(crate) label: &'static str,
    pub(crate) about: &'static str,
    pub(crate) is_chosen: bool,
}

/// The name of a column.
pub(super) fn label(column: Column) -> &'static str {
    match column {
        Column::Number => "Number",
        Column::Source => "Source",
        Column::Status => "Status",
        Column::FirstTime => "First-time",
        Column::Qualified => "Qualified",
        Column::Value => "Value",
        Column::Spam => "Spam",
        Column::Tags => "Tags",
        Column::Notes => "Notes",
        Column::Duration => "Duration",
        Column::TalkTime => "Talk time",
        Column::Recording => "Recording",
    }
}

/// The content of a column.
pub(super) fn about(column: Column) -> &'static str {
    match column {
        Column::Number => "The number that was called",
        Column::Source => "The number's source at the time of the call",
        Column::Status => "How the call ended, or how it stands",
        Column::FirstTime => "Whether it is the caller's first call to the number",
        Column::Qualified => "Whether the call is qualified",
        Column::Value => "What the call is worth",
        Column::Spam => "Whether the call is spam",
        Column::Tags => "The tags of the call",
        Column::Notes => "The beginning of the newest note",
        Column::Duration => "How long the whole call took",
        Column::TalkTime => "How long the two sides talked",
        Column::Recording => "A player for the recording or voicemail",
    }
}

#[cfg(test)]
impl ColumnsForm {
    /// Every state of the page.
    pub(crate) fn samples() -> Vec<(&'static str, Self)> {
        use crate::view::Nav;
        use crate::view::samples::{crowded_layout, layout, viewer_layout};
        let page = |shell: Layout, every: usize, error: Option<&str>| Self {
            layout: shell,
            back: "/b/northline/calls?outcome=missed".to_owned(),
            choices: Column::ALL
                .iter()
                .enumerate()
                .map(|(at, column)| ColumnChoice {
                    word: column.word(),
                    label: label(*column),
                    about: about(*column),
                    is_chosen: at % every == 0,
                })
                .collect(),
            error: error.map(str::to_owned),
        };
        vec![
            ("usual", page(layout(Nav::Calls), 1, None)),
            ("viewer", page(viewer_layout(Nav::Calls), 3, None)),
            ("refused", page(crowded_layout(Nav::Calls), 2, Some("Choose columns from the list."))),
        ]
    }
}
