//! The choice of a member's number access: All Numbers, or Specific Numbers out of thousands. A part of every form in
//! which somebody is invited or edited; `picker.rs` fills it and reads what was chosen.

use askama::Template;

/// The part of a form. Its buttons post to the form's own address as `access_do`, and the answer is the form again; a
/// script asks `href` for the panel alone.
#[derive(Template)]
#[template(path = "number_access/picker.html")]
pub(crate) struct AccessPicker {
    /// The business's name.
    pub(crate) business: String,
    /// Where the panel is asked for.
    pub(crate) href: String,
    /// `access`: `all`, `specific`, or nothing yet.
    pub(crate) kind: String,
    /// `access_q`: what is searched for.
    pub(crate) q: String,
    /// What is chosen, and what there is to choose.
    pub(crate) panel: AccessPanel,
    /// For whom the choice is, if that has to be said.
    pub(crate) hint: &'static str,
    /// What is wrong with the choice.
    pub(crate) error: Option<String>,
}

/// What is chosen, and what there is to choose: the part that changes with each choice.
#[derive(Template)]
#[template(path = "number_access/picker_panel.html")]
pub(crate) struct AccessPanel {
    /// What the rows below were found by, posted as `access_sought`: a form that is posted by the Enter key while another
    /// text stands in the search is a search.
    pub(crate) search: String,
    /// What is chosen, as far as it is named.
    pub(crate) chips: Vec<AccessChip>,
    /// How many more are chosen.
    pub(crate) more: usize,
    /// What is chosen and not among the rows below: the field's name, and the id.
    pub(crate) hidden_choices: Vec<(&'static str, String)>,
    /// How many numbers that is now, each counted once.
    pub(crate) numbers_in_all: usize,
    /// Groups to choose.
    pub(crate) groups: Vec<AccessRow>,
    /// Numbers to choose.
    pub(crate) numbers: Vec<AccessRow>,
    /// How many groups and numbers were found that are not listed.
    pub(crate) unlisted: usize,
    /// How many numbers were found.
    pub(crate) numbers_found: usize,
    /// Sources that were found, each with how many numbers it has.
    pub(crate) sources: Vec<(String, usize)>,
}

/// Something that is chosen.
pub(crate) struct AccessChip {
    /// The opaque id.
    pub(crate) id: String,
    /// What it is called.
    pub(crate) name: String,
    /// What is to be said beside it: that it is a group, or a released number.
    pub(crate) note: &'static str,
}

/// Something to choose.
pub(crate) struct AccessRow {
    /// The opaque id.
    pub(crate) id: String,
    /// What it is called.
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
    /// What is chosen, counted.
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
    /// With so many numbers, some of them chosen.
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
