//! The number access picker: All Numbers, or Specific Numbers out of thousands. It is a part of every form that invites
//! or edits somebody. `picker.rs` fills it and reads the choice.

use askama::Template;

/// The picker. Its buttons post to the form's own address as `access_do`, and the answer is the form again. A script
/// requests only the panel, from `href`.
#[derive(Template)]
#[template(path = "number_access/picker.html")]
pub(crate) struct AccessPicker {
    /// The business's name.
    pub(crate) business: String,
    /// The address that answers the panel.
    pub(crate) href: String,
    /// `access`: `all`, `specific`, or nothing yet.
    pub(crate) kind: String,
    /// `access_q`: the search text.
    pub(crate) q: String,
    pub(crate) panel: AccessPanel,
    /// For whom the choice is, if that is not obvious.
    pub(crate) hint: &'static str,
    /// The problem with the choice.
    pub(crate) error: Option<String>,
}

/// The chosen numbers and groups, and the rows to choose from: the part that changes with each choice.
#[derive(Template)]
#[template(path = "number_access/picker_panel.html")]
pub(crate) struct AccessPanel {
    /// The text that the rows were searched by, posted as `access_sought`. When the Enter key posts the form and the
    /// search field has another text, that is a search.
    pub(crate) search: String,
    /// The first chosen numbers and groups.
    pub(crate) chips: Vec<AccessChip>,
    /// How many more are chosen.
    pub(crate) more: usize,
    /// Chosen numbers and groups that are not among the rows below: the field's name, and the id.
    pub(crate) hidden_choices: Vec<(&'static str, String)>,
    /// How many numbers are chosen in all, each counted once.
    pub(crate) numbers_in_all: usize,
    /// Groups to choose.
    pub(crate) groups: Vec<AccessRow>,
    /// Numbers to choose.
    pub(crate) numbers: Vec<AccessRow>,
    /// How many matching groups and numbers are not listed.
    pub(crate) unlisted: usize,
    /// How many numbers match.
    pub(crate) numbers_found: usize,
    /// Matching sources, each with its count of numbers.
    pub(crate) sources: Vec<(String, usize)>,
}

/// A chosen number or group.
pub(crate) struct AccessChip {
    /// The opaque id.
    pub(crate) id: String,
    pub(crate) name: String,
    /// `group` or `released`, or nothing.
    pub(crate) note: &'static str,
}

/// A number or group to choose.
pub(crate) struct AccessRow {
    /// The opaque id.
    pub(crate) id: String,
    pub(crate) name: String,
    /// Its source and its group, or nothing.
    pub(crate) about: String,
    /// The digits of a number, or how many numbers a group has.
    pub(crate) end: String,
    /// Whether it is chosen.
    pub(crate) is_chosen: bool,
}

impl askama::filters::HtmlSafe for AccessPicker {}
impl askama::filters::HtmlSafe for AccessPanel {}

impl AccessPanel {
    /// The count of chosen numbers in words.
    fn count(&self) -> String {
        match (self.chips.len(), self.numbers_in_all) {
            (0, _) => "Nothing is chosen yet".to_owned(),
            (_, 1) => "1 number in all".to_owned(),
            (_, count) => format!("{count} numbers in all"),
        }
    }
}

#[cfg(test)]
impl AccessPicker {
    /// A picker with `count` numbers, a third of them chosen.
    pub(crate) fn sample(kind: &str, count: usize) -> Self {
        use crate::view::samples::{HTML, LONG, RTL};
        let names = ["Google Ads, Oakland", "Yelp listing", LONG, RTL, HTML];
        let row = |at: usize| AccessRow {
            id: format!("num_{at}"),
            name: names[at % names.len()].to_owned(),
            about: if at.is_multiple_of(2) { "Google Ads · in Bay Plumbing".to_owned() } else { String::new() },
            end: format!("(415) 555-{:04}", 100 + at),
            is_chosen: at < count / 3,
        };
        let group = |at: usize| AccessRow {
            id: format!("grp_{at}"),
            about: String::new(),
            end: "4 numbers".to_owned(),
            ..row(at)
        };
        let chip = |row: AccessRow, note| AccessChip { id: row.id, name: row.name, note };
        let chosen = (0..count / 3).map(|at| chip(row(at), ""));
        Self {
            business: LONG.to_owned(),
            href: "/b/northline/number-access".to_owned(),
            kind: kind.to_owned(),
            q: if count > 20 { RTL.to_owned() } else { String::new() },
            panel: AccessPanel {
                search: String::new(),
                chips: (0..count / 9).map(|at| chip(group(at), "group")).chain(chosen).take(40).collect(),
                more: (count / 3).saturating_sub(40),
                hidden_choices: (40..count / 3).map(|at| ("number_ids", format!("num_k{at}"))).collect(),
                numbers_in_all: count / 3,
                groups: (0..count / 9).map(group).collect(),
                numbers: (0..count).map(row).collect(),
                unlisted: count.saturating_sub(20) * 10,
                numbers_found: count,
                sources: if count > 20 { vec![(HTML.to_owned(), 12), ("Yelp".to_owned(), 1)] } else { Vec::new() },
            },
            hint: "",
            error: (count == 0).then(|| "Choose at least one number or group.".to_owned()),
        }
    }
}
