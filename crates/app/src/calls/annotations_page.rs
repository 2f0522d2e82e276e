//! The parts of a call's page that people write: tags and rating, notes, the block of its caller.

use crate::view::{TagBadge, TextField, When};

/// The form of a call's tags and rating.
pub(crate) struct AnnotationForm {
    /// The tags of the call, and whether each stays.
    pub(crate) tags: Vec<(TagBadge, bool)>,
    /// `add_tag`: names of further tags, with commas between them.
    pub(crate) add_tag: TextField,
    /// The names of the other tags of the business.
    pub(crate) choices: Vec<String>,
    /// `qualified`: `yes`, `no` or `unsaid`.
    pub(crate) qualified: String,
    /// `value`.
    pub(crate) value: TextField,
    /// The currency of the value.
    pub(crate) currency: String,
    /// `spam`.
    pub(crate) spam: bool,
}

/// A note in the list.
pub(crate) struct NoteRow {
    /// The author's name in this business.
    pub(crate) author: String,
    /// Its text, in lines.
    pub(crate) text: String,
    /// When it was written.
    pub(crate) at: When,
    /// When its text was last changed.
    pub(crate) edited: Option<When>,
    /// Where it is changed or removed, for those who may.
    pub(crate) edit: Option<(String, &'static str)>,
}

/// Whether the caller of a call is blocked, for those who may know.
pub(crate) enum CallerBlock {
    /// The caller is not blocked. The address blocks it.
    Possible(String),
    /// The caller is blocked. The address takes it back, for those who may.
    Blocked(Option<String>),
}

#[cfg(test)]
impl AnnotationForm {
    /// A form with `count` tags.
    pub(crate) fn sample(count: usize) -> Self {
        Self {
            tags: TagBadge::samples(count).into_iter().enumerate().map(|(at, tag)| (tag, at % 3 != 2)).collect(),
            add_tag: TextField::new("add_tag"),
            choices: ["Emergency", "Existing client", crate::view::samples::HTML].map(str::to_owned).to_vec(),
            qualified: ["unsaid", "yes", "no"][count % 3].to_owned(),
            value: TextField::with_value("value", if count == 0 { "" } else { "1250.50" }),
            currency: "USD".to_owned(),
            spam: count == 2,
        }
    }
}

#[cfg(test)]
impl NoteRow {
    /// `count` notes.
    pub(crate) fn samples(count: usize) -> Vec<Self> {
        use crate::view::samples::{HTML, LONG, RTL, moment};
        let note = |at: usize| Self {
            author: ["Ada Dietrich", RTL, HTML][at % 3].to_owned(),
            text: ["Wants a quote by Friday.\nCall back after 5.", LONG, HTML, RTL][at % 4].to_owned(),
            at: moment((400 - at * 9) as i64),
            edited: (at % 2 == 1).then(|| moment(3)),
            edit: (at % 3 != 1).then(|| (format!("/b/northline/notes/note_{at}/edit"), ["Edit", "Remove"][at % 2])),
        };
        (0..count).map(note).collect()
    }
}
