//! Making a number group and editing one: a name, and a picker that searches among thousands of numbers.

use askama::Template;

use crate::view::{FieldProblem, Layout, TextField, field_problems};

/// The form of a group. It posts to its own address; without script its search button posts too, as `search`, and the
/// answer is this form again, with what was typed and checked and what was found.
#[derive(Template)]
#[template(path = "numbers/groups/form.html")]
pub(crate) struct NumberGroupForm {
    /// The frame.
    pub(crate) layout: Layout,
    /// The opaque id of the group that is edited; none for a new one.
    pub(crate) id: Option<String>,
    /// `name`.
    pub(crate) name: TextField,
    /// `q`: what is searched for among the numbers.
    pub(crate) search: TextField,
    /// The numbers to pick from.
    pub(crate) numbers: PickedNumbers,
    /// What is wrong with the whole.
    pub(crate) error: Option<String>,
}

/// The rows of the picker: what is picked first, then what was found, up to a page. It is a template of its own, to be
/// answered alone at `/b/{slug}/number-groups/numbers`, by all that the form holds.
#[derive(Template)]
#[template(path = "numbers/groups/form_picked.html")]
pub(crate) struct PickedNumbers {
    /// The numbers.
    pub(crate) rows: Vec<PickedNumber>,
}

impl askama::filters::HtmlSafe for PickedNumbers {}

impl PickedNumbers {
    fn picked(&self) -> usize {
        self.rows.iter().filter(|number| number.picked).count()
    }
}

/// A number in the picker, sent as `number_ids`.
pub(crate) struct PickedNumber {
    /// The opaque id.
    pub(crate) id: String,
    /// The friendly name.
    pub(crate) name: String,
    /// The number, as this business writes it.
    pub(crate) phone: String,
    /// The group that it is in now, if another.
    pub(crate) group: Option<String>,
    /// Whether it is in this group.
    pub(crate) picked: bool,
}

impl NumberGroupForm {
    fn problems(&self) -> Vec<FieldProblem> {
        field_problems([(self.name.name, &self.name.error)])
    }
}

#[cfg(test)]
impl NumberGroupForm {
    /// Every state of the page.
    pub(crate) fn samples() -> Vec<(&'static str, Self)> {
        use crate::view::Nav;
        use crate::view::samples::{HTML, LONG, RTL, crowded_layout, layout};
        let numbers = |count: usize| PickedNumbers {
            rows: (0..count)
                .map(|at| PickedNumber {
                    id: format!("num_{at}"),
                    name: ["Google Ads, Oakland", "Yelp listing", LONG, RTL, HTML][at % 5].to_owned(),
                    phone: format!("(415) 555-{:04}", 100 + at),
                    group: (at % 3 == 2).then(|| "Summit Roofing".to_owned()),
                    picked: at < count / 3,
                })
                .collect(),
        };
        let new = || Self {
            layout: layout(Nav::Numbers),
            id: None,
            name: TextField::new("name"),
            search: TextField::new("q"),
            numbers: numbers(5),
            error: None,
        };
        let refused = Self {
            name: TextField::filled_form("name", "Bay Plumbing")
                .refused("There is a group of this name. Choose another."),
            numbers: numbers(50),
            ..new()
        };
        let edit = Self {
            layout: crowded_layout(Nav::Numbers),
            id: Some("grp_1".to_owned()),
            name: TextField::filled_form("name", HTML),
            search: TextField::filled_form("q", RTL),
            numbers: numbers(0),
            ..new()
        };
        vec![("new", new()), ("refused", refused), ("edit", edit)]
    }
}
