//! The page of one note on a call.

use askama::Template;

use crate::view::{FieldProblem, Layout, TextField, field_problems};

/// The page.
#[derive(Template)]
#[template(path = "calls/note.html")]
pub(crate) struct NoteEdit {
    pub(crate) layout: Layout,
    /// The opaque id.
    pub(crate) id: String,
    /// The opaque id of the call.
    pub(crate) call: String,
    /// The author's name in this business.
    pub(crate) author: String,
    /// The stored text.
    pub(crate) text: String,
    /// `note_text`; `None` where it is somebody else's, which can only be removed.
    pub(crate) note_text: Option<TextField>,
}

impl NoteEdit {
    fn problems(&self) -> Vec<FieldProblem> {
        field_problems(self.note_text.iter().map(|field| (field.name, &field.error)))
    }

    fn call_href(&self) -> String {
        self.layout.href(&format!("/calls/{}", self.call))
    }

    /// An address of this note.
    fn href(&self, what: &str) -> String {
        self.layout.href(&format!("/notes/{}/{what}", self.id))
    }
}

#[cfg(test)]
impl NoteEdit {
    /// Every state of the page.
    pub(crate) fn samples() -> Vec<(&'static str, Self)> {
        use crate::view::Nav;
        use crate::view::samples::{HTML, LONG, crowded_layout, layout};
        let page = |shell: Layout, note_text| Self {
            layout: shell,
            id: "note_1".to_owned(),
            call: "call_1".to_owned(),
            author: HTML.to_owned(),
            text: format!("Wants a quote.\n{LONG}"),
            note_text,
        };
        let own = || TextField::with_value("note_text", "Wants a quote.\nBy Friday.");
        vec![
            ("own", page(layout(Nav::Calls), Some(own()))),
            ("somebody else's", page(layout(Nav::Calls), None)),
            ("refused", page(crowded_layout(Nav::Calls), Some(own().refused("Use 4000 characters at most.")))),
        ]
    }
}
